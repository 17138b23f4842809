import HTTP
public import Value

extension KubernetesClient {
    /// Creates an object.
    ///
    /// - Parameters:
    ///   - type: found by discovery when nil.
    ///   - namespace: must agree with the object's own when both are given; the configuration's when neither is.
    /// - Returns: the object as stored, or as it would be stored in a dry run.
    public func create(
        _ object: Value, as type: ResourceType? = nil, namespace: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> Value {
        let type = try await resourceType(of: object, given: type)
        var call = try APICall(
            .post, verb: "create", type, namespace: try namespaceForWriting(object, type, namespace),
            name: options.subresource == nil ? nil : try ObjectReference(of: object).name,
            subresource: options.subresource)
        // The body names it; a conflict or a refusal should name it too.
        let name = object["metadata"]?["name"]?.string
        call.subject.name = name
        call.query = options.query
        call.isDryRun = options.dryRun
        call.body = object.jsonBytes()
        let namespace = call.subject.namespace
        return try await once(call) { error in
            // A name that the server makes up is not known, and a dry run leaves nothing.
            guard let name, options.subresource == nil, !options.dryRun else { throw error }
            guard let live = try await getIfPresent(type, name, namespace: namespace) else { return nil }
            if live.holds(object) { return live }
            throw KubernetesError(
                .alreadyExists, "another object of that name is there", request: error.request, server: server,
                underlying: error)
        }
    }

    /// Replaces an object whole; with a `resourceVersion` in it, only while it has not changed since.
    public func replace(
        _ object: Value, as type: ResourceType? = nil, namespace: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> Value {
        let type = try await resourceType(of: object, given: type)
        var call = try APICall(
            .put, verb: "update", type, namespace: try namespaceForWriting(object, type, namespace),
            name: try ObjectReference(of: object).name, subresource: options.subresource)
        call.query = options.query
        call.isDryRun = options.dryRun
        call.body = object.jsonBytes()
        let (name, namespace) = (call.subject.name ?? "", call.subject.namespace)
        guard let version = object["metadata"]?["resourceVersion"]?.string, !version.isEmpty else {
            // Whatever is there is replaced, the second time as the first.
            call.isIdempotent = true
            return try await connection.value(call)
        }
        return try await once(call) { error in
            guard options.subresource == nil, !options.dryRun else { throw error }
            let live = try await get(type, name, namespace: namespace)
            if live["metadata"]?["resourceVersion"]?.string == version { return nil }
            if live.holds(object.withoutResourceVersion()) { return live }
            throw KubernetesError(
                .conflict, "the object has been changed by somebody else", request: error.request, server: server,
                underlying: error)
        }
    }

    /// Applies an object server-side: what it holds becomes owned by the field manager, what the manager owned and the
    /// object no longer holds is removed. `metadata.managedFields` of the object is left out.
    ///
    /// - Throws: `conflict` with `fieldConflicts` when other managers own fields and `force` is off.
    public func apply(
        _ object: Value, as type: ResourceType? = nil, namespace: String? = nil, options: ApplyOptions
    ) async throws -> Value {
        let type = try await resourceType(of: object, given: type)
        var call = try APICall(
            .patch, verb: "patch", type, namespace: try namespaceForWriting(object, type, namespace),
            name: try ObjectReference(of: object).name, subresource: options.subresource, isIdempotent: true)
        call.query = options.query
        call.isDryRun = options.dryRun
        call.contentType = "application/apply-patch+yaml"
        call.body = object.withoutManagedFields().jsonBytes()
        return try await connection.value(call)
    }

    /// Changes parts of an object.
    public func patch(
        _ type: ResourceType, _ name: String, namespace: String? = nil, with patch: Patch,
        options: WriteOptions = WriteOptions()
    ) async throws -> Value {
        var call = try APICall(
            .patch, verb: "patch", type, namespace: scope(type, namespace), name: name,
            subresource: options.subresource, isIdempotent: patch.isIdempotent)
        call.query = options.query
        call.isDryRun = options.dryRun
        call.contentType = patch.contentType
        call.body = patch.body.jsonBytes()
        return try await connection.value(call)
    }

    /// Where the object goes: both names must agree, as kubectl demands.
    private func namespaceForWriting(
        _ object: Value, _ type: ResourceType, _ namespace: String?
    ) throws(KubernetesError) -> String? {
        guard type.isNamespaced else { return nil }
        let own = object["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        if let own, let namespace, own != namespace {
            throw KubernetesError(
                .invalidRequest, "the object's namespace \(quoted(own)) is not the given namespace \(quoted(namespace))"
            )
        }
        return scope(type, own ?? namespace)
    }
}

/// A change to an object, in one of the API server's three patch languages.
public enum Patch: Sendable, Hashable {
    /// RFC 7386: null removes, arrays are replaced.
    case merge(Value)
    /// RFC 6902: a list of operations; the patch fails as a whole.
    case json([Value])
    /// Merges lists by key; for built-in types only.
    case strategic(Value)

    var contentType: String {
        switch self {
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        case .strategic: "application/strategic-merge-patch+json"
        }
    }

    /// A second run changes nothing, or is refused because the object has changed since.
    var isIdempotent: Bool {
        switch self {
        case .merge, .strategic: true
        case .json(let operations): operations.contains { $0["path"] == "/metadata/resourceVersion" }
        }
    }

    var body: Value {
        switch self {
        case .merge(let value), .strategic(let value): value
        case .json(let operations): .array(operations)
        }
    }
}

extension Value {
    fileprivate func withoutResourceVersion() -> Value {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"] else { return self }
        metadata["resourceVersion"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    func withoutManagedFields() -> Value {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"],
            metadata["managedFields"] != nil
        else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
