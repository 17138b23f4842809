import Value

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a stream of an index said about one chart.
enum IndexOutcome: Sendable {
    /// The text of the mapping's one member, `chart: [...]`, and the line it starts on.
    case yaml([UInt8], line: Int)
    /// The text of the member's value.
    case json([UInt8])
    case absent
    /// The index is written in a way that only a full parse understands.
    case needsWhole(String)
}

/// Finds one chart's entry in an index while its bytes arrive, holding no more than that entry.
///
/// An index that begins with a brace is read as JSON, any other as YAML in block style.
struct IndexScanner: ~Copyable {
    private let chart: String
    private let limits: RepositoryLimits
    private var form = Form.unknown
    private var total = 0
    /// The start of a line whose end has not arrived.
    private var pending: [UInt8] = []
    private var yaml: YAMLIndexScanner
    private var json: JSONIndexScanner
    private enum Form { case unknown, yaml, json }

    /// - Parameter listsNames: keeps the names of all charts.
    init(chart: String, limits: RepositoryLimits = .standard, listsNames: Bool = false) {
        self.chart = chart
        self.limits = limits
        yaml = YAMLIndexScanner(chart: chart, limit: limits.entryBytes, listsNames: listsNames)
        json = JSONIndexScanner(chart: chart, limit: limits.entryBytes, listsNames: listsNames)
    }

    /// In the index's order; empty unless they were asked for.
    var names: [String] { (form == .json ? json.names : yaml.names) ?? [] }

    /// Names like the wanted one, and how many there were.
    var closeNames: CloseNames { form == .json ? json.closeNames : yaml.closeNames }
    var byteCount: Int { total }

    mutating func take(_ chunk: [UInt8]) throws(RepositoryError) {
        total += chunk.count
        guard total <= limits.indexBytes else { throw Self.tooLarge("the index", limits.indexBytes) }
        var start = 0
        if form == .unknown {
            // Three bytes decide about a byte order mark.
            pending += chunk
            guard let first = Self.firstMeaningful(pending) else {
                guard pending.count <= limits.lineBytes else {
                    throw Self.tooLarge("a line of the index", limits.lineBytes)
                }
                return
            }
            form = pending[first] == UInt8(ascii: "{") ? .json : .yaml
            let bytes = pending
            pending = []
            start = Self.markLength(bytes)
            return try read(bytes, from: start)
        }
        try read(chunk, from: start)
    }

    mutating func finish() throws(RepositoryError) -> IndexOutcome {
        switch form {
        case .unknown: throw Self.invalid("the index is empty")
        case .json: return try json.finish()
        case .yaml:
            if !pending.isEmpty {
                let line = pending
                pending = []
                try line.withUnsafeBufferPointer { (line) throws(RepositoryError) in try yaml.take(line) }
            }
            return try yaml.finish()
        }
    }

    private mutating func read(_ chunk: [UInt8], from start: Int) throws(RepositoryError) {
        try chunk.withUnsafeBufferPointer { (bytes) throws(RepositoryError) in
            let bytes = UnsafeBufferPointer(rebasing: bytes[start...])
            if form == .json { try json.take(bytes) } else { try lines(bytes) }
        }
    }

    private mutating func lines(_ bytes: UnsafeBufferPointer<UInt8>) throws(RepositoryError) {
        guard let base = bytes.baseAddress else { return }
        var start = 0
        while start < bytes.count, let found = memchr(base + start, 0x0A, bytes.count - start) {
            let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if pending.isEmpty {
                try yaml.take(line)
            } else {
                pending += line
                let whole = pending
                pending.removeAll(keepingCapacity: true)
                try whole.withUnsafeBufferPointer { (line) throws(RepositoryError) in try yaml.take(line) }
            }
            start = end + 1
        }
        pending += bytes[start...]
        guard pending.count <= limits.lineBytes else { throw Self.tooLarge("a line of the index", limits.lineBytes) }
    }

    private static func markLength(_ bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// nil when more bytes are needed to tell.
    private static func firstMeaningful(_ bytes: [UInt8]) -> Int? {
        if bytes.first == 0xEF, bytes.count < 3 { return nil }
        return bytes[markLength(bytes)...].firstIndex { $0 > 0x20 }
    }

    static func tooLarge(_ what: String, _ limit: Int) -> RepositoryError {
        RepositoryError(.tooLarge, "\(what) is larger than \(limit) bytes")
    }

    static func invalid(_ what: String, hint: String? = nil) -> RepositoryError {
        RepositoryError(
            .invalidIndex, what, hint: hint ?? "check that the URL is that of a chart repository (it has an index.yaml)"
        )
    }
}
