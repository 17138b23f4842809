/// An absolute URL or an absolute path, cut into the parts that Kubernetes' CEL library reads.
struct URLDatum: Sendable, Equatable {
    let text: String
    private(set) var scheme = ""
    /// With the port; IPv6 addresses in brackets.
    private(set) var host = ""
    private(set) var path = ""
    private(set) var query = ""

    init?(_ text: String) {
        self.text = text
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            guard let colon = rest.firstIndex(of: ":") else { return nil }
            let name = rest[..<colon]
            guard let first = name.utf8.first, Lexer.isLetter(first), first != UInt8(ascii: "_"),
                name.utf8.allSatisfy({
                    (Lexer.isLetter($0) && $0 != UInt8(ascii: "_")) || Lexer.isDigit($0)
                        || [0x2B, 0x2D, 0x2E].contains($0)
                })
            else { return nil }
            scheme = name.lowercased()
            rest = rest[rest.index(after: colon)...]
            if !rest.hasPrefix("/") { return nil }
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != "/" }
            rest = rest.dropFirst(authority.count)
            host = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
            guard isValidHost else { return nil }
        }
        path = Self.escaped(String(rest))
        guard Self.unescaped(path) != nil else { return nil }
    }

    private var isValidHost: Bool {
        if host.contains(where: { " <>\"^`{|}\\".contains($0) }) { return false }
        guard host.hasPrefix("[") else {
            let parts = host.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count == 1 || (parts.count == 2 && parts[1].utf8.allSatisfy(Lexer.isDigit))
        }
        guard let bracket = host.firstIndex(of: "]") else { return false }
        let rest = host[host.index(after: bracket)...]
        return rest.isEmpty || (rest.hasPrefix(":") && rest.dropFirst().utf8.allSatisfy(Lexer.isDigit))
    }

    var hostname: String {
        if host.hasPrefix("["), let bracket = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<bracket])
        }
        return String(host.prefix { $0 != ":" })
    }

    var port: String {
        let tail = host.hasPrefix("[") ? host.drop { $0 != "]" }.dropFirst() : host[...]
        return tail.firstIndex(of: ":").map { String(tail[tail.index(after: $0)...]) } ?? ""
    }

    /// Every key with its values, in the order of the keys' first appearance.
    var parameters: [(key: String, values: [String])] {
        var result: [(key: String, values: [String])] = []
        var places: [ExactText: Int] = [:]
        for pair in query.split(separator: "&") where !pair.contains(";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = Self.unescaped(parts[0].map { $0 == "+" ? " " : String($0) }.joined()),
                let value = parts.count > 1
                    ? Self.unescaped(parts[1].map { $0 == "+" ? " " : String($0) }.joined()) : ""
            else { continue }
            if let index = places[ExactText(text: key)] {
                result[index].values.append(value)
            } else {
                places[ExactText(text: key)] = result.count
                result.append((key, [value]))
            }
        }
        return result
    }

    private static func escaped(_ path: String) -> String {
        path.utf8.map { byte in
            let isPlain = Lexer.isLetter(byte) || Lexer.isDigit(byte) || "-._~!$&'()*+,;=:@/%".utf8.contains(byte)
            let hexadecimal = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Character(Unicode.Scalar(byte))) : "%" + (byte < 16 ? "0" : "") + hexadecimal
        }.joined()
    }

    private static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, rest.prefix(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
