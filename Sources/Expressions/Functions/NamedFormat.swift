import Formats
import Value

/// Kubernetes' named forms of text, `format.dns1123Label()` for instance.
enum NamedFormat: String, Sendable, CaseIterable {
    case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName, dns1123LabelPrefix, dns1123SubdomainPrefix
    case dns1035LabelPrefix, labelValue, uri, uuid, byte, date, datetime

    /// What is wrong with the text; nothing when it has the form.
    func faults(of text: String) -> [String] {
        switch self {
        case .dns1123Label: Self.label(text)
        case .dns1123LabelPrefix: Self.label(Self.unended(text))
        case .dns1123Subdomain: Self.subdomain(text)
        case .dns1123SubdomainPrefix: Self.subdomain(Self.unended(text))
        case .dns1035Label: Self.letterLabel(text)
        case .dns1035LabelPrefix: Self.letterLabel(Self.unended(text))
        case .qualifiedName: Self.qualified(text)
        case .labelValue: Self.value(text)
        case .uri: URLDatum(text) == nil ? ["must be an absolute URL or path"] : []
        case .uuid: Self.isUUID(Array(text.utf8)) ? [] : ["must be a UUID, 32 hexadecimal digits in five groups"]
        case .byte: text.isEmpty || !Self.isBase64(text) ? ["must be base64 with padding"] : []
        case .date: Self.isDate(text.utf8) ? [] : ["must be a date such as 2006-01-02"]
        case .datetime: Self.isDateTime(text) ? [] : ["must be a time such as 2006-01-02T15:04:05Z"]
        }
    }

    /// A prefix may end in a dash, where the rest of a name follows. Kubernetes takes the byte before it off too.
    private static func unended(_ text: String) -> String {
        guard text.utf8.count > 1, text.hasSuffix("-") else { return text }
        return String(decoding: text.utf8.dropLast(2), as: UTF8.self) + "a"
    }

    private static func length(_ text: some StringProtocol, _ longest: Int) -> [String] {
        text.utf8.count > longest ? ["must have no more than \(longest) bytes"] : []
    }

    private static func label(_ text: String) -> [String] {
        if KubernetesName.isLabel(text, longest: .max) { return length(text, 63) }
        return length(text, 63) + [
            KubernetesName.isSubdomain(text, longest: .max)
                ? "must not have dots"
                : "must have lower-case letters, digits and '-', and begin and end with a letter or digit"
        ]
    }

    private static func subdomain(_ text: some StringProtocol) -> [String] {
        if KubernetesName.isSubdomain(text, longest: .max) { return length(text, 253) }
        return length(text, 253) + [
            "must have lower-case letters, digits, '-' and '.', and begin and end each part with a letter or digit"
        ]
    }

    private static func letterLabel(_ text: String) -> [String] {
        if KubernetesName.isLabel(text, longest: .max), let first = text.utf8.first, !Lexer.isDigit(first) {
            return length(text, 63)
        }
        return length(text, 63) + [
            "must have lower-case letters, digits and '-', begin with a letter and end with a letter or digit"
        ]
    }

    private static func value(_ text: String) -> [String] {
        if text.isEmpty || isName(text) { return length(text, 63) }
        return length(text, 63) + ["must be empty or \(nameForm)"]
    }

    private static let nameForm =
        "have letters, digits, '-', '_' and '.', and begin and end with a letter or digit"

    private static func isName(_ text: some StringProtocol) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return Lexer.isDigit(byte) || Lexer.isLetter(byte) && byte != UInt8(ascii: "_")
        }
        let bytes = Array(text.utf8)
        return isAlphanumeric(bytes.first) && isAlphanumeric(bytes.last)
            && bytes.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func qualified(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count < 3 else { return ["must be a name, before which a domain and one '/' may stand"] }
        var faults: [String] = []
        if parts.count == 2 {
            faults = parts[0].isEmpty ? ["must not be empty"] : subdomain(parts[0])
            faults = faults.map { "the part before '/' \($0)" }
        }
        let name = parts[parts.count - 1]
        var inName = name.isEmpty ? ["must not be empty"] : length(name, 63)
        if !name.isEmpty, !isName(name) { inName.append("must \(nameForm)") }
        return faults + inName.map { "the name \($0)" }
    }

    // MARK: - Forms of OpenAPI

    /// The dashes may be left out, each by itself.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        for (index, count) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0, rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard rest.count >= count, rest.prefix(count).allSatisfy(Lexer.isHexDigit) else { return false }
            rest = rest.dropFirst(count)
        }
        return rest.isEmpty
    }

    private static func isBase64(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0x0A || $0 == 0x0D } && Base64.decode(text) != nil
    }

    private static func digits(_ bytes: some Collection<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.allSatisfy(Lexer.isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func isDate(_ text: some Collection<UInt8>) -> Bool {
        let bytes = Array(text)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = digits(bytes[..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8...])
        else { return false }
        return (1...12).contains(month) && day >= 1 && day <= CivilDate.days(inMonth: month, of: year)
    }

    private static func isDateTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, isDate(bytes[..<10]), bytes[10] | 0x20 == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let hour = digits(bytes[11..<13]),
            let minute = digits(bytes[14..<16]), let second = digits(bytes[17..<19]), hour < 24, minute < 60,
            second < 60
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: Lexer.isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.count == 1 { return rest.first.map { $0 | 0x20 } == UInt8(ascii: "z") }
        guard rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return false
        }
        let zone = Array(rest.dropFirst())
        return digits(zone[..<2]) != nil && zone[2] == UInt8(ascii: ":") && digits(zone[3...]) != nil
    }
}
