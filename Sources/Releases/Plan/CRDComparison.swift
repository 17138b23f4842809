import Kubernetes
import Value

/// Compares CRDs with those of the cluster; changes nothing.
struct CRDComparison: Sendable {
    typealias Verdict = ObjectComparison.Verdict

    let client: KubernetesClient
    /// Whose CRDs they are to be.
    let release: ReleaseName

    /// CRDs of which a record tells the names: whether they are there and serve what they did.
    ///
    /// - Parameter versions: by name, those that must be served; any where a name is missing.
    func compare(_ names: [String], versions: [String: [String]]) async throws -> ObjectComparison {
        try await compare(names, title: { "CustomResourceDefinition \($0)" }) { name in
            guard let live = try await client.getIfPresent(.customResourceDefinitions, name) else { return .different }
            return Self.isServed(live, in: versions[name] ?? []) ? .same : .different
        }
    }

    /// A chart's CRDs: whether they are served, and whether the server would change anything if they were applied.
    func compare(_ documents: [CRDDocument]) async throws -> ObjectComparison {
        try await compare(documents, title: { "CustomResourceDefinition \($0.name)" }) { document in
            guard let live = try await client.getIfPresent(.customResourceDefinitions, document.name) else {
                return .different
            }
            let holder = CRDHolder(of: live, besides: release)
            guard holder.release == nil else { return Self.left(document, live, holder.words([])) }
            do {
                let applied = try await rehearsal(of: document, over: live)
                let isServed = Self.isServed(live, in: document.servedVersions)
                return isServed && live["spec"] == applied["spec"] ? .same : .different
            } catch let error as KubernetesError where error.isOfOthersFields {
                return Self.left(document, live, holder.words(error.fieldConflicts))
            }
        }
    }

    /// A run leaves it as it is, so that another run would not set it right either.
    private static func left(_ document: CRDDocument, _ live: Value, _ words: String) -> Verdict {
        let remark = "CRD \(document.name) is left as it is: \(words)"
        return isServed(live, in: document.servedVersions)
            ? .left(remark: remark) : .unknown(reason: "it is not served as the chart has it; \(remark)")
    }

    /// Established, not on its way out, and serving these versions, or any where none are named.
    static func isServed(_ crd: Value, in versions: [String]) -> Bool {
        let conditions = crd["status"]?["conditions"]?.array ?? []
        let isEstablished = conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
        let served = CRDDocument(crd, path: "")?.servedVersions ?? []
        return isEstablished && crd["metadata"]?["deletionTimestamp"] == nil && !served.isEmpty
            && versions.allSatisfy(served.contains)
    }

    /// What may not be read, or the server cannot rehearse, is unknown.
    private func compare<Item: Sendable>(
        _ items: [Item], title: (Item) -> String, _ verdict: @escaping @Sendable (Item) async throws -> Verdict
    ) async throws -> ObjectComparison {
        let verdicts = try await concurrently(items, limit: NativeLimits.concurrency) { item in
            do {
                return try await verdict(item)
            } catch let error as KubernetesError where error.code == .forbidden || error.isNoRehearsal {
                return Verdict.unknown(reason: error.message)
            }
        }
        return ObjectComparison(zip(items, verdicts).map { (title($0), $1) })
    }

    /// As `CRDInstaller` would apply it.
    ///
    /// - Parameter forces: takes fields from other managers.
    /// - Throws: `KubernetesError` with `isOfOthersFields` where it would not.
    func rehearsal(of document: CRDDocument, over live: Value, forces: Bool = false) async throws -> Value {
        // A server that answers, and cannot do a dry run, is not waited for.
        let client = client.patient(for: .zero)
        func apply(force: Bool) async throws -> Value {
            try await client.apply(
                document.value, as: .customResourceDefinitions,
                options: ApplyOptions(fieldManager: Applier.fieldManager, force: force, dryRun: true))
        }
        do {
            return try await apply(force: forces)
        } catch let error as KubernetesError where !error.fieldConflicts.isEmpty && !error.isOfOthersFields {
            // What Helm set client-side is handed over.
            return try await apply(force: true)
        } catch let error as KubernetesError where error.isUndeclaredField {
            return try await client.replace(
                document.value(over: live), as: .customResourceDefinitions,
                options: WriteOptions(fieldManager: Applier.fieldManager, dryRun: true))
        }
    }
}

extension KubernetesError {
    /// An apply that would take fields from others than Helm.
    var isOfOthersFields: Bool {
        code == .conflict && fieldConflicts.contains { $0.manager != Applier.fieldManager }
    }

    /// What servers answer to a server-side apply of an object that has a field which their schema does not, such as a key
    /// of a CRD that came later: a bare 500, where they drop the field of what is created or replaced.
    var isUndeclaredField: Bool { isUntypedApply && message.contains("field not declared in schema") }

    /// What servers answer to a server-side apply of an object that does not have the types of their schema: a bare 500,
    /// where they take what is created or patched, such as `cpu: 1` for `cpu: "1"`.
    var isUntypedApply: Bool {
        code == .serverError && httpStatus == 500 && message.contains("failed to create typed patch object")
    }

    /// Webhooks that fail or forbid dry runs, servers that cannot do them, and objects of which the server refuses even
    /// their present state.
    var isNoRehearsal: Bool {
        let codes: [KubernetesError.Code] = [
            .badRequest, .unsupported, .webhookFailed, .serverError, .unavailable, .timeout, .tooManyRequests,
            .admissionDenied, .invalid,
        ]
        return httpStatus != nil && codes.contains(code)
    }
}
