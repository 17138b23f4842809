import Kubernetes
import Synchronization
import Value
import Waiting

/// Sends objects to the cluster as Helm 4 does: server-side apply under Helm's field manager, taking nothing by force.
struct Applier: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    /// `namespace/name`, for errors.
    let release: String
    /// Fields that Helm set client-side change hands before they are applied.
    var takesOverClientSide = false
    /// Takes fields from other managers instead of failing.
    var forces = false

    static let fieldManager = "helm"

    /// Applies the objects of one wave at once.
    ///
    /// - Returns: what could not be done as asked, in the objects' order.
    func apply(_ wave: [ReleaseObject]) async throws -> [String] {
        try await concurrently(wave, limit: NativeLimits.concurrency) { try await apply($0) }.compactMap { $0 }
    }

    /// - Returns: what could not be done as asked.
    func apply(_ object: ReleaseObject) async throws -> String? {
        guard object.name != nil else {
            _ = try await create(object)
            return nil
        }
        if takesOverClientSide { try await FieldHandover(client: client, object: object).run() }
        // A webhook's pod may just be starting (F24).
        let patience = AskLimits(
            min(NativeLimits.webhookPatience, max(.zero, deadline.left)), firstPause: .milliseconds(500),
            longestPause: NativeLimits.longestPause)
        let refusal = Mutex<KubernetesError?>(nil)
        do {
            return try await Waiter(client: client, clock: deadline.clock).ask(patience, cutsOff: false) {
                () -> Verdict<String?> in
                do {
                    return .proven(try await send(object))
                } catch let error as KubernetesError where error.code == .webhookFailed {
                    refusal.withLock { $0 = error }
                    return .notYet(error.message)
                } catch let error as KubernetesError {
                    throw failure(object, error)
                }
            }
        } catch let error as AskError {
            throw failure(
                object, refusal.withLock { $0 } ?? KubernetesError(.webhookFailed, error.words ?? "no answer"))
        }
    }

    private func send(_ object: ReleaseObject, isSecond: Bool = false) async throws -> String? {
        do {
            _ = try await client.apply(
                object.value, as: object.type, options: ApplyOptions(fieldManager: Self.fieldManager, force: forces))
            return nil
        } catch let error as KubernetesError where error.isUntypedApply {
            return try await applyClientSide(object, because: error)
        } catch let error as KubernetesError where Self.isOwnConflict(error) && !isSecond {
            // What was applied client-side once, by Helm or for want of a server that could do better.
            try await FieldHandover(client: client, object: object).run()
            return try await send(object, isSecond: true)
        }
    }

    /// All the fields are Helm's own, under another name of its work.
    private static func isOwnConflict(_ error: KubernetesError) -> Bool {
        let conflicts = error.fieldConflicts
        return !conflicts.isEmpty && conflicts.allSatisfy { $0.manager == fieldManager }
    }

    /// - Returns: the object as the server made it, its name included.
    func create(_ object: ReleaseObject) async throws -> Value {
        do {
            return try await client.create(
                object.value, as: object.type, options: WriteOptions(fieldManager: Self.fieldManager))
        } catch let error as KubernetesError {
            throw failure(object, error)
        }
    }

    private func applyClientSide(_ object: ReleaseObject, because reason: KubernetesError) async throws -> String? {
        guard let name = object.name else { return nil }
        do {
            if try await client.getIfPresent(object.type, name, namespace: object.namespace) == nil {
                _ = try await create(object)
            } else {
                _ = try await client.patch(
                    object.type, name, namespace: object.namespace, with: Self.clientSidePatch(object),
                    options: WriteOptions(fieldManager: Self.fieldManager))
            }
        } catch let error as KubernetesError {
            throw failure(object, error)
        }
        return "\(object.title) was applied client-side, so fields that the chart no longer sets stay: the server "
            + "refuses to apply it (\(reason.message))"
    }

    /// What the server would make of the object, and what it is now; nil where there is none.
    func rehearse(_ object: ReleaseObject) async throws -> (live: Value, applied: Value)? {
        guard let name = object.name,
            let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
        else { return nil }
        do {
            let options = ApplyOptions(fieldManager: Self.fieldManager, force: true, dryRun: true)
            return (live, try await client.apply(object.value, as: object.type, options: options))
        } catch let error as KubernetesError where error.isUntypedApply {
            // What cannot be applied server-side was applied client-side.
            let applied = try await client.patch(
                object.type, name, namespace: object.namespace, with: Self.clientSidePatch(object),
                options: WriteOptions(fieldManager: Self.fieldManager, dryRun: true))
            return (live, applied)
        }
    }

    private static func clientSidePatch(_ object: ReleaseObject) -> Patch {
        ReadinessWait.isWaitedFor(object.type) ? .strategic(object.value) : .merge(object.value)
    }

    private func failure(_ object: ReleaseObject, _ error: KubernetesError) -> ReleaseError {
        let conflicts = error.fieldConflicts
        guard !conflicts.isEmpty else {
            return ReleaseError(
                .applyFailed, "cannot apply \(object.title) (\(object.path)): \(error.words)", release: release,
                underlying: error)
        }
        let fields = conflicts.map { "\($0.field) (\($0.manager))" }.joined(separator: ", ")
        return ReleaseError(
            .applyFailed, "cannot apply \(object.title): other managers have set these fields: \(fields)",
            hint: "put their values into the release's values, or take the fields over with --force-conflicts",
            release: release, underlying: error)
    }
}

/// Makes the fields that Helm set client-side those of its server-side manager, as client-go's `csaupgrade` does.
///
/// Without it, the first server-side apply would conflict with Helm's own former self, and removed fields would stay.
struct FieldHandover {
    let client: KubernetesClient
    let object: ReleaseObject

    func run() async throws {
        guard let name = object.name else { return }
        for attempt in 1...5 {
            guard let live = try await client.getIfPresent(object.type, name, namespace: object.namespace),
                let fields = Self.handedOver(live["metadata"]?["managedFields"]?.array ?? [])
            else { return }
            do {
                _ = try await client.patch(
                    object.type, name, namespace: object.namespace,
                    with: .json([
                        ["op": "replace", "path": "/metadata/managedFields", "value": .array(fields)],
                        [
                            "op": "replace", "path": "/metadata/resourceVersion",
                            "value": live["metadata"]?["resourceVersion"] ?? "",
                        ],
                    ]))
                return
            } catch let error as KubernetesError where error.code == .conflict && attempt < 5 {
                continue  // Someone wrote meanwhile; look again.
            }
        }
    }

    /// The entries after the handover, or nil when Helm set nothing client-side.
    static func handedOver(_ entries: [Value]) -> [Value]? {
        func isHelms(_ entry: Value, _ operation: String) -> Bool {
            entry["manager"]?.string == Applier.fieldManager && entry["operation"]?.string == operation
                && (entry["subresource"]?.string ?? "").isEmpty
        }
        guard let first = entries.firstIndex(where: { isHelms($0, "Update") }) else { return nil }
        let owned = entries.filter { isHelms($0, "Update") || isHelms($0, "Apply") }
        let fields = owned.reduce(Value.object([:])) { $0.merged(with: $1["fieldsV1"] ?? .object([:])) }
        guard var kept = (entries.first { isHelms($0, "Apply") } ?? entries[first]).object else { return nil }
        kept["operation"] = "Apply"
        kept["fieldsV1"] = fields
        var result = entries.filter { !isHelms($0, "Update") && !isHelms($0, "Apply") }
        result.append(.object(kept))
        return result
    }
}
