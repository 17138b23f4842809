import Formats
import Kubernetes
import Value

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
        _ = try await concurrently(documents, limit: NativeLimits.concurrency) { try await waitUntilServed($0) }
        for group in Set(documents.map(\.group)) { client.forgetDiscovery(group: group) }
    }

    private func waitUntilServed(_ document: CRDDocument) async throws {
        var pause = Duration.milliseconds(50)
        while true {
            let problem = try await problem(of: document)
            guard let problem else { return }
            guard !deadline.isOver else {
                throw ReleaseError(
                    .timedOut, "CRD \(document.name) \(problem) after \(deadline.limit.limitText)",
                    hint: "look at its conditions: kubectl describe crd \(document.name)", release: release)
            }
            try await deadline.sleep(pause)
            pause = min(pause * 2, NativeLimits.longestPause)
        }
    }

    private func problem(of document: CRDDocument) async throws -> String? {
        guard let crd = try await client.getIfPresent(.customResourceDefinitions, document.name) else {
            return "is gone again"
        }
        let conditions = crd["status"]?["conditions"]?.array ?? []
        if let refused = conditions.first(where: { $0["type"] == "NamesAccepted" && $0["status"] == "False" }) {
            throw ReleaseError(
                .applyFailed,
                "CRD \(document.name) was refused its names: \(refused["message"]?.string ?? "no reason given")",
                hint: "another CRD of group \(document.group) uses them; remove one of the two", release: release)
        }
        guard conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) else {
            return "is not established"
        }
        // What others have switched off does not come back by waiting.
        let live = CRDDocument(crd, path: document.path)?.servedVersions ?? []
        guard live.contains(where: document.servedVersions.contains) else {
            return "serves none of \(document.servedVersions.joined(separator: ", "))"
        }
        for version in document.servedVersions where live.contains(version) {
            do {
                _ = try await client.resourceType(apiVersion: "\(document.group)/\(version)", kind: document.kind)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return "is not served yet in version \(version)"
            }
        }
        return nil
    }
}
