/// One scheme of a `WWW-Authenticate` header (RFC 9110, 11.6.1).
struct AuthenticationChallenge: Sendable, Hashable {
    /// Lower case: "basic", "bearer".
    let scheme: String
    /// Names in lower case.
    let parameters: [String: String]

    /// The challenges of all such headers, in order; what cannot be understood is left out.
    static func list(_ headers: [String]) -> [AuthenticationChallenge] { headers.flatMap(list) }

    private static func list(_ header: String) -> [AuthenticationChallenge] {
        var found: [AuthenticationChallenge] = []
        var scheme: String?
        var parameters: [String: String] = [:]
        var rest = Array(header.utf8.prefix(8192))[...]
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") }
        func finish() {
            if let scheme { found.append(AuthenticationChallenge(scheme: scheme, parameters: parameters)) }
            parameters = [:]
        }
        while true {
            rest = rest.drop(while: isSpace)
            if rest.isEmpty { break }
            let word = rest.prefix { !isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\"") }
            rest = rest[word.endIndex...]
            guard rest.first == UInt8(ascii: "="), !word.isEmpty else {
                if word.isEmpty {
                    rest = rest.dropFirst()
                    continue
                }
                finish()
                scheme = String(decoding: word, as: UTF8.self).lowercased()
                continue
            }
            rest = rest.dropFirst()
            parameters[String(decoding: word, as: UTF8.self).lowercased()] = value(&rest)
        }
        finish()
        return found
    }

    /// A token or a quoted string.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        guard rest.first == UInt8(ascii: "\"") else {
            bytes = Array(rest.prefix { $0 != UInt8(ascii: ",") && $0 != 0x20 })
            rest = rest.dropFirst(bytes.count)
            return String(decoding: bytes, as: UTF8.self)
        }
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
