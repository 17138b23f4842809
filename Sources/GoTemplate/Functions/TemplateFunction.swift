/// A function or method that templates may call, with the Go types of its parameters.
///
/// The evaluator checks the number and the types of arguments before it calls the body, as Go's reflection does.
public final class TemplateFunction {
    public typealias Body = (TemplateArguments) throws -> TemplateValue

    public let parameters: [GoType]
    /// The element type of a variadic last parameter.
    public let variadic: GoType?
    public let body: Body

    /// - Parameter body: throws `TemplateError.call` with Go's text of the error; other errors count by their text.
    public init(_ parameters: [GoType] = [], variadic: GoType? = nil, _ body: @escaping Body) {
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }

    var typeName: String {
        var names = parameters.map(\.name)
        if let variadic { names.append("..." + variadic.name) }
        return "func(\(names.joined(separator: ", "))) interface {}"
    }
}

/// The arguments of one call, checked against the parameters, and the execution that calls.
public struct TemplateArguments {
    public let values: [TemplateValue]
    public let execution: TemplateExecution
    /// Whether the last argument is not a value at all, as opposed to a nil in an `interface{}`.
    var lastIsInvalid = false
    /// The first argument as it is written in the template.
    var firstText: String?

    public init(_ values: [TemplateValue], execution: TemplateExecution) {
        self.values = values
        self.execution = execution
    }

    public var count: Int { values.count }
    public subscript(index: Int) -> TemplateValue { values[index] }

    /// The arguments from `index` on, where the variadic ones start.
    public func rest(from index: Int) -> ArraySlice<TemplateValue> { values.dropFirst(index) }

    /// The text of an argument whose parameter is a string.
    public func string(_ index: Int) -> String { values[index].text ?? "" }

    /// The exact bytes of an argument whose parameter is a string.
    public func bytes(_ index: Int) -> [UInt8] { values[index].stringBytes ?? [] }

    public func int(_ index: Int) -> Int { Int(truncatingIfNeeded: values[index].signedInteger ?? 0) }

    public func bool(_ index: Int) -> Bool { if case .bool(true) = values[index] { true } else { false } }

    /// The map of an argument whose parameter is a map; an empty one for nil.
    public func map(_ index: Int) -> TemplateMap { values[index].map ?? TemplateMap() }

    /// The elements of an argument whose parameter is a slice; none for nil.
    public func list(_ index: Int) -> [TemplateValue] { values[index].elements ?? [] }
}
