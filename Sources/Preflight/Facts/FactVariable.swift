public import Value

/// A name that the expressions of checks may use, made from facts when first asked for; pure.
public struct FactVariable: Sendable {
    public let name: String
    /// A check sees the variable when it has all of these: those that it needs, and lists of objects that it asks for.
    public let facts: [FactName]
    /// Its form for the documentation, such as `{served, drivers, devices}` or `[{name, present}]`.
    public let form: String
    public let summary: String
    /// Only checks that are judged for each of one of these see it, because nobody else could say which is meant; nil
    /// means all checks.
    public let within: Set<CheckDefinition.Each>?
    let make: @Sendable (JudgedFacts) throws(UnknownReason) -> Value

    /// - Parameters:
    ///   - summary: lower case and without a full stop; may hold Markdown.
    ///   - make: throws why the variable is not known.
    public init(
        _ name: String, from facts: [FactName], form: String, _ summary: String,
        within: Set<CheckDefinition.Each>? = nil,
        make: @escaping @Sendable (JudgedFacts) throws(UnknownReason) -> Value
    ) {
        self.name = name
        self.facts = facts
        self.form = form
        self.summary = summary
        self.within = within
        self.make = make
    }

    /// Whether the expressions of a check with these facts see it.
    func isSeen(given known: [FactName], forEach: CheckDefinition.Each?) -> Bool {
        guard facts.allSatisfy({ known.contains($0) }) else { return false }
        guard let within else { return true }
        return forEach.map { within.contains($0) } ?? false
    }

    /// Whether it is another one for each check, because the objects that it is made of are.
    var isOfObjects: Bool { facts.contains { $0.isObjects } }
}
