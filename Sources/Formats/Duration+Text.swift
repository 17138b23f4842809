extension Duration {
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    /// Rounded down.
    public var inMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// A limit, exactly: `90 s`, `1.5 s`, `400 ms`.
    public var limitText: String {
        let milliseconds = inMilliseconds
        if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
        if milliseconds > 1000, milliseconds % 100 == 0 { return "\(milliseconds / 1000).\(milliseconds / 100 % 10) s" }
        return "\(milliseconds) ms"
    }

    /// What something took, for people: `0.3 s`, `12 s`, `3 min 5 s`.
    public var elapsedText: String {
        if inSeconds < 10 {
            let tenths = Int((inSeconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(inSeconds.rounded())
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    /// What counts up on a screen, in whole seconds: `4s`, `2m03s`.
    public var clockText: String {
        let seconds = max(0, components.seconds)
        return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)s"
    }

    /// Seconds with three decimals, for programs: `1.234`.
    public var decimalText: String {
        let fraction = String(inMilliseconds % 1000)
        return "\(inMilliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
