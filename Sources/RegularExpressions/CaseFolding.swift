/// Which characters `(?i)` takes for one another: Unicode's simple case folding.
enum CaseFolding {
    /// Orbits of more than two, and pairs whose cases do not lead to each other.
    private static let special: [[UInt32]] = [
        [0x4B, 0x6B, 0x212A], [0x53, 0x73, 0x17F], [0xC5, 0xE5, 0x212B], [0xB5, 0x39C, 0x3BC],
        [0x345, 0x399, 0x3B9, 0x1FBE], [0x392, 0x3B2, 0x3D0], [0x395, 0x3B5, 0x3F5], [0x398, 0x3B8, 0x3D1, 0x3F4],
        [0x39A, 0x3BA, 0x3F0], [0x3A0, 0x3C0, 0x3D6], [0x3A1, 0x3C1, 0x3F1], [0x3A3, 0x3C2, 0x3C3],
        [0x3A6, 0x3C6, 0x3D5], [0x3A9, 0x3C9, 0x2126], [0x1C4, 0x1C5, 0x1C6], [0x1C7, 0x1C8, 0x1C9],
        [0x1CA, 0x1CB, 0x1CC], [0x1F1, 0x1F2, 0x1F3], [0x1E60, 0x1E61, 0x1E9B], [0xDF, 0x1E9E],
    ]

    private static let specialByScalar: [UInt32: [UInt32]] = Dictionary(
        uniqueKeysWithValues: special.flatMap { orbit in orbit.map { ($0, orbit) } })

    static func orbit(of scalar: UInt32) -> [UInt32] {
        if scalar < 0x80, !(0x41...0x5A).contains(scalar), !(0x61...0x7A).contains(scalar) { return [scalar] }
        if let orbit = specialByScalar[scalar] { return orbit }
        guard let character = Unicode.Scalar(scalar) else { return [scalar] }
        var orbit = [scalar]
        for mapping in [character.properties.lowercaseMapping, character.properties.uppercaseMapping] {
            let scalars = mapping.unicodeScalars
            if scalars.count == 1, let other = scalars.first?.value, !orbit.contains(other) { orbit.append(other) }
        }
        return orbit
    }
}
