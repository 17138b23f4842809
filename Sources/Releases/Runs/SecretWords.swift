import Formats
import Kubernetes
import Value

/// Texts that a run knows to be secret: values of the Secrets that it handles, and what it logs in with.
struct SecretWords: Sendable, Equatable {
    static let mask = "(hidden)"
    /// Characters; what is shorter is hidden nowhere, or half of every text would be.
    private static let shortest = 5

    private var known: Set<String> = []

    /// The longest first, so that no part of one is left of another.
    var words: [String] { known.sorted { ($1.count, $0) < ($0.count, $1) } }

    init() {}

    init(_ configuration: ClusterConfiguration) {
        switch configuration.credentials {
        case .token(let token): add(token.revealed)
        case .basic(_, let password): add(password.revealed)
        case .tokenFile(_, let fallback): add(fallback?.revealed ?? "")
        case .none, .plugin: break
        }
    }

    /// The values of an object that is a Secret, as text and as base64, whole and line by line: messages quote lines.
    mutating func add(_ object: Value) {
        guard object["kind"] == "Secret" else { return }
        for (_, value) in object["stringData"]?.object ?? [:] { add(plain: value.string ?? value.json()) }
        for (_, value) in object["data"]?.object ?? [:] {
            guard let text = value.string else { continue }
            add(text)
            if let bytes = Base64.decode(text), let plain = String(validating: bytes, as: UTF8.self) {
                add(plain: plain)
            }
        }
    }

    private mutating func add(plain text: String) {
        add(text)
        add(Base64.encode(Array(text.utf8)))
        let lines = text.split(whereSeparator: \.isNewline)
        if lines.count > 1 { for line in lines { add(String(line)) } }
    }

    mutating func add(_ word: String) {
        let word = word.trimmed
        if word.count >= Self.shortest { known.insert(word) }
    }

    mutating func add(_ other: SecretWords) { known.formUnion(other.known) }

    func hidden(_ text: String) -> String { Self.hidden(text, words) }

    /// Every string in it; keys stay.
    func hidden(_ value: Value) -> Value { Self.hidden(value, words) }

    private static func hidden(_ text: String, _ words: [String]) -> String {
        var text = text
        for word in words where text.contains(word) { text = text.replacing(word, with: mask) }
        return text
    }

    private static func hidden(_ value: Value, _ words: [String]) -> Value {
        switch value {
        case .string(let text): .string(hidden(text, words))
        case .array(let elements): .array(elements.map { hidden($0, words) })
        case .object(let object): .object(Object(object.map { ($0.key, hidden($0.value, words)) }))
        case .null, .bool, .integer, .float, .number: value
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
