import Expressions
import Readiness
public import Value

/// What came of the tests in a provider's folder.
public struct ProviderTestReport: Sendable, Equatable {
    /// A case that does not hold.
    public struct Failure: Sendable, Equatable {
        public var file: String
        public var name: String
        /// A line each.
        public var problems: [String]
    }

    /// A rule of readiness that nobody has seen work.
    public struct UnreachedRule: Sendable, Equatable {
        /// Such as `readiness.rules[0]`.
        public var path: String
        /// The text of its `when`.
        public var condition: String
        /// `file:line:column` of the condition.
        public var place: String?
    }

    /// The provider's.
    public var name: String
    public var folder: String
    /// How many cases there are.
    public var count: Int
    public var failures: [Failure] = []
    /// Rules that decide no case, in their order; empty where there are no cases.
    public var unreached: [UnreachedRule] = []

    public var passed: Int { count - failures.count }

    /// Runs them all.
    ///
    /// - Throws: `ProviderError` with code `invalidDefinition`, located, for a file that is not one of cases.
    public init(of provider: Provider) throws(ProviderError) {
        let cases = try provider.cases()
        let contract = provider.definition.readiness
        name = provider.name
        folder = provider.folder
        count = cases.count
        var reached: Set<Int> = []
        for item in cases {
            let problems = item.problems(by: contract)
            if !problems.isEmpty { failures.append(Failure(file: item.file, name: item.name, problems: problems)) }
            let status = contract.status(of: item.object)
            // A rule that cannot be evaluated has decided nothing.
            if let rule = status.rule, status.phase != .unknown { reached.insert(rule) }
        }
        guard count > 0 else { return }
        for (index, rule) in contract.rules.enumerated() where !reached.contains(index) {
            unreached.append(
                UnreachedRule(
                    path: "readiness.rules[\(index)]", condition: rule.condition.source, place: rule.condition.location)
            )
        }
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "name": .string(name), "folder": .string(folder), "passed": .integer(Int64(passed)),
            "failed": .integer(Int64(failures.count)),
            "failures": .array(
                failures.map { failure in
                    [
                        "file": .string(failure.file), "name": .string(failure.name),
                        "problems": .array(failure.problems.map(Value.string)),
                    ]
                }),
            "unreachedRules": .array(
                unreached.map { rule in
                    [
                        "path": .string(rule.path), "when": .string(rule.condition),
                        "place": rule.place.map(Value.string) ?? .null,
                    ]
                }),
        ]
    }
}
