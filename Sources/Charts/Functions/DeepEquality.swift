import GoTemplate

extension TemplateValue {
    /// Go's `reflect.DeepEqual`: values of different types differ, even when they look alike.
    ///
    /// Values that nest deeper than 200, such as a map that contains itself, differ.
    func isDeeplyEqual(to other: TemplateValue) -> Bool { isEqual(to: other, depth: 0) }

    private func isEqual(to other: TemplateValue, depth: Int) -> Bool {
        if depth > 200 { return false }
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
        case (.list(let left), .list(let right)): Self.areEqual(left, right, depth + 1)
        case (.typedList(let left), .typedList(let right)):
            left.element == right.element && Self.areEqual(left.elements, right.elements, depth + 1)
        case (.map(let left), .map(let right)):
            left.type == right.type && (left.identity == right.identity || Self.areEqual(left, right, depth + 1))
        case (.object(let left), .object(let right)): left.isEqual(to: right)
        default: false
        }
    }

    private static func areEqual(_ left: [TemplateValue], _ right: [TemplateValue], _ depth: Int) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1, depth: depth) }
    }

    private static func areEqual(_ left: TemplateMap, _ right: TemplateMap, _ depth: Int) -> Bool {
        left.count == right.count
            && left.keys.allSatisfy { key in
                guard let ours = left[key], let theirs = right[key] else { return false }
                return ours.isEqual(to: theirs, depth: depth)
            }
    }
}
