#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A time zone of the system's database (RFC 8536): offsets from UTC and their names over time.
struct TimeZoneTable {
    let name: String
    private var transitions: [(time: Int64, type: Int)] = []
    private var types: [(seconds: Int, abbreviation: String)] = []
    private var rule: PosixZoneRule?

    static let utc = TimeZoneTable(name: "UTC", offset: 0, abbreviation: "UTC")

    init(name: String, offset: Int, abbreviation: String) {
        self.name = name
        types = [(seconds: offset, abbreviation: abbreviation)]
    }

    /// Nil when there is no such zone. `Local` is the machine's zone.
    init?(named name: String) {
        if name.isEmpty || name == "UTC" {
            self = .utc
            return
        }
        // As in Go, a name may not lead out of the database.
        if name.hasPrefix("/") || name.hasPrefix("\\") || name.split(separator: "/").contains("..") { return nil }
        let paths =
            name == "Local"
            ? ["/etc/localtime"]
            : ["/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/"].map { $0 + name }
        for path in paths {
            if let bytes = Self.read(path), let table = TimeZoneTable(name: name, file: bytes) {
                self = table
                return
            }
        }
        guard name == "Local" else { return nil }
        self.init(name: "Local", offset: 0, abbreviation: "UTC")
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// The second part of a file has 64-bit times; version 1 files have none.
    private init?(name: String, file: [UInt8]) {
        self.name = name
        func counts(_ start: Int) -> [Int]? {
            guard file.count >= start + 44, file[start...].starts(with: "TZif".utf8) else { return nil }
            return (0..<6).map { Self.integer(file[(start + 20 + $0 * 4)..<(start + 24 + $0 * 4)]) }.map { Int($0) }
        }
        guard let first = counts(0) else { return nil }
        // Order in the file: UT indicators, standard indicators, leap seconds, transitions, types, abbreviations.
        let skipped = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
        let isWide = file[4] >= UInt8(ascii: "2")
        let start = isWide ? skipped : 0
        guard let sizes = isWide ? counts(start) : first else { return nil }
        let width = isWide ? 8 : 4
        var offset = start + 44
        let (timeCount, typeCount, nameCount) = (sizes[3], sizes[4], sizes[5])
        let total = timeCount * (width + 1) + typeCount * 6 + nameCount
        guard typeCount > 0, file.count >= offset + total else { return nil }
        let times = (0..<timeCount).map { Self.integer(file[(offset + $0 * width)..<(offset + ($0 + 1) * width)]) }
        offset += timeCount * width
        let indices = file[offset..<(offset + timeCount)].map(Int.init)
        offset += timeCount
        let names = file[(offset + typeCount * 6)..<(offset + typeCount * 6 + nameCount)]
        for index in 0..<typeCount {
            let entry = offset + index * 6
            let seconds = Int(Self.integer(file[entry..<(entry + 4)]))
            let text = names.dropFirst(Int(file[entry + 5])).prefix { $0 != 0 }
            types.append((seconds, String(decoding: text, as: UTF8.self)))
        }
        guard indices.allSatisfy({ $0 < typeCount }) else { return nil }
        transitions = Array(zip(times, indices)).map { ($0, $1) }
        if isWide {
            let footer = file.dropFirst(offset + typeCount * 6 + nameCount + sizes[2] * 12 + sizes[1] + sizes[0])
            let text = footer.drop { $0 == 0x0A }.prefix { $0 != 0x0A }
            rule = PosixZoneRule(String(decoding: text, as: UTF8.self))
        }
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let sign: Int64 = (bytes.first ?? 0) & 0x80 != 0 ? -1 : 0
        return bytes.reduce(sign) { $0 << 8 | Int64($1) }
    }

    /// The offset in seconds east of UTC and its abbreviation at a time.
    func offset(at time: Int64) -> (seconds: Int, abbreviation: String) {
        guard let last = transitions.last else { return rule?.offset(at: time) ?? types[0] }
        if time >= last.time { return rule?.offset(at: time) ?? types[last.type] }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? types[0] : types[transitions[low - 1].type]
    }
}
