import Value
import YAML

/// YAML under every set of rules: what one document and a stream of them give, and what is written of it.
enum YAMLTarget {
    @Sendable static func run(_ bytes: [UInt8]) throws {
        for rules in allRules {
            let all: [YAMLDocument]
            do { all = try YAML.decodeAll(bytes, file: "input", rules: rules) } catch {
                _ = "\(error)"
                // Only the first document need be right when it is read alone.
                do { _ = try YAML.decodeDocument(bytes, file: "input", rules: rules) } catch { _ = "\(error)" }
                continue
            }
            let first: Value
            do { first = try YAML.decode(bytes, file: "input", rules: rules) } catch {
                try Finding.require(
                    all.count > 1 && rules.rejectsFurtherDocuments, "a good stream is refused: \(error)")
                continue
            }
            try Finding.require(
                first.meansSame(as: all.first?.value ?? .null), "the first document is not the stream's")
            for document in all { _ = document.excerpt(at: ValuePath([.key("a"), .index(0)])) }
        }
        if let value = try? YAML.decode(bytes, file: "input", rules: .helm) { try roundTrip(value) }
        if let value = try? YAML.decode(bytes, file: "input", rules: .strict) { _ = YAML.encode(value) }
    }

    /// Under the rules of Helm, what is written is read as the same value and written as the same text.
    private static func roundTrip(_ value: Value) throws {
        // Helm writes such a key without quotes, and reads it as a merge.
        if hasKey("<<", value) { return }
        let text = YAML.encode(value)
        let again: Value
        do { again = try YAML.decode(text, file: "written", rules: .helm) } catch {
            throw Finding("what was written is not YAML: \(error)\n\(text)")
        }
        try Finding.require(value.meansSame(as: again), "written as\n\(text)")
        try Finding.require(YAML.encode(again) == text, "written twice, the text differs:\n\(text)")
    }

    private static func hasKey(_ key: String, _ value: Value) -> Bool {
        switch value {
        case .array(let elements): elements.contains { hasKey(key, $0) }
        case .object(let members): members.contains { $0.key == key || hasKey(key, $0.value) }
        default: false
        }
    }

    private static let allRules: [YAMLRules] =
        [false, true].flatMap { first in
            [false, true].flatMap { second in
                [false, true].map { third in
                    YAMLRules(
                        rejectsDuplicateKeys: first, rejectsFurtherDocuments: first, ownMembersWin: second,
                        numbersAsJSON: second != first, keepsMarks: third)
                }
            }
        } + [.helm]
}
