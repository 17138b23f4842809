import RegularExpressions
import Synchronization

/// Text rules of schemas and names.
enum Patterns {
    private static let compiled = Mutex<[String: RegularExpression?]>([:])

    /// True also for a pattern that cannot be read: CRDs with such a pattern are refused before.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let expression = compiled.withLock { compiled in
            if let known = compiled[pattern] { return known }
            let expression: RegularExpression?
            do { expression = try RegularExpression(pattern) } catch { expression = nil }
            compiled[pattern] = .some(expression)
            return expression
        }
        return expression?.matches(text) ?? true
    }

    /// True also for formats that the server does not know.
    static func matches(_ text: String, format: String) -> Bool {
        switch format {
        case "date-time": Timestamp(text: text) != nil || text.contains("T")
        case "date": text.utf8.count == 10
        case "uuid": text.utf8.count == 36
        default: true
        }
    }

    /// An RFC 1123 label: what namespaces and services are called.
    static func isLabel(_ text: String) -> Bool { text.utf8.count <= 63 && isDNSPart(text) }

    /// An RFC 1123 subdomain: what most objects are called.
    static func isSubdomain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isDNSPart(String($0)) }
    }

    /// What may be one segment of a path: the names of roles and bindings.
    static func isPathSegment(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && !text.contains("/") && !text.contains("%")
    }

    private static func isDNSPart(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, first != 45, last != 45 else { return false }
        return bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == 45 }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte)
    }

    /// What is wrong with a label's value or key part, by the rules of qualified names.
    static func isLabelValue(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return true }
        func isAlphanumeric(_ byte: UInt8) -> Bool { isLowerAlphanumeric(byte) || (65...90).contains(byte) }
        return bytes.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || [45, 95, 46].contains($0) }
    }

    static func isLabelKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: return !text.isEmpty && isLabelValue(text)
        case 2: return isSubdomain(parts[0]) && !parts[1].isEmpty && isLabelValue(parts[1])
        default: return false
        }
    }
}
