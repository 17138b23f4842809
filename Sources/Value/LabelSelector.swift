/// A label selector in its text form: `a=b,c!=d,e in (f,g),!h`.
public struct LabelSelector: Sendable, Hashable {
    enum Requirement: Sendable, Hashable {
        case isIn(String, [String])
        case isNotIn(String, [String])
        case exists(String)
        case absent(String)
        case greater(String, Int64)
        case less(String, Int64)
    }

    private var requirements: [Requirement]

    /// - Throws: `LabelSelectorError` for a text that an API server refuses.
    public init(_ text: String) throws(LabelSelectorError) {
        requirements = []
        for part in try Self.parts(text) { requirements.append(try Self.requirement(part)) }
    }

    /// Whether it asks for nothing, so that every object fits.
    public var isEmpty: Bool { requirements.isEmpty }

    public func matches(_ labels: Object) -> Bool { requirements.allSatisfy { Self.holds($0, labels) } }

    /// Keys of labels that it wants with an empty value, which mostly is one that was left out.
    public var keysWithoutValue: [String] {
        requirements.compactMap { requirement in
            guard case .isIn(let key, let values) = requirement, values.contains("") else { return nil }
            return key
        }
    }

    private static func holds(_ requirement: Requirement, _ labels: Object) -> Bool {
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

/// Why a text is not a label selector, in the words of Kubernetes.
public struct LabelSelectorError: Error, Sendable, Hashable, CustomStringConvertible {
    public var message: String

    public var description: String { message }
}

extension LabelSelector {
    /// Splits at commas outside of parentheses.
    private static func parts(_ text: String) throws(LabelSelectorError) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        guard depth == 0 else { throw LabelSelectorError(message: "unbalanced parentheses") }
        parts = parts.map(trimmed)
        guard parts != [""] else { return [] }
        if let empty = parts.firstIndex(of: "") {
            let found = empty == parts.indices.last ? "" : ","
            throw LabelSelectorError(
                message: empty == 0
                    ? "found ',', expected: !, identifier, or 'end of string'"
                    : "found '\(found)', expected: identifier after ','")
        }
        return parts
    }

    private static func requirement(_ part: String) throws(LabelSelectorError) -> Requirement {
        if part.hasPrefix("!") { return .absent(try key(trimmed(String(part.dropFirst())))) }
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = part.firstRange(of: sign) else { continue }
            let key = try key(trimmed(String(part[..<range.lowerBound])))
            let text = trimmed(String(part[range.upperBound...]))
            guard !text.contains("=") else { throw LabelSelectorError(message: "found '\(sign)'") }
            return isEqual ? .isIn(key, [try value(text)]) : .isNotIn(key, [try value(text)])
        }
        for (sign, isGreater) in [(">", true), ("<", false)] {
            guard let range = part.firstRange(of: sign) else { continue }
            let key = try key(trimmed(String(part[..<range.lowerBound])))
            guard let bound = Int64(trimmed(String(part[range.upperBound...]))) else {
                throw LabelSelectorError(message: "for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return isGreater ? .greater(key, bound) : .less(key, bound)
        }
        return try set(part)
    }

    /// `a in (b,c)`, `a notin (b,c)`, and a key alone.
    private static func set(_ part: String) throws(LabelSelectorError) -> Requirement {
        if let open = part.firstIndex(of: "("), part.hasSuffix(")") {
            let words = part[..<open].split(separator: " ").map(String.init)
            var values: [String] = []
            for text in part[part.index(after: open)...].dropLast().split(separator: ",") {
                values.append(try value(trimmed(String(text))))
            }
            if words.count == 2, words[1] == "in" { return .isIn(try key(words[0]), values) }
            if words.count == 2, words[1] == "notin" { return .isNotIn(try key(words[0]), values) }
            throw LabelSelectorError(message: "found '(', expected: in, notin")
        }
        guard !part.contains(" ") else {
            let next = part.split(separator: " ").dropFirst().first ?? ""
            throw LabelSelectorError(message: "found '\(next)', expected: in, notin, =, ==, !=, gt, lt")
        }
        return .exists(try key(part))
    }

    private static func key(_ text: String) throws(LabelSelectorError) -> String {
        guard KubernetesName.isLabelKey(text) else {
            throw LabelSelectorError(
                message: "key: Invalid value: \"\(text)\": name part must consist of alphanumeric characters, '-', '_' "
                    + "or '.', and must start and end with an alphanumeric character")
        }
        return text
    }

    private static func value(_ text: String) throws(LabelSelectorError) -> String {
        guard KubernetesName.isLabelValue(text) else {
            throw LabelSelectorError(
                message: "Invalid value: \"\(text)\": a valid label must be an empty string or consist of alphanumeric "
                    + "characters, '-', '_' or '.', and must start and end with an alphanumeric character")
        }
        return text
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
