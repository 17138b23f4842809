import Kubernetes
import Value

/// Writes what the server cannot apply, in ways that do not ask for the types of its schema: it is created where it is not
/// there, patched where it is, and put in the place of what is there where a patch does not do.
struct ClientSideApply: Sendable {
    let client: KubernetesClient
    let object: ReleaseObject
    /// Why it is not applied.
    let reason: KubernetesError
    let options: WriteOptions

    /// - Throws: `KubernetesError` as the server refuses it; the reason itself where the object is of no kind's types, for
    ///   that names the fields.
    func run(isThere: Bool) async throws -> Value {
        do {
            guard isThere else { return try await create() }
            // A patch finds elements of such lists by a part of their keys, and would make one of two.
            guard reason.omittedKey == nil else { return try await replaceMerged() }
            return try await patch()
        } catch let error as KubernetesError where error.isOfWrongTypes {
            throw reason
        }
    }

    private func create() async throws -> Value {
        try await client.create(object.value, as: object.type, options: options)
    }

    private func patch() async throws -> Value {
        do {
            return try await client.patch(
                object.type, object.name ?? "", namespace: object.namespace, with: Applier.clientSidePatch(object),
                options: options)
        } catch let error as KubernetesError
            where error.code == .invalid && !error.isOfWrongTypes && ImmutableFields.named(in: error).isEmpty
        {
            return try await replaceMerged(unless: error)
        }
    }

    /// Puts the live object with the chart's fields in its place, lists whole, while nobody else has changed it.
    ///
    /// - Parameter refusal: of the patch, which tells more than that the right to replace is missing.
    private func replaceMerged(unless refusal: KubernetesError? = nil) async throws -> Value {
        for attempt in 1... {
            guard let live = try await client.getIfPresent(object.type, object.name ?? "", namespace: object.namespace)
            else { break }
            do {
                return try await client.replace(
                    live.mergePatched(object.value), as: object.type, options: options)
            } catch let error as KubernetesError
                where error.code == .conflict && attempt < NativeLimits.conflictAttempts
            {
                continue  // Written meanwhile.
            } catch let error as KubernetesError where error.isMissingPermission {
                throw refusal ?? error
            }
        }
        return try await create()
    }
}

extension KubernetesError {
    /// The object's own content is refused, whatever else the run brings: what it holds has to be changed.
    var refusesContent: Bool {
        code == .invalid || isUntypedApply || UndeclaredFields.areMeant(by: self) || code == .badRequest && !isNoDryRun
    }

    /// The server cannot read the object as one of its kind, in the words of creates and of patches.
    var isOfWrongTypes: Bool {
        guard !UndeclaredFields.areMeant(by: self) else { return false }
        return code == .badRequest && !isNoDryRun || code == .invalid && causes.contains { $0.field == "patch" }
    }

    /// The key that an element of a list leaves out, where only a default of another kind of write gives it: `protocol` of a
    /// port.
    var omittedKey: String? {
        guard isUntypedApply, let start = message.firstRange(of: "omits key field \"")?.upperBound else { return nil }
        return String(message[start...].prefix { $0 != "\"" })
    }
}
