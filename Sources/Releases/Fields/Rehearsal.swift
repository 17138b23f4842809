import Kubernetes
import Value
import Waiting

/// Asks the server in dry runs what it would make of objects, as the applier would send them; changes nothing.
struct Rehearsal: Sendable {
    let client: KubernetesClient
    var choices = FieldChoices()
    var validation = FieldValidation.strict
    /// Fields that Helm set client-side change hands, as in the run.
    var takesOverClientSide = false
    /// What cannot be applied server-side is written client-side; otherwise that is an error.
    var writesClientSide = true

    struct Answer: Sendable {
        /// Nil where there is none yet.
        var live: Value?
        var applied: Value
        /// What becomes of fields that others have set. What is refused is in `applied` as if it were taken.
        var decision = FieldDecision()
        /// Fields that Helm set client-side would be those of its server-side manager.
        var handsOver = false
        /// Left out, for the server does not know them.
        var leftOut: [FieldPath] = []
        var lost: [LostField] = []
    }

    /// - Throws: `KubernetesError` as the server refuses it, conflicts aside.
    func run(_ object: ReleaseObject, live: Value?) async throws -> Answer {
        do {
            return try await typed(object, live: live)
        } catch let error as KubernetesError where error.isUntypedApply {
            let undeclared = UndeclaredFields.named(in: error)
            guard undeclared.isEmpty || validation != .strict else { throw error }
            let rest = object.without(undeclared)
            guard rest.value != object.value else { return try await untyped(object, live: live, because: error) }
            var answer = try await run(rest, live: live)
            answer.leftOut = undeclared + answer.leftOut
            return answer
        }
    }

    private func typed(_ object: ReleaseObject, live: Value?) async throws -> Answer {
        let (conflicts, applied) = try await apply(object)
        let (sent, kept) = live.map { choices.keeping(object, live: $0, conflicts) } ?? (object, [])
        let (decision, hasOwn) = choices.decideOthers(conflicts, of: sent)
        let rest = decision.applied(to: sent)
        // The first answer will do where nothing stands against it.
        let isFree = conflicts.isEmpty && kept.isEmpty
        var answer = try await judged(
            rest, live: live, applied: try await isFree ? applied : apply(rest, force: true), hasOwn: hasOwn)
        answer.decision = FieldDecision(decision.fields + kept)
        return answer
    }

    /// - Returns: what is in conflict, and what the object would be where nothing is.
    private func apply(_ object: ReleaseObject) async throws -> ([KubernetesError.FieldConflict], Value) {
        do {
            return ([], try await apply(object, force: false))
        } catch let error as KubernetesError where !error.fieldConflicts.isEmpty {
            return (error.fieldConflicts, .null)
        }
    }

    private func apply(_ object: ReleaseObject, force: Bool) async throws -> Value {
        try await client.apply(
            object.value, as: object.type,
            options: ApplyOptions(
                fieldManager: Applier.fieldManager, force: force, dryRun: true, fieldValidation: validation))
    }

    private func judged(
        _ object: ReleaseObject, live: Value?, applied: Value, hasOwn: Bool
    ) async throws -> Answer {
        var answer = Answer(live: live, applied: applied)
        answer.lost = LostFields.between(object.value, applied, isBuiltIn: object.type.isBuiltIn)
        guard takesOverClientSide || hasOwn, let live,
            FieldHandover.handedOver(live["metadata"]?["managedFields"]?.array ?? []) != nil
        else { return answer }
        answer.handsOver = true
        answer.applied = try await afterHandover(object, applied)
        return answer
    }

    /// Fields that Helm set client-side and the chart no longer has go with the handover, which no dry run shows.
    private func afterHandover(_ object: ReleaseObject, _ applied: Value) async throws -> Value {
        let rest = AbandonedFields.removed(from: applied)
        guard rest != applied else { return applied }
        do {
            // The server's defaults take the place of what goes.
            return try await client.replace(
                rest, as: object.type, options: WriteOptions(fieldManager: Applier.fieldManager, dryRun: true))
        } catch let error as KubernetesError where [.conflict, .forbidden].contains(error.code) {
            return rest  // Written meanwhile, or no right to replace, which the run does not need.
        }
    }

    /// What cannot be applied server-side is applied client-side.
    private func untyped(
        _ object: ReleaseObject, live: Value?, because reason: KubernetesError
    ) async throws -> Answer {
        guard writesClientSide else { throw reason }
        let applied = try await ClientSideApply(
            client: client, object: object, reason: reason,
            options: WriteOptions(fieldManager: Applier.fieldManager, dryRun: true, fieldValidation: validation)
        ).run(isThere: live != nil)
        var answer = Answer(live: live, applied: applied)
        answer.lost = LostFields.between(object.value, applied, isBuiltIn: object.type.isBuiltIn)
        return answer
    }
}
