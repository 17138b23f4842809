import GoTemplate

/// Sprig's functions that tell types.
enum ReflectionFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("typeOf", [.any]) { .string($0[0].typeName) }
        functions.add("typeIs", [.string, .any]) { .bool($0.string(0) == $0[1].typeName) }
        functions.add("typeIsLike", [.string, .any]) { arguments in
            let (wanted, found) = (arguments.string(0), arguments[1].typeName)
            return .bool(wanted == found || "*" + wanted == found)
        }
        functions.add("kindOf", [.any]) { .string($0[0].kind.rawValue) }
        functions.add("kindIs", [.string, .any]) { .bool($0.string(0) == $0[1].kind.rawValue) }
        functions.add("deepEqual", [.any, .any]) { .bool(try $0[0].isDeeplyEqual(to: $0[1], $0.execution)) }
    }
}
