import Value

/// RFC 6901.
enum JSONPointer {
    static func text(_ tokens: [String]) -> String {
        tokens.map { "/" + escaped($0) }.joined()
    }

    private static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        return token.reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }

    /// Of a fragment such as `/properties/a~1b`; nil when it is none.
    static func tokens(_ fragment: String) -> [String]? {
        if fragment.isEmpty { return [] }
        guard fragment.hasPrefix("/") else { return nil }
        return fragment.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { token in
            String(token).components(separatedBy: "~1").joined(separator: "/")
                .components(separatedBy: "~0").joined(separator: "~")
        }
    }

    static func value(_ tokens: [String], in root: Value) -> Value? {
        tokens.reduce(root) { value, token in
            switch value {
            case .object(let members)?: members[token]
            case .array(let elements)?: Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}
