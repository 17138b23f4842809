public import Value

/// What a file may hold, in the words of JSON Schema (draft 2020-12): for editors, and for the page that lists its fields.
///
/// Readers of groundcrew's own files take null for what is not there, so that what may be left out may be null, too.
public struct JSONSchema: Sendable, Hashable {
    /// All but `$schema`, in the order in which people read them.
    public internal(set) var keywords: Object

    public init(_ keywords: Object) { self.keywords = keywords }

    /// With the name of the dialect: a document of its own.
    public var document: Value {
        let dialect: Object = ["$schema": "https://json-schema.org/draft/2020-12/schema"]
        return .object(dialect.merged(with: keywords))
    }
}

// MARK: - Scalars

extension JSONSchema {
    /// - Parameters:
    ///   - title: a sentence that says what the text is for.
    ///   - choices: the only texts that may stand there; any when empty.
    ///   - longest: in characters.
    public static func text(
        _ title: String, choices: [String] = [], pattern: String? = nil, longest: Int? = nil
    ) -> JSONSchema {
        var keywords: Object = ["title": .string(title), "type": "string"]
        if !choices.isEmpty { keywords["enum"] = .array(choices.map(Value.string)) }
        if let pattern { keywords["pattern"] = .string(pattern) }
        if let longest { keywords["maxLength"] = .integer(Int64(longest)) }
        return JSONSchema(keywords)
    }

    /// Text of which something is made that an empty text cannot be: an expression, or a range of versions.
    public static func source(_ title: String) -> JSONSchema { text(title).with("minLength", 1) }

    /// The one text that may stand there.
    public static func constant(_ text: String, _ title: String) -> JSONSchema {
        JSONSchema(["title": .string(title), "type": "string", "const": .string(text)])
    }

    public static func truth(_ title: String) -> JSONSchema {
        JSONSchema(["title": .string(title), "type": "boolean"])
    }

    public static func number(_ title: String, in range: ClosedRange<Int64>) -> JSONSchema {
        JSONSchema([
            "title": .string(title), "type": "integer", "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ])
    }

    public static func anything(_ title: String) -> JSONSchema { JSONSchema(["title": .string(title)]) }
}

// MARK: - Collections

extension JSONSchema {
    /// - Parameter least: how many elements there must be.
    public static func list(_ title: String, of element: JSONSchema, least: Int = 0) -> JSONSchema {
        var keywords: Object = ["title": .string(title), "type": "array"]
        if least > 0 { keywords["minItems"] = .integer(Int64(least)) }
        keywords["items"] = .object(element.keywords)
        return JSONSchema(keywords)
    }

    public static func texts(_ title: String, choices: [String] = [], least: Int = 0) -> JSONSchema {
        var element: Object = ["type": "string"]
        if !choices.isEmpty { element["enum"] = .array(choices.map(Value.string)) }
        return list(title, of: JSONSchema(element), least: least)
    }

    /// Names of the user's with one kind of value.
    ///
    /// - Parameter takesNull: whether a name without a value is as if it were not there.
    public static func map(_ title: String, of element: JSONSchema, takesNull: Bool) -> JSONSchema {
        let element = takesNull ? element.orNull : element.required
        return JSONSchema([
            "title": .string(title), "type": "object", "additionalProperties": .object(element.keywords),
        ])
    }

    /// Names and values that somebody else knows.
    public static func values(_ title: String) -> JSONSchema {
        JSONSchema(["title": .string(title), "type": "object"])
    }

    /// - Parameter isOpen: whether it may have other members, which are not looked at.
    public static func object(_ title: String, _ members: [Member], isOpen: Bool = false) -> JSONSchema {
        var keywords: Object = ["title": .string(title), "type": "object"]
        let required = members.filter(\.isRequired).map(\.name)
        if !required.isEmpty { keywords["required"] = .array(required.map(Value.string)) }
        if !isOpen { keywords["additionalProperties"] = false }
        var properties: Object = [:]
        for member in members { properties[member.name] = .object(member.schema.keywords) }
        keywords["properties"] = .object(properties)
        return JSONSchema(keywords)
    }

    /// A member of an object.
    public struct Member: Sendable, Hashable {
        public var name: String
        public var schema: JSONSchema
        public var isRequired: Bool

        /// Must be there, and not be null or an empty text.
        public static func required(_ name: String, _ schema: JSONSchema) -> Member {
            Member(name: name, schema: schema.required, isRequired: true)
        }

        /// - Parameter takesNull: whether null is as if it were not there, rather than a mistake.
        public static func optional(_ name: String, _ schema: JSONSchema, takesNull: Bool = true) -> Member {
            Member(name: name, schema: takesNull ? schema.orNull : schema, isRequired: false)
        }
    }
}

// MARK: - Changes

extension JSONSchema {
    /// What holds where nothing is said.
    public func defaulting(to value: Value) -> JSONSchema { with("default", value) }

    /// What may stand there, for whoever reads about it.
    public func example(_ value: Value) -> JSONSchema { with("examples", .array([value])) }

    /// More than the title has room for.
    public func described(_ text: String) -> JSONSchema { with("description", .string(text)) }

    /// With a further keyword, such as a condition.
    public func with(_ keyword: String, _ value: Value) -> JSONSchema {
        var schema = self
        schema.keywords[keyword] = value
        return schema
    }

    /// The same, null allowed.
    var orNull: JSONSchema {
        var schema = self
        switch keywords["type"] {
        case .string(let type)?: schema.keywords["type"] = .array([.string(type), .string("null")])
        case .array(let types)?: schema.keywords["type"] = .array(types + [.string("null")])
        default: break  // What says nothing of types allows null already.
        }
        if let choices = keywords["enum"]?.array { schema.keywords["enum"] = .array(choices + [.null]) }
        return schema
    }

    /// The same, empty texts refused.
    var required: JSONSchema {
        guard keywords["type"] == "string", keywords["enum"] == nil, keywords["const"] == nil else { return self }
        return with("minLength", 1)
    }
}
