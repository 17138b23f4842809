import GoTemplate

/// Deep merges and copies of maps, as mergo 1.0 and copystructure make them.
enum MapMerge {
    /// A map that contains itself would never end.
    private static let maximumDepth = 1_000

    /// Adds `source` to `destination`. Nested maps that only `source` has are shared afterwards, as in Go.
    static func merge(
        _ source: TemplateMap, into destination: TemplateMap, overwrites: Bool, _ execution: TemplateExecution,
        depth: Int = 0
    ) throws(TemplateError) {
        if source.identity == destination.identity { return }
        guard depth < maximumDepth, !execution.stack.isExhausted else {
            throw .call("maps nest deeper than \(maximumDepth)")
        }
        try execution.spend(source.count + 4)
        try execution.allocate(bytes: source.count * 16)
        // Of a destination that is empty at first, each of Go's steps sees what the steps before have added.
        for key in source.keys {
            guard let new = source[key] else { continue }
            if case .nil = new {
                if overwrites { destination[key] = .some(.nil) }
                continue
            }
            let old = destination[key]
            if case .map(let inner) = new, case .map(let outer)? = old {
                try merge(inner, into: outer, overwrites: overwrites, execution, depth: depth + 1)
                if !outer.isEmpty { continue }
            }
            let keepsOld = old.map { !GoCast.isEmpty($0) } ?? false
            if new.kind == .slice, let old, keepsOld {
                // A slice replaces any value that is set only when overwriting.
                if overwrites { destination[key] = .some(new) } else { destination[key] = .some(old) }
                continue
            }
            if overwrites || !keepsOld { destination[key] = .some(new) }
        }
    }

    /// What `deepCopy` gives.
    static func deepCopy(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        if arguments[0].isNil { throw .call("reflect: call of reflect.Value.Type on zero Value") }
        return try copy(arguments[0], arguments.execution)
    }

    static func copy(
        _ value: TemplateValue, _ execution: TemplateExecution, depth: Int = 0
    ) throws(TemplateError) -> TemplateValue {
        guard depth < maximumDepth, !execution.stack.isExhausted else {
            throw .call("deepCopy error: values nest deeper than \(maximumDepth)")
        }
        switch value {
        case .map(let map):
            try execution.spend(map.count)
            try execution.allocate(bytes: 256 + 96 * map.count)
            let result = map.copy()
            for key in map.keys {
                if let element = map[key] { result[key] = .some(try copy(element, execution, depth: depth + 1)) }
            }
            return .map(result)
        case .list(let elements):
            try execution.spend(elements.count)
            try execution.allocate(bytes: 32 + 24 * elements.count)
            var result: [TemplateValue] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(try copy(element, execution, depth: depth + 1)) }
            return .list(result)
        default: return value
        }
    }
}
