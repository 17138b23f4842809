import RegularExpressions
import Value

/// Compiles a `values.schema.json`. References stay inside the document: none is fetched from disk or network.
struct SchemaCompiler {
    static let rootURI = "file:///values.schema.json"

    private let root: Value
    private let draft: SchemaDraft
    private let index: SchemaIndex
    private var nodes: [[String]: SchemaNode] = [:]
    private(set) var warnings: [String] = []
    /// Nodes made but not filled yet: compiling goes breadth first, so that circles end.
    private var queue: [(SchemaNode, Value, [String])] = []

    static func compile(_ bytes: [UInt8], warnings: inout [String]) throws(ChartError) -> SchemaNode {
        guard bytes.count <= SchemaLimits.bytes else {
            throw failure("the schema is larger than \(SchemaLimits.bytes) bytes")
        }
        let root: Value
        do {
            root = try Value(json: bytes, limits: SchemaLimits.json)
        } catch {
            throw ChartError(
                code: .schemaViolated, message: "\(error)", path: "values.schema.json", underlying: error)
        }
        let name = root["$schema"]?.string
        guard let draft = SchemaDraft(uri: name) else {
            throw failure(
                "failing loading \((name ?? "").debugDescription): schemas are not fetched; use a draft of "
                    + "json-schema.org (4, 6, 7, 2019-09 or 2020-12)")
        }
        var compiler = SchemaCompiler(root: root, draft: draft)
        let node = try compiler.node(at: [])
        while let (node, value, pointer) = compiler.queue.popLast() { try compiler.fill(node, value, pointer) }
        warnings += compiler.warnings
        return node
    }

    private init(root: Value, draft: SchemaDraft) {
        self.root = root
        self.draft = draft
        index = SchemaIndex(root, draft: draft)
    }

    private static func failure(_ message: String) -> ChartError {
        ChartError(code: .schemaViolated, message: message, path: "values.schema.json")
    }

    private mutating func node(at pointer: [String]) throws(ChartError) -> SchemaNode {
        if let node = nodes[pointer] { return node }
        let location = "\(Self.rootURI)#\(JSONPointer.text(pointer))"
        guard let value = JSONPointer.value(pointer, in: root) else {
            throw Self.failure("json-pointer in \(location.debugDescription) not found")
        }
        let node = SchemaNode(location: location, draft: draft, resource: index.resource(at: pointer))
        nodes[pointer] = node
        queue.append((node, value, pointer))
        return node
    }

    private mutating func nodes(_ key: String, _ value: Value?, _ pointer: [String]) throws(ChartError) -> [SchemaNode]
    {
        guard let elements = value?.array else { return [] }
        var result: [SchemaNode] = []
        for offset in elements.indices { result.append(try node(at: pointer + [key, String(offset)])) }
        return result
    }

    // MARK: - Filling

    private mutating func fill(_ node: SchemaNode, _ value: Value, _ pointer: [String]) throws(ChartError) {
        if let verdict = value.bool, draft > .four {
            node.verdict = verdict
            return
        }
        guard let object = value.object else {
            throw Self.failure(
                "\"\(Self.rootURI)#\" is not valid against metaschema: at '\(JSONPointer.text(pointer))': got "
                    + "\(value.typeName), want boolean or object")
        }
        try SchemaShape.check(object, pointer, draft: draft)
        if let reference = object["$ref"]?.string { node.reference = try target(reference, from: pointer) }
        // Before 2019-09, what stands beside $ref does not count.
        if draft < .nineteen, node.reference != nil { return }
        try fillApplicators(node, object, pointer)
        try fillObjects(node, object, pointer)
        try fillArrays(node, object, pointer)
        try fillScalars(node, object, pointer)
        if draft >= .nineteen { try fillNewer(node, object, pointer) }
    }

    private mutating func child(
        _ key: String, _ object: Object, _ pointer: [String]
    ) throws(ChartError) -> SchemaNode? {
        object[key] == nil ? nil : try node(at: pointer + [key])
    }

    private mutating func fillApplicators(
        _ node: SchemaNode, _ object: Object, _ pointer: [String]
    ) throws(ChartError) {
        node.allOf = try nodes("allOf", object["allOf"], pointer)
        node.anyOf = try nodes("anyOf", object["anyOf"], pointer)
        node.oneOf = try nodes("oneOf", object["oneOf"], pointer)
        node.not = try child("not", object, pointer)
        guard draft >= .seven else { return }
        node.condition = try child("if", object, pointer)
        if node.condition != nil {
            node.then = try child("then", object, pointer)
            node.otherwise = try child("else", object, pointer)
        }
    }

    private mutating func fillObjects(
        _ node: SchemaNode, _ object: Object, _ pointer: [String]
    ) throws(ChartError) {
        node.minProperties = count(object["minProperties"])
        node.maxProperties = count(object["maxProperties"])
        node.required = texts(object["required"])
        for key in keys(object["properties"]) {
            node.properties[key] = try self.node(at: pointer + ["properties", key])
        }
        for key in keys(object["patternProperties"]) {
            let schema = try self.node(at: pointer + ["patternProperties", key])
            node.patternProperties.append((try expression(key, pointer), schema))
        }
        if object["additionalProperties"] == .bool(false) {
            node.forbidsAdditionalProperties = true
        } else {
            node.additionalProperties = try child("additionalProperties", object, pointer)
        }
        for key in keys(object["dependencies"]) {
            if object["dependencies"]?[key]?.array != nil {
                node.dependentRequired.append((key, texts(object["dependencies"]?[key])))
            } else {
                node.dependentSchemas.append((key, try self.node(at: pointer + ["dependencies", key])))
            }
        }
        if draft >= .six { node.propertyNames = try child("propertyNames", object, pointer) }
    }

    private mutating func fillArrays(_ node: SchemaNode, _ object: Object, _ pointer: [String]) throws(ChartError) {
        node.minItems = count(object["minItems"])
        node.maxItems = count(object["maxItems"])
        node.uniqueItems = object["uniqueItems"]?.bool ?? false
        if draft >= .twenty {
            node.prefixItems = try nodes("prefixItems", object["prefixItems"], pointer)
            node.items = try child("items", object, pointer)
        } else if object["items"]?.array != nil {
            node.prefixItems = try nodes("items", object["items"], pointer)
            node.forbidsAdditionalItems = object["additionalItems"] == .bool(false)
            if !node.forbidsAdditionalItems { node.items = try child("additionalItems", object, pointer) }
        } else {
            node.items = try child("items", object, pointer)
        }
        if draft >= .six { node.contains = try child("contains", object, pointer) }
    }

    private mutating func fillScalars(_ node: SchemaNode, _ object: Object, _ pointer: [String]) throws(ChartError) {
        switch object["type"] {
        case .string(let type)?: node.types = [type]
        case .array(let types)?: node.types = types.compactMap(\.string)
        default: break
        }
        node.choices = object["enum"]?.array.map(SchemaChoices.init)
        if draft >= .six { node.constant = object["const"] }
        node.minLength = count(object["minLength"])
        node.maxLength = count(object["maxLength"])
        if let pattern = object["pattern"]?.string { node.pattern = try expression(pattern, pointer + ["pattern"]) }
        node.multipleOf = number(object["multipleOf"])
        node.minimum = number(object["minimum"])
        node.maximum = number(object["maximum"])
        // Draft 4 has booleans here that change the meaning of the neighbour.
        if object["exclusiveMinimum"] == .bool(true) {
            (node.exclusiveMinimum, node.minimum) = (node.minimum, nil)
        } else {
            node.exclusiveMinimum = number(object["exclusiveMinimum"])
        }
        if object["exclusiveMaximum"] == .bool(true) {
            (node.exclusiveMaximum, node.maximum) = (node.maximum, nil)
        } else {
            node.exclusiveMaximum = number(object["exclusiveMaximum"])
        }
        // Later drafts take formats for annotations.
        if draft < .nineteen { node.format = object["format"]?.string }
    }

    private mutating func fillNewer(_ node: SchemaNode, _ object: Object, _ pointer: [String]) throws(ChartError) {
        if node.contains != nil {
            node.minContains = count(object["minContains"])
            node.maxContains = count(object["maxContains"])
        }
        for key in keys(object["dependentRequired"]) {
            node.dependentRequired.append((key, texts(object["dependentRequired"]?[key])))
        }
        for key in keys(object["dependentSchemas"]) {
            node.dependentSchemas.append((key, try self.node(at: pointer + ["dependentSchemas", key])))
        }
        node.unevaluatedItems = try child("unevaluatedItems", object, pointer)
        node.unevaluatedProperties = try child("unevaluatedProperties", object, pointer)
        if let reference = object["$recursiveRef"]?.string {
            node.recursiveReference = try target(reference, from: pointer)
        }
        node.isRecursiveAnchor = object["$recursiveAnchor"]?.bool ?? false
        guard draft >= .twenty else { return }
        node.dynamicAnchor = object["$dynamicAnchor"]?.string ?? ""
        if let reference = object["$dynamicRef"]?.string {
            let anchor = reference.split(separator: "#", omittingEmptySubsequences: false).dropFirst().first
            let name = anchor.map { $0.hasPrefix("/") ? "" : String($0) } ?? ""
            node.dynamicReference = (try target(reference, from: pointer), name)
            for (anchor, pointer) in node.resource.dynamicAnchorPointers where anchor == name {
                node.resource.dynamicAnchors[anchor] = try self.node(at: pointer)
            }
        }
    }

    // MARK: - Parts

    private func keys(_ value: Value?) -> [String] { value?.object?.sorted().keys ?? [] }

    private func texts(_ value: Value?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    private func count(_ value: Value?) -> Int? { value?.integer.map { Int($0) } }

    private func number(_ value: Value?) -> Value? {
        switch value {
        case .integer?, .float?, .number?: value
        default: nil
        }
    }

    private func expression(_ pattern: String, _ pointer: [String]) throws(ChartError) -> RegularExpression {
        do {
            return try RegularExpression(pattern)
        } catch {
            throw ChartError(
                code: .schemaViolated,
                message: "\"\(Self.rootURI)#\" is not valid against metaschema: at '\(JSONPointer.text(pointer))': "
                    + "'\(pattern)' is not valid regex: \(error.message)", path: "values.schema.json", underlying: error
            )
        }
    }

    private mutating func target(_ reference: String, from pointer: [String]) throws(ChartError) -> SchemaNode {
        switch index.resolve(reference, from: pointer) {
        case .pointer(let pointer): return try node(at: pointer)
        case .missing(let uri): throw Self.failure("json-pointer in \(uri.debugDescription) not found")
        case .elsewhere(let uri) where uri.hasPrefix("urn:"):
            // Helm, too, lets what it cannot resolve under urn: pass.
            let warning = "the schema's reference to \(uri) is not resolved and allows everything"
            if !warnings.contains(warning) { warnings.append(warning) }
            return anything(uri)
        case .elsewhere(let uri) where SchemaDraft(uri: uri) != nil:
            let warning = "the schema's reference to the metaschema \(uri) allows everything"
            if !warnings.contains(warning) { warnings.append(warning) }
            return anything(uri)
        case .elsewhere(let uri):
            throw Self.failure(
                "failing loading \(uri.debugDescription): references to files and hosts are not followed; put the "
                    + "schema into $defs, or leave the check out with --skip-schema-validation")
        }
    }

    private func anything(_ uri: String) -> SchemaNode {
        let node = SchemaNode(location: uri, draft: draft, resource: index.resource(at: []))
        node.verdict = true
        return node
    }
}
