import Events
import Formats
import Kubernetes
import Value

/// Texts that a run knows to be secret: values of the Secrets that it handles, and what it logs in with.
struct SecretWords: Sendable, Equatable {
    static let mask = "(hidden)"
    /// Characters; what is shorter is hidden nowhere, or half of every text would be.
    private static let shortest = 5
    /// Bytes, of what is searched for in a bundle: whoever reads it has to see what it is about.
    private static let shortestInBundles = 8

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

    /// The values of an object that is a Secret, as text and as base64, whole and line by line, as messages quote them; of one
    /// that is JSON, such as the logins of a registry, each secret in it, too.
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
        // As a message of JSON, or a program that quotes it, has it.
        add(String(Value.string(text).json().dropFirst().dropLast()))
        guard text.first == "{" else { return }
        do {
            add(leaves: try Value(jsonText: text))
        } catch {
            return  // It only begins as JSON does.
        }
    }

    private mutating func add(leaves value: Value, of key: String = "") {
        switch value {
        case .string(let text):
            guard Redaction.isSensitive(field: key) || key == "auth" else { return }
            add(text)
            // A login, as HTTP has it.
            guard key == "auth", let bytes = Base64.decode(text), let login = String(validating: bytes, as: UTF8.self),
                let colon = login.firstIndex(of: ":")
            else { return }
            add(String(login[login.index(after: colon)...]))
        case .array(let items): for item in items { add(leaves: item, of: key) }
        case .object(let members): for (key, value) in members { add(leaves: value, of: key) }
        case .null, .bool, .integer, .float, .number: return
        }
    }

    mutating func add(_ word: String) {
        let word = word.trimmed
        if word.count >= Self.shortest { known.insert(word) }
    }

    mutating func add(_ other: SecretWords) { known.formUnion(other.known) }

    func hidden(_ text: String) -> String { WordFinder(words).masked(text, by: Self.mask) }

    /// Every string in it; keys stay.
    func hidden(_ value: Value) -> Value {
        let finder = WordFinder(words)
        return value.mappingStrings { finder.masked($0, by: Self.mask) }
    }

    /// For texts that are about objects: without short words, and without the names of things, which are in every line.
    func bundleFinder(besides names: Set<String>) -> WordFinder {
        WordFinder(known.filter { $0.utf8.count >= Self.shortestInBundles && !names.contains($0) }.sorted())
    }
}

extension Value {
    /// Keys stay.
    func mappingStrings(_ change: (String) -> String) -> Value {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0.mappingStrings(change) })
        case .object(let object): .object(Object(object.map { ($0.key, $0.value.mappingStrings(change)) }))
        case .null, .bool, .integer, .float, .number: self
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
