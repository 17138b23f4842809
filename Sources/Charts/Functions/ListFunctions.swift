import GoTemplate

/// Sprig's functions of lists. A list is never changed: each function makes another.
enum ListFunctions {
    static func add(to functions: inout TemplateFunctions) {
        for name in ["list", "tuple"] {
            functions.add(name, variadic: .any) { .list($0.values) }
        }
        // Every function has a twin that reports errors; in Go the plain one panics, with the same text in the end.
        for (plain, must) in [
            ("append", "mustAppend"), ("push", "mustPush"), ("prepend", "mustPrepend"), ("first", "mustFirst"),
            ("last", "mustLast"), ("rest", "mustRest"), ("initial", "mustInitial"), ("reverse", "mustReverse"),
            ("uniq", "mustUniq"), ("without", "mustWithout"), ("has", "mustHas"), ("slice", "mustSlice"),
            ("compact", "mustCompact"), ("chunk", "mustChunk"),
        ] {
            guard let function = function(plain) else { continue }
            functions[plain] = function
            functions[must] = function
        }
        functions.add("concat", variadic: .any) { arguments in
            var result: [TemplateValue] = []
            for list in arguments.values {
                guard let elements = list.elements else {
                    if list.isNil { throw TemplateError.nilDereference }
                    throw TemplateError.call("Cannot concat type \(list.kind.rawValue) as list")
                }
                try arguments.execution.reserve(bytes: (result.count + elements.count) * 24)
                result += elements
            }
            try arguments.execution.spend(result.count)
            return result.isEmpty ? .typedList(TypedList(nilOf: .any)) : .list(result)
        }
    }

    private static func function(_ name: String) -> TemplateFunction? {
        switch name {
        case "append", "push":
            TemplateFunction([.any, .any]) { .list(try GoCast.list($0[0], "Cannot push on type") + [$0[1]]) }
        case "prepend":
            TemplateFunction([.any, .any]) { .list(try [$0[1]] + GoCast.list($0[0], "Cannot prepend on type")) }
        case "first":
            TemplateFunction([.any]) { try GoCast.list($0[0], "Cannot find first on type").first ?? .nil }
        case "last":
            TemplateFunction([.any]) { try GoCast.list($0[0], "Cannot find last on type").last ?? .nil }
        case "rest":
            TemplateFunction([.any]) { cut(try GoCast.list($0[0], "Cannot find rest on type")) { $0.dropFirst() } }
        case "initial":
            TemplateFunction([.any]) { cut(try GoCast.list($0[0], "Cannot find initial on type")) { $0.dropLast() } }
        case "reverse":
            TemplateFunction([.any]) { .list(try GoCast.list($0[0], "Cannot find reverse on type").reversed()) }
        case "compact":
            TemplateFunction([.any]) {
                .list(try GoCast.list($0[0], "Cannot compact on type").filter { !GoCast.isEmpty($0) })
            }
        case "uniq": TemplateFunction([.any]) { try unique($0) }
        case "without":
            TemplateFunction([.any], variadic: .any) { arguments in
                let omitted = arguments.rest(from: 1)
                let list = try GoCast.list(arguments[0], "Cannot find without on type")
                try arguments.execution.spend(list.count * omitted.count / 8)
                return .list(
                    try list.filter { element in
                        try !omitted.contains { try $0.isDeeplyEqual(to: element, arguments.execution) }
                    })
            }
        case "has":
            TemplateFunction([.any, .any]) { arguments in
                if arguments[1].isNil { return .bool(false) }
                let list = try GoCast.list(arguments[1], "Cannot find has on type")
                return .bool(try list.contains { try arguments[0].isDeeplyEqual(to: $0, arguments.execution) })
            }
        case "slice": TemplateFunction([.any], variadic: .any) { try slice($0) }
        case "chunk": TemplateFunction([.int, .any]) { try chunks($0) }
        default: nil
        }
    }

    /// Part of a list; of an empty one there is a nil slice.
    private static func cut(
        _ list: [TemplateValue], _ part: (ArraySlice<TemplateValue>) -> ArraySlice<TemplateValue>
    ) -> TemplateValue {
        list.isEmpty ? .typedList(TypedList(nilOf: .any)) : .list(Array(part(list[...])))
    }

    private static func unique(_ arguments: TemplateArguments) throws -> TemplateValue {
        let list = try GoCast.list(arguments[0], "Cannot find uniq on type")
        // Texts, the common case, need no comparison of each with each.
        var texts: Set<String> = []
        var others: [TemplateValue] = []
        var result: [TemplateValue] = []
        for element in list {
            if case .string(let text) = element {
                guard texts.insert(text).inserted else { continue }
            } else {
                try arguments.execution.spend(others.count / 8)
                if try others.contains(where: { try $0.isDeeplyEqual(to: element, arguments.execution) }) { continue }
                others.append(element)
            }
            result.append(element)
        }
        return .list(result)
    }

    private static func slice(_ arguments: TemplateArguments) throws -> TemplateValue {
        let list = try GoCast.list(arguments[0], "list should be type of slice or array but")
        if list.isEmpty { return .nil }
        let start = arguments.count > 1 ? GoCast.int(arguments[1]) : 0
        let end = arguments.count > 2 ? GoCast.int(arguments[2]) : list.count
        guard start >= 0, start <= end, end <= list.count else {
            throw TemplateError.call("reflect.Value.Slice: slice index out of bounds")
        }
        switch arguments[0] {
        case .typedList(let typed): return .typedList(TypedList(typed.element, Array(list[start..<end])))
        case .bytes(let bytes): return .bytes(Array(bytes[start..<end]))
        default: return .list(Array(list[start..<end]))
        }
    }

    private static func chunks(_ arguments: TemplateArguments) throws -> TemplateValue {
        let size = arguments.int(0)
        let list = try GoCast.list(arguments[1], "Cannot chunk type")
        guard size > 0 else { return try chunks(of: size, list) }
        try arguments.execution.allocate(bytes: list.count * 24 + list.count / size * 64)
        let chunks = stride(from: 0, to: list.count, by: size).map { start in
            TemplateValue.list(Array(list[start..<min(start + size, list.count)]))
        }
        return .typedList(TypedList(.list, chunks))
    }

    /// What Sprig's arithmetic makes of a size that is not a size.
    private static func chunks(of size: Int, _ list: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        let count = (Double(list.count - 1) / Double(size)).rounded(.down) + 1
        if count == 0 { return .typedList(TypedList(.list, [])) }
        if count == 1, list.count == 1 { return .typedList(TypedList(.list, [.list(list)])) }
        throw .call("runtime error: makeslice: len out of range")
    }
}
