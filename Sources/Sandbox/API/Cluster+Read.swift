import Value

extension Cluster {
    func read(_ target: Target) throws -> Value {
        guard let object = store.object(target.key, target.namespace, target.name) else {
            throw StatusError.notFound(target.definition, target.name)
        }
        return presented(object, target)
    }

    /// A stored object in the version that the request asks for.
    func presented(_ object: Value, _ target: Target) -> Value {
        guard object.apiVersion != target.apiVersion else { return object }
        var object = object
        object[at: "apiVersion"] = .string(target.apiVersion)
        return object
    }

    /// The selected objects of a collection, all of them.
    func select(_ target: Target, _ request: APIRequest) throws -> [Value] {
        let selection = try Selection(request, target)
        let stored = store.list(target.key, namespace: target.namespace.isEmpty ? nil : target.namespace)
        return stored.filter(selection.matches)
    }

    func list(_ target: Target, _ request: APIRequest) throws -> Value {
        var start: ObjectName?
        var version = store.version
        var selected = try select(target, request)
        if let token = request.parameter("continue"), !token.isEmpty {
            guard let mark = ContinueToken(token) else {
                throw StatusError.badRequest("invalid continue token: continue key is not valid")
            }
            guard mark.version > store.forgottenUpTo || mark.version == store.version else {
                throw StatusError.expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter."
                )
            }
            start = mark.start
            version = mark.version
        } else if request.parameter("resourceVersionMatch") == "Exact", let text = request.parameter("resourceVersion"),
            let wanted = UInt64(text), wanted > store.version
        {
            throw StatusError(
                code: 504, reason: "Timeout",
                message: "Too large resource version: \(wanted), current: \(store.version)")
        }
        if let start { selected = selected.filter { ObjectName(namespace: $0.namespace, name: $0.name) > start } }
        var metadata: Object = ["resourceVersion": .string(String(version))]
        if let limit = request.parameter("limit").flatMap(Int.init), limit > 0, selected.count > limit {
            let last = selected[limit - 1]
            let token = ContinueToken(version: version, start: ObjectName(namespace: last.namespace, name: last.name))
            metadata["continue"] = .string(token.text)
            metadata["remainingItemCount"] = .integer(Int64(selected.count - limit))
            selected = Array(selected.prefix(limit))
        }
        return [
            "kind": .string("\(target.definition.kind)List"), "apiVersion": .string(target.apiVersion),
            "metadata": .object(metadata), "items": .array(selected.map { presented($0, target) }),
        ]
    }
}

/// Which objects of a collection a request is about.
struct Selection: Sendable {
    let labels: LabelSelector
    let fields: FieldSelector
    let namespace: String
    /// The one object of a watch on a single name.
    let name: String

    init(_ request: APIRequest, _ target: Target) throws {
        do {
            labels = try LabelSelector(request.parameter("labelSelector") ?? "")
        } catch {
            throw StatusError.badRequest("unable to parse requirement: \(error)")
        }
        fields = try FieldSelector(request.parameter("fieldSelector") ?? "", for: target.definition)
        namespace = target.namespace
        name = target.name
    }

    func matches(_ object: Value) -> Bool {
        (namespace.isEmpty || object.namespace == namespace) && (name.isEmpty || object.name == name)
            && labels.matches(object.labels) && fields.matches(object)
    }
}

/// Where the next page starts, and at which version the first one was read.
struct ContinueToken: Sendable, Equatable {
    var version: UInt64
    var start: ObjectName

    init(version: UInt64, start: ObjectName) {
        self.version = version
        self.start = start
    }

    /// Hexadecimal, so that it needs no escaping in a query.
    var text: String {
        let value: Value = ["v": .string(String(version)), "n": .string(start.namespace), "s": .string(start.name)]
        return value.jsonBytes().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        // A token that is not one of ours is refused by the caller, whatever is wrong with it.
        guard let value = try? Value(json: bytes), let version = value["v"]?.string.flatMap(UInt64.init),
            let namespace = value["n"]?.string, let name = value["s"]?.string
        else { return nil }
        self.init(version: version, start: ObjectName(namespace: namespace, name: name))
    }
}
