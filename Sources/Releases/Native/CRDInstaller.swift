import Kubernetes
import Value
import Waiting

/// Brings a chart's CRDs up, before anything that needs them.
struct CRDInstaller: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    let release: String

    /// Refuses what would lose objects, before anything is changed (F17).
    func check(_ documents: [CRDDocument]) async throws {
        let obstacles = try await concurrently(documents, limit: NativeLimits.concurrency) { document -> String? in
            let existing = try await client.getIfPresent(.customResourceDefinitions, document.name)
            return existing.flatMap { document.obstacle(to: $0) }.map { "CRD \(document.name): \($0)" }
        }.compactMap { $0 }
        guard obstacles.isEmpty else {
            throw ReleaseError(
                .applyFailed, "the chart's CRDs do not fit those of the cluster: \(obstacles.joined(separator: "; "))",
                hint: "migrate the objects first, as the chart's upgrade notes say; nothing was changed",
                release: release)
        }
    }

    /// Applies every document, those that are there already included (F15), and waits until all are served (F14).
    ///
    /// - Returns: what could not be done as asked.
    func install(_ documents: [CRDDocument]) async throws -> [String] {
        let warnings = try await concurrently(documents, limit: NativeLimits.concurrency) { try await install($0) }
        try await waitUntilServed(documents)
        return warnings.compactMap { $0 }
    }

    private func install(_ document: CRDDocument, isRetry: Bool = false) async throws -> String? {
        do {
            // Server-side: a client-side apply would copy the whole CRD into an annotation, which has a limit (F16).
            _ = try await client.apply(
                document.value, as: .customResourceDefinitions,
                options: ApplyOptions(fieldManager: Applier.fieldManager))
            return nil
        } catch let error as KubernetesError where error.code == .conflict && !error.fieldConflicts.isEmpty {
            if !isRetry, error.fieldConflicts.allSatisfy({ $0.manager == Applier.fieldManager }) {
                let object = ReleaseObject(
                    value: document.value, type: .customResourceDefinitions, path: document.path)
                try await FieldHandover(client: client, object: object).run()
                return try await install(document, isRetry: true)
            }
            return Self.remark(document, leftBecauseOf: error)
        } catch let error as KubernetesError where error.isUndeclaredField {
            return try await replace(document, because: error)
        } catch let error as KubernetesError {
            throw failure(document, error)
        }
    }

    static func remark(_ document: CRDDocument, leftBecauseOf error: KubernetesError) -> String {
        let owners = Set(error.fieldConflicts.map(\.manager)).sorted().joined(separator: ", ")
        return "CRD \(document.name) is left as it is: \(owners) owns \(error.fieldConflicts.count) of its fields"
    }

    /// Servers older than a key of the CRD cannot apply it server-side; creating it drops the key.
    private func replace(_ document: CRDDocument, because reason: KubernetesError) async throws -> String {
        let options = WriteOptions(fieldManager: Applier.fieldManager)
        do {
            if let existing = try await client.getIfPresent(.customResourceDefinitions, document.name) {
                _ = try await client.replace(
                    document.value(over: existing), as: .customResourceDefinitions, options: options)
            } else {
                _ = try await client.create(document.value, as: .customResourceDefinitions, options: options)
            }
        } catch let error as KubernetesError {
            throw failure(document, error)
        }
        return "CRD \(document.name) has keys that this server is too old for; it was stored without them "
            + "(the server said: \(reason.message))"
    }

    private func failure(_ document: CRDDocument, _ error: KubernetesError) -> ReleaseError {
        ReleaseError(
            .applyFailed, "cannot install CRD \(document.name) (\(document.path)): \(error.words)", release: release,
            underlying: error)
    }

    /// Established, names accepted, and every served version answering to discovery.
    func waitUntilServed(_ documents: [CRDDocument]) async throws {
        // What discovery has learnt before may be of a former CRD of the name.
        let groups = Set(documents.map(\.group))
        for group in groups { client.forgetDiscovery(group: group) }
        try await ReleaseWait(client: client, deadline: deadline, release: release, progress: nil).run(
            documents.map {
                Awaited(.customResourceDefinitions, $0.name, .served(.all), title: "CRD \($0.name)")
            })
        for group in groups { client.forgetDiscovery(group: group) }
    }
}
