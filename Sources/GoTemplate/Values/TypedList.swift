/// A Go slice whose elements have a type of their own, such as `[]string`.
public final class TypedList {
    public let element: GoType
    public let elements: [TemplateValue]

    /// Go's nil slice: empty, printed as an empty one, and `null` in JSON.
    public let isNil: Bool

    public init(_ element: GoType, _ elements: [TemplateValue]) {
        self.element = element
        self.elements = elements
        isNil = false
    }

    /// A nil slice.
    public init(nilOf element: GoType) {
        self.element = element
        elements = []
        isNil = true
    }

    public var typeName: String { "[]" + element.name }
}
