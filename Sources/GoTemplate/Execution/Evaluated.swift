/// A value while it is evaluated, with what Go's reflection knows besides: whether it was read from a place whose type
/// is `interface{}`. It decides about messages, and about what nil means.
struct Evaluated {
    var value: TemplateValue
    var isInterface: Bool

    init(_ value: TemplateValue, isInterface: Bool = false) {
        self.value = value
        self.isInterface = isInterface
    }

    static var invalid: Evaluated { Evaluated(.nil) }

    /// No value at all, as opposed to a nil in an `interface{}`.
    var isInvalid: Bool {
        if isInterface { return false }
        if case .nil = value { return true }
        return false
    }

    var typeName: String { isInterface ? "interface {}" : value.typeName }
}
