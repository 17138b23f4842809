import GoTemplate

/// Sprig's functions of maps. `set`, `unset` and the merges change the map they are given, as in Go.
enum DictionaryFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("dict", variadic: .any) { arguments in
            try arguments.execution.allocate(bytes: arguments.count * 48)
            let map = TemplateMap()
            map.reserveCapacity(arguments.count / 2)
            for index in stride(from: 0, to: arguments.count, by: 2) {
                map[GoCast.text(arguments[index])] = index + 1 < arguments.count ? arguments[index + 1] : .string("")
            }
            return .map(map)
        }
        functions.add("get", [.map, .string]) { $0.map(0)[$0.string(1)] ?? .string("") }
        functions.add("set", [.map, .string, .any]) { arguments in
            guard case .map(let map) = arguments[0] else { throw TemplateError.call("assignment to entry in nil map") }
            try arguments.execution.allocate(bytes: 96)
            map[arguments.string(1)] = .some(arguments[2])
            return arguments[0]
        }
        functions.add("unset", [.map, .string]) { arguments in
            if arguments[0].isNil { return .map(.nilMap()) }
            arguments.map(0)[arguments.string(1)] = nil
            return arguments[0]
        }
        functions.add("hasKey", [.map, .string]) { .bool($0.map(0)[$0.string(1)] != nil) }
        functions.add("pluck", [.string], variadic: .map) { arguments in
            let key = arguments.string(0)
            return .list(arguments.rest(from: 1).compactMap { $0.map?[key] })
        }
        // In Go the order of keys and values changes from run to run; ours is that of the keys.
        functions.add("keys", variadic: .map) { .strings($0.values.flatMap { $0.map?.keys ?? [] }) }
        functions.add("values", [.map]) { arguments in
            let map = arguments.map(0)
            return .list(map.keys.map { map[$0] ?? .nil })
        }
        functions.add("pick", [.map], variadic: .string) { arguments in
            let (source, result) = (arguments.map(0), TemplateMap())
            for key in arguments.rest(from: 1) {
                if let key = key.text, let value = source[key] { result[key] = .some(value) }
            }
            return .map(result)
        }
        functions.add("omit", [.map], variadic: .string) { arguments in
            let source = arguments.map(0)
            let omitted = Set(arguments.rest(from: 1).compactMap(\.text))
            let result = TemplateMap()
            try arguments.execution.allocate(bytes: 96 * source.count)
            for key in source.keys where !omitted.contains(key) { result[key] = source[key] }
            return .map(result)
        }
        functions.add("dig", variadic: .any) { try dig($0) }
        for (name, overwrites) in [
            ("merge", false), ("mustMerge", false), ("mergeOverwrite", true), ("mustMergeOverwrite", true),
        ] {
            functions.add(name, [.map], variadic: .map) { arguments in
                // Of a nil map, Go makes a new one.
                let destination = arguments.map(0)
                for source in arguments.rest(from: 1) {
                    guard let source = source.map else { continue }
                    try MapMerge.merge(source, into: destination, overwrites: overwrites, arguments.execution)
                }
                return .map(destination)
            }
        }
        for name in ["deepCopy", "mustDeepCopy"] {
            functions.add(name, [.any]) { try MapMerge.deepCopy($0) }
        }
    }

    private static func dig(_ arguments: TemplateArguments) throws -> TemplateValue {
        guard arguments.count >= 3 else { throw TemplateError.call("dig needs at least three arguments") }
        func map(_ value: TemplateValue) throws -> TemplateMap {
            // Go asserts the exact type; a named map such as `.Values` is none.
            if case .map(let map) = value, map.type == .map { return map }
            let found = value.isNil ? "nil" : value.typeName
            throw TemplateError.call(
                "interface conversion: interface {} is \(found), not map[string]interface {}")
        }
        var current = try map(arguments[arguments.count - 1])
        let fallback = arguments[arguments.count - 2]
        let keys = try arguments.values.dropLast(2).map { key in
            if case .number = key {} else if let text = key.text { return text }
            throw TemplateError.call(
                "interface conversion: interface {} is \(key.isNil ? "nil" : key.typeName), not string")
        }
        for (index, key) in keys.enumerated() {
            guard let value = current[key] else { return fallback }
            if index == keys.count - 1 { return value }
            current = try map(value)
        }
        return fallback
    }
}
