import Expressions
import Value
import YAML

/// Looks through one check's file, piece by piece.
struct CheckFileLint {
    let file: String
    private let registry: FactRegistry
    /// Nil where the text is no mapping.
    private var fields: YAMLFields?
    private(set) var id: String?
    private(set) var check: CheckDefinition?
    private var findings: [CheckFinding] = []

    init(_ file: CheckLint.File, registry: FactRegistry) {
        self.file = file.name
        self.registry = registry
        guard file.text.utf8.count <= PreflightLimits.checkBytes else {
            add(.error, "is larger than \(PreflightLimits.checkBytes) bytes, the limit of a check")
            return
        }
        let root = read { try YAMLFields(try YAML.decodeDocument(file.text, file: file.name)) }
        fields = root
        guard let fields = root else { return }
        id = fields.object["id"]?.string
        lint(fields)
        do {
            let check = try CheckDefinition(yaml: file.text, file: file.name, registry: registry)
            for finding in CheckUseLint(check, fields, registry).findings { findings.append(finding) }
            self.check = check
        } catch {
            // What the pieces have not shown by themselves.
            if !findings.contains(where: { $0.severity == .error }) {
                findings.append(CheckFinding(error, file: file.name))
            }
        }
    }

    var report: CheckLint.Report {
        var seen: Set<CheckFinding> = []
        let all = findings.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
            let places = [left, right].map { ($0.element.line ?? 0, $0.element.column ?? 0, $0.offset) }
            return places[0] < places[1]
        }
        return CheckLint.Report(file: file, id: id, check: check, findings: all.map { $0.element })
    }

    // MARK: - Findings

    private mutating func add(_ severity: CheckFinding.Severity, _ message: String) {
        findings.append(CheckFinding(severity, file: file, message))
    }

    private mutating func add(_ severity: CheckFinding.Severity, at path: ValuePath, _ message: String) {
        guard let fields else { return add(severity, message) }
        var finding = CheckFinding(fields.error(at: path, message), file: file)
        finding.severity = severity
        findings.append(finding)
    }

    /// Nil where there is nothing, and where what keeps it from being read is a finding now.
    private mutating func read<T>(_ body: () throws -> T?) -> T? {
        do {
            return try body()
        } catch {
            findings.append(CheckFinding(error, file: file))
            return nil
        }
    }

    // MARK: - The file

    private mutating func lint(_ fields: YAMLFields) {
        for key in UnknownKey.all(in: .object(fields.object), by: CheckDefinition.schema) {
            let question = CloseNames.question(key.name, among: key.known)
            add(
                .error, at: key.path,
                "is not known here\(question); known are \(key.known.joined(separator: ", "))")
        }
        for (key, only) in [("apiVersion", "groundcrew/v1"), ("kind", "Check")] {
            _ = read { try fields.requiredString(key) }
            _ = read { try fields.choice(key, of: [only]) }
        }
        for key in ["title", "category"] { _ = read { try fields.requiredString(key) } }
        for key in ["description", "requirement"] { _ = read { try fields.string(key) } }
        _ = read { try fields.choice("severity", of: CheckDefinition.Severity.allCases.map(\.rawValue)) }
        let each = read { try fields.choice("forEach", of: CheckDefinition.Each.allCases.map(\.rawValue)) }
            .flatMap(CheckDefinition.Each.init)
        lintID(fields)
        let (needs, isSure) = lintedNeeds(fields)
        let objects = lintedObjects(fields)
        let facts = needs + objects.compactMap { $0.fact }
        let names = objects.map { $0.name }
        refuseTaken(names, given: facts, each)
        lintExpressions(
            fields,
            LintScope(registry: registry, facts: facts, objects: Set(names), forEach: each, isSure: isSure))
    }

    /// Names of lists that expressions know already.
    private mutating func refuseTaken(_ names: [String], given facts: [FactName], _ each: CheckDefinition.Each?) {
        let taken = Set(registry.variables(given: facts, forEach: each).map(\.name)).union(["want", "each"])
        for name in names where taken.contains(name) {
            add(
                .error, at: ValuePath().appending(key: "objects").appending(key: name),
                "is the name of a variable that the check has already; choose another")
        }
    }

    private mutating func lintID(_ fields: YAMLFields) {
        guard let id = read({ try fields.requiredString("id") }) else { return }
        let place = ValuePath().appending(key: "id")
        guard CheckDefinition.isID(id) else {
            return add(
                .error, at: place, "is '\(id)'; it may hold only a-z, 0-9 and '-', and not begin with '-'")
        }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        guard !["\(id).yaml", "\(id).yml"].contains(name) else { return }
        add(.error, at: place, "is '\(id)', so the file must be called \(id).yaml, and not \(name)")
    }

    /// The facts that are known, and whether these are all that were meant.
    private mutating func lintedNeeds(_ fields: YAMLFields) -> (needs: [FactName], isSure: Bool) {
        let names = read { try fields.strings("needs") }
        var known: [FactName] = []
        var isSure = names != nil || (fields.object["needs"]?.isNull ?? true)
        for (index, name) in (names ?? []).enumerated() {
            let place = ValuePath().appending(key: "needs").appending(index: index)
            let fact = FactName(name)
            if registry[fact] == nil {
                let all = registry.names.map(\.rawValue)
                let question = CloseNames.question(name, among: all)
                add(
                    .error, at: place,
                    "names the unknown fact '\(name)'\(question); known are \(all.joined(separator: ", "))")
                isSure = false
            } else if known.contains(fact) {
                add(.warning, at: place, "names '\(name)' again")
            } else {
                known.append(fact)
            }
        }
        return (known, isSure)
    }

    /// The lists that are asked for, those that cannot be read without a fact.
    private mutating func lintedObjects(_ fields: YAMLFields) -> [(name: String, fact: FactName?)] {
        guard let declared = read({ try fields.fields("objects") }) else { return [] }
        var lists: [(name: String, fact: FactName?)] = []
        for name in declared.object.keys {
            var query: ObjectsQuery?
            if let entry = read({ try declared.fields(name) }) {
                query = read { try ObjectsQuery(entry) }
                let place = ValuePath().appending(key: "objects").appending(key: name).appending(key: "fields")
                let texts = read { try entry.strings("fields") }
                // Each by itself, so that all are told.
                for (index, text) in (texts ?? []).enumerated() {
                    lintField(text, of: query, at: place.appending(index: index))
                }
            }
            lists.append((name: name, fact: query?.fact))
        }
        return lists
    }

    private mutating func lintField(_ text: String, of query: ObjectsQuery?, at place: ValuePath) {
        do {
            let path = try FieldPath(text)
            guard let query, let refusal = ObjectsWish.refusal(of: path, query) else { return }
            add(.error, at: place, refusal)
        } catch {
            add(.error, at: place, "cannot be read: \(error.message)")
        }
    }

    private mutating func lintExpressions(_ fields: YAMLFields, _ scope: LintScope) {
        if let applicability = read({ try fields.fields("appliesTo") }) {
            var lint = OutcomeLint(applicability, scope.ofWant, file: file)
            lint.lintApplicability()
            findings += lint.findings
        }
        let outcomes = read { try fields.list("outcomes") } ?? []
        let place = ValuePath().appending(key: "outcomes")
        guard !outcomes.isEmpty else {
            // What is no list of mappings has been told.
            guard let given = fields.object["outcomes"], !given.isNull, given.array?.isEmpty != true else {
                return add(.error, at: place, "is required: without one, nothing is judged")
            }
            return
        }
        var seen = OutcomeOrder()
        for outcome in outcomes {
            var lint = OutcomeLint(outcome, scope, file: file)
            lint.lintOutcome()
            findings += lint.findings
            if let words = seen.problem(of: lint.when) {
                var finding = CheckFinding(outcome.error("when", words), file: file)
                finding.severity = .warning
                findings.append(finding)
            }
        }
        guard outcomes.last?.object["when"]?.string != "true" else { return }
        add(.error, at: place, "must end with one whose 'when' is \"true\", so that none is left over")
    }

    // MARK: - With others

    /// - Parameter other: the file that has the id already.
    mutating func refuse(idOf other: String) {
        add(.error, at: ValuePath().appending(key: "id"), "is '\(id ?? "")', which is also that of \(other)")
        check = nil
    }

    /// - Parameter known: ids of all checks.
    mutating func lintRequirements(_ known: Set<String>) {
        guard let fields else { return }
        let required = read { try fields.strings("requires") } ?? []
        for (index, name) in required.enumerated() {
            let place = ValuePath().appending(key: "requires").appending(index: index)
            if name == id {
                add(.error, at: place, "names the check itself")
            } else if !known.contains(name) {
                let question = CloseNames.question(name, among: known.sorted())
                add(.error, at: place, "names the check '\(name)', which does not exist\(question)")
            } else {
                continue
            }
            check = nil
        }
    }
}
