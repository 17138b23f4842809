import Expressions

extension CELCase {
    /// Why a case is none of ours.
    enum Unreadable: Error, Equatable {
        /// It is about protobuf's messages or enums, which nothing here has.
        case needsMessages
        /// It is not of the form that is known.
        case unknown(String)
    }

    init(_ test: TextProto, id: String) throws(Unreadable) {
        guard let source = test["expr"]?.string else { throw .unknown("has no expression") }
        let container = test["container"]?.string ?? ""
        guard !ProtobufNames.areIn(source), !ProtobufNames.areIn(container + ".") else { throw .needsMessages }
        self.init(id: id, source: source, container: container)
        isChecked = test["disable_check"]?.string != "true"
        isCheckedOnly = test["check_only"]?.string == "true"
        for declaration in test.all("type_env") {
            guard let name = declaration["name"]?.string else { throw .unknown("declares something without a name") }
            if let type = declaration["ident"]?["type"] {
                _ = try Self.typeName(type)
                variables.insert(name)
            }
        }
        for binding in test.all("bindings") {
            guard let name = binding["key"]?.string, let value = binding["value"]?["value"] else {
                throw .unknown("binds something without a name or a value")
            }
            bindings[name] = try TypedValue(value)
            variables.insert(name)
        }
        try readExpectation(test)
    }

    private mutating func readExpectation(_ test: TextProto) throws(Unreadable) {
        if test["eval_error"] != nil || test["any_eval_errors"] != nil {
            expectsError = true
        } else if let result = test["typed_result"] {
            if let found = result["result"] { value = try TypedValue(found) }
            if let deduced = result["deduced_type"] { type = try Self.typeName(deduced) }
        } else if let found = test["value"] {
            value = try TypedValue(found)
        } else if test["unknown"] != nil || test["any_unknowns"] != nil {
            throw .unknown("expects unknown values")
        } else {
            // Nothing said means true.
            value = .bool(true)
        }
    }

    private static let primitives = [
        "BOOL": "bool", "INT64": "int", "UINT64": "uint", "DOUBLE": "double", "STRING": "string", "BYTES": "bytes",
    ]

    /// A type as it is inferred: `map(string, list(int))`.
    static func typeName(_ type: TextProto) throws(Unreadable) -> String {
        guard let field = type.fields.first else { throw .unknown("names no type") }
        let name = field.value.string ?? ""
        switch field.name {
        case "primitive": return primitives[name] ?? name
        case "null": return "null_type"
        case "dyn": return "dyn"
        case "list_type": return "list(\(try inner(field.value, "elem_type")))"
        case "map_type": return "map(\(try inner(field.value, "key_type")), \(try inner(field.value, "value_type")))"
        case "well_known" where name == "TIMESTAMP": return "google.protobuf.Timestamp"
        case "well_known" where name == "DURATION": return "google.protobuf.Duration"
        case "abstract_type":
            var parameters: [String] = []
            for parameter in field.value.all("parameter_types") { parameters.append(try typeName(parameter)) }
            let list = parameters.isEmpty ? "" : "(\(parameters.joined(separator: ", ")))"
            return (field.value["name"]?.string ?? "") + list
        case "message_type", "wrapper", "well_known": throw .needsMessages
        default: throw .unknown("names a type by \(field.name)")
        }
    }

    private static func inner(_ type: TextProto, _ name: String) throws(Unreadable) -> String {
        guard let part = type[name] else { throw .unknown("has a type without \(name)") }
        return try typeName(part)
    }
}

/// Names that only cases about protobuf have.
enum ProtobufNames {
    private static let names = [
        "TestAllTypes", "NestedMessage", "GlobalEnum", "NestedEnum", "cel.expr.conformance", "proto.getExt",
        "proto.hasExt",
    ]

    static func areIn(_ text: String) -> Bool {
        if names.contains(where: text.contains) { return true }
        var rest = Substring(text)
        while let found = rest.range(of: "google.protobuf.") {
            rest = rest[found.upperBound...]
            let name = rest.prefix { $0.isLetter || $0.isNumber }
            let after = rest.dropFirst(name.count).drop { $0 == " " }
            // These two are types of CEL, except where one is made as a message.
            if !["Timestamp", "Duration"].contains(name) || after.first == "{" { return true }
        }
        return false
    }
}

extension StringProtocol {
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
