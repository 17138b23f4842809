import GoTemplate

extension TemplateValue {
    /// Go's `reflect.DeepEqual`: values of different types differ, even when they look alike.
    ///
    /// Values that nest deeper than 200, such as a map that contains itself, differ.
    func isDeeplyEqual(to other: TemplateValue, _ execution: TemplateExecution) throws(TemplateError) -> Bool {
        try isEqual(to: other, execution, depth: 0)
    }

    private func isEqual(
        to other: TemplateValue, _ execution: TemplateExecution, depth: Int
    ) throws(TemplateError) -> Bool {
        if depth > 200 { return false }
        try execution.spend(1)
        return switch (self, other) {
        case (.nil, .nil): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.int64(let left), .int64(let right)): left == right
        case (.integer(let left), .integer(let right)): left.typeName == right.typeName && left.bits == right.bits
        case (.float64(let left), .float64(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): Comparison.equalBytes(left, right)
        case (.rawString(let left), .rawString(let right)), (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)): try Self.areEqual(left, right, execution, depth + 1)
        case (.typedList(let left), .typedList(let right)):
            if left.element == right.element {
                try Self.areEqual(left.elements, right.elements, execution, depth + 1)
            } else {
                false
            }
        case (.map(let left), .map(let right)):
            if left.type != right.type {
                false
            } else if left.identity == right.identity {
                true
            } else {
                try Self.areEqual(left, right, execution, depth + 1)
            }
        case (.object(let left), .object(let right)): left.isEqual(to: right)
        default: false
        }
    }

    private static func areEqual(
        _ left: [TemplateValue], _ right: [TemplateValue], _ execution: TemplateExecution, _ depth: Int
    ) throws(TemplateError) -> Bool {
        guard left.count == right.count else { return false }
        for (ours, theirs) in zip(left, right) where try !ours.isEqual(to: theirs, execution, depth: depth) {
            return false
        }
        return true
    }

    private static func areEqual(
        _ left: TemplateMap, _ right: TemplateMap, _ execution: TemplateExecution, _ depth: Int
    ) throws(TemplateError) -> Bool {
        guard left.count == right.count else { return false }
        for key in left.keys {
            guard let ours = left[key], let theirs = right[key],
                try ours.isEqual(to: theirs, execution, depth: depth)
            else { return false }
        }
        return true
    }
}
