import Kubernetes
import Value
import Waiting

extension ReleasePlan {
    /// Whether the run puts the object in the place of the one that is there, instead of merging the two.
    func replaces(_ object: ReleaseObject) -> Bool {
        request.options.replacesObjects && !object.isCRD && object.name != nil
    }

    /// Asks the server in a dry run what it would make of the object, as the run sends it.
    func rehearse(
        _ object: ReleaseObject, live: Value?, _ client: KubernetesClient
    ) async throws -> Rehearsal.Answer {
        var rehearsal = rehearsal(of: object, client)
        guard replaces(object), let live else { return try await rehearsal.run(object, live: live) }
        // Only an apply tells what the server does not know; whose the fields are does not matter.
        rehearsal.choices = FieldChoices(takesAll: true)
        rehearsal.takesOverClientSide = false
        rehearsal.writesClientSide = false
        var answer = Rehearsal.Answer(live: live, applied: object.value)
        do {
            answer.leftOut = try await rehearsal.run(object, live: live).leftOut
        } catch let error as KubernetesError where error.isOfMerging(validation: rehearsal.validation) {
            // What cannot be merged with what is there may take its place, which is asked next.
        }
        answer.applied = try await client.replace(
            object.value.at(version: live["metadata"]?["resourceVersion"]?.string), as: object.type,
            options: WriteOptions(
                fieldManager: Applier.fieldManager, dryRun: true, fieldValidation: rehearsal.validation))
        answer.lost = LostFields.between(object.value, answer.applied, isBuiltIn: object.type.isBuiltIn)
        return answer
    }
}

extension KubernetesError {
    /// An apply was refused for what it merges, or for how lists and types are written, and not for fields that nobody knows.
    fileprivate func isOfMerging(validation: FieldValidation) -> Bool {
        code == .invalid || isUntypedApply && (validation != .strict || UndeclaredFields.named(in: self).isEmpty)
    }
}
