public import Expressions
import Value
import YAML

/// How runtimes that are in a cluster already are matched with a model: `runtimes` of `provider.yaml`.
public struct RuntimeRules: Sendable {
    /// A type of objects that are runtimes.
    public struct Kind: Sendable, Hashable {
        /// `group/version`.
        public var apiVersion: String
        public var kind: String
    }

    public struct Rule: Sendable {
        /// Sees `runtime`, the object, `model`, and `deployment`, the chart's merged values, as the verdict's texts do.
        public var when: Expression
        public var verdict: Verdict
    }

    public enum Verdict: Sendable {
        /// The higher priority is the better one; without an expression it is 0.
        case fits(priority: Expression?, reason: MessageTemplate)
        case mismatch(MessageTemplate)
    }

    /// The value of the chart that names a runtime.
    public static let valueName = "runtime"
    static let variables: Set<String> = ["runtime", "model", "deployment"]

    /// Of several runtimes by one name, the operator takes that of the first of these.
    public var kinds: [Kind]
    /// The first that holds decides.
    public var rules: [Rule]

    /// - Throws: `YAMLFieldError` and `ExpressionError`, located.
    init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["types", "rules"])
        kinds = try (fields.list("types") ?? []).map { entry in
            try entry.rejectUnknown(known: ["apiVersion", "kind"])
            return Kind(apiVersion: try entry.requiredString("apiVersion"), kind: try entry.requiredString("kind"))
        }
        guard !kinds.isEmpty else { throw fields.error("types", "needs at least one type") }
        rules = try (fields.list("rules") ?? []).map(Self.rule)
        guard !rules.isEmpty else { throw fields.error("rules", "needs at least one rule") }
    }

    private static func rule(_ fields: YAMLFields) throws -> Rule {
        try fields.rejectUnknown(known: ["when", "match", "priority", "mismatch"])
        let when = try Expression(
            fields.requiredString("when"), variables: variables, location: fields.location(of: "when"))
        if try fields.string("mismatch") != nil {
            for key in ["match", "priority"] where fields.object[key] != nil {
                throw fields.error(key, "stands beside mismatch, which says why the runtime does not fit")
            }
            return Rule(when: when, verdict: .mismatch(try template(fields, "mismatch")))
        }
        let priority = try fields.string("priority").map {
            try Expression($0, variables: variables, location: fields.location(of: "priority"))
        }
        return Rule(when: when, verdict: .fits(priority: priority, reason: try template(fields, "match")))
    }

    private static func template(_ fields: YAMLFields, _ key: String) throws -> MessageTemplate {
        try MessageTemplate(fields.requiredString(key), variables: variables, location: fields.location(of: key))
    }
}
