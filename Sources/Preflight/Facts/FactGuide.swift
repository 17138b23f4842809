/// What docs/checks.md says of facts and variables, made from the registry, so that the page cannot grow stale unseen.
public struct FactGuide: Sendable {
    public static let begin = "<!-- Made from the facts and variables of the source; a test prints it anew. -->"
    public static let end = "<!-- Until here. -->"

    private let registry: FactRegistry

    public init(_ registry: FactRegistry = .builtIn) { self.registry = registry }

    /// Two tables in Markdown, between `begin` and `end`.
    public var text: String {
        [Self.begin, "", facts, "", variables, "", Self.end].joined(separator: "\n")
    }

    private var facts: String {
        let rows = registry.sources.sorted { $0.name < $1.name }.map { ["`\($0.name)`", $0.summary] }
        return Self.table(["fact", "what it is"], rows)
    }

    private var variables: String {
        let rows = registry.variables.map { variable in
            [Self.needs(variable), "`\(variable.name) \(variable.form)`", variable.summary]
        }
        return Self.table(["of", "variable", "what it is"], rows)
    }

    /// What a check has to have for its expressions to see the variable.
    private static func needs(_ variable: FactVariable) -> String {
        var words = variable.facts.map { "`\($0)`" }
        if let within = variable.within {
            words.append("`forEach: \(within.map(\.rawValue).sorted().joined(separator: "|"))`")
        }
        return words.isEmpty ? "(always)" : words.joined(separator: ", ")
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        .joined(separator: "\n")
    }
}
