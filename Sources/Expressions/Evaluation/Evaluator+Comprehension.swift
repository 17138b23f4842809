/// What a macro goes through, converted item by item: most loops end early or are within other loops.
private enum Items: Sequence {
    case list(ListDatum)
    case map([Datum], [Datum])

    /// The index or key, and the element or value.
    func makeIterator() -> AnyIterator<(Datum, Datum)> {
        var index = 0
        return AnyIterator {
            defer { index += 1 }
            switch self {
            case .list(let list): return index < list.count ? (.int(Int64(index)), list[index]) : nil
            case .map(let keys, let values): return index < keys.count ? (keys[index], values[index]) : nil
            }
        }
    }
}

extension Evaluator {
    mutating func comprehension(_ loop: Comprehension) throws(Fault) -> Datum {
        let range = try evaluate(loop.range)
        let items: Items
        let isMap: Bool
        if loop.kind == .sortBy { return try sorted(loop, range) }
        switch range {
        case .list(let list):
            items = .list(list)
            isMap = false
        case .map(let map):
            try context.charge(map.count)
            items = .map(map.keys, map.values)
            isMap = true
        default:
            throw Fault(.noSuchOverload, "\(loop.kind.rawValue) goes through a list or a map, found \(range.kind)")
        }

        /// With one variable that is a list's element or a map's key; with two both parts.
        func bindings(_ item: (Datum, Datum)) -> [(name: String, value: Datum)] {
            if let second = loop.second { return [(loop.first, item.0), (second, item.1)] }
            return [(loop.first, isMap ? item.0 : item.1)]
        }

        switch loop.kind {
        case .all, .exists:
            return .bool(try decide(loop.body, items.lazy.map(bindings), decisive: loop.kind == .exists))
        case .existsOne:
            var count = 0
            for item in items {
                if try with(bindings(item), { (evaluator) throws(Fault) in try evaluator.bool(loop.body) }) {
                    count += 1
                }
            }
            return .bool(count == 1)
        case .filter:
            var kept: [Datum] = []
            for item in items {
                if try with(bindings(item), { (evaluator) throws(Fault) in try evaluator.bool(loop.body) }) {
                    kept.append(isMap ? item.0 : item.1)
                }
            }
            return .list(kept)
        case .map, .transformList, .sortBy:
            var results: [Datum] = []
            for item in items {
                if let result = try transformed(loop, bindings(item)) { results.append(result) }
            }
            return .list(results)
        case .transformMap, .transformMapEntry:
            var entries = MapDatum.Entries()
            for item in items {
                guard let result = try transformed(loop, bindings(item)) else { continue }
                if loop.kind == .transformMap {
                    try insert(item.0, result, into: &entries)
                } else {
                    guard case .map(let map) = result else {
                        throw Fault(
                            .noSuchOverload, "expected a map of one entry, found \(result.kind)", at: loop.body.offset)
                    }
                    for (key, value) in zip(map.keys, map.values) { try insert(key, value, into: &entries) }
                }
            }
            return .map(.made(entries))
        }
    }

    private mutating func sorted(_ loop: Comprehension, _ range: Datum) throws(Fault) -> Datum {
        guard case .list(let list) = range else {
            throw Fault(.noSuchOverload, "sortBy goes through a list, found \(range.kind)")
        }
        var keys: [Datum] = []
        for index in 0..<list.count {
            keys.append(
                try with([(loop.first, list[index])]) { (evaluator) throws(Fault) in
                    try evaluator.evaluate(loop.body)
                })
        }
        return .list(try Functions.sorted(list.elements, by: keys, &context))
    }

    /// The body's value, or nil when the condition drops the item.
    private mutating func transformed(
        _ loop: Comprehension, _ bindings: [(name: String, value: Datum)]
    ) throws(Fault) -> Datum? {
        try with(bindings) { (evaluator) throws(Fault) in
            if let condition = loop.condition, try !evaluator.bool(condition) { return nil }
            return try evaluator.evaluate(loop.body)
        }
    }

    /// `all` and `exists`: the deciding element wins over errors of others.
    private mutating func decide(
        _ body: Node, _ items: some Sequence<[(name: String, value: Datum)]>, decisive: Bool
    ) throws(Fault) -> Bool {
        var failure: Fault?
        for bindings in items {
            do {
                if try with(bindings, { (evaluator) throws(Fault) in try evaluator.bool(body) }) == decisive {
                    return decisive
                }
            } catch {
                if error.isLimit { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !decisive
    }
}
