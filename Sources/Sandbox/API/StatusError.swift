import Value

/// An answer that is not a success: the fields of a `Status` object, in the words of the real server.
struct StatusError: Error, Sendable {
    var code: Int
    var reason: String
    var message: String
    var details: Object? = nil

    var body: Value {
        var status: Object = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if let details { status["details"] = .object(details) }
        status["code"] = .integer(Int64(code))
        return .object(status)
    }
}

/// One wrong field of an object.
struct FieldProblem: Sendable, Hashable {
    enum Kind: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case notSupported = "FieldValueNotSupported"
        case duplicate = "FieldValueDuplicate"
        case forbidden = "FieldValueForbidden"
        case typeInvalid = "FieldValueTypeInvalid"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
    }

    var kind: Kind
    var field: String
    /// Without the field: `Invalid value: -1: must be greater than or equal to 0`.
    var message: String

    var text: String { "\(field): \(message)" }

    static func required(_ field: String, _ detail: String = "") -> FieldProblem {
        FieldProblem(
            kind: .required, field: field, message: detail.isEmpty ? "Required value" : "Required value: \(detail)")
    }

    static func invalid(_ field: String, _ value: Value, _ detail: String) -> FieldProblem {
        FieldProblem(kind: .invalid, field: field, message: "Invalid value: \(shown(value)): \(detail)")
    }

    static func typeInvalid(_ field: String, _ value: Value, _ detail: String) -> FieldProblem {
        FieldProblem(kind: .typeInvalid, field: field, message: "Invalid value: \(shownType(value)): \(detail)")
    }

    static func notSupported(_ field: String, _ value: Value, _ allowed: [Value]) -> FieldProblem {
        let list = allowed.map(shown).joined(separator: ", ")
        return FieldProblem(
            kind: .notSupported, field: field, message: "Unsupported value: \(shown(value)): supported values: \(list)")
    }

    static func duplicate(_ field: String, _ value: Value) -> FieldProblem {
        FieldProblem(kind: .duplicate, field: field, message: "Duplicate value: \(shown(value))")
    }

    static func forbidden(_ field: String, _ detail: String) -> FieldProblem {
        FieldProblem(kind: .forbidden, field: field, message: "Forbidden: \(detail)")
    }

    /// A value as Go's `%#v` of JSON data prints it, as far as it matters.
    static func shown(_ value: Value) -> String {
        switch value {
        case .string(let text): Self.quoted(text)
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .float(let number): String(number)
        case .number(let text): text
        case .array, .object: value.json()
        }
    }

    private static func shownType(_ value: Value) -> String { "\"\(value.typeName)\"" }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.append(character)
            }
        }
        return result + "\""
    }
}

extension StatusError {
    private static func details(_ resource: ResourceDefinition, _ name: String, kind: String? = nil) -> Object {
        var details = Object()
        if !name.isEmpty { details["name"] = .string(name) }
        if !resource.group.isEmpty { details["group"] = .string(resource.group) }
        details["kind"] = .string(kind ?? resource.plural)
        return details
    }

    static func notFound(_ resource: ResourceDefinition, _ name: String) -> StatusError {
        StatusError(
            code: 404, reason: "NotFound", message: "\(resource.groupResource) \"\(name)\" not found",
            details: details(resource, name))
    }

    /// No such path: a resource type that is not served.
    static var pathNotFound: StatusError {
        StatusError(
            code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: [:])
    }

    static func alreadyExists(_ resource: ResourceDefinition, _ name: String) -> StatusError {
        StatusError(
            code: 409, reason: "AlreadyExists", message: "\(resource.groupResource) \"\(name)\" already exists",
            details: details(resource, name))
    }

    static func modified(_ resource: ResourceDefinition, _ name: String) -> StatusError {
        conflict(
            resource, name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func conflict(_ resource: ResourceDefinition, _ name: String, _ why: String) -> StatusError {
        StatusError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(resource.groupResource) \"\(name)\": \(why)",
            details: details(resource, name))
    }

    /// An update of an object with another identity, in the words of the storage.
    static func preconditionFailed(_ object: Value, _ resource: ResourceDefinition, uid: String) -> StatusError {
        let parts = ["/registry", resource.group, resource.plural, object.namespace, object.name]
        let key = parts.filter { !$0.isEmpty }.joined(separator: "/")
        return conflict(
            resource, object.name,
            "StorageError: invalid object, Code: 4, Key: \(key), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(object.uid)"
        )
    }

    static func deletePrecondition(
        _ resource: ResourceDefinition, _ name: String, _ what: String, _ wanted: String, _ found: String
    ) -> StatusError {
        let kind = resource.group.isEmpty ? resource.kind : "\(resource.kind).\(resource.group)"
        return StatusError(
            code: 409, reason: "Conflict",
            message:
                "Operation cannot be fulfilled on \(kind) \"\(name)\": the \(what) in the precondition (\(wanted)) does not match the \(what) in record (\(found)). The object might have been \(what == "UID" ? "deleted and then recreated" : "modified")",
            details: details(resource, name, kind: resource.kind))
    }

    static func badRequest(_ message: String) -> StatusError {
        StatusError(code: 400, reason: "BadRequest", message: message)
    }

    /// A server-side apply of fields that the schema does not have, as structured-merge-diff words it: a bare 500.
    static func undeclared(_ target: Target, _ name: String, _ paths: [String]) -> StatusError {
        let place =
            "\(target.namespace)/\(name); \(target.definition.group)/\(target.version), Kind=\(target.definition.kind)"
        let problems = paths.map { "\($0): field not declared in schema" }
        let list = problems.count == 1 ? problems[0] : "errors:\n  " + problems.joined(separator: "\n  ")
        return StatusError(code: 500, reason: "", message: "failed to create typed patch object (\(place)): \(list)")
    }

    static func methodNotAllowed() -> StatusError {
        StatusError(
            code: 405, reason: "MethodNotAllowed",
            message: "the server does not allow this method on the requested resource", details: [:])
    }

    static func unsupportedMediaType(_ accepted: [String]) -> StatusError {
        StatusError(
            code: 415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "))
    }

    static func notAcceptable() -> StatusError {
        StatusError(
            code: 406, reason: "NotAcceptable",
            message: "only the following media types are accepted: application/json")
    }

    static var unauthorized: StatusError {
        StatusError(code: 401, reason: "Unauthorized", message: "Unauthorized")
    }

    static func expired(_ message: String) -> StatusError {
        StatusError(code: 410, reason: "Expired", message: message)
    }

    static func invalid(_ resource: ResourceDefinition, _ name: String, _ problems: [FieldProblem]) -> StatusError {
        let list = problems.map(\.text)
        let message = list.count == 1 ? list[0] : "[\(list.joined(separator: ", "))]"
        let kind = resource.group.isEmpty ? resource.kind : "\(resource.kind).\(resource.group)"
        var details = details(resource, name, kind: resource.kind)
        details["causes"] = .array(
            problems.map {
                [
                    "reason": .string($0.kind.rawValue), "message": .string($0.message), "field": .string($0.field),
                ]
            })
        return StatusError(
            code: 422, reason: "Invalid", message: "\(kind) \"\(name)\" is invalid: \(message)", details: details)
    }

    /// Options of a request that cannot be.
    static func invalidOptions(_ kind: String, _ problem: FieldProblem) -> StatusError {
        let options = ResourceDefinition(
            group: "meta.k8s.io", versions: ["v1"], kind: kind, plural: kind, singular: kind, isNamespaced: false,
            storageVersion: "v1")
        return invalid(options, "", [problem])
    }

    static func forbidden(_ resource: ResourceDefinition, _ name: String, _ why: String) -> StatusError {
        let subject = name.isEmpty ? resource.groupResource : "\(resource.groupResource) \"\(name)\""
        return StatusError(
            code: 403, reason: "Forbidden", message: "\(subject) is forbidden: \(why)",
            details: details(resource, name))
    }

    static func namespaceTerminating(_ resource: ResourceDefinition, _ name: String, _ namespace: String) -> StatusError
    {
        var error = forbidden(
            resource, name, "unable to create new content in namespace \(namespace) because it is being terminated")
        error.details?["causes"] = [
            [
                "reason": "NamespaceTerminating",
                "message": .string("namespace \(namespace) is being terminated"), "field": "metadata.namespace",
            ]
        ]
        return error
    }

    static func serviceUnavailable(_ message: String) -> StatusError {
        StatusError(code: 503, reason: "ServiceUnavailable", message: message)
    }
}
