import Kubernetes
import Value
import Waiting

/// Brings a chart's CRDs up, before anything that needs them.
struct CRDInstaller: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    let release: ReleaseName
    /// Takes fields from other managers.
    var forces = false

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
                options: ApplyOptions(fieldManager: Applier.fieldManager, force: forces))
            return nil
        } catch let error as KubernetesError where error.code == .conflict && !error.fieldConflicts.isEmpty {
            if !isRetry, error.fieldConflicts.allSatisfy({ $0.manager == Applier.fieldManager }) {
                let object = ReleaseObject(
                    value: document.value, type: .customResourceDefinitions, path: document.path)
                try await FieldHandover(client: client, object: object).run()
                return try await install(document, isRetry: true)
            }
            return try await leave(document, because: error)
        } catch let error as KubernetesError where error.isUndeclaredField {
            return try await replace(document, because: error)
        } catch let error as KubernetesError {
            throw failure(document, error)
        }
    }

    /// Whoever has taken it meanwhile keeps it; a version that cannot come is not waited for.
    private func leave(_ document: CRDDocument, because error: KubernetesError) async throws -> String {
        guard let live = try await client.getIfPresent(.customResourceDefinitions, document.name) else {
            throw failure(document, error)
        }
        let words = CRDHolder(of: live, besides: release).words(error.fieldConflicts)
        let missing = CRDHolder.missing(document, in: live)
        guard missing.isEmpty else {
            throw ReleaseError(
                .applyFailed,
                "cannot install CRD \(document.name): \(words), and it does not serve \(missing.joined(separator: ", "))",
                hint: "upgrade it with whoever keeps it, or take its fields over with --force-conflicts",
                release: release.description, underlying: error)
        }
        return "CRD \(document.name) is left as it is: \(words)"
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
            .applyFailed, "cannot install CRD \(document.name) (\(document.path)): \(error.words)",
            release: release.description,
            underlying: error)
    }

    /// Established, names accepted, and every served version answering to discovery.
    func waitUntilServed(_ documents: [CRDDocument]) async throws {
        // What discovery has learnt before may be of a former CRD of the name.
        let groups = Set(documents.map(\.group))
        for group in groups { client.forgetDiscovery(group: group) }
        try await waitUntilDiscovered(documents)
        try await ReleaseWait(client: client, deadline: deadline, release: release.description, progress: nil).run(
            documents.map {
                Awaited(.customResourceDefinitions, $0.name, .served(.all), title: "CRD \($0.name)")
            })
        for group in groups { client.forgetDiscovery(group: group) }
    }

    /// Waits a while for discovery alone to name every type; what it does not say in that time, the looks that follow do.
    ///
    /// A server that has just taken large CRDs writes their status for seconds, and every look at one of them makes that
    /// later.
    private func waitUntilDiscovered(_ documents: [CRDDocument]) async throws {
        guard !deadline.isOver else { return }
        let limits = AskLimits(
            min(NativeLimits.discovery, deadline.left), firstPause: .milliseconds(25), longestPause: .milliseconds(400))
        let waiter = Waiter(client: client, clock: deadline.clock)
        // Whether it ends in time or not: the wait goes on, and in the server's words where it cannot be read.
        do {
            try await waiter.ask(limits) { try await isDiscovered(documents) ? .proven(()) : .notYet("") }
        } catch is AskError {
        } catch is KubernetesError {
        }
    }

    private func isDiscovered(_ documents: [CRDDocument]) async throws -> Bool {
        for (version, types) in Dictionary(grouping: documents.flatMap(\.types), by: \.apiVersion) {
            let version = GroupVersion(version)
            client.forgetDiscovery(group: version.group)
            do {
                let served = Set(try await client.types(in: version).map(\.kind))
                guard served.isSuperset(of: types.map(\.kind)) else { return false }
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return false
            }
        }
        return true
    }
}
