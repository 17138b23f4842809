import Synchronization
import Value

/// The variables of expressions, each made from its facts when an expression first asks for it.
struct JudgedVariables: Sendable {
    /// What is known without any fact.
    let want: [String: Value]
    private let registry: FactRegistry
    private var facts: Facts
    private let subject: Subject
    private var each: Subject.Service?
    /// What the check asks for of objects, by variable.
    private var objects: [String: ObjectsWish] = [:]
    private var memo = VariableMemo()
    /// Of what is made of objects, which are others for each check.
    private var ofObjects = VariableMemo()

    init(facts: Facts, subject: Subject, registry: FactRegistry = .builtIn) {
        self.facts = facts
        self.subject = subject
        self.registry = registry
        want = ["want": subject.value]
    }

    /// The same with more facts; what was made of those that were there is not made again.
    func seeing(_ facts: Facts) -> JudgedVariables {
        var variables = self
        variables.facts = facts
        return variables
    }

    /// What the expressions of one check see.
    func of(_ check: CheckDefinition) -> JudgedVariables {
        var variables = self
        variables.objects = Dictionary(
            check.objects.map { ($0.name, $0.wish) }, uniquingKeysWith: { first, _ in first })
        variables.ofObjects = VariableMemo()
        return variables
    }

    func judging(_ service: Subject.Service) -> JudgedVariables {
        var variables = self
        variables.each = service
        variables.memo = VariableMemo()
        variables.ofObjects = VariableMemo()
        return variables
    }

    /// - Throws: `UnknownReason` when a fact behind one of the names is not known.
    func bound(_ names: Set<String>) throws -> [String: Value] {
        var bound: [String: Value] = [:]
        for name in names.sorted() { bound[name] = try value(of: name)?.get() }
        return bound
    }

    /// Those of the names that are known, and why the first of the others is not.
    func known(_ names: Set<String>) -> (bound: [String: Value], missing: UnknownReason?) {
        var bound: [String: Value] = [:]
        var missing: UnknownReason?
        for name in names.sorted() {
            switch value(of: name) {
            case .success(let value)?: bound[name] = value
            case .failure(let reason)?: missing = missing ?? reason
            case nil: break
            }
        }
        return (bound, missing)
    }

    /// Nil for a name that is none of a variable.
    private func value(of name: String) -> Result<Value, UnknownReason>? {
        if let wish = objects[name] {
            return ofObjects.value(name) { () throws(UnknownReason) in
                try JudgedFacts(facts, subject: subject, each: each, wishes: wishes).known(wish.fact)
            }
        }
        guard let variable = registry.variable(name) else { return nil }
        let made = variable.isOfObjects ? ofObjects : memo
        return made.value(name) { () throws(UnknownReason) in try variable.make(judged(variable)) }
    }

    /// The facts of a variable and no others, so that nothing hangs on what else is there already.
    private func judged(_ variable: FactVariable) -> JudgedFacts {
        var seen = facts
        seen.facts = facts.facts.filter { variable.facts.contains($0.key) }
        return JudgedFacts(seen, subject: subject, each: each, wishes: wishes)
    }

    /// By fact; two variables of one list see all that both ask for.
    private var wishes: [FactName: ObjectsWish] {
        let wishes = objects.values.map { ($0.fact, $0) }
        return Dictionary(wishes, uniquingKeysWith: { ObjectsWish($0.query, fields: $0.fields + $1.fields) })
    }
}

/// What variables were made to be.
private final class VariableMemo: Sendable {
    private let made = Mutex<[String: Result<Value, UnknownReason>]>([:])

    func value(
        _ name: String, _ make: () throws(UnknownReason) -> Value
    ) -> Result<Value, UnknownReason> {
        if let value = made.withLock({ $0[name] }) { return value }
        let value = Result { () throws(UnknownReason) in try make() }
        made.withLock { $0[name] = value }
        return value
    }
}
