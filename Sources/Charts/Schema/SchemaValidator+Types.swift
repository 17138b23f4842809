import RegularExpressions
import Value

/// The keywords of one type of value.
extension SchemaValidator {
    mutating func checkObject(_ check: inout Check, _ object: Object) throws(ChartError) {
        let node = check.node
        if let least = node.minProperties, object.count < least { fail(&check, "minProperties", object.count, least) }
        if let most = node.maxProperties, object.count > most { fail(&check, "maxProperties", object.count, most) }
        try spend((node.required.count + node.dependentRequired.count + node.dependentSchemas.count) >> 4)
        let missing = node.required.filter { object[$0] == nil }
        if !missing.isEmpty {
            try spend(missing.count >> 2)
            check.fail("missing propert\(missing.count == 1 ? "y" : "ies") \(SchemaViolation.quoted(missing))")
        }
        var additional: [String] = []
        for (name, part) in object.sorted() {
            var isEvaluated = false
            if let schema = node.properties[name] {
                isEvaluated = true
                check.add(try applyPart(schema, part, name, check))
            }
            for (pattern, schema) in node.patternProperties where try matches(pattern, name) {
                isEvaluated = true
                check.add(try applyPart(schema, part, name, check))
            }
            if !isEvaluated, node.forbidsAdditionalProperties {
                isEvaluated = true
                additional.append(name)
            } else if !isEvaluated, let schema = node.additionalProperties {
                isEvaluated = true
                check.add(try applyPart(schema, part, name, check))
            }
            if isEvaluated { check.unevaluated.names.remove(name) }
        }
        if !additional.isEmpty {
            check.fail("additional properties \(SchemaViolation.quoted(additional)) not allowed")
        }
        if let schema = node.propertyNames { try checkNames(&check, object, schema) }
        for (name, schema) in node.dependentSchemas where object[name] != nil {
            check.add(try applySame(schema, &check))
        }
        for (name, required) in node.dependentRequired where object[name] != nil {
            let missing = required.filter { object[$0] == nil }
            if !missing.isEmpty {
                check.fail(
                    "properties \(SchemaViolation.quoted(missing)) required, if \(SchemaViolation.quoted(name)) exists")
            }
        }
    }

    private mutating func checkNames(
        _ check: inout Check, _ object: Object, _ schema: SchemaNode
    ) throws(ChartError) {
        for name in object.sorted().keys {
            let scope = Scope(schema, valueDepth: check.scope.valueDepth + 1, parent: check.scope)
            let outcome = try apply(schema, .string(name), [], scope, callerNeeds: false)
            guard let violation = outcome.violation else { continue }
            check.fail(
                "invalid propertyName \(SchemaViolation.quoted(name))",
                violation.kind == .group ? violation.causes : [violation])
        }
    }

    mutating func checkArray(_ check: inout Check, _ elements: [Value]) throws(ChartError) {
        let node = check.node
        if let least = node.minItems, elements.count < least { fail(&check, "minItems", elements.count, least) }
        if let most = node.maxItems, elements.count > most { fail(&check, "maxItems", elements.count, most) }
        if node.uniqueItems, let (first, second) = try duplicates(elements) {
            check.fail("items at \(first) and \(second) are equal")
        }
        let head = min(node.prefixItems.count, elements.count)
        for index in 0..<head {
            check.add(try applyPart(node.prefixItems[index], elements[index], String(index), check))
            check.unevaluated.indexes.remove(index)
        }
        if node.forbidsAdditionalItems, elements.count > head {
            check.fail("last \(elements.count - head) additionalItem(s) not allowed")
        }
        if let items = node.items {
            for index in head..<elements.count {
                check.add(try applyPart(items, elements[index], String(index), check))
                check.unevaluated.indexes.remove(index)
            }
        }
        if let contains = node.contains { try checkContains(&check, elements, contains) }
    }

    private mutating func checkContains(
        _ check: inout Check, _ elements: [Value], _ schema: SchemaNode
    ) throws(ChartError) {
        var failures: [SchemaViolation] = []
        var matches: [Int] = []
        for (index, element) in elements.enumerated() {
            if let violation = try applyPart(schema, element, String(index), check) {
                failures.append(violation)
            } else {
                matches.append(index)
                if check.node.draft >= .twenty { check.unevaluated.indexes.remove(index) }
            }
        }
        let list = matches.map(String.init).joined(separator: " ")
        if let least = check.node.minContains {
            if matches.count < least {
                let found = matches.isEmpty ? "but none matched" : "but matched \(matches.count) items at \(list)"
                check.fail("min \(least) items required to match contains schema, \(found)", failures)
            }
        } else if matches.isEmpty {
            check.fail("no items match contains schema", failures)
        }
        if let most = check.node.maxContains, matches.count > most {
            check.fail(
                "max \(most) items required to match contains schema, but matched \(matches.count) items at \(list)")
        }
    }

    private mutating func duplicates(_ elements: [Value]) throws(ChartError) -> (Int, Int)? {
        var seen: [SchemaKey: [Int]] = [:]
        for (index, element) in elements.enumerated() {
            let key = SchemaKey(element)
            for earlier in seen[key] ?? [] {
                try spend(1)
                if SchemaNumber.areEqual(elements[earlier], element) { return (earlier, index) }
            }
            seen[key, default: []].append(index)
        }
        return nil
    }

    mutating func checkString(_ check: inout Check, _ text: String) throws(ChartError) {
        let node = check.node
        try spend(text.utf8.count >> 10)
        if node.minLength != nil || node.maxLength != nil {
            let length = text.unicodeScalars.count
            if let least = node.minLength, length < least { fail(&check, "minLength", length, least) }
            if let most = node.maxLength, length > most { fail(&check, "maxLength", length, most) }
        }
        if let pattern = node.pattern, try !matches(pattern, text) {
            check.fail(
                "\(SchemaViolation.quoted(text)) does not match pattern \(SchemaViolation.quoted(pattern.pattern))")
        }
    }

    func checkNumber(_ check: inout Check) {
        let node = check.node
        let value = check.value
        func compare(_ keyword: String, _ bound: Value?, _ fails: (Int) -> Bool) {
            guard let bound, fails(SchemaNumber.compare(value, bound)) else { return }
            check.fail("\(keyword): got \(SchemaNumber.described(value)), want \(SchemaNumber.described(bound))")
        }
        compare("minimum", node.minimum) { $0 < 0 }
        compare("maximum", node.maximum) { $0 > 0 }
        compare("exclusiveMinimum", node.exclusiveMinimum) { $0 <= 0 }
        compare("exclusiveMaximum", node.exclusiveMaximum) { $0 >= 0 }
        if let divisor = node.multipleOf, !SchemaNumber.isMultiple(value, of: divisor) {
            check.fail("multipleOf: got \(SchemaNumber.described(value)), want \(SchemaNumber.described(divisor))")
        }
    }

    private func fail(_ check: inout Check, _ keyword: String, _ got: Int, _ want: Int) {
        check.fail("\(keyword): got \(SchemaNumber.described(got)), want \(SchemaNumber.described(want))")
    }
}
