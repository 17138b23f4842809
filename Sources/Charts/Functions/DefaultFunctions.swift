import GoTemplate

/// Sprig's functions that choose between values.
enum DefaultFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("default", [.any], variadic: .any) { arguments in
            arguments.count < 2 || GoCast.isEmpty(arguments[1]) ? arguments[0] : arguments[1]
        }
        functions.add("empty", [.any]) { .bool(GoCast.isEmpty($0[0])) }
        functions.add("coalesce", variadic: .any) { $0.values.first { !GoCast.isEmpty($0) } ?? .nil }
        functions.add("all", variadic: .any) { .bool(!$0.values.contains(where: GoCast.isEmpty)) }
        functions.add("any", variadic: .any) { .bool($0.values.contains { !GoCast.isEmpty($0) }) }
        functions.add("ternary", [.any, .any, .bool]) { $0.bool(2) ? $0[0] : $0[1] }
    }
}
