import Value

/// What one word means that groundcrew answers with: a check, or a code.
struct Explanation: Sendable, Equatable {
    var topic: Topic
    var name: String
    var words: Words
    /// Other words for it, such as those of the cluster.
    var aliases: [String] = []

    /// Where the word is met.
    enum Topic: String, CaseIterable {
        case check, verdict, unknown, owner, decision, release, wait, exit

        var title: String {
            switch self {
            case .check: "a check of groundcrew preflight"
            case .verdict: "what came of a check"
            case .unknown: "why something is not known"
            case .owner: "whose an operator is"
            case .decision: "what becomes of an operator, and why"
            case .release: "how a release's work ended"
            case .wait: "what keeps an object from becoming ready"
            case .exit: "how a command ended"
            }
        }
    }

    /// Sentences without full stops.
    struct Words: Sendable, Equatable {
        var means: String
        /// Reasons, the usual ones first.
        var why: [String]
        var next: [String]

        init(_ means: String, why: String..., next: String...) {
            self.means = means
            self.why = why
            self.next = next
        }

        init(means: String, why: [String], next: [String]) {
            self.means = means
            self.why = why
            self.next = next
        }
    }

    /// By which it can be asked for when the name alone has several meanings.
    var fullName: String { "\(topic.rawValue)/\(name)" }

    /// What JSON and YAML output shows.
    var fields: Object {
        [
            "topic": .string(topic.rawValue), "name": .string(name), "title": .string(topic.title),
            "means": .string(words.means), "why": .array(words.why.map(Value.string)),
            "next": .array(words.next.map(Value.string)),
        ]
    }
}
