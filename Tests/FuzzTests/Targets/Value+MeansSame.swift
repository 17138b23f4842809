import Value

extension Value {
    /// Whether a reader for whom all numbers are doubles, such as Go's, sees the same; NaN is itself.
    func meansSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.meansSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.meansSame(as: $0) } ?? false }
        default:
            if let left = double, let right = other.double {
                left == right || (left.isNaN && right.isNaN)
            } else {
                self == other
            }
        }
    }
}
