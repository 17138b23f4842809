import RegularExpressions
import Value

/// The formats that drafts before 2019-09 assert. Unknown formats pass, as the drafts say.
enum SchemaFormat {
    /// What is wrong with the value, or nil. Formats judge texts alone.
    static func problem(_ value: Value, _ format: String) -> String? {
        guard case .string(let text) = value else { return nil }
        switch format {
        case "regex":
            do { _ = try RegularExpression(text) } catch { return error.message }
            return nil
        case "ipv4": return isIPv4(text) ? nil : "expected four decimals"
        case "ipv6": return isIPv6(text) ? nil : "invalid ipv6 address"
        case "hostname": return hostnameProblem(text)
        case "email": return emailProblem(text)
        case "uri", "iri": return uriProblem(text, isAbsolute: true)
        case "uri-reference", "iri-reference": return uriProblem(text, isAbsolute: false)
        case "date": return isDate(text) ? nil : "not a full-date of RFC 3339"
        case "time": return isTime(text) ? nil : "not a full-time of RFC 3339"
        case "date-time": return isDateTime(text) ? nil : "not a date-time of RFC 3339"
        case "uuid": return isUUID(text) ? nil : "must be 8-4-4-4-12 hexadecimal digits"
        case "json-pointer": return text.isEmpty || text.hasPrefix("/") ? nil : "not starting with /"
        default: return nil
        }
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.count <= 3 && part.utf8.allSatisfy(URIText.isDigit) && (part.count == 1 || !part.hasPrefix("0"))
                    && (Int(part) ?? 256) < 256
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2, text.contains(":") else { return false }
        var groups = 0
        for (offset, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                let isLast = index == parts.count - 1 && offset == halves.count - 1
                if isLast, part.contains(".") {
                    guard isIPv4(String(part)) else { return false }
                    groups += 2
                } else {
                    guard (1...4).contains(part.count), UInt16(part, radix: 16) != nil else { return false }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }

    private static func hostnameProblem(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        if name.utf8.count > 253 { return "more than 253 characters long" }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            if label.isEmpty || label.utf8.count > 63 { return "label must be 1 to 63 characters long" }
            if label.hasPrefix("-") || label.hasSuffix("-") { return "label starts or ends with hyphen" }
            let isPlain = label.utf8.allSatisfy { URIText.isLetter($0) || URIText.isDigit($0) || $0 == 0x2d }
            if !isPlain { return "invalid character in hostname" }
        }
        return nil
    }

    private static func emailProblem(_ text: String) -> String? {
        guard let at = text.lastIndex(of: "@") else { return "missing @" }
        let local = text[..<at]
        if text.utf8.count > 254 { return "more than 255 characters long" }
        if local.isEmpty || local.utf8.count > 64 { return "local part must be 1 to 64 characters long" }
        if local.hasPrefix(".") || local.hasSuffix(".") || local.contains("..") { return "local part has stray dots" }
        return hostnameProblem(String(text[text.index(after: at)...]))
    }

    private static func uriProblem(_ text: String, isAbsolute: Bool) -> String? {
        if text.unicodeScalars.contains(where: { $0.value <= 0x20 || "\\<>\"{}|^`".unicodeScalars.contains($0) }) {
            return "invalid character in URL"
        }
        var rest = Array(text.utf8)[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[(percent + 1)...].prefix(2)
            guard digits.count == 2, UInt8(String(decoding: digits, as: UTF8.self), radix: 16) != nil else {
                return "invalid URL escape"
            }
            rest = rest[(percent + 3)...]
        }
        return isAbsolute && URIText.scheme(text) == nil ? "relative url" : nil
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.count == 10,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }

    private static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 9, bytes[2] == 0x3a, bytes[5] == 0x3a,
            let hour = Int(text.prefix(2)), let minute = Int(text.dropFirst(3).prefix(2)),
            let second = Int(text.dropFirst(6).prefix(2)), hour < 24, minute < 60, second <= 60
        else { return false }
        var rest = text.dropFirst(8)
        if rest.hasPrefix(".") {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            if digits.isEmpty { return false }
            rest = rest.dropFirst(digits.count + 1)
        }
        if rest == "Z" || rest == "z" { return true }
        guard rest.count == 6, rest.hasPrefix("+") || rest.hasPrefix("-"), let zone = Int(rest.dropFirst().prefix(2)),
            rest.dropFirst(3).hasPrefix(":"), let minutes = Int(rest.suffix(2))
        else { return false }
        return zone < 24 && minutes < 60
    }

    private static func isDateTime(_ text: String) -> Bool {
        guard text.utf8.count > 11 else { return false }
        let separator = text.dropFirst(10).prefix(1)
        return (separator == "T" || separator == "t") && isDate(String(text.prefix(10)))
            && isTime(String(text.dropFirst(11)))
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0 == 0x2d || URIText.isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
    }
}
