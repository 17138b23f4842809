/// A Go value that is neither plain data nor a map: a struct, a pointer to one, a time.
///
/// Subclasses say which fields and methods templates may reach.
open class TemplateObject {
    public enum Member {
        case field(TemplateValue, GoType)
        case method(TemplateFunction)
    }

    public let type: GoType

    public init(type: GoType) { self.type = type }

    /// The exported field or method of that name; nil when the type has none.
    open func member(_ name: String) -> Member? { nil }

    /// The text of Go's `String()` or `Error()`, for types that have it; nil otherwise.
    open var stringer: String? { nil }

    /// The exported fields in order, for printing and for JSON and YAML.
    open var fields: [(name: String, value: TemplateValue)] { [] }

    /// What JSON and YAML encoders make of the value; nil lets them take the fields.
    open var encoded: TemplateValue? { nil }

    /// Integers of named types, such as durations, have a number underneath.
    open var underlying: TemplateValue? { nil }

    open func isEqual(to other: TemplateObject) -> Bool { self === other }
}
