import RegularExpressions
import Value

/// Applies a compiled schema to values, in the order and with the words of Helm's library.
///
/// Where that library goes through a Go map, in no order, ours is the order of keys.
struct SchemaValidator {
    /// Names and indexes that no keyword has looked at yet.
    struct Unevaluated {
        var names: Set<String> = []
        var indexes: Set<Int> = []
        var isEmpty: Bool { names.isEmpty && indexes.isEmpty }

        mutating func keep(_ other: Unevaluated) {
            names.formIntersection(other.names)
            indexes.formIntersection(other.indexes)
        }
    }

    /// The schemas being applied, for circles and for dynamic references.
    final class Scope {
        let node: SchemaNode
        /// Counts values: schemas applied to one value share it.
        let valueDepth: Int
        let depth: Int
        let parent: Scope?

        init(_ node: SchemaNode, valueDepth: Int, parent: Scope?) {
            self.node = node
            self.valueDepth = valueDepth
            depth = (parent?.depth ?? 0) + 1
            self.parent = parent
        }

        var isCircle: Bool {
            var scope = parent
            while let current = scope, current.valueDepth == valueDepth {
                if current.node === node { return true }
                scope = current.parent
            }
            return false
        }
    }

    private var steps = 0

    /// The violations, or none.
    static func validate(_ value: Value, against node: SchemaNode) throws(ChartError) -> [SchemaViolation] {
        var validator = SchemaValidator()
        let scope = Scope(node, valueDepth: 0, parent: nil)
        guard let violation = try validator.apply(node, value, [], scope, callerNeeds: false).violation else {
            return []
        }
        return violation.kind == .group ? violation.causes : [violation]
    }

    struct Outcome {
        var violation: SchemaViolation?
        var unevaluated: Unevaluated
    }

    mutating func apply(
        _ node: SchemaNode, _ value: Value, _ location: [String], _ scope: Scope, callerNeeds: Bool
    ) throws(ChartError) -> Outcome {
        guard scope.depth <= SchemaLimits.applications else { throw Self.tooMuch }
        let parts = value.object?.count ?? value.array?.count ?? 0
        try spend(1 + parts >> 4)
        var check = Check(node: node, value: value, location: location, scope: scope)
        if callerNeeds || node.needsEvaluated {
            try spend(parts >> 2)
            check.unevaluated.names = Set(value.object?.keys ?? [])
            check.unevaluated.indexes = Set(value.array?.indices ?? 0..<0)
        }
        try run(&check)
        let violation: SchemaViolation? =
            switch check.violations.count {
            case 0: nil
            case 1: check.violations[0]
            default:
                SchemaViolation(
                    kind: .group, location: location, message: "validation failed", causes: check.violations)
            }
        return Outcome(violation: violation, unevaluated: check.unevaluated)
    }

    /// Counts work, in units of one schema applied to one value.
    mutating func spend(_ count: Int) throws(ChartError) {
        steps += count
        guard steps <= SchemaLimits.steps else { throw Self.tooMuch }
    }

    /// Whether the pattern is in the text: that takes time with the size of both.
    mutating func matches(_ pattern: RegularExpression, _ text: String) throws(ChartError) -> Bool {
        try spend(8 + (text.utf8.count &* pattern.programSize) >> 7)
        return pattern.matches(text)
    }

    private static var tooMuch: ChartError {
        ChartError(
            code: .schemaViolated, message: "the schema takes too many steps or refers to itself too deeply",
            path: "values.schema.json")
    }

    /// One schema on one value.
    struct Check {
        let node: SchemaNode
        let value: Value
        let location: [String]
        let scope: Scope
        var violations: [SchemaViolation] = []
        var unevaluated = Unevaluated()

        mutating func fail(_ message: String, _ causes: [SchemaViolation] = []) {
            violations.append(SchemaViolation(location: location, message: message, causes: causes))
        }

        mutating func add(_ violation: SchemaViolation?) {
            if let violation { violations.append(violation) }
        }
    }

    private mutating func run(_ check: inout Check) throws(ChartError) {
        let node = check.node
        let value = check.value
        if let verdict = node.verdict {
            if !verdict { check.fail("false schema") }
            return
        }
        if check.scope.isCircle { return check.fail("\(node.location) refers to itself in a circle") }
        if let types = node.types, !matches(types, value) {
            return check.fail("got \(SchemaShape.name(value)), want \(types.sorted().joined(separator: " or "))")
        }
        if let constant = node.constant, !SchemaNumber.areEqual(value, constant) {
            let isPlain = constant.array == nil && constant.object == nil
            return check.fail(isPlain ? "value must be \(shown(constant))" : "'const' failed")
        }
        if let choices = node.choices, !choices.contains(value) {
            let choices = choices.values
            try spend(choices.count >> 2)
            let isPlain = choices.allSatisfy { $0.array == nil && $0.object == nil }
            let list = choices.map(shown).joined(separator: ", ")
            if !isPlain { return check.fail("'enum' failed") }
            return check.fail("value must be \(choices.count == 1 ? "" : "one of ")\(list)")
        }
        if node.format != nil { try spend((value.string?.utf8.count ?? 0) >> 6) }
        if let format = node.format, let problem = SchemaFormat.problem(value, format) {
            let shownValue = value.string.map { SchemaViolation.quoted($0) } ?? "value"
            return check.fail("\(shownValue) is not valid \(format): \(problem)")
        }
        if let reference = node.reference {
            check.add(try refer(to: reference, &check))
            if node.draft < .nineteen { return }
        }
        switch value {
        case .object(let object): try checkObject(&check, object)
        case .array(let elements): try checkArray(&check, elements)
        case .string(let text): try checkString(&check, text)
        case .integer, .float, .number: checkNumber(&check)
        case .null, .bool: break
        }
        try checkDynamicReferences(&check)
        try checkApplicators(&check)
        try checkUnevaluated(&check)
    }

    private func matches(_ types: [String], _ value: Value) -> Bool {
        types.contains(SchemaShape.name(value)) || (types.contains("integer") && SchemaNumber.isInteger(value))
    }

    // MARK: - Schemas within the schema

    /// Another schema on the same value.
    mutating func applySame(_ node: SchemaNode, _ check: inout Check) throws(ChartError) -> SchemaViolation? {
        let scope = Scope(node, valueDepth: check.scope.valueDepth, parent: check.scope)
        let outcome = try apply(
            node, check.value, check.location, scope, callerNeeds: !check.unevaluated.isEmpty)
        if outcome.violation == nil { check.unevaluated.keep(outcome.unevaluated) }
        return outcome.violation
    }

    /// A schema on a part of the value.
    mutating func applyPart(
        _ node: SchemaNode, _ part: Value, _ token: String, _ check: Check
    ) throws(ChartError) -> SchemaViolation? {
        let scope = Scope(node, valueDepth: check.scope.valueDepth + 1, parent: check.scope)
        return try apply(node, part, check.location + [token], scope, callerNeeds: false).violation
    }

    private mutating func refer(to node: SchemaNode, _ check: inout Check) throws(ChartError) -> SchemaViolation? {
        guard let violation = try applySame(node, &check) else { return nil }
        return SchemaViolation(
            kind: .reference, location: check.location, message: "validation failed",
            causes: violation.kind == .group ? violation.causes : [violation])
    }

    private mutating func checkDynamicReferences(_ check: inout Check) throws(ChartError) {
        if var target = check.node.recursiveReference {
            if target.isRecursiveAnchor {
                var scope: Scope? = check.scope
                while let current = scope {
                    if current.node.isRecursiveAnchor { target = current.node }
                    scope = current.parent
                }
            }
            check.add(try refer(to: target, &check))
        }
        if let (initial, anchor) = check.node.dynamicReference {
            var target = initial
            if !anchor.isEmpty, initial.dynamicAnchor == anchor {
                var scope: Scope? = check.scope
                while let current = scope {
                    if let outer = current.node.resource.dynamicAnchors[anchor] { target = outer }
                    scope = current.parent
                }
            }
            check.add(try refer(to: target, &check))
        }
    }

    private mutating func checkApplicators(_ check: inout Check) throws(ChartError) {
        let node = check.node
        if let not = node.not, try applySame(not, &check) == nil { check.fail("'not' failed") }
        var failures: [SchemaViolation] = []
        for schema in node.allOf {
            if let violation = try applySame(schema, &check) { failures.append(violation) }
        }
        if !failures.isEmpty { check.fail("'allOf' failed", failures) }
        if !node.anyOf.isEmpty {
            failures = []
            var hasMatch = false
            for schema in node.anyOf {
                if let violation = try applySame(schema, &check) {
                    failures.append(violation)
                } else {
                    hasMatch = true
                    if check.unevaluated.isEmpty { break }
                }
            }
            if !hasMatch { check.fail("'anyOf' failed", failures) }
        }
        if !node.oneOf.isEmpty { try checkOneOf(&check) }
        if let condition = node.condition {
            let branch = try applySame(condition, &check) == nil ? node.then : node.otherwise
            if let branch { check.add(try applySame(branch, &check)) }
        }
    }

    private mutating func checkOneOf(_ check: inout Check) throws(ChartError) {
        var failures: [SchemaViolation] = []
        var match: Int?
        for (index, schema) in check.node.oneOf.enumerated() {
            guard let violation = try applySame(schema, &check) else {
                if let match {
                    return check.fail("'oneOf' failed, subschemas \(match), \(index) matched")
                }
                match = index
                continue
            }
            failures.append(violation)
        }
        if match == nil { check.fail("'oneOf' failed, none matched", failures) }
    }

    private mutating func checkUnevaluated(_ check: inout Check) throws(ChartError) {
        if let schema = check.node.unevaluatedProperties, let object = check.value.object {
            for name in check.unevaluated.names.sorted() {
                if let part = object[name] { check.add(try applyPart(schema, part, name, check)) }
            }
            check.unevaluated.names = []
        }
        if let schema = check.node.unevaluatedItems, let elements = check.value.array {
            for index in check.unevaluated.indexes.sorted() {
                check.add(try applyPart(schema, elements[index], String(index), check))
            }
            check.unevaluated.indexes = []
        }
    }

    // MARK: - Values

    private func shown(_ value: Value) -> String {
        switch value {
        case .string(let text): SchemaViolation.quoted(text)
        case .null: "<nil>"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .float(let float): FloatText.json(float)
        case .number(let literal): literal
        case .array, .object: "value"
        }
    }
}
