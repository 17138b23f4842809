extension Value {
    /// The same with every float that has no fraction as an integer, at every depth.
    ///
    /// Charts' values are floats, as Helm reads them, and users' are integers; CEL calculates with one kind at a time,
    /// so both go through here before an expression sees them together.
    public var withWholeNumbers: Value {
        switch self {
        case .float(let number): Int64(exactly: number).map(Value.integer) ?? self
        case .array(let elements): .array(elements.map(\.withWholeNumbers))
        case .object(let members): .object(Object(members.map { ($0.key, $0.value.withWholeNumbers) }))
        case .null, .bool, .integer, .number, .string: self
        }
    }
}
