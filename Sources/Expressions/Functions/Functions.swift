/// One way to call a function.
struct Overload: Sendable {
    typealias Body = @Sendable ([Datum], inout Context) throws(Fault) -> Datum

    var name: String
    /// Called on a value, `value.name(...)`; the value is the first parameter.
    var isMethod: Bool
    var parameters: [StaticType]
    /// Any number of further arguments, each of any type.
    var isVariadic = false
    var result: StaticType
    var body: Body
    /// What the result holds, told from what the arguments hold.
    var inference: (@Sendable ([InferredType]) -> InferredType)?

    static func function(_ name: String, _ parameters: StaticType..., to result: StaticType, _ body: @escaping Body)
        -> Self
    {
        Overload(name: name, isMethod: false, parameters: parameters, result: result, body: body)
    }

    static func method(_ name: String, _ parameters: StaticType..., to result: StaticType, _ body: @escaping Body)
        -> Self
    {
        Overload(name: name, isMethod: true, parameters: parameters, result: result, body: body)
    }

    static func variadic(_ name: String, _ parameters: StaticType..., to result: StaticType, _ body: @escaping Body)
        -> Self
    {
        Overload(
            name: name, isMethod: false, parameters: parameters, isVariadic: true, result: result, body: body)
    }

    func inferring(_ inference: @escaping @Sendable ([InferredType]) -> InferredType) -> Self {
        var copy = self
        copy.inference = inference
        return copy
    }

    func accepts(_ types: some Collection<StaticType>, isMethod: Bool) -> Bool {
        guard self.isMethod == isMethod,
            types.count == parameters.count || (isVariadic && types.count >= parameters.count)
        else { return false }
        return zip(types, parameters).allSatisfy { $0.fits($1) }
    }

    /// "text.replace(string, string)" as messages and the document show it.
    var signature: String {
        let names = parameters.map(\.shown) + (isVariadic ? ["..."] : [])
        return isMethod
            ? "\(names[0]).\(name)(\(names.dropFirst().joined(separator: ", ")))"
            : "\(name)(\(names.joined(separator: ", ")))"
    }
}

/// The registry of functions; docs/cel.md lists what is in it.
enum Functions {
    static let groups: [(title: String, overloads: [Overload])] = [
        ("conversions", conversions), ("strings", strings), ("lists", lists), ("sets", sets), ("times", times),
        ("optionals", optionals), ("math", math), ("regular expressions", regularExpressions), ("URLs", urls),
        ("networks", network), ("versions", versions), ("quantities", quantities), ("named formats", formats),
    ]

    static let table: [String: [Overload]] = Dictionary(grouping: groups.flatMap(\.overloads), by: \.name)

    /// What stands before the dot in names of functions, and of macros.
    static let spaces: Set<String> = Set(
        (Array(table.keys) + Array(Parser.forms.keys)).compactMap { name in
            name.lastIndex(of: ".").map { String(name[..<$0]) }
        })

    static func call(
        _ name: String, isMethod: Bool, _ arguments: [Datum], _ context: inout Context
    ) throws(Fault) -> Datum {
        let overloads = table[name] ?? []
        let types = arguments.map(\.type)
        guard let overload = overloads.first(where: { $0.accepts(types, isMethod: isMethod) }) else {
            // The message lists what there is, which takes longer than a call.
            try context.charge(50)
            throw mismatch(name, overloads, types, isMethod: isMethod)
        }
        return try overload.body(arguments, &context)
    }

    static func result(
        _ name: String, isMethod: Bool, _ types: [InferredType], at offset: Int
    ) throws(Fault) -> InferredType {
        let overloads = table[name] ?? []
        let fitting = overloads.filter { $0.accepts(types.map(\.type), isMethod: isMethod) }
        guard let first = fitting.first else {
            throw mismatch(name, overloads, types.map(\.type), isMethod: isMethod).located(at: offset)
        }
        let results = fitting.map { $0.inference?(types) ?? InferredType($0.result) }
        if results.allSatisfy({ $0 == results[0] }) { return results[0] }
        return fitting.allSatisfy { $0.result == first.result } ? InferredType(first.result) : .dyn
    }

    /// False where the work fails for what a text says; limits are no answer.
    static func isValid(_ work: () throws(Fault) -> Void) throws(Fault) -> Bool {
        do {
            try work()
            return true
        } catch {
            if error.code == .invalidArgument { return false }
            throw error
        }
    }

    private static func mismatch(
        _ name: String, _ overloads: [Overload], _ types: [StaticType], isMethod: Bool
    ) -> Fault {
        if overloads.isEmpty { return Fault(.unknownFunction, "unknown function \"\(name)\"") }
        let names = types.map(\.shown)
        let call =
            isMethod && !names.isEmpty
            ? "\(names[0]).\(name)(\(names.dropFirst().joined(separator: ", ")))"
            : "\(name)(\(names.joined(separator: ", ")))"
        return Fault(
            .noSuchOverload,
            "no such overload: \(call); there are \(overloads.map(\.signature).joined(separator: ", "))")
    }
}

/// What a body reads its arguments with; the types were matched before, so the errors do not occur.
extension [Datum] {
    /// A string that is gone through, by what takes so many times longer than to look at each byte.
    func text(_ index: Int, _ context: inout Context, times factor: Int = 1) throws(Fault) -> String {
        let text = try string(index)
        try context.charge(factor - 1 + factor * text.utf8.count / 10)
        return text
    }

    /// A list that is gone through.
    func elements(_ index: Int, _ context: inout Context) throws(Fault) -> [Datum] {
        let list = try list(index)
        try context.charge(list.count)
        return list.elements
    }

    func string(_ index: Int) throws(Fault) -> String {
        guard case .string(let value) = self[index] else { throw Fault(.noSuchOverload, "expected a string") }
        return value
    }

    func int(_ index: Int) throws(Fault) -> Int64 {
        guard case .int(let value) = self[index] else { throw Fault(.noSuchOverload, "expected an int") }
        return value
    }

    func bool(_ index: Int) throws(Fault) -> Bool {
        guard case .bool(let value) = self[index] else { throw Fault(.noSuchOverload, "expected a bool") }
        return value
    }

    func bytes(_ index: Int) throws(Fault) -> [UInt8] {
        guard case .bytes(let value) = self[index] else { throw Fault(.noSuchOverload, "expected bytes") }
        return value
    }

    func list(_ index: Int) throws(Fault) -> ListDatum {
        guard case .list(let value) = self[index] else { throw Fault(.noSuchOverload, "expected a list") }
        return value
    }

    func timestamp(_ index: Int) throws(Fault) -> Timestamp {
        guard case .timestamp(let value) = self[index] else { throw Fault(.noSuchOverload, "expected a timestamp") }
        return value
    }

    func duration(_ index: Int) throws(Fault) -> TimeSpan {
        guard case .duration(let value) = self[index] else { throw Fault(.noSuchOverload, "expected a duration") }
        return value
    }

    func optional(_ index: Int) throws(Fault) -> Datum? {
        guard case .optional(let value) = self[index] else { throw Fault(.noSuchOverload, "expected an optional") }
        return value
    }
}
