import Expressions
import Value
import YAML

/// Looks at what a check asks for against what its expressions read.
struct CheckUseLint {
    private let check: CheckDefinition
    private let fields: YAMLFields
    private let registry: FactRegistry
    /// All of the outcomes, in the order of the file.
    private let texts: [Text]
    private(set) var findings: [CheckFinding] = []

    /// An expression or a template, as far as it matters here.
    private struct Text {
        var path: ValuePath
        var names: Set<String>
        var fields: (String) -> Set<[String]>
    }

    init(_ check: CheckDefinition, _ fields: YAMLFields, _ registry: FactRegistry) {
        self.check = check
        self.fields = fields
        self.registry = registry
        texts = Self.texts(of: check)
        let used = texts.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        let variables = registry.variables(given: check.facts, forEach: check.forEach)
            .filter { used.contains($0.name) }
        let made = Set(variables.flatMap(\.facts))
        lintNeeds(made)
        for variable in check.objects { lint(variable, isUsed: used.contains(variable.name), made) }
    }

    private static func texts(of check: CheckDefinition) -> [Text] {
        check.outcomes.enumerated().flatMap { index, outcome in
            let place = ValuePath().appending(key: "outcomes").appending(index: index)
            var texts = [text(outcome.when, place, "when"), text(outcome.message, place, "message")]
            if let hint = outcome.hint { texts.append(text(hint, place, "hint")) }
            if let details = outcome.details { texts.append(text(details, place, "details")) }
            return texts
        }
    }

    private static func text(_ expression: Expression, _ place: ValuePath, _ key: String) -> Text {
        Text(path: place.appending(key: key), names: expression.freeVariables) { expression.fields(of: $0) }
    }

    private static func text(_ template: MessageTemplate, _ place: ValuePath, _ key: String) -> Text {
        Text(path: place.appending(key: key), names: template.freeVariables) { template.fields(of: $0) }
    }

    private mutating func add(_ severity: CheckFinding.Severity, at path: ValuePath, _ message: String) {
        var finding = CheckFinding(fields.error(at: path, message), file: check.file)
        finding.severity = severity
        findings.append(finding)
    }

    // MARK: - Facts

    private mutating func lintNeeds(_ made: Set<FactName>) {
        let names = fields.object["needs"]?.array ?? []
        var seen: Set<FactName> = []
        for (index, name) in names.enumerated() {
            let fact = FactName(name.string ?? "")
            guard seen.insert(fact).inserted, !made.contains(fact) else { continue }
            let variables = registry.variables.filter { $0.facts.contains(fact) }.map(\.name).joined(separator: ", ")
            add(
                .warning, at: ValuePath().appending(key: "needs").appending(index: index),
                "names '\(fact)', which is gathered and never looked at; its variables are \(variables)")
        }
    }

    // MARK: - Objects

    private mutating func lint(_ variable: ObjectsVariable, isUsed: Bool, _ made: Set<FactName>) {
        let place = ValuePath().appending(key: "objects").appending(key: variable.name)
        let isMadeUse = made.contains(variable.wish.fact)
        guard isUsed || isMadeUse else {
            return add(.warning, at: place, "is listed and never looked at")
        }
        let reads = lintedReads(of: variable)
        // What a variable is made of reads fields, too, and nobody here knows which.
        guard !isMadeUse, !reads.contains([]) else { return }
        for (index, text) in (fields.object["objects"]?[variable.name]?["fields"]?.array ?? []).enumerated() {
            guard let path = Self.path(text.string) else { continue }
            let isRead = reads.contains { $0.starts(with: path.keys) || path.keys.starts(with: $0) }
            if isRead || path == .name || path == .namespace { continue }
            add(
                .warning, at: place.appending(key: "fields").appending(index: index),
                "names '\(path)', which is kept of each object and never looked at")
        }
    }

    /// The fields that are read, those that are not kept found.
    private mutating func lintedReads(of variable: ObjectsVariable) -> Set<[String]> {
        let lists = check.objects.map(\.wish).filter { $0.query == variable.wish.query }
        let kept = lists.flatMap(\.fields) + [FieldPath.name, FieldPath.namespace]
        var reads: Set<[String]> = []
        for text in texts {
            let read = text.fields(variable.name)
            let new = read.subtracting(reads).sorted { $0.lexicographicallyPrecedes($1) }
            for keys in new where !keys.isEmpty && !Self.isKept(keys, kept) {
                add(
                    .error, at: text.path,
                    "reads '\(FieldPath(keys: keys))' of \(variable.name), which is always missing: name it under "
                        + "objects.\(variable.name).fields")
            }
            reads.formUnion(read)
        }
        return reads
    }

    /// Whether it is kept, or stands on the way to what is.
    private static func isKept(_ keys: [String], _ kept: [FieldPath]) -> Bool {
        kept.contains { keys.starts(with: $0.keys) || $0.keys.starts(with: keys) }
    }

    private static func path(_ text: String?) -> FieldPath? {
        guard let text else { return nil }
        do {
            return try FieldPath(text)
        } catch {
            // The reader has refused it, so that nobody comes here.
            return nil
        }
    }
}
