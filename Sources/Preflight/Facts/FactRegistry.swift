/// Every fact and every variable that checks may name.
///
/// A new one is an element of the array of its area; nothing else has to know of it.
public struct FactRegistry: Sendable {
    public static let builtIn = FactRegistry(
        sources: FactSource.core + FactSource.planned + FactSource.capacity + FactSource.cluster
            + FactSource.models + FactSource.stack + FactSource.samples,
        variables: FactVariable.core + FactVariable.planned + FactVariable.capacity + FactVariable.cluster
            + FactVariable.models + FactVariable.conformance + FactVariable.stack + FactVariable.samples)

    /// In the order in which they are gathered where there is a choice: what takes long comes first.
    public let sources: [FactSource]
    public let variables: [FactVariable]
    private let sourcePlaces: [FactName: Int]
    private let variablePlaces: [String: Int]

    init(sources: [FactSource], variables: [FactVariable]) {
        let problems = Self.problems(sources, variables)
        precondition(problems.isEmpty, problems.joined(separator: "; "))
        self.sources = sources
        self.variables = variables
        sourcePlaces = Dictionary(
            sources.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        variablePlaces = Dictionary(
            variables.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The facts that `needs` of a check may name, sorted.
    public var names: [FactName] { sources.map(\.name).sorted() }

    public subscript(name: FactName) -> FactSource? { sourcePlaces[name].map { sources[$0] } }

    public func variable(_ name: String) -> FactVariable? { variablePlaces[name].map { variables[$0] } }

    /// What the expressions of a check with these facts see, lists of objects that it asks for among them.
    func variables(given needs: [FactName], forEach: CheckDefinition.Each?) -> [FactVariable] {
        variables.filter { $0.isSeen(given: needs, forEach: forEach) }
    }
}

extension FactRegistry {
    /// What keeps these from being a registry; none where they can be one.
    static func problems(_ sources: [FactSource], _ variables: [FactVariable]) -> [String] {
        var problems: [String] = []
        var facts: Set<FactName> = []
        for source in sources {
            if source.name.isObjects { problems.append("the name of fact '\(source.name)' is one of objects") }
            if !facts.insert(source.name).inserted { problems.append("the fact '\(source.name)' is there twice") }
        }
        for source in sources {
            for need in source.needs where !facts.contains(need) && !need.isObjects {
                problems.append("the fact '\(source.name)' needs '\(need)', which nobody gathers")
            }
        }
        if problems.isEmpty { problems += circles(sources) }
        var names: Set<String> = []
        for variable in variables {
            if !names.insert(variable.name).inserted {
                problems.append("the variable '\(variable.name)' is there twice")
            }
            for fact in variable.facts where !facts.contains(fact) && !fact.isObjects {
                problems.append("the variable '\(variable.name)' is made of '\(fact)', which nobody gathers")
            }
        }
        return problems
    }

    /// Facts that wait for themselves in the end.
    private static func circles(_ sources: [FactSource]) -> [String] {
        var waiting = sources
        var settled: Set<FactName> = []
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.needs.allSatisfy { settled.contains($0) || $0.isObjects } }
            guard !ready.isEmpty else {
                let names = waiting.map(\.name.rawValue).joined(separator: ", ")
                return ["the facts \(names) wait for each other"]
            }
            settled.formUnion(ready.map(\.name))
            waiting.removeAll { settled.contains($0.name) }
        }
        return []
    }
}
