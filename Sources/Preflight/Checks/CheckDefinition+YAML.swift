import Expressions
import Value
import YAML

extension CheckDefinition {
    /// Reads a check's file.
    ///
    /// - Throws: `PreflightError` with code `invalidCheck` and the place: for unknown keys, facts and variables, for
    ///   expressions that do not compile, and when there is no outcome or none for what the others leave over.
    public init(yaml text: String, file: String) throws(PreflightError) {
        try self.init(yaml: text, file: file, registry: .builtIn)
    }

    init(yaml text: String, file: String, registry: FactRegistry) throws(PreflightError) {
        guard text.utf8.count <= PreflightLimits.checkBytes else {
            throw PreflightError(
                .invalidCheck, "\(file): is larger than \(PreflightLimits.checkBytes) bytes, the limit of a check")
        }
        do {
            try self.init(YAMLFields(try YAML.decodeDocument(text, file: file)), file: file, registry)
        } catch {
            throw error as? PreflightError ?? PreflightError(.invalidCheck, "\(error)", underlying: error)
        }
    }

    private init(_ fields: YAMLFields, file: String, _ registry: FactRegistry) throws {
        try fields.rejectUnknown(known: [
            "apiVersion", "kind", "id", "title", "category", "severity", "description", "requirement", "needs",
            "objects", "requires", "appliesTo", "forEach", "onRequest", "outcomes",
        ])
        _ = try fields.requiredString("apiVersion")
        _ = try fields.choice("apiVersion", of: ["groundcrew/v1"])
        _ = try fields.requiredString("kind")
        _ = try fields.choice("kind", of: ["Check"])
        let id = try fields.requiredString("id")
        guard id.utf8.allSatisfy(Self.isAllowedInID), let first = id.utf8.first, first != UInt8(ascii: "-") else {
            throw fields.error("id", "is '\(id)'; it may hold only a-z, 0-9 and '-', and not begin with '-'")
        }
        let needs = try Self.needs(fields, registry)
        let each = try fields.choice("forEach", of: Each.allCases.map(\.rawValue)).flatMap(Each.init)
        let objects = try ObjectsVariable.list(fields)
        let facts = needs + objects.map(\.wish.fact)
        let known = Set(registry.variables(given: facts, forEach: each).map(\.name))
        try ObjectsVariable.refuse(objects, taken: known.union(["want", "each"]), fields)
        let variables = known.union(objects.map(\.name))
        let outcomes = try fields.list("outcomes") ?? []
        guard !outcomes.isEmpty else { throw fields.error("outcomes", "is required: without one, nothing is judged") }
        self.init(
            id: id, title: try fields.requiredString("title"), category: try fields.requiredString("category"),
            severity: try fields.choice("severity", of: Severity.allCases.map(\.rawValue))
                .flatMap(Severity.init) ?? .error,
            description: try fields.string("description"), requirement: try fields.string("requirement"),
            needs: needs, objects: objects, requires: try fields.strings("requires") ?? [],
            appliesTo: try fields.fields("appliesTo").map(Applicability.init), forEach: each,
            outcomes: try outcomes.map { try Outcome($0, variables: variables) },
            isOnRequest: try fields.bool("onRequest") ?? false, file: file)
        guard self.outcomes.last?.when.source == "true" else {
            throw fields.error("outcomes", "must end with one whose 'when' is \"true\", so that none is left over")
        }
    }

    private static func needs(_ fields: YAMLFields, _ registry: FactRegistry) throws -> [FactName] {
        let names = try fields.strings("needs") ?? []
        for name in names where registry[FactName(name)] == nil {
            let known = registry.names.map(\.rawValue)
            let question = CloseNames.question(name, among: known)
            throw fields.error(
                "needs", "names the unknown fact '\(name)'\(question); known are \(known.joined(separator: ", "))")
        }
        return names.map { FactName($0) }
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}

extension CheckDefinition.Applicability {
    init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["when", "otherwise"])
        // Whether a check applies must not depend on facts: they would have to be gathered first.
        when = try fields.expression("when", variables: ["want"])
        otherwise = try fields.template("otherwise", variables: ["want"])
    }
}

extension CheckDefinition.Outcome {
    init(_ fields: YAMLFields, variables: Set<String>) throws {
        try fields.rejectUnknown(known: ["when", "verdict", "message", "hint", "details"])
        when = try fields.expression("when", variables: variables)
        _ = try fields.requiredString("verdict")
        guard let kind = try fields.choice("verdict", of: Kind.allCases.map(\.rawValue)).flatMap(Kind.init) else {
            throw fields.error("verdict", "is required")
        }
        verdict = kind
        message = try fields.template("message", variables: variables)
        hint = fields.object["hint"] == nil ? nil : try fields.template("hint", variables: variables)
        details = fields.object["details"] == nil ? nil : try fields.expression("details", variables: variables)
        if [.fail, .warn, .unknown].contains(kind), hint == nil {
            throw fields.error("hint", "is required with the verdict \(kind.rawValue): it says what to do next")
        }
    }
}

extension YAMLFields {
    /// A CEL expression that must compile with these variables.
    func expression(_ key: String, variables: Set<String>) throws -> Expression {
        let text = try requiredString(key)
        return try Expression(text, variables: variables, location: location(of: key))
    }

    func template(_ key: String, variables: Set<String>) throws -> MessageTemplate {
        let text = try requiredString(key)
        return try MessageTemplate(text, variables: variables, location: location(of: key))
    }
}
