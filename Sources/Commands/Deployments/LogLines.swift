/// Cuts a log into lines, and puts where it comes from before each.
struct LogLines: Sendable {
    /// Longer lines are cut, so that a log without line breaks is not kept whole.
    static let longestLine = 64 << 10
    private static let lineFeed = UInt8(ascii: "\n")

    private let prefix: [UInt8]
    private let limit: Int
    private var rest: [UInt8] = []

    /// - Parameters:
    ///   - prefix: of each line; "" for none.
    ///   - limit: bytes of one line.
    init(prefix: String, limit: Int = LogLines.longestLine) {
        self.prefix = Array(prefix.utf8)
        self.limit = limit
    }

    /// The lines that are whole with these bytes, each with its line break.
    mutating func append(_ bytes: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        var left = bytes[...]
        while let end = left.firstIndex(of: Self.lineFeed) {
            take(left[..<end], &lines)
            close(&lines)
            left = left[(end + 1)...]
        }
        take(left, &lines)
        return lines
    }

    /// The last line, where no line break ends it.
    mutating func end() -> [UInt8] {
        var lines: [UInt8] = []
        if !rest.isEmpty { close(&lines) }
        return lines
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, _ lines: inout [UInt8]) {
        var left = bytes
        while rest.count + left.count > limit {
            let part = left.prefix(limit - rest.count)
            rest += part
            left = left.dropFirst(part.count)
            close(&lines)
        }
        rest += left
    }

    private mutating func close(_ lines: inout [UInt8]) {
        lines += prefix
        lines += rest
        lines.append(Self.lineFeed)
        rest.removeAll(keepingCapacity: true)
    }
}
