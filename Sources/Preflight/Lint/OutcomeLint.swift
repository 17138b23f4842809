import Expressions
import Value
import YAML

/// Looks at the expressions of one outcome, or at those of `appliesTo`, each by itself.
struct OutcomeLint {
    private let fields: YAMLFields
    private let scope: LintScope
    private let file: String
    /// Nil where it does not compile.
    private(set) var when: Expression?
    private(set) var findings: [CheckFinding] = []

    init(_ fields: YAMLFields, _ scope: LintScope, file: String) {
        self.fields = fields
        self.scope = scope
        self.file = file
    }

    mutating func lintApplicability() {
        lintWhen()
        lintTemplate("otherwise")
        if when.flatMap(OutcomeOrder.constant) == false {
            add(.warning, "when", "never holds, so that the check is always skipped")
        }
    }

    mutating func lintOutcome() {
        lintWhen()
        lintTemplate("message")
        if fields.object["hint"] != nil { lintTemplate("hint") }
        if fields.object["details"] != nil { lintDetails() }
        guard let verdict = lintedVerdict() else { return }
        guard [.fail, .warn, .unknown].contains(verdict), fields.object["hint"] == nil else { return }
        add(
            .error, "hint", "is required with the verdict \(verdict.rawValue): it says what to do next")
    }

    private mutating func lintedVerdict() -> CheckDefinition.Outcome.Kind? {
        do {
            _ = try fields.requiredString("verdict")
            let name = try fields.choice("verdict", of: CheckDefinition.Outcome.Kind.allCases.map(\.rawValue))
            return name.flatMap(CheckDefinition.Outcome.Kind.init)
        } catch {
            findings.append(CheckFinding(error, file: file))
            return nil
        }
    }

    private mutating func lintWhen() {
        when = compiled("when")
        guard let kind = when?.resultKind, kind != "bool" else { return }
        add(.error, "when", "gives \(kind), which is never true or false")
    }

    private mutating func lintDetails() {
        guard let kind = compiled("details")?.resultKind, kind != "list" else { return }
        add(.error, "details", "gives \(kind); it must give a list, a line for each thing found")
    }

    private mutating func compiled(_ key: String) -> Expression? {
        do {
            return try fields.expression(key, variables: scope.names)
        } catch {
            add(error, key)
            return nil
        }
    }

    private mutating func lintTemplate(_ key: String) {
        do { _ = try fields.template(key, variables: scope.names) } catch { add(error, key) }
    }

    private mutating func add(_ error: any Error, _ key: String) {
        var finding = CheckFinding(error, file: file, path: fields.path.appending(key: key).description)
        if let error = error as? ExpressionError, let advice = scope.advice(error) {
            finding.message += "; \(advice)"
        }
        findings.append(finding)
    }

    private mutating func add(_ severity: CheckFinding.Severity, _ key: String, _ message: String) {
        var finding = CheckFinding(fields.error(key, message), file: file)
        finding.severity = severity
        findings.append(finding)
    }
}

/// Which outcomes can be reached at all, as far as their texts tell.
struct OutcomeOrder {
    private var texts: Set<String> = []
    private var isOver = false
    private var isTold = false

    /// What keeps the next outcome from being reached; nil where nothing is known to.
    mutating func problem(of when: Expression?) -> String? {
        if isOver {
            defer { isTold = true }
            return isTold ? nil : "is never reached, nor is what follows: the outcome before it always holds"
        }
        guard let when else { return nil }
        switch Self.constant(when) {
        case true?: isOver = true
        case false?: return "never holds, so that the outcome never comes out"
        case nil: break
        }
        return texts.insert(when.source).inserted ? nil : "is never reached: an outcome before it has the same 'when'"
    }

    /// Whether an expression holds whatever is known; nil where that hangs on variables.
    static func constant(_ expression: Expression) -> Bool? {
        guard expression.freeVariables.isEmpty else { return nil }
        do {
            return try expression.isTrue([:])
        } catch {
            // It ends in an error each time, or is no condition at all, which is told by its type.
            return nil
        }
    }
}
