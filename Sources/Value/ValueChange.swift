/// One difference between two values.
public struct ValueChange: Sendable, Hashable {
    public let path: ValuePath
    /// nil where something was added.
    public let before: Value?
    /// nil where something was removed.
    public let after: Value?

    public init(path: ValuePath, before: Value?, after: Value?) {
        self.path = path
        self.before = before
        self.after = after
    }
}

extension Value {
    /// What turns this value into `other`: members in this value's order, then added ones; array elements by index.
    public func changes(to other: Value) -> [ValueChange] {
        var changes: [ValueChange] = []
        collectChanges(to: other, at: ValuePath(), into: &changes)
        return changes
    }

    private func collectChanges(to other: Value, at path: ValuePath, into changes: inout [ValueChange]) {
        switch (self, other) {
        case (.object(let before), .object(let after)):
            for (key, value) in before {
                value.collectChange(to: after[key], at: path.appending(key: key), into: &changes)
            }
            for (key, value) in after where before[key] == nil {
                changes.append(ValueChange(path: path.appending(key: key), before: nil, after: value))
            }
        case (.array(let before), .array(let after)):
            for (index, value) in before.enumerated() {
                let next = index < after.count ? after[index] : nil
                value.collectChange(to: next, at: path.appending(index: index), into: &changes)
            }
            for index in before.count..<max(before.count, after.count) {
                changes.append(ValueChange(path: path.appending(index: index), before: nil, after: after[index]))
            }
        default:
            if self != other { changes.append(ValueChange(path: path, before: self, after: other)) }
        }
    }

    private func collectChange(to other: Value?, at path: ValuePath, into changes: inout [ValueChange]) {
        if let other {
            collectChanges(to: other, at: path, into: &changes)
        } else {
            changes.append(ValueChange(path: path, before: self, after: nil))
        }
    }
}
