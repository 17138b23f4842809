extension Functions {
    static let lists: [Overload] =
        [
            .function("size", .list, to: .int, size), .method("size", .list, to: .int, size),
            .function("size", .map, to: .int, size), .method("size", .map, to: .int, size),
            .method("isSorted", .list, to: .bool) { (values, context) throws(Fault) in
                let elements = try values.list(0).elements
                try context.charge(elements.count)
                for (left, right) in zip(elements, elements.dropFirst()) {
                    if try order(left, right) > 0 { return .bool(false) }
                }
                return .bool(true)
            },
            .method("min", .list, to: .dyn) { (values, context) throws(Fault) in
                try extreme("min", try values.list(0), -1, &context)
            },
            .method("max", .list, to: .dyn) { (values, context) throws(Fault) in
                try extreme("max", try values.list(0), 1, &context)
            },
            .method("sum", .list, to: .dyn) { (values, context) throws(Fault) in
                let elements = try values.list(0).elements
                guard var sum = elements.first else { return .int(0) }
                guard [.int, .uint, .double, .duration].contains(sum.type) else {
                    throw Fault(.noSuchOverload, "sum takes a list of numbers or durations, found a \(sum.kind) in it")
                }
                for element in elements.dropFirst() {
                    try context.charge()
                    guard let add = Operators.table["_+_"] else { break }
                    sum = try add([sum, element], &context)
                }
                return sum
            },
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
                for element in try values.list(0).elements {
                    if try !contains(kept, element, &context) { kept.append(element) }
                }
                return .list(kept)
            },
            .method("flatten", .list, to: .list) { (values, context) throws(Fault) in
                .list(try flattened(try values.list(0), depth: 1, &context))
            },
            .method("flatten", .list, .int, to: .list) { (values, context) throws(Fault) in
                let depth = try values.int(1)
                guard depth >= 0 else { throw Fault(.invalidArgument, "flatten takes a depth of zero or more") }
                return .list(try flattened(try values.list(0), depth: depth, &context))
            },
            .method("reverse", .list, to: .list) { (values, context) throws(Fault) in
                let list = try values.list(0)
                try context.charge(list.count)
                return .list(list.elements.reversed())
            },
            .method("slice", .list, .int, .int, to: .list) { (values, context) throws(Fault) in
                let (list, start, end) = (try values.list(0), try values.int(1), try values.int(2))
                guard start >= 0, start <= end, end <= list.count else {
                    throw Fault(
                        .indexOutOfRange, "\(start) to \(end) is not a slice of a list of \(list.count) elements")
                }
                try context.charge(list.count)
                return .list(Array(list.elements[Int(start)..<Int(end)]))
            },
            .method("sort", .list, to: .list) { (values, context) throws(Fault) in
                let elements = try values.list(0).elements
                try context.charge(elements.count * 16)
                for element in elements { _ = try order(element, elements[0]) }
                return .list(elements.sorted { (Datum.compare($0, $1) ?? 0) < 0 })
            },
            .function("lists.range", .int, to: .list) { (values, context) throws(Fault) in
                let count = try values.int(0)
                guard count >= 0 else { throw Fault(.invalidArgument, "a range has no fewer than 0 elements") }
                guard count <= context.limits.cost else {
                    throw Fault(.costExceeded, "the expression takes more than \(context.limits.cost) steps")
                }
                try context.charge(Int(count))
                return .list((0..<count).map { .int($0) })
            },
        ]

    static let sets: [Overload] = [
        .function("sets.contains", .list, .list, to: .bool) { (values, context) throws(Fault) in
            .bool(try includes(try values.list(0), all: try values.list(1), &context))
        },
        .function("sets.equivalent", .list, .list, to: .bool) { (values, context) throws(Fault) in
            let (left, right) = (try values.list(0), try values.list(1))
            guard try includes(left, all: right, &context) else { return .bool(false) }
            return .bool(try includes(right, all: left, &context))
        },
        .function("sets.intersects", .list, .list, to: .bool) { (values, context) throws(Fault) in
            let others = try values.list(1).elements
            try context.charge(others.count)
            for element in try values.list(0).elements {
                if try contains(others, element, &context) { return .bool(true) }
            }
            return .bool(false)
        },
    ]

    private static func size(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        if case .map(let map) = values[0] { return .int(Int64(map.count)) }
        return .int(Int64(try values.list(0).count))
    }

    private static func order(_ left: Datum, _ right: Datum) throws(Fault) -> Int {
        guard Datum.areOrdered(left.type, right.type) || left.type == right.type, let order = Datum.compare(left, right)
        else { throw Fault(.noSuchOverload, "a \(left.kind) and a \(right.kind) have no order") }
        return order
    }

    private static func extreme(
        _ name: String, _ list: ListDatum, _ sign: Int, _ context: inout Context
    ) throws(Fault) -> Datum {
        let elements = list.elements
        guard var best = elements.first else { throw Fault(.invalidArgument, "\(name) of an empty list") }
        _ = try order(best, best)
        for element in elements.dropFirst() {
            try context.charge()
            if try order(element, best) * sign > 0 { best = element }
        }
        return best
    }

    private static func contains(_ list: [Datum], _ value: Datum, _ context: inout Context) throws(Fault) -> Bool {
        for element in list {
            try context.charge()
            if try Datum.areEqual(element, value, &context) { return true }
        }
        return false
    }

    private static func includes(
        _ list: ListDatum, all others: ListDatum, _ context: inout Context
    ) throws(Fault) -> Bool {
        let elements = list.elements
        try context.charge(elements.count + others.count)
        for other in others.elements {
            if try !contains(elements, other, &context) { return false }
        }
        return true
    }

    private static func flattened(_ list: ListDatum, depth: Int64, _ context: inout Context) throws(Fault) -> [Datum] {
        var result: [Datum] = []
        for element in list.elements {
            try context.charge()
            if depth > 0, case .list(let inner) = element {
                result += try flattened(inner, depth: depth - 1, &context)
            } else {
                result.append(element)
            }
        }
        return result
    }
}
