import GoTemplate

/// Go's `net/url`: parsing text and writing it back.
struct GoURL: CustomStringConvertible {
    struct Userinfo: CustomStringConvertible {
        var name: String
        var password: String?

        var description: String {
            let name = GoURL.escaped(self.name, .userinfo)
            return password.map { "\(name):\(GoURL.escaped($0, .userinfo))" } ?? name
        }
    }

    var scheme = ""
    var opaque = ""
    var userinfo: Userinfo?
    var host = ""
    /// Without escapes.
    var path = ""
    /// As written, without the question mark.
    var query = ""
    /// Without escapes.
    var fragment = ""
    private var rawPath = ""
    private var rawFragment = ""
    private var forcesQuery = false

    init() {}

    /// - Throws: Go's text of the error.
    init(parsing text: String) throws(TemplateError) {
        func failed(_ reason: String) -> TemplateError { .call("parse \(GoQuote.quoted(text)): \(reason)") }
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw failed("net/url: invalid control character in URL")
        }
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") {
            rawFragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        guard let scheme = Self.takeScheme(&rest) else { throw failed("missing protocol scheme") }
        self.scheme = scheme.lowercased()
        if rest.hasSuffix("?"), rest.count(where: { $0 == "?" }) == 1 {
            forcesQuery = true
            rest.removeLast()
        } else if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            if !scheme.isEmpty {
                opaque = String(rest)
                return
            }
            if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
                throw failed("first path segment in URL cannot contain colon")
            }
        }
        if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
            let authority = rest.dropFirst(2).prefix { $0 != "/" }
            rest = rest.dropFirst(2 + authority.count)
            do throws(TemplateError) { try parse(authority: authority) } catch { throw failed(error.message) }
        }
        do throws(TemplateError) {
            path = try Self.unescaped(rest, .path)
            if Self.escaped(path, .path) != rest { rawPath = String(rest) }
            fragment = try Self.unescaped(rawFragment[...], .fragment)
        } catch { throw failed(error.message) }
    }

    /// The letters before the first colon; empty when there is none, nil when a colon comes first.
    private static func takeScheme(_ rest: inout Substring) -> String? {
        for (offset, byte) in rest.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if offset == 0 { return "" }
            case UInt8(ascii: ":"):
                if offset == 0 { return nil }
                let scheme = String(rest.prefix(offset))
                rest = rest.dropFirst(offset + 1)
                return scheme
            default: return ""
            }
        }
        return ""
    }

    private mutating func parse(authority: Substring) throws(TemplateError) {
        var hostText = authority
        if let at = authority.lastIndex(of: "@") {
            hostText = authority[authority.index(after: at)...]
            let info = authority[..<at]
            let parts = info.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let allowed = "-._:~!$&'()*+,;=%@"
            guard info.unicodeScalars.allSatisfy({ allowed.unicodeScalars.contains($0) || Self.isAlphanumeric($0) })
            else {
                throw .call("net/url: invalid userinfo")
            }
            let name = try Self.unescaped(parts.first ?? "", .userinfo)
            userinfo = Userinfo(name: name, password: parts.count > 1 ? try Self.unescaped(parts[1], .userinfo) : nil)
        }
        if hostText.hasPrefix("[") {
            guard let close = hostText.lastIndex(of: "]") else { throw .call("missing ']' in host") }
            try Self.check(port: hostText[hostText.index(after: close)...])
        } else if let colon = hostText.lastIndex(of: ":") {
            try Self.check(port: hostText[colon...])
        }
        host = try Self.unescaped(hostText, .host)
    }

    private static func check(port: Substring) throws(TemplateError) {
        if port.isEmpty { return }
        guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .call("invalid port \(GoQuote.quoted(String(port))) after host")
        }
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    /// The host without its port and without the brackets of an IPv6 address.
    var hostname: String {
        if host.hasPrefix("["), let close = host.firstIndex(of: "]") { return String(host.dropFirst()[..<close]) }
        guard let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return host }
        return String(host[..<colon])
    }

    var description: String {
        var text = scheme.isEmpty ? "" : scheme + ":"
        if !opaque.isEmpty {
            text += opaque
        } else {
            if !scheme.isEmpty || !host.isEmpty || userinfo != nil {
                if !host.isEmpty || !path.isEmpty || userinfo != nil { text += "//" }
                if let userinfo { text += "\(userinfo)@" }
                text += Self.escaped(host, .host)
            }
            let path = rawPath.isEmpty ? Self.escaped(self.path, .path) : rawPath
            if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { text += "/" }
            if text.isEmpty, let segment = path.split(separator: "/", omittingEmptySubsequences: false).first,
                segment.contains(":")
            {
                text += "./"
            }
            text += path
        }
        if forcesQuery || !query.isEmpty { text += "?" + query }
        if !fragment.isEmpty { text += "#" + Self.escaped(fragment, .fragment) }
        return text
    }

    // MARK: Escapes

    fileprivate enum Part { case path, host, userinfo, fragment }

    private static func isPlain(_ byte: UInt8, in part: Part) -> Bool {
        if isAlphanumeric(Unicode.Scalar(byte)) || "-_.~".utf8.contains(byte) { return true }
        return switch part {
        case .path: "$&+,/:;=@".utf8.contains(byte)
        case .host: "!$&'()*+,;=:[]<>\"".utf8.contains(byte)
        case .userinfo: "$&+,;=".utf8.contains(byte)
        case .fragment: "$&+,/:;=?@!()*".utf8.contains(byte)
        }
    }

    fileprivate static func escaped(_ text: String, _ part: Part) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte, in: part) {
                output.append(byte)
            } else {
                output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func unescaped(_ text: Substring, _ part: Part) throws(TemplateError) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                if part == .host, bytes[index] < 0x80, !isPlain(bytes[index], in: part) {
                    let shown = GoQuote.quoted([bytes[index]])
                    throw .call("invalid character \(shown) in host name")
                }
                output.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            else {
                let end = min(index + 3, bytes.count)
                throw .call("invalid URL escape \(GoQuote.quoted(Array(bytes[index..<end])))")
            }
            output.append(value)
            index += 3
        }
        return String(decoding: output, as: UTF8.self)
    }
}
