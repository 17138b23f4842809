import Value

/// Judges the rules of `x-kubernetes-validations`.
protocol RuleJudge: Sendable {
    /// - Returns: nil when the rule holds, else what to say.
    func judge(_ rule: ValidationRule, value: Value, former: Value?) -> String?
}

extension Schema {
    /// What is wrong with a value. `former` is the value before an update, for transition rules.
    func problems(of value: Value, former: Value?, judge: (any RuleJudge)?) -> [FieldProblem] {
        var validation = Validation(judge: judge)
        validation.check(value, former, self, at: "", depth: 0)
        return Array(validation.problems.prefix(SandboxLimits.problems))
    }
}

private struct Validation {
    let judge: (any RuleJudge)?
    var problems: [FieldProblem] = []

    mutating func check(_ value: Value, _ former: Value?, _ schema: Schema, at path: String, depth: Int) {
        guard depth < SandboxLimits.depth, problems.count < SandboxLimits.problems else { return }
        if value.isNull {
            if !schema.isNullable, schema.kind != .any { wrongType(value, schema, path) }
            return
        }
        guard hasRightType(value, schema) else { return wrongType(value, schema, path) }
        let before = problems.count
        checkConstraints(value, schema, path)
        checkJunctors(value, schema, path, depth)
        switch value {
        case .object(let members): checkObject(members, former, schema, path, depth)
        case .array(let elements): checkArray(elements, former, schema, path, depth)
        default: break
        }
        // As the server does, rules are judged only where the shape is right.
        if problems.count == before { checkRules(value, former, schema, path) }
    }

    private func hasRightType(_ value: Value, _ schema: Schema) -> Bool {
        switch (schema.kind, value) {
        case (.any, _), (.object, .object), (.array, .array), (.string, .string), (.boolean, .bool),
            (.integer, .integer), (.number, .integer), (.number, .float), (.number, .number),
            (.intOrString, .integer), (.intOrString, .string), (.quantity, .string), (.quantity, .integer),
            (.quantity, .float):
            true
        case (.integer, .float(let number)): number == number.rounded()
        default: false
        }
    }

    private mutating func wrongType(_ value: Value, _ schema: Schema, _ path: String) {
        let field = path.isEmpty ? "<nil>" : path
        let wanted = schema.kind == .intOrString ? "integer,string" : schema.kind.rawValue
        problems.append(
            .typeInvalid(field, value, "\(path) in body must be of type \(wanted): \"\(value.typeName)\""))
    }

    private mutating func checkObject(
        _ members: Object, _ former: Value?, _ schema: Schema, _ path: String, _ depth: Int
    ) {
        for name in schema.required where members[name] == nil {
            problems.append(.required(joined(path, name)))
        }
        for (name, member) in members {
            guard let inner = schema.properties[name] ?? schema.additional else { continue }
            check(member, former?[name], inner, at: joined(path, name), depth: depth + 1)
        }
    }

    private mutating func checkArray(
        _ elements: [Value], _ former: Value?, _ schema: Schema, _ path: String, _ depth: Int
    ) {
        if schema.listKind != .atomic {
            var seen: Set<PathElement> = []
            for (index, item) in elements.enumerated() {
                guard let element = schema.element(of: item, at: index) else { continue }
                if !seen.insert(element).inserted {
                    let shown: Value = if case .key(let keys) = element { .object(keys) } else { item }
                    problems.append(.duplicate("\(path)[\(index)]", shown))
                }
            }
        }
        guard let items = schema.items else { return }
        let formerItems = former?.array.map { schema.keyed($0).byElement } ?? [:]
        for (index, item) in elements.enumerated() {
            let element = schema.listKind == .atomic ? nil : schema.element(of: item, at: index)
            check(item, element.flatMap { formerItems[$0] }, items, at: "\(path)[\(index)]", depth: depth + 1)
        }
    }

    private mutating func checkConstraints(_ value: Value, _ schema: Schema, _ path: String) {
        let rules = schema.constraints
        if let allowed = rules.allowed, !allowed.contains(value) {
            problems.append(.notSupported(path, value, allowed))
        }
        switch value {
        case .string(let text):
            let length = text.unicodeScalars.count
            if let limit = rules.maxLength, length > limit {
                problems.append(
                    FieldProblem(
                        kind: .tooLong, field: path, message: "Too long: may not be more than \(limit) bytes"))
            }
            if let limit = rules.minLength, length < limit {
                invalid(value, path, "should be at least \(limit) chars long")
            }
            if let pattern = rules.pattern, !Patterns.matches(text, pattern) {
                invalid(value, path, "should match '\(pattern)'")
            }
            if let format = rules.format, !Patterns.matches(text, format: format) {
                invalid(value, path, "must be of type \(format): \(FieldProblem.quoted(text))")
            }
        case .integer(let number): checkNumber(Double(number), value, rules, path)
        case .float(let number): checkNumber(number, value, rules, path)
        case .array(let elements):
            if let limit = rules.maxItems, elements.count > limit { tooMany(elements.count, limit, path) }
            if let limit = rules.minItems, elements.count < limit {
                problems.append(
                    .invalid(
                        path, .integer(Int64(elements.count)), "\(path) in body should have at least \(limit) items"))
            }
            if rules.hasUniqueItems, Set(elements).count != elements.count {
                invalid(value, path, "shouldn't contain duplicates")
            }
        case .object(let members):
            if let limit = rules.maxProperties, members.count > limit { tooMany(members.count, limit, path) }
            if let limit = rules.minProperties, members.count < limit {
                invalid(value, path, "should have at least \(limit) properties")
            }
        default: break
        }
    }

    private mutating func checkNumber(
        _ number: Double, _ value: Value, _ rules: Schema.Constraints, _ path: String
    ) {
        func shown(_ bound: Double) -> String { Int64(exactly: bound).map(String.init) ?? String(bound) }
        if let bound = rules.minimum, rules.isMinimumExclusive ? number <= bound : number < bound {
            invalid(
                value, path, "should be greater than \(rules.isMinimumExclusive ? "" : "or equal to ")\(shown(bound))")
        }
        if let bound = rules.maximum, rules.isMaximumExclusive ? number >= bound : number > bound {
            invalid(value, path, "should be less than \(rules.isMaximumExclusive ? "" : "or equal to ")\(shown(bound))")
        }
        if let step = rules.multipleOf, step > 0, (number / step) != (number / step).rounded() {
            invalid(value, path, "should be a multiple of \(shown(step))")
        }
    }

    private mutating func checkJunctors(_ value: Value, _ schema: Schema, _ path: String, _ depth: Int) {
        func isValid(_ inner: Schema) -> Bool {
            var trial = Validation(judge: nil)
            trial.check(value, nil, inner, at: path, depth: depth + 1)
            return trial.problems.isEmpty
        }
        for inner in schema.allOf { check(value, nil, inner, at: path, depth: depth + 1) }
        if !schema.anyOf.isEmpty, !schema.anyOf.contains(where: isValid) {
            invalid(value, path, "must validate at least one schema (anyOf)")
        }
        if !schema.oneOf.isEmpty {
            let count = schema.oneOf.count(where: isValid)
            if count == 0 {
                invalid(value, path, "must validate one and only one schema (oneOf). Found none valid")
            } else if count > 1 {
                invalid(value, path, "must validate one and only one schema (oneOf). Found \(count) valid alternatives")
            }
        }
        if let inner = schema.not, isValid(inner) { invalid(value, path, "must not validate the schema (not)") }
    }

    private mutating func checkRules(_ value: Value, _ former: Value?, _ schema: Schema, _ path: String) {
        guard let judge else { return }
        for rule in schema.rules where !rule.isTransition || former != nil {
            guard let message = judge.judge(rule, value: value, former: former) else { continue }
            let field = joined(path.isEmpty && rule.fieldPath == nil ? "<nil>" : path, rule.fieldPath ?? "")
            let shown: Value = value.object != nil || value.array != nil ? .string(value.typeName) : value
            switch rule.reason {
            case "FieldValueForbidden": problems.append(.forbidden(field, message))
            case "FieldValueRequired": problems.append(.required(field, message))
            case "FieldValueDuplicate": problems.append(.duplicate(field, shown))
            default: problems.append(.invalid(field, shown, message))
            }
        }
    }

    private mutating func invalid(_ value: Value, _ path: String, _ what: String) {
        problems.append(.invalid(path.isEmpty ? "<nil>" : path, value, "\(path) in body \(what)"))
    }

    private mutating func tooMany(_ count: Int, _ limit: Int, _ path: String) {
        problems.append(
            FieldProblem(
                kind: .tooMany, field: path, message: "Too many: \(count): must have at most \(limit) items"))
    }

    private func joined(_ path: String, _ name: String) -> String {
        if name.isEmpty { return path }
        let name = name.hasPrefix(".") ? String(name.dropFirst()) : name
        return path.isEmpty ? name : "\(path).\(name)"
    }
}
