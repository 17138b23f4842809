import Expressions
import Value
import YAML

extension ObjectsVariable {
    /// Reads the `objects` of a check's file.
    static func list(_ fields: YAMLFields) throws -> [ObjectsVariable] {
        guard let declared = try fields.fields("objects") else { return [] }
        let names = declared.object.keys
        guard names.count <= PreflightLimits.objectsFacts else {
            throw fields.error(
                "objects", "declares \(names.count) lists; a check may have \(PreflightLimits.objectsFacts) at most")
        }
        return try names.map { name in
            if let refusal = refusal(ofName: name) { throw declared.error(name, "cannot be a variable: \(refusal)") }
            guard let entry = try declared.fields(name) else {
                throw declared.error(name, "is null; it must be an object that names a resource")
            }
            return ObjectsVariable(name, try ObjectsWish(entry))
        }
    }

    /// - Throws: where the check's expressions know one of the names already.
    static func refuse(_ objects: [ObjectsVariable], taken: Set<String>, _ fields: YAMLFields) throws {
        for variable in objects where taken.contains(variable.name) {
            let place = ValuePath().appending(key: "objects").appending(key: variable.name)
            throw fields.error(at: place, "is the name of a variable that the check has already; choose another")
        }
    }

    /// Why expressions do not take it for a variable; nil where they do.
    private static func refusal(ofName name: String) -> String? {
        let rule = "it must begin with a-z, hold only letters and digits, and be no word of CEL"
        guard let first = name.unicodeScalars.first, ("a"..."z").contains(first),
            name.unicodeScalars.allSatisfy({ $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) })
        else { return rule }
        do {
            // A word such as `true` compiles, too, and stands for something else.
            return try Expression(name, variables: [name]).freeVariables == [name] ? nil : rule
        } catch {
            return "\(rule) (\(error.message))"
        }
    }
}

extension ObjectsWish {
    init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: [
            "group", "resource", "namespaces", "labelSelector", "fieldSelector", "names", "fields",
        ])
        let query = try ObjectsQuery(fields)
        let texts = try fields.strings("fields") ?? []
        guard texts.count <= PreflightLimits.objectFields else {
            throw fields.error(
                "fields", "names \(texts.count) fields; at most \(PreflightLimits.objectFields) are read")
        }
        var paths: [FieldPath] = []
        for text in texts {
            do {
                paths.append(try FieldPath(text))
            } catch {
                throw fields.error("fields", "cannot be read: \(error.message)")
            }
        }
        for path in paths {
            if let refusal = Self.refusal(of: path, query) { throw fields.error("fields", refusal) }
        }
        self.init(query, fields: paths)
    }

    /// Why a field is never read; nil where it may be.
    static func refusal(of path: FieldPath, _ query: ObjectsQuery) -> String? {
        if path.keys == ["metadata"] {
            return "names all of metadata; name what is read of it, such as metadata.labels"
        }
        if path.keys == ["metadata", "uid"] { return "names metadata.uid, which is never read" }
        if path.keys.contains(FieldPath.lastApplied) {
            return "names what kubectl keeps of manifests, which may hold secrets and is never read"
        }
        if query.type == "secrets", path.keys[0] != "metadata", path.keys != ["type"] {
            return "names '\(path)' of secrets; only metadata and type of a secret are ever read"
        }
        return nil
    }
}

extension ObjectsQuery {
    init(_ fields: YAMLFields) throws {
        let group = try fields.string("group") ?? ""
        guard group.isEmpty || KubernetesName.isSubdomain(group) else {
            throw fields.error("group", "is '\(group)'; it must be the name of an API group, such as apps")
        }
        let resource = try fields.requiredString("resource")
        guard KubernetesName.isSubdomain(resource) else {
            throw fields.error("resource", "is '\(resource)'; it must be a plural in lower case, such as services")
        }
        if group.isEmpty, ["nodes", "pods"].contains(resource) {
            throw fields.error("resource", "is '\(resource)', of which there is a fact: write needs: [\(resource)]")
        }
        self.init(
            group: group, resource: resource, namespaces: try Self.namespaces(fields),
            labelSelector: try Self.text(fields, "labelSelector"),
            fieldSelector: try Self.text(fields, "fieldSelector"), names: try Self.names(fields))
        guard names.isEmpty || (labelSelector == nil && fieldSelector == nil) else {
            throw fields.error("names", "does not go with a selector: what is read by name is not selected")
        }
    }

    private static func namespaces(_ fields: YAMLFields) throws -> Namespaces {
        switch fields.object["namespaces"] {
        case nil, .null?: return .all
        case .string?:
            _ = try fields.choice("namespaces", of: ["wanted"])
            return .wanted
        default:
            let names = try fields.strings("namespaces") ?? []
            guard !names.isEmpty else {
                throw fields.error("namespaces", "is empty; leave it out for all, or name some")
            }
            return .named(names)
        }
    }

    /// Nil where nothing stands there, or an empty text.
    private static func text(_ fields: YAMLFields, _ key: String) throws -> String? {
        guard let text = try fields.string(key), !text.isEmpty else { return nil }
        return text
    }

    private static func names(_ fields: YAMLFields) throws -> [String] {
        guard let names = try fields.strings("names") else { return [] }
        guard (1...PreflightLimits.objectNames).contains(names.count) else {
            throw fields.error(
                "names", "has \(names.count) names; it must have 1 to \(PreflightLimits.objectNames), or be left out")
        }
        return names
    }
}
