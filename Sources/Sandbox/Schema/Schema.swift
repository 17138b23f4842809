import Value

/// What is known of a value's shape: the one schema type behind validation, pruning, defaulting, merging and field
/// ownership, of built-in types and of custom resources.
final class Schema: Sendable {
    enum Kind: String, Sendable {
        /// Nothing is known; lists are atomic, maps are not.
        case any
        case object, array, string, integer, number, boolean
        case intOrString
        /// A number or a string that is a quantity.
        case quantity
    }

    enum ListKind: Sendable, Hashable {
        case atomic
        case set
        case map(keys: [String])
    }

    let kind: Kind
    let isNullable: Bool
    let properties: [String: Schema]
    /// The order of `properties` in the source, so that problems come in a stable order.
    let propertyOrder: [String]
    /// The schema of members that `properties` does not name.
    let additional: Schema?
    let items: Schema?
    let listKind: ListKind
    /// True for maps that a field manager owns as a whole.
    let isAtomicMap: Bool
    /// True for structs that are always there, which nobody owns as such: `metadata`, `spec`, `template`.
    let isInline: Bool
    let preservesUnknown: Bool
    let isEmbeddedResource: Bool
    let required: [String]
    let defaultValue: Value?
    let constraints: Constraints
    let allOf: [Schema]
    let anyOf: [Schema]
    let oneOf: [Schema]
    let not: Schema?
    let rules: [ValidationRule]
    let summary: String

    struct Constraints: Sendable, Hashable {
        var allowed: [Value]? = nil
        var pattern: String? = nil
        var format: String? = nil
        var minimum: Double? = nil
        var maximum: Double? = nil
        var isMinimumExclusive = false
        var isMaximumExclusive = false
        var multipleOf: Double? = nil
        var minLength: Int? = nil
        var maxLength: Int? = nil
        var minItems: Int? = nil
        var maxItems: Int? = nil
        var hasUniqueItems = false
        var minProperties: Int? = nil
        var maxProperties: Int? = nil
    }

    init(
        _ kind: Kind, isNullable: Bool = false, properties: [String: Schema] = [:], propertyOrder: [String] = [],
        additional: Schema? = nil, items: Schema? = nil, listKind: ListKind = .atomic, isAtomicMap: Bool = false,
        isInline: Bool = false, preservesUnknown: Bool = false, isEmbeddedResource: Bool = false,
        required: [String] = [],
        defaultValue: Value? = nil, constraints: Constraints = Constraints(), allOf: [Schema] = [],
        anyOf: [Schema] = [], oneOf: [Schema] = [], not: Schema? = nil, rules: [ValidationRule] = [],
        summary: String = ""
    ) {
        self.kind = kind
        self.isNullable = isNullable
        self.properties = properties
        self.propertyOrder = propertyOrder.isEmpty ? properties.keys.sorted() : propertyOrder
        self.additional = additional
        self.items = items
        self.listKind = listKind
        self.isAtomicMap = isAtomicMap
        self.isInline = isInline
        self.preservesUnknown = preservesUnknown
        self.isEmbeddedResource = isEmbeddedResource
        self.required = required
        self.defaultValue = defaultValue
        self.constraints = constraints
        self.allOf = allOf
        self.anyOf = anyOf
        self.oneOf = oneOf
        self.not = not
        self.rules = rules
        self.summary = summary
    }

    static let any = Schema(.any, preservesUnknown: true)

    /// The schema of a member, nil when the schema does not know it.
    func member(_ name: String) -> Schema? {
        properties[name] ?? additional ?? (kind == .any || preservesUnknown ? .any : nil)
    }

    /// The element of an associative list's item, or of a set; nil where the item lacks its keys.
    func element(of item: Value, at index: Int) -> PathElement? {
        switch listKind {
        case .atomic: return .index(index)
        case .set: return .value(item)
        case .map(let keys):
            guard item.object != nil else { return nil }
            var found = Object()
            for key in keys {
                if let value = item[key] ?? items?.properties[key]?.defaultValue { found[key] = value }
            }
            return found.isEmpty ? nil : .key(found)
        }
    }
}

/// A rule of `x-kubernetes-validations`.
struct ValidationRule: Sendable, Hashable {
    var rule: String
    var message: String?
    var messageExpression: String?
    var reason: String?
    var fieldPath: String?

    /// Rules over `oldSelf` are judged only when an object changes.
    var isTransition: Bool { rule.contains("oldSelf") }
}
