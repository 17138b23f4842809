import Value

/// Finds one chart's entry in an index that is written as JSON.
///
/// It watches only strings, brackets and the keys of the two outer levels; the entry itself is parsed by its user. A
/// flow mapping of YAML also begins with a brace: what is not where JSON has it is left to a full parse.
struct JSONIndexScanner: ~Copyable {
    private let chart: [UInt8]
    private let limit: Int
    private var depth = 0
    private var inString = false
    private var isEscaped = false
    private var last = Last.opening
    /// At depth 1 and 2: the value follows, or the key.
    private var isValue = [false, false, false]
    private var key: [UInt8] = []
    private var keyIsEscaped = false
    /// The first level's key, and the second's.
    private var inEntries = false
    private var entry: [UInt8]?
    private var isCapturing = false
    private var hasVersion = false
    private var hasEnded = false
    private var problem: String?
    private(set) var closeNames: CloseNames
    /// Of all charts; nil when nobody asked for them.
    private(set) var names: [String]?

    /// What the last token was, as far as it decides about the next.
    private enum Last: Int, Comparable {
        case opening, separator, colon, string, word, closing

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    init(chart: String, limit: Int, listsNames: Bool) {
        self.chart = Array(chart.utf8)
        names = listsNames ? [] : nil
        self.limit = limit
        closeNames = CloseNames(chart)
    }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(RepositoryError) {
        if problem != nil || hasEnded { return }
        var captureStart = isCapturing ? 0 : -1
        for (index, byte) in bytes.enumerated() {
            if inString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                    if isKey { keyIsEscaped = true }
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                    continue
                }
                if isKey, key.count <= 4096 { key.append(byte) }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                guard last < .string else { return fail("a quote stands where JSON has none") }
                last = .string
                inString = true
                if isKey {
                    key.removeAll(keepingCapacity: true)
                    keyIsEscaped = false
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard last < .string else { return fail("a bracket stands where JSON has none") }
                last = .opening
                if depth == 1, isValue[1] {
                    let isEntries = try keyIs(Array("entries".utf8))
                    inEntries = isEntries && byte == UInt8(ascii: "{")
                    if isEntries, !inEntries { return fail("entries is not a mapping") }
                }
                depth += 1
                if depth <= 2 { isValue[depth] = byte == UInt8(ascii: "[") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard last != .separator, last != .colon else { return fail("a bracket stands where JSON has none") }
                last = .closing
                if depth == 2, isCapturing { try endCapture(bytes, &captureStart, index) }
                if depth == 2 { inEntries = false }
                depth -= 1
                // What follows is not a part of the document.
                if depth == 0 { hasEnded = true }
                if depth <= 0 { return }
            case UInt8(ascii: ":"):
                guard last == .string else { return fail("a colon stands where JSON has none") }
                last = .colon
                guard depth <= 2, depth > 0, !isValue[depth] else { break }
                isValue[depth] = true
                if depth == 1, try keyIs(Array("apiVersion".utf8)) { hasVersion = true }
                guard depth == 2, inEntries else { break }
                if names != nil { note(keyText) }
                if try keyIs(chart) {
                    guard entry == nil else { throw YAMLIndexScanner.duplicate(chart) }
                    entry = []
                    isCapturing = true
                    captureStart = index + 1
                } else {
                    closeNames.offer(key)
                }
            case UInt8(ascii: ","):
                guard last >= .string else { return fail("a comma stands where JSON has none") }
                last = .separator
                if depth == 2, isCapturing { try endCapture(bytes, &captureStart, index) }
                if depth == 1 || (depth == 2 && inEntries) { isValue[depth] = false }
            case 0x20, 0x09, 0x0A, 0x0D: break
            default:
                guard depth > 0, !isKey, last <= .colon || last == .word, Self.isOfWord(byte) else {
                    return fail("it begins with a brace but is not JSON")
                }
                last = .word
            }
        }
        if isCapturing { try append(bytes[captureStart...]) }
    }

    mutating func finish() throws(RepositoryError) -> IndexOutcome {
        if let problem { return .needsWhole(problem) }
        guard depth == 0, !inString else {
            throw IndexScanner.invalid("the index ends in the middle", hint: "try again")
        }
        guard hasVersion else { throw YAMLIndexScanner.noVersion }
        return entry.map(IndexOutcome.json) ?? .absent
    }

    /// Numbers, `true`, `false` and `null`.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// Whether a string at this place is a key of one of the two levels that matter.
    private var isKey: Bool { depth == 1 ? !isValue[1] : depth == 2 && inEntries && !isValue[2] }

    private func keyIs(_ name: [UInt8]) throws(RepositoryError) -> Bool {
        keyIsEscaped ? Array(keyText.utf8) == name : key == name
    }

    private mutating func note(_ name: String) { names?.append(name) }

    private var keyText: String {
        // A key that is not JSON is not the one that is sought.
        let decoded = keyIsEscaped ? try? Value(json: [0x22] + key + [0x22]).string : nil
        return decoded ?? String(decoding: key, as: UTF8.self)
    }

    private mutating func endCapture(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: inout Int, _ end: Int
    ) throws(RepositoryError) {
        try append(bytes[start..<end])
        isCapturing = false
        start = -1
    }

    private mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(RepositoryError) {
        guard (entry?.count ?? 0) + bytes.count <= limit else {
            throw IndexScanner.tooLarge("the chart's entry", limit)
        }
        entry?.append(contentsOf: bytes)
    }

    private mutating func fail(_ reason: String) { problem = reason }
}
