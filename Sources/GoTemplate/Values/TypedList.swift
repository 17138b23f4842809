/// A Go slice whose elements have a type of their own, such as `[]string`.
public final class TypedList {
    public let element: GoType
    public let elements: [TemplateValue]

    public init(_ element: GoType, _ elements: [TemplateValue]) {
        self.element = element
        self.elements = elements
    }

    public var typeName: String { "[]" + element.name }
}
