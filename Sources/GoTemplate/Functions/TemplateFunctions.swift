/// Functions by the names under which templates call them. Go's built-in functions are always there besides.
public struct TemplateFunctions {
    private var functions: [String: TemplateFunction]

    public init(_ functions: [String: TemplateFunction] = [:]) { self.functions = functions }

    public subscript(name: String) -> TemplateFunction? {
        get { functions[name] }
        set { functions[name] = newValue }
    }

    public var names: [String] { functions.keys.sorted() }

    /// Adds `other`'s functions; they win over ones of the same name.
    public mutating func merge(_ other: TemplateFunctions) {
        functions.merge(other.functions) { _, new in new }
    }

    /// Adds a function.
    public mutating func add(
        _ name: String, _ parameters: [GoType] = [], variadic: GoType? = nil, _ body: @escaping TemplateFunction.Body
    ) {
        functions[name] = TemplateFunction(parameters, variadic: variadic, body)
    }
}
