import Formats
import Value

/// Takes what a server's words repeat of a Secret out of them, for they go to people, logs and journals; pure.
///
/// Servers print the object that they refuse, whole or cut off anywhere, and a webhook says what it likes. So printed objects
/// go whatever they hold, and the values that were sent wherever they stand.
struct SecretEcho: Sendable {
    static let mask = "(hidden)"
    /// Characters; what is shorter is hidden between quotes alone, or half of every text would be.
    private static let shortest = 5

    /// The longest first, so that no part of one is left of another.
    private let words: [String]

    /// Nil for a call that sends no Secret.
    init?(_ call: APICall) {
        guard call.subject.group.isEmpty, call.subject.resource == "secrets", let body = call.body else { return nil }
        // What is sent is JSON.
        let sent = (try? Value(json: body)) ?? .null
        self.init(sent, names: [call.subject.name, call.subject.namespace].compactMap(\.self))
    }

    /// - Parameters:
    ///   - sent: a Secret, or a patch of one.
    ///   - names: what is never hidden: the names of things.
    init(_ sent: Value, names: [String] = []) {
        let forms = Set(Self.values(in: sent).flatMap(Self.forms)).subtracting(names + [""])
        words = forms.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    func hidden(_ text: String) -> String {
        // Its lines hold paths and types, but for what was found instead.
        if text.hasPrefix("failed to create typed patch object") {
            return text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.withoutFinding)
                .joined(separator: "\n")
        }
        var text = Self.withoutPrinted(text)
        for word in words {
            guard word.count < Self.shortest else {
                text = text.replacing(word, with: Self.mask)
                continue
            }
            for quote in ["\"", "'", "`"] {
                text = text.replacing(quote + word + quote, with: quote + Self.mask + quote)
            }
        }
        return text
    }

    /// The error without what its messages repeat.
    func withoutValues(_ error: KubernetesError) -> KubernetesError {
        var error = error
        error.message = hidden(error.message)
        error.status = withoutValues(error.status)
        return error
    }

    private func withoutValues(_ status: Value) -> Value {
        switch status {
        case .object(let members):
            var result = members
            for (key, member) in members {
                if key == "message", let text = member.string {
                    result[key] = .string(hidden(text))
                } else {
                    result[key] = withoutValues(member)
                }
            }
            return .object(result)
        case .array(let items): return .array(items.map { withoutValues($0) })
        case .null, .bool, .integer, .float, .number, .string: return status
        }
    }

    // MARK: - What is printed

    /// Of `.stringData.a: expected string, got &value.valueUnstructured{Value:5}` all but what was got.
    private static func withoutFinding(_ line: Substring) -> String {
        let ends = [", got ", "{", "map["].compactMap { words in line.firstRange(of: words)?.upperBound }
        guard let end = ends.min() else { return String(line) }
        return String(line[..<end]) + mask
    }

    private static func withoutPrinted(_ text: String) -> String {
        var text = text
        // What old decoders quote of the text around a mistake, cut off anywhere.
        for words in [", but found ", ", error found in #"] {
            if let start = text.firstRange(of: words) { text = String(text[..<start.upperBound]) + mask }
        }
        // As Go prints a map, and as JSON or Go writes an object.
        return without("{", "}", in: without("map[", "]", in: text))
    }

    /// Without all between the first `open` and the last `close`; to the end, where it is not closed.
    private static func without(_ open: String, _ close: Character, in text: String) -> String {
        guard let start = text.firstRange(of: open) else { return text }
        let rest = text[start.upperBound...]
        let tail = rest.lastIndex(of: close).map { String(rest[$0...]) } ?? ""
        return String(text[..<start.upperBound]) + mask + tail
    }

    // MARK: - What is sent

    private static func values(in sent: Value) -> [String] {
        if let operations = sent.array {
            return operations.flatMap { operation -> [String] in
                let path = operation["path"]?.string ?? ""
                let parts = path.split(separator: "/")
                guard let member = parts.first, member == "data" || member == "stringData" else { return [] }
                return texts(operation["value"] ?? .null, isEncoded: member == "data")
            }
        }
        return texts(sent["data"] ?? .null, isEncoded: true) + texts(sent["stringData"] ?? .null, isEncoded: false)
    }

    /// Of a map, or of whatever stands in its place.
    private static func texts(_ value: Value, isEncoded: Bool) -> [String] {
        switch value {
        case .object(let members): members.flatMap { texts($0.value, isEncoded: isEncoded) }
        case .array(let items): items.flatMap { texts($0, isEncoded: isEncoded) }
        case .string(let text): [text] + (isEncoded ? decoded(text) : [])
        case .null: []
        case .bool, .integer, .float, .number: [value.json()]
        }
    }

    private static func decoded(_ text: String) -> [String] {
        guard let bytes = Base64.decode(text), let plain = String(validating: bytes, as: UTF8.self) else { return [] }
        return [plain]
    }

    /// How messages write it: whole and line by line, quoted, encoded.
    private static func forms(of text: String) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        let quoted = String(Value.string(text).json().dropFirst().dropLast())
        return [text, quoted, Base64.encode(Array(text.utf8))] + lines
    }
}
