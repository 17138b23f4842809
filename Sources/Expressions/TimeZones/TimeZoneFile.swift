/// Reads a compiled zone of the tz database (RFC 9636).
struct TimeZoneFile {
    private let bytes: [UInt8]
    private var position = 0

    /// Nil when the bytes are no such file; nothing outside of them is read whatever they say.
    static func read(_ bytes: [UInt8]) -> TimeZoneRules? {
        var file = TimeZoneFile(bytes)
        return file.rules()
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private struct Header {
        var version: UInt8
        var standardFlags: Int
        var utcFlags: Int
        var leapSeconds: Int
        var changes: Int
        var types: Int
        var letters: Int

        func size(ofTime: Int) -> Int {
            changes * (ofTime + 1) + types * 6 + letters + leapSeconds * (ofTime + 4) + standardFlags + utcFlags
        }
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, bytes.count - position >= count else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    private mutating func number(_ size: Int) -> Int64? {
        guard let part = take(size) else { return nil }
        let bits = part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }

    private mutating func header() -> Header? {
        guard let magic = take(4), magic.elementsEqual("TZif".utf8), let version = take(16)?.first else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(4), (0...100_000).contains(count) else { return nil }
            counts.append(Int(count))
        }
        guard counts[4] > 0 else { return nil }
        return Header(
            version: version, standardFlags: counts[1], utcFlags: counts[0], leapSeconds: counts[2], changes: counts[3],
            types: counts[4], letters: counts[5])
    }

    private mutating func rules() -> TimeZoneRules? {
        guard let first = header() else { return nil }
        // The first block has 32 bits a time, for old readers; a second one with 64 follows it.
        if first.version == 0 { return body(first, sizeOfTime: 4) }
        guard take(first.size(ofTime: 4)) != nil, let second = header(),
            var rules = body(second, sizeOfTime: 8)
        else { return nil }
        let footer = bytes[position...]
        guard footer.first == 0x0A, let end = footer.dropFirst().firstIndex(of: 0x0A) else { return nil }
        let text = String(decoding: footer[(position + 1)..<end], as: UTF8.self)
        if !text.isEmpty {
            guard let rule = RecurringRule(text) else { return nil }
            rules.rule = rule
        }
        return rules
    }

    private mutating func body(_ header: Header, sizeOfTime: Int) -> TimeZoneRules? {
        var starts: [Int64] = []
        for _ in 0..<header.changes {
            guard let start = number(sizeOfTime), starts.last.map({ $0 < start }) ?? true else { return nil }
            starts.append(start)
        }
        guard let indexes = take(header.changes).map(Array.init) else { return nil }
        var offsets: [Int] = []
        for _ in 0..<header.types {
            guard let offset = number(4), take(2) != nil, abs(offset) <= 26 * 3600 else { return nil }
            offsets.append(Int(offset))
        }
        guard indexes.allSatisfy({ $0 < offsets.count }),
            take(header.letters + header.leapSeconds * (sizeOfTime + 4) + header.standardFlags + header.utcFlags) != nil
        else { return nil }
        let changes = zip(starts, indexes).map { TimeZoneRules.Change(start: $0, offset: offsets[Int($1)]) }
        return TimeZoneRules(changes: changes, first: offsets[0], rule: nil)
    }
}
