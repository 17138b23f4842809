import Expressions
import Value

/// The names that a check's expressions see, and what is said of those that they do not.
struct LintScope {
    let names: Set<String>
    private let registry: FactRegistry
    private let facts: [FactName]
    private let forEach: CheckDefinition.Each?
    private let isOfWant: Bool

    /// - Parameters:
    ///   - objects: names of lists of objects, those included that cannot be read.
    ///   - isSure: whether the facts are all that were meant; where not, no variable of facts is called unknown.
    init(
        registry: FactRegistry, facts: [FactName], objects: Set<String>, forEach: CheckDefinition.Each?, isSure: Bool
    ) {
        self.registry = registry
        self.facts = facts
        self.forEach = forEach
        isOfWant = false
        let seen = isSure ? registry.variables(given: facts, forEach: forEach) : registry.variables
        names = objects.union(seen.map(\.name))
    }

    private init(of scope: LintScope) {
        registry = scope.registry
        facts = scope.facts
        forEach = scope.forEach
        isOfWant = true
        names = ["want"]
    }

    /// For expressions that are evaluated before facts are gathered.
    var ofWant: LintScope { LintScope(of: self) }

    /// What to do about a variable that the check does not see; nil where nothing is known of it.
    func advice(_ error: ExpressionError) -> String? {
        guard error.code == .unknownVariable else { return nil }
        let quoted = error.message.split(separator: "\"", omittingEmptySubsequences: false)
        guard quoted.count > 2 else { return nil }
        let name = String(quoted[1])
        guard let variable = registry.variable(name) else {
            let question = CloseNames.question(name, among: names.sorted())
            return question.isEmpty ? nil : question.trimmed
        }
        if isOfWant { return "facts are gathered after it; 'want' alone is seen here" }
        let missing = variable.facts.filter { !facts.contains($0) }
        let needs = missing.filter { !$0.isObjects }.map(\.rawValue)
        let lists = missing.filter(\.isObjects).map(\.rawValue)
        var steps: [String] = []
        if !needs.isEmpty { steps.append("name \(needs.joined(separator: ", ")) under needs") }
        if !lists.isEmpty { steps.append("ask for \(lists.joined(separator: ", ")) under objects") }
        if let within = variable.within, forEach.map({ !within.contains($0) }) ?? true {
            steps.append("write forEach: \(within.map(\.rawValue).sorted().joined(separator: " or "))")
        }
        return steps.isEmpty ? nil : "to see it, " + steps.joined(separator: ", and ")
    }
}

extension String {
    /// Without the space and brackets around a question of `CloseNames`.
    fileprivate var trimmed: String { String(drop { " (".contains($0) }.reversed().drop { $0 == ")" }.reversed()) }
}
