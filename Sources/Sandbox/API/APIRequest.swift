import HTTP
import Value

/// A request as the API server core takes it: no socket, no stream.
struct APIRequest: Sendable {
    var method: String
    /// Decoded segments of the path.
    var path: [String]
    var query: [(name: String, value: String)]
    var headers: HTTPHeaders
    var body: [UInt8]

    /// - Parameter target: path and query, percent-encoded; an absolute URL's scheme and host are left out.
    init(method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        var rest = target[...]
        if let scheme = rest.range(ofText: "://") {
            rest = rest[scheme.upperBound...]
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        let mark = rest.firstIndex(of: "?")
        let path = mark.map { rest[..<$0] } ?? rest
        let query = mark.map { rest[rest.index(after: $0)...] } ?? ""
        self.method = method
        self.path = path.split(separator: "/").map { Self.decoded($0, plusIsSpace: false) }
        self.query = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? Self.decoded(parts[1], plusIsSpace: true) : ""
            return (Self.decoded(parts[0], plusIsSpace: true), value)
        }
        self.headers = headers
        self.body = body
    }

    var rawPath: String { "/" + path.joined(separator: "/") }

    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    func flag(_ name: String) -> Bool { ["true", "1"].contains(parameter(name) ?? "") }

    /// The value of `dryRun`, which may only be `All`.
    func isDryRun() throws -> Bool {
        let values = query.filter { $0.name == "dryRun" && !$0.value.isEmpty }
        guard let value = values.first?.value else { return false }
        guard value == "All" else {
            throw StatusError.badRequest("dryRun: Unsupported value: \"\(value)\": supported values: \"All\"")
        }
        return true
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == 37 || $0 == 43 }) else { return String(text) }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 37, index + 2 < bytes.count,
                let code = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                result.append(code)
                index += 3
            } else {
                result.append(plusIsSpace && bytes[index] == 43 ? 32 : bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension Substring {
    func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
