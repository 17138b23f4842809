import RegularExpressions
import Value

/// One schema, compiled. Nodes refer to each other and may do so in circles, hence a class; immutable once compiled.
final class SchemaNode {
    /// Where it stands, as `file:///values.schema.json#/properties/a`.
    let location: String
    let draft: SchemaDraft
    /// A schema may be `true` or `false`.
    var verdict: Bool?

    var types: [String]?
    var constant: Value?
    var choices: SchemaChoices?
    var format: String?
    var reference: SchemaNode?
    var recursiveReference: SchemaNode?
    var isRecursiveAnchor = false
    var dynamicReference: (target: SchemaNode, anchor: String)?
    var dynamicAnchor = ""
    /// The dynamic anchors of the schema document this is part of.
    var resource: SchemaResource

    var allOf: [SchemaNode] = []
    var anyOf: [SchemaNode] = []
    var oneOf: [SchemaNode] = []
    var not: SchemaNode?
    var condition: SchemaNode?
    var then: SchemaNode?
    var otherwise: SchemaNode?

    var minProperties: Int?
    var maxProperties: Int?
    var required: [String] = []
    var properties: [String: SchemaNode] = [:]
    var patternProperties: [(RegularExpression, SchemaNode)] = []
    var additionalProperties: SchemaNode?
    /// `additionalProperties: false` lists names instead of failing one by one.
    var forbidsAdditionalProperties = false
    var propertyNames: SchemaNode?
    var dependentRequired: [(String, [String])] = []
    var dependentSchemas: [(String, SchemaNode)] = []
    var unevaluatedProperties: SchemaNode?

    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false
    var prefixItems: [SchemaNode] = []
    var items: SchemaNode?
    var forbidsAdditionalItems = false
    var contains: SchemaNode?
    var minContains: Int?
    var maxContains: Int?
    var unevaluatedItems: SchemaNode?

    var minLength: Int?
    var maxLength: Int?
    var pattern: RegularExpression?

    var minimum: Value?
    var maximum: Value?
    var exclusiveMinimum: Value?
    var exclusiveMaximum: Value?
    var multipleOf: Value?

    init(location: String, draft: SchemaDraft, resource: SchemaResource) {
        self.location = location
        self.draft = draft
        self.resource = resource
    }

    var needsEvaluated: Bool { unevaluatedProperties != nil || unevaluatedItems != nil }
}

/// A schema document, or a part of one with an identity of its own.
final class SchemaResource {
    let uri: String
    var dynamicAnchors: [String: SchemaNode] = [:]
    var dynamicAnchorPointers: [String: [String]] = [:]

    init(uri: String) { self.uri = uri }
}
