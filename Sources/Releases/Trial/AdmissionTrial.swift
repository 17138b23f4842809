public import Kubernetes
public import Value
import Waiting

/// Puts the objects of a release to the server in dry runs, before the first of them is applied; changes nothing.
///
/// Each is read once, so that what belongs to others is not taken, and sent at most once: as the run would send it, without
/// taking fields from anybody. One that the server must be sent in other ways, because it does not have the types of its
/// schema, is sent again.
public struct AdmissionTrial: Sendable {
    let client: KubernetesClient
    let release: ReleaseName
    let options: ReleaseOptions
    /// Whether fields of others are dealt with by whoever carries it out.
    let takesFields: Bool
    /// Namespaces that are still to come.
    let missing: Set<String>

    /// - Parameter driver: who would carry it out, `native` or `helm`.
    public init(
        client: KubernetesClient, release name: String, namespace: String, options: ReleaseOptions, driver: String,
        missingNamespaces: Set<String> = []
    ) {
        self.client = client.patient(for: .zero)
        release = ReleaseName(name: name, namespace: namespace)
        self.options = options
        takesFields = driver != "native"
        missing = missingNamespaces
    }

    /// - Parameters:
    ///   - hooks: the places of what hooks make; of these, only what runs is tried: Jobs and pods.
    ///   - held: the places of what the release has already, whatever marks it bears.
    ///   - settled: the places of what is judged elsewhere.
    /// - Returns: what was tried, in the order of the objects.
    /// - Throws: `CancellationError` only.
    public func results(
        of objects: [Value], types: ObjectTypes, hooks: Set<Int> = [], held: Set<Int> = [], settled: Set<Int> = []
    ) async throws -> [TriedObject] {
        let tried = objects.indices.filter { !settled.contains($0) }
        return try await concurrently(tried, limit: NativeLimits.concurrency) { index in
            try await result(
                of: objects[index], at: index, types, isHook: hooks.contains(index), isHeld: held.contains(index))
        }.compactMap(\.self)
    }

    /// Nil for what is not tried.
    private func result(
        of value: Value, at index: Int, _ types: ObjectTypes, isHook: Bool, isHeld: Bool
    ) async throws -> TriedObject? {
        guard let object = types.object(value), let found = types[value] else { return nil }
        if isHook, !Self.runs(object.type) { return nil }
        switch found {
        case .served: break
        case .coming, .guessed: return TriedObject(index, object, .deferred, "its type is not served yet")
        case .unseen(_, let error): return TriedObject(index, object, unknown: error)
        }
        if let namespace = object.namespace, missing.contains(namespace) {
            return TriedObject(index, object, .deferred, "namespace \(namespace) is still to come")
        }
        let sight = try await sight(of: object)
        var result = try await result(of: object, at: index, sight, isHook: isHook, isHeld: isHeld)
        if case .unseen = sight { result.isSeen = false }
        return result
    }

    private func result(
        of object: ReleaseObject, at index: Int, _ sight: Sight, isHook: Bool, isHeld: Bool
    ) async throws -> TriedObject {
        if isHook, case .there = sight {
            return TriedObject(index, object, .deferred, "a former run has left it, and it is made anew")
        }
        if !isHook, !isHeld, let holder = holder(sight) {
            return TriedObject(index, object, .foreign, holder)
        }
        if case .there(let live) = sight,
            AppliedState.isCurrent(object.value, in: live, manager: Applier.fieldManager)
        {
            return TriedObject(index, object, .accepted)
        }
        do {
            return accepted(try await send(object), object, index)
        } catch let error as KubernetesError where error.isUntypedApply && UndeclaredFields.named(in: error).isEmpty {
            return try await untyped(object, sight, index, because: error)
        } catch let error as KubernetesError {
            return verdict(on: error, object, sight, index)
        }
    }

    /// What runs once: a Job or a pod.
    private static func runs(_ type: ResourceType) -> Bool {
        (type.kind == "Job" && type.group == "batch") || (type.kind == "Pod" && type.group.isEmpty)
    }

    // MARK: - What is there

    enum Sight: Sendable {
        case there(Value)
        case absent
        case unseen
    }

    /// Who may not read an object may apply it all the same.
    private func sight(of object: ReleaseObject) async throws -> Sight {
        guard let name = object.name else { return .absent }
        do {
            let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
            return live.map(Sight.there) ?? .absent
        } catch is KubernetesError {
            return .unseen
        }
    }

    /// Whose it is instead; nil where the release may have it, or nobody can tell.
    private func holder(_ sight: Sight) -> String? {
        guard case .there(let live) = sight, !options.takesOwnership else { return nil }
        return Ownership.otherOwner(live, release: release.name, namespace: release.namespace)
    }

    // MARK: - Sending

    private func send(_ object: ReleaseObject) async throws -> Value {
        let validation = options.fieldValidation
        guard object.name != nil else {
            return try await client.create(
                object.value, as: object.type,
                options: WriteOptions(
                    fieldManager: Applier.fieldManager, dryRun: true, fieldValidation: validation))
        }
        return try await client.apply(
            object.value, as: object.type,
            options: ApplyOptions(
                fieldManager: Applier.fieldManager, force: false, dryRun: true, fieldValidation: validation))
    }

    /// What cannot be applied server-side is applied client-side.
    private func untyped(
        _ object: ReleaseObject, _ sight: Sight, _ index: Int, because reason: KubernetesError
    ) async throws -> TriedObject {
        let options = WriteOptions(
            fieldManager: Applier.fieldManager, dryRun: true, fieldValidation: options.fieldValidation)
        var isThere = false
        if case .there = sight { isThere = true }
        do {
            let written = try await ClientSideApply(
                client: client, object: object, reason: reason, options: options
            ).run(isThere: isThere && object.name != nil)
            return accepted(written, object, index)
        } catch let error as KubernetesError {
            return verdict(on: error, object, sight, index)
        }
    }

    private func accepted(_ applied: Value, _ object: ReleaseObject, _ index: Int) -> TriedObject {
        var result = TriedObject(index, object, .accepted)
        result.dropped = LostFields.between(object.value, applied, isBuiltIn: object.type.isBuiltIn)
            .filter { $0.change == .dropped }.map(\.description)
        result.isTolerated = options.fieldValidation != .strict
        return result
    }
}
