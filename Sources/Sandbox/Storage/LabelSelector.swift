import Value

/// A label selector in its text form: `a=b,c!=d,e in (f,g),!h`.
struct LabelSelector: Sendable {
    enum Requirement: Sendable, Hashable {
        case isIn(String, [String])
        case isNotIn(String, [String])
        case exists(String)
        case absent(String)
        case greater(String, Int64)
        case less(String, Int64)
    }

    var requirements: [Requirement]

    init(_ text: String) throws {
        requirements = try Self.parts(text).map(Self.requirement)
    }

    func matches(_ labels: Object) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isIn(let key, let values): labels[key]?.string.map(values.contains) ?? false
            case .isNotIn(let key, let values): !(labels[key]?.string.map(values.contains) ?? false)
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .greater(let key, let bound): (labels[key]?.string.flatMap(Int64.init)).map { $0 > bound } ?? false
            case .less(let key, let bound): (labels[key]?.string.flatMap(Int64.init)).map { $0 < bound } ?? false
            }
        }
    }

    /// Splits at commas outside of parentheses.
    private static func parts(_ text: String) throws -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        guard depth == 0 else { throw unparsable(text, "unbalanced parentheses") }
        return parts.map(trimmed).filter { !$0.isEmpty }
    }

    private static func requirement(_ part: String) throws -> Requirement {
        if part.hasPrefix("!") { return .absent(trimmed(String(part.dropFirst()))) }
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = part[...].range(ofText: sign) else { continue }
            let key = trimmed(String(part[..<range.lowerBound]))
            let value = trimmed(String(part[range.upperBound...]))
            guard !key.isEmpty, !value.contains("=") else { throw unparsable(part, "found '\(sign)'") }
            return isEqual ? .isIn(key, [value]) : .isNotIn(key, [value])
        }
        for (sign, isGreater) in [(">", true), ("<", false)] {
            guard let range = part[...].range(ofText: sign) else { continue }
            let key = trimmed(String(part[..<range.lowerBound]))
            guard let bound = Int64(trimmed(String(part[range.upperBound...]))) else {
                throw unparsable(part, "for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return isGreater ? .greater(key, bound) : .less(key, bound)
        }
        if let open = part.firstIndex(of: "("), part.hasSuffix(")") {
            let words = part[..<open].split(separator: " ").map(String.init)
            let values = part[part.index(after: open)...].dropLast().split(separator: ",").map { trimmed(String($0)) }
            if words.count == 2, words[1] == "in" { return .isIn(words[0], values) }
            if words.count == 2, words[1] == "notin" { return .isNotIn(words[0], values) }
            throw unparsable(part, "found '(', expected: in, notin")
        }
        guard !part.contains(" ") else {
            throw unparsable(
                part,
                "found '\(part.split(separator: " ").dropFirst().first ?? "")', expected: in, notin, =, ==, !=, gt, lt")
        }
        return .exists(part)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func unparsable(_ text: String, _ why: String) -> StatusError {
        .badRequest("unable to parse requirement: \(why)")
    }
}
