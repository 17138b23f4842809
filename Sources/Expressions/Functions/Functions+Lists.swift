extension Functions {
    static let lists: [Overload] =
        [
            .function("size", .list, to: .int, size), .method("size", .list, to: .int, size),
            .function("size", .map, to: .int, size), .method("size", .map, to: .int, size),
            .method("isSorted", .list, to: .bool) { (values, context) throws(Fault) in
                let elements = try values.elements(0, &context)
                for (left, right) in zip(elements, elements.dropFirst()) {
                    if try order(left, right, &context) > 0 { return .bool(false) }
                }
                return .bool(true)
            },
            .method("min", .list, to: .dyn) { (values, context) throws(Fault) in
                try extreme("min", try values.elements(0, &context), -1, &context)
            }.inferring { $0[0].content },
            .method("max", .list, to: .dyn) { (values, context) throws(Fault) in
                try extreme("max", try values.elements(0, &context), 1, &context)
            }.inferring { $0[0].content },
            .method("sum", .list, to: .dyn, sum).inferring { $0[0].content },
            .method("indexOf", .list, .dyn, to: .int) { (values, context) throws(Fault) in
                let list = try values.list(0)
                for index in 0..<list.count {
                    try context.charge()
                    if try Datum.areEqual(list[index], values[1], &context) { return .int(Int64(index)) }
                }
                return .int(-1)
            },
            .method("lastIndexOf", .list, .dyn, to: .int) { (values, context) throws(Fault) in
                let list = try values.list(0)
                for index in (0..<list.count).reversed() {
                    try context.charge()
                    if try Datum.areEqual(list[index], values[1], &context) { return .int(Int64(index)) }
                }
                return .int(-1)
            },
            .method("distinct", .list, to: .list) { (values, context) throws(Fault) in
                var kept: [Datum] = []
                for element in try values.elements(0, &context) {
                    if try !contains(kept, element, &context) { kept.append(element) }
                }
                return .list(kept)
            }.inferring { $0[0].type == .list ? $0[0] : InferredType(.list) },
            .method("flatten", .list, to: .list) { (values, context) throws(Fault) in
                .list(try flattened(try values.list(0), depth: 1, &context))
            },
            .method("flatten", .list, .int, to: .list) { (values, context) throws(Fault) in
                let depth = try values.int(1)
                guard depth >= 0 else { throw Fault(.invalidArgument, "flatten takes a depth of zero or more") }
                return .list(try flattened(try values.list(0), depth: depth, &context))
            },
            .method("reverse", .list, to: .list) { (values, context) throws(Fault) in
                .list(try values.elements(0, &context).reversed())
            }.inferring { $0[0].type == .list ? $0[0] : InferredType(.list) },
            .method("slice", .list, .int, .int, to: .list) { (values, context) throws(Fault) in
                let (list, start, end) = (try values.list(0), try values.int(1), try values.int(2))
                guard start >= 0, start <= end, end <= list.count else {
                    throw Fault(
                        .indexOutOfRange, "\(start) to \(end) is not a slice of a list of \(list.count) elements")
                }
                return .list(Array(try values.elements(0, &context)[Int(start)..<Int(end)]))
            }.inferring { $0[0].type == .list ? $0[0] : InferredType(.list) },
            .method("sort", .list, to: .list) { (values, context) throws(Fault) in
                let elements = try values.elements(0, &context)
                return .list(try sorted(elements, by: elements, &context))
            }.inferring { $0[0].type == .list ? $0[0] : InferredType(.list) },
            .function("lists.range", .int, to: .list) { (values, context) throws(Fault) in
                let count = try values.int(0)
                guard count >= 0 else { throw Fault(.invalidArgument, "a range has no fewer than 0 elements") }
                try context.charge(Int(clamping: count))
                return .list((0..<count).map { .int($0) })
            }.inferring { _ in .list(InferredType(.int)) },
        ]

    private static func size(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        if case .map(let map) = values[0] { return .int(Int64(map.count)) }
        return .int(Int64(try values.list(0).count))
    }

    private static func order(_ left: Datum, _ right: Datum, _ context: inout Context) throws(Fault) -> Int {
        try context.charge(for: left)
        guard Datum.areOrdered(left.type, right.type) || left.type == right.type, let order = Datum.compare(left, right)
        else { throw Fault(.noSuchOverload, "a \(left.kind) and a \(right.kind) have no order") }
        return order
    }

    private static func extreme(
        _ name: String, _ elements: [Datum], _ sign: Int, _ context: inout Context
    ) throws(Fault) -> Datum {
        guard var best = elements.first else { throw Fault(.invalidArgument, "\(name) of an empty list") }
        _ = try order(best, best, &context)
        for element in elements.dropFirst() {
            if try order(element, best, &context) * sign > 0 { best = element }
        }
        return best
    }

    private static func sum(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let elements = try values.elements(0, &context)
        guard var sum = elements.first else { return .int(0) }
        guard [.int, .uint, .double, .duration].contains(sum.type) else {
            throw Fault(.noSuchOverload, "sum takes a list of numbers or durations, found a \(sum.kind) in it")
        }
        for element in elements.dropFirst() { sum = try Operators.add([sum, element], &context) }
        return sum
    }

    /// The elements in the order of their keys, equal ones as they were.
    static func sorted(
        _ elements: [Datum], by keys: [Datum], _ context: inout Context
    ) throws(Fault) -> [Datum] {
        // Sixteen comparisons of each key: 2 to the 16th is more than most lists have.
        for key in keys {
            try context.charge(15)
            for _ in 0..<16 { try context.charge(for: key) }
            _ = try order(key, keys[0], &context)
        }
        let places = keys.indices.sorted { left, right in
            let order = Datum.compare(keys[left], keys[right]) ?? 0
            return order == 0 ? left < right : order < 0
        }
        return places.map { elements[$0] }
    }

    static func contains(_ list: [Datum], _ value: Datum, _ context: inout Context) throws(Fault) -> Bool {
        for element in list {
            try context.charge()
            if try Datum.areEqual(element, value, &context) { return true }
        }
        return false
    }

    private static func flattened(_ list: ListDatum, depth: Int64, _ context: inout Context) throws(Fault) -> [Datum] {
        var result: [Datum] = []
        try context.charge(list.count)
        for element in list.elements {
            if depth > 0, case .list(let inner) = element {
                let inner = try flattened(inner, depth: depth - 1, &context)
                try context.charge(inner.count)
                result += inner
            } else {
                result.append(element)
            }
        }
        return result
    }
}
