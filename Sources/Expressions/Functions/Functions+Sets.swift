extension Functions {
    static let sets: [Overload] = [
        .function("sets.contains", .list, .list, to: .bool) { (values, context) throws(Fault) in
            .bool(try includes(values, 0, all: 1, &context))
        },
        .function("sets.equivalent", .list, .list, to: .bool) { (values, context) throws(Fault) in
            guard try includes(values, 0, all: 1, &context) else { return .bool(false) }
            return .bool(try includes(values, 1, all: 0, &context))
        },
        .function("sets.intersects", .list, .list, to: .bool) { (values, context) throws(Fault) in
            let others = try values.elements(1, &context)
            for element in try values.elements(0, &context) {
                if try contains(others, element, &context) { return .bool(true) }
            }
            return .bool(false)
        },
    ]

    private static func includes(
        _ values: [Datum], _ list: Int, all others: Int, _ context: inout Context
    ) throws(Fault) -> Bool {
        let elements = try values.elements(list, &context)
        for other in try values.elements(others, &context) {
            if try !contains(elements, other, &context) { return false }
        }
        return true
    }
}
