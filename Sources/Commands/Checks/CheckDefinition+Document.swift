import Expressions
import Preflight
import Value

extension CheckDefinition {
    /// What a file of the check says besides what it is; the reader takes it.
    var document: Object {
        var document: Object = [
            "id": .string(id), "title": .string(title), "category": .string(category),
            "severity": .string(severity.rawValue),
        ]
        document["description"] = description.map(Value.string)
        document["requirement"] = requirement.map(Value.string)
        if !needs.isEmpty { document["needs"] = .array(needs.map { .string($0.rawValue) }) }
        if !objects.isEmpty {
            var lists: Object = [:]
            for variable in objects { lists[variable.name] = .object(variable.wish.document) }
            document["objects"] = .object(lists)
        }
        if !requires.isEmpty { document["requires"] = .array(requires.map(Value.string)) }
        if let appliesTo {
            document["appliesTo"] = [
                "when": .string(appliesTo.when.source), "otherwise": .string(appliesTo.otherwise.source),
            ]
        }
        document["forEach"] = forEach.map { .string($0.rawValue) }
        if isOnRequest { document["onRequest"] = true }
        document["outcomes"] = .array(outcomes.map { .object($0.document) })
        return document
    }

    /// A row of a list.
    var listed: Value {
        [
            "id": .string(id), "title": .string(title), "category": .string(category),
            "severity": .string(severity.rawValue), "facts": .array(facts.map { .string($0.rawValue) }),
            "requires": .array(requires.map(Value.string)), "requirement": requirement.map(Value.string) ?? .null,
            "onRequest": .bool(isOnRequest), "file": .string(file),
        ]
    }
}

extension CheckDefinition.Outcome {
    fileprivate var document: Object {
        var document: Object = [
            "when": .string(when.source), "verdict": .string(verdict.rawValue), "message": .string(message.source),
        ]
        document["hint"] = (hint?.source).map(Value.string)
        document["details"] = (details?.source).map(Value.string)
        return document
    }
}

extension ObjectsWish {
    fileprivate var document: Object {
        var document: Object = [:]
        if !query.group.isEmpty { document["group"] = .string(query.group) }
        document["resource"] = .string(query.resource)
        switch query.namespaces {
        case .all: break
        case .wanted: document["namespaces"] = "wanted"
        case .named(let names): document["namespaces"] = .array(names.map(Value.string))
        }
        document["labelSelector"] = query.labelSelector.map(Value.string)
        document["fieldSelector"] = query.fieldSelector.map(Value.string)
        if !query.names.isEmpty { document["names"] = .array(query.names.map(Value.string)) }
        if !fields.isEmpty { document["fields"] = .array(fields.map { .string($0.description) }) }
        return document
    }
}
