import Kubernetes
import Value
import Waiting

/// Sends objects to the cluster as Helm 4 does: server-side apply under Helm's field manager, which takes from other
/// managers only what it is told to.
struct Applier: Sendable {
    let client: KubernetesClient
    var deadline: Deadline
    /// `namespace/name`, for errors.
    let release: String
    /// Fields that Helm set client-side change hands before they are applied.
    var takesOverClientSide = false
    /// Puts objects in the place of those that are there, whole.
    var replaces = false
    /// What becomes of fields that other managers have set.
    var choices = FieldChoices()
    /// What becomes of fields that the server does not know.
    var validation = FieldValidation.strict
    /// Removes objects that have to be made anew; nil where none are.
    var remover: Remover?

    static let fieldManager = "helm"

    /// Applies the objects of one wave at once.
    ///
    /// - Returns: what could not be done as asked, in the objects' order.
    func apply(_ wave: [ReleaseObject]) async throws -> [String] {
        try await concurrently(wave, limit: NativeLimits.concurrency) { try await apply($0) }.flatMap { $0 }
    }

    /// - Returns: what could not be done as asked.
    func apply(_ object: ReleaseObject) async throws -> [String] {
        guard object.name != nil else {
            return lost(object, try await create(object))
        }
        if takesOverClientSide, !replaces { try await FieldHandover(client: client, object: object).run() }
        do {
            return try await replaces ? replaceWhole(object) : send(object)
        } catch let error as KubernetesError {
            throw failure(object, error)
        }
    }

    private func send(_ object: ReleaseObject) async throws -> [String] {
        guard choices.leavesField(of: object), let name = object.name,
            let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
        else { return try await sendAll(object) }
        let conflicts: [KubernetesError.FieldConflict]
        do {
            _ = try await write(object, force: false, dryRun: true)
            conflicts = []
        } catch let error as KubernetesError where error.isUntypedApply || !error.fieldConflicts.isEmpty {
            conflicts = error.fieldConflicts
        }
        let (rest, kept) = choices.keeping(object, live: live, conflicts)
        return try await FieldWords.settled(FieldDecision(kept), of: object) + sendAll(rest)
    }

    func sendAll(_ object: ReleaseObject) async throws -> [String] {
        do {
            return lost(object, try await write(object, force: choices.takesBlindly))
        } catch let error as KubernetesError where error.isUntypedApply {
            return try await sendUntyped(object, because: error)
        } catch let error as KubernetesError where !error.fieldConflicts.isEmpty {
            return try await settle(object, error)
        } catch let error as KubernetesError where !ImmutableFields.named(in: error).isEmpty {
            return try await recreate(object, because: error)
        }
    }

    private func write(
        _ object: ReleaseObject, force: Bool, dryRun: Bool = false, version: String? = nil
    ) async throws -> Value {
        let options = ApplyOptions(
            fieldManager: Self.fieldManager, force: force, dryRun: dryRun, fieldValidation: validation)
        return try await client.apply(object.value.at(version: version), as: object.type, options: options)
    }

    /// - Returns: the object as the server made it, its name included.
    func create(_ object: ReleaseObject) async throws -> Value {
        do {
            return try await client.create(
                object.value, as: object.type,
                options: WriteOptions(fieldManager: Self.fieldManager, fieldValidation: validation))
        } catch let error as KubernetesError {
            throw failure(object, error)
        }
    }

    /// What the server has dropped or made something else of.
    func lost(_ object: ReleaseObject, _ returned: Value) -> [String] {
        guard validation != .ignore else { return [] }
        return FieldWords.lost(
            LostFields.between(object.value, returned, isBuiltIn: object.type.isBuiltIn), of: object
        ).map { [$0] } ?? []
    }

    private func failure(_ object: ReleaseObject, _ error: KubernetesError) -> ReleaseError {
        FieldWords.refusal(
            of: object, error, decision: choices.decide(error.fieldConflicts, of: object), release: release)
    }
}

// MARK: - Fields of others

extension Applier {
    /// Takes or leaves what others have set, as it was chosen, and takes nothing that was set since it was looked at.
    private func settle(_ object: ReleaseObject, _ first: KubernetesError) async throws -> [String] {
        var conflict = first
        for _ in 1...NativeLimits.conflictAttempts {
            let (decision, hasOwn) = choices.decideOthers(conflict.fieldConflicts, of: object)
            guard !decision.isRefused else { throw conflict }
            // What was applied client-side once, by Helm or for want of a server that could do better.
            if hasOwn { try await FieldHandover(client: client, object: object).run() }
            do {
                let (decision, returned) = try await carryOut(decision, object)
                return FieldWords.settled(decision, of: object) + lost(decision.applied(to: object), returned)
            } catch let error as KubernetesError where error.code == .conflict {
                // Set meanwhile: looked at anew. Without fields, the object has changed since it was read.
                if !error.fieldConflicts.isEmpty { conflict = error }
            }
        }
        throw conflict
    }

    private func carryOut(
        _ decision: FieldDecision, _ object: ReleaseObject
    ) async throws -> (FieldDecision, Value) {
        guard decision.takes, let name = object.name else {
            return (decision, try await write(decision.applied(to: object), force: false))
        }
        guard let live = try await client.getIfPresent(object.type, name, namespace: object.namespace) else {
            return (FieldDecision(), try await write(object, force: false))
        }
        // Force takes whatever is in conflict: what that is gets known at one version, and is written at the same.
        let version = live["metadata"]?["resourceVersion"]?.string
        do {
            _ = try await write(object, force: false, dryRun: true, version: version)
        } catch let error as KubernetesError where !error.fieldConflicts.isEmpty {
            let (decision, hasOwn) = choices.decideOthers(error.fieldConflicts, of: object)
            guard !decision.isRefused, !hasOwn else { throw error }
            return (decision, try await write(decision.applied(to: object), force: true, version: version))
        }
        return (FieldDecision(), try await write(object, force: false))
    }
}

// MARK: - Fields that cannot be changed

extension Applier {
    func recreate(_ object: ReleaseObject, because reason: KubernetesError) async throws -> [String] {
        guard let remover, Recreation.isAllowed(for: object) else { throw reason }
        // What belongs to others, or is kept by policy, stays.
        let (removed, _) = try await remover.remove([object], removesCRDs: false)
        guard !removed.isEmpty else { throw reason }
        try await remover.waitUntilGone(removed, deadline: deadline)
        let fields = ImmutableFields.named(in: reason).joined(separator: ", ")
        let rest = try await send(object)
        return ["\(object.title) was made anew, for \(fields) cannot be changed"] + rest
    }
}

// MARK: - Objects that the server cannot apply

extension Applier {
    private func sendUntyped(_ object: ReleaseObject, because reason: KubernetesError) async throws -> [String] {
        let undeclared = UndeclaredFields.named(in: reason)
        guard !undeclared.isEmpty else { return try await applyClientSide(object, because: reason) }
        guard validation != .strict else { throw reason }
        let rest = object.without(undeclared)
        guard rest.value != object.value else { return try await applyClientSide(object, because: reason) }
        let remarks = validation == .warn ? [FieldWords.leftOut(undeclared, of: object)] : []
        return try await remarks + sendAll(rest)
    }

    private func applyClientSide(_ object: ReleaseObject, because reason: KubernetesError) async throws -> [String] {
        guard let name = object.name else { return [] }
        let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
        let returned = try await ClientSideApply(
            client: client, object: object, reason: reason,
            options: WriteOptions(fieldManager: Self.fieldManager, fieldValidation: validation)
        ).run(isThere: live != nil)
        return [FieldWords.appliedClientSide(object, because: reason)] + lost(object, returned)
    }

    static func clientSidePatch(_ object: ReleaseObject) -> Patch {
        object.type.isBuiltIn ? .strategic(object.value) : .merge(object.value)
    }
}

extension Value {
    /// To be written only while the object has this version; nil writes it whatever it has.
    func at(version: String?) -> Value {
        guard let version else { return self }
        return merged(with: ["metadata": ["resourceVersion": .string(version)]])
    }
}
