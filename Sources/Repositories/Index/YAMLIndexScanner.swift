import Value
import YAML

/// Finds one chart's entry in an index that is written as YAML in block style, line by line.
///
/// Lines are told apart by indentation; those within block scalars, quoted scalars and flow collections are passed
/// over, whatever they look like. What needs more than that, such as anchors on chart names, is left to a full parse.
struct YAMLIndexScanner: ~Copyable {
    private let chart: [UInt8]
    private let limit: Int
    private var place = Place.start
    private var lexer = YAMLLineLexer()
    private var line = 0
    private var entry: [UInt8]?
    private var entryLine = 0
    private var isCapturing = false
    private var hasEntries = false
    private var hasVersion = false
    private var problem: String?
    private(set) var closeNames: CloseNames
    /// Of all charts; nil when nobody asked for them.
    private(set) var names: [String]?

    private enum Place {
        case start
        /// In the root mapping, whose keys stand at this indentation.
        case root(Int)
        /// Below `entries:`; the charts' indentation is known with the first of them.
        case entries(root: Int, charts: Int?)
        case ended
    }

    init(chart: String, limit: Int, listsNames: Bool) {
        self.chart = Array(chart.utf8)
        names = listsNames ? [] : nil
        self.limit = limit
        closeNames = CloseNames(chart)
    }

    mutating func finish() throws(RepositoryError) -> IndexOutcome {
        if let problem { return .needsWhole(problem) }
        if lexer.isWithin { return .needsWhole("a quoted text or a bracket is not closed") }
        guard hasVersion else { throw Self.noVersion }
        return entry.map { .yaml($0, line: entryLine) } ?? .absent
    }

    /// One line without its line feed.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(RepositoryError) {
        line += 1
        if problem != nil { return }
        if case .ended = place { return }
        let text = bytes.last == 0x0D ? UnsafeBufferPointer(rebasing: bytes.dropLast()) : bytes
        // YAML ends lines at these, too.
        if text.contains(0x0D) { return fail("a carriage return ends a line") }
        if lexer.passes(text) { return try capture(text) }
        let indent = text.prefix { $0 == 0x20 }.count
        guard let first = text.dropFirst(indent).first, first != UInt8(ascii: "#") else { return try capture(text) }
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { return fail("a byte order mark starts it") }
        if Self.hasUnicodeBreak(text) { return fail("a Unicode line separator ends a line") }
        if first == 0x09 {
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return try capture(text) }
            return fail("it is indented with tabs")
        }
        if indent == 0, isMarker(text) { return }
        try read(text, indent, first)
    }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int, _ first: UInt8)
        throws(RepositoryError)
    {
        switch place {
        case .ended: break
        case .start:
            if first == UInt8(ascii: "<") {
                throw IndexScanner.invalid("what the server sent is a web page, not an index")
            }
            place = .root(indent)
            try read(text, indent, first)
        case .root(let root): readRoot(text, indent, root)
        case .entries(let root, let known):
            if indent <= root {
                isCapturing = false
                place = .root(root)
                return readRoot(text, indent, root)
            }
            let charts = known ?? indent
            place = .entries(root: root, charts: charts)
            if indent < charts { return fail("the charts' indentation changes") }
            if indent > charts || YAMLLineLexer.isDash(text, indent) {
                lexer.lex(text, from: indent)
                return try capture(text)
            }
            try readChart(text, indent)
        }
    }

    private mutating func readRoot(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int, _ root: Int) {
        if indent < root { return fail("the root's indentation changes") }
        if indent > root || YAMLLineLexer.isDash(text, indent) { return lexer.lex(text, from: indent) }
        guard let (key, end) = Self.key(text, indent) else { return fail("a key is not plain") }
        let value = YAMLLineLexer.value(text, from: end)
        if key.elementsEqual("apiVersion".utf8) {
            if value.isEmpty { return fail("apiVersion and its value are on different lines") }
            hasVersion = true
        }
        if key.elementsEqual("entries".utf8) {
            if hasEntries { return fail("entries occurs twice") }
            hasEntries = true
            if value.isEmpty {
                place = .entries(root: root, charts: nil)
            } else if !["{}", "null", "~"].contains(where: { value.elementsEqual($0.utf8) }) {
                return fail("entries is not in block style")
            }
            return
        }
        lexer.lex(text, from: indent)
    }

    private mutating func readChart(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int) throws(RepositoryError) {
        isCapturing = false
        guard let (key, _) = Self.key(text, indent), !key.elementsEqual("<<".utf8) else {
            return fail("a chart's name is not plain")
        }
        names?.append(String(decoding: key, as: UTF8.self))
        if key.elementsEqual(chart) {
            guard entry == nil else { throw Self.duplicate(chart) }
            entry = []
            entryLine = line
            isCapturing = true
        } else {
            closeNames.offer(key)
        }
        lexer.lex(text, from: indent)
        try capture(text)
    }

    private mutating func capture(_ text: UnsafeBufferPointer<UInt8>) throws(RepositoryError) {
        guard isCapturing else { return }
        guard (entry?.count ?? 0) + text.count < limit else { throw IndexScanner.tooLarge("the chart's entry", limit) }
        entry?.append(contentsOf: text)
        entry?.append(0x0A)
    }

    /// Document markers and directives.
    private mutating func isMarker(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let isStart: Bool
        if case .start = place { isStart = true } else { isStart = false }
        if isStart, text.first == UInt8(ascii: "%") { return true }
        let isEnd = text.starts(with: "...".utf8)
        guard isEnd || text.starts(with: "---".utf8), text.count == 3 || text[3] <= 0x20 else { return false }
        if !isStart {
            place = .ended
        } else if !isEnd, !YAMLLineLexer.value(text, from: 3).isEmpty {
            fail("the document starts on its marker's line")
        }
        return true
    }

    /// Next line, line separator, paragraph separator.
    private static func hasUnicodeBreak(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.indices.contains { index in
            text[index] > 0x7F
                && (text[index...].starts(with: [0xC2, 0x85]) || text[index...].starts(with: [0xE2, 0x80, 0xA8])
                    || text[index...].starts(with: [0xE2, 0x80, 0xA9]))
        }
    }

    /// The bytes of a key at `start`, unquoted, and where its colon ends; nil when it is more than a plain or quoted one.
    private static func key(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> (key: [UInt8], end: Int)? {
        let first = text[start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard let close = YAMLLineLexer.close(text, from: start + 1, quote: first) else { return nil }
            let colon = text[close...].dropFirst().first { $0 != 0x20 }
            guard colon == UInt8(ascii: ":") else { return nil }
            let quoted = Array(text[start...close])
            // Nil has the whole index parsed, which says what is wrong with the key.
            guard let decoded = try? YAML.decode(quoted, file: "key").string else { return nil }
            let end = text[close...].firstIndex(of: UInt8(ascii: ":")) ?? close
            return (Array(decoded.utf8), end + 1)
        }
        if "&*!|>%@`{}[],#".utf8.contains(first) { return nil }
        if first == UInt8(ascii: "?"), start + 1 == text.count || text[start + 1] <= 0x20 { return nil }
        guard let colon = YAMLLineLexer.colon(text, from: start) else { return nil }
        var end = colon
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        return (Array(text[start..<end]), colon + 1)
    }

    private mutating func fail(_ reason: String) { problem = "line \(line): \(reason)" }

    static func duplicate(_ chart: [UInt8]) -> RepositoryError {
        let name = RepositoryError.plain(String(decoding: chart, as: UTF8.self))
        return IndexScanner.invalid(
            "the index lists chart \"\(name)\" twice, so nobody can tell which list is meant",
            hint: "tell the repository's owner: a second list may be an attack")
    }

    static var noVersion: RepositoryError {
        IndexScanner.invalid("the index has no apiVersion, so it is not a chart repository's")
    }
}
