import Kubernetes
import Readiness
public import Value

/// What became of the objects of a CRD that were to be stored in one version.
public struct MigratedCRD: Sendable, Equatable {
    public var name: String
    /// In which the server stores what is written.
    public var storageVersion: String
    /// `status.storedVersions`, as it was and as it is now, or would be in a dry run.
    public var before: [String]
    public var after: [String]
    /// Objects that were written back as they were; in a dry run, those that would be.
    public var written = 0
    /// Objects that somebody else has written meanwhile, which has the same effect.
    public var writtenByOthers = 0
    /// Objects that were gone when their turn came.
    public var gone = 0
    public var isDryRun: Bool

    public var hasChanged: Bool { !isDryRun && before != after }

    public var value: Value {
        [
            "name": .string(name), "storageVersion": .string(storageVersion),
            "before": .array(before.map(Value.string)), "after": .array(after.map(Value.string)),
            "written": .integer(Int64(written)), "writtenByOthers": .integer(Int64(writtenByOthers)),
            "gone": .integer(Int64(gone)), "dryRun": .bool(isDryRun),
        ]
    }
}

/// Has all objects of a CRD stored in its storage version, and notes in the CRD that no other is stored any more.
///
/// Every object is written back unchanged, as Kubernetes' own migrator does (SIG API machinery,
/// kube-storage-version-migrator): the server then stores it anew. A run that dies has done no harm, and the next one does
/// it all again: what is stored right already is no write at all for the server.
struct CRDMigration: Sendable {
    let client: KubernetesClient
    let progress: Progress
    var isDryRun = false
    /// Keeps the run's journal; nil keeps none.
    var recorder: RunRecorder?

    private static let fieldManager = "groundcrew"

    /// - Throws: `ReleaseError` with code `invalidRequest` where there is no such CRD or it cannot be used, and
    ///   `applyFailed` where an object cannot be written; `KubernetesError` where the server cannot give the objects, such
    ///   as a conversion webhook that does not answer.
    func run(_ name: String, changes: ChangeFlag) async throws -> MigratedCRD {
        let crd = try await usable(name)
        var result = try Self.start(crd, name, isDryRun: isDryRun)
        guard result.before != result.after else { return result }
        guard let type = Self.type(of: crd) else { throw Self.refusal(name, "it serves no version") }
        // What stands in the way from the start is told at once: a conversion webhook that is not there, a missing right.
        for try await _ in client.list(type, options: ListOptions(pageSize: 1, metadataOnly: true)) { break }
        progress.say("CRD \(name): writing its objects in \(result.storageVersion)")
        await recorder?.begin("migrate", "CRD \(name)")
        // The server has answered: from here on the work goes on through a restart of it.
        let patient = CRDMigration(client: client.patient(), progress: progress, isDryRun: isDryRun)
        try await patient.write(type, into: &result, changes)
        if !isDryRun { try await patient.finish(crd, result, changes) }
        recorder?.add(result: result.value)
        return result
    }

    // MARK: - Before

    private func usable(_ name: String) async throws -> Value {
        guard let crd = try await client.getIfPresent(.customResourceDefinitions, name) else {
            throw ReleaseError(
                .invalidRequest, "there is no CRD \(name)",
                hint: "kubectl get customresourcedefinitions shows what there is: PLURAL.GROUP")
        }
        if let problem = CRDState(crd).problem() { throw Self.refusal(name, "it \(problem)") }
        return crd
    }

    private static func start(_ crd: Value, _ name: String, isDryRun: Bool) throws -> MigratedCRD {
        guard let storage = crd.storageVersion else { throw refusal(name, "it has no storage version") }
        let stored = (crd["status"]?["storedVersions"]?.array ?? []).compactMap(\.string)
        return MigratedCRD(name: name, storageVersion: storage, before: stored, after: [storage], isDryRun: isDryRun)
    }

    private static func refusal(_ name: String, _ reason: String) -> ReleaseError {
        ReleaseError(
            .invalidRequest, "the objects of CRD \(name) cannot be written: \(reason)",
            hint: "see why: kubectl describe customresourcedefinition \(name); nothing was changed")
    }

    /// Through whichever version an object is written, it is stored in the storage version.
    private static func type(of crd: Value) -> ResourceType? {
        let types = CRDDocument(crd, path: "")?.types ?? []
        return types.first { $0.version == crd.storageVersion } ?? types.first
    }

    // MARK: - Objects

    private enum Fate: Sendable {
        case written, writtenByOthers, gone
        case refused(String)
    }

    private func write(_ type: ResourceType, into result: inout MigratedCRD, _ changes: ChangeFlag) async throws {
        var refused: [String] = []
        for try await page in client.list(type, options: ListOptions(metadataOnly: true)) {
            if page.isRestart {
                // Its continue token had expired: all of them come once more.
                (result.written, result.writtenByOthers, result.gone, refused) = (0, 0, 0, [])
            }
            let fates = try await concurrently(page.items, limit: CRDLimits.migrationConcurrency) {
                try await write($0, type, changes)
            }
            for fate in fates {
                switch fate {
                case .written: result.written += 1
                case .writtenByOthers: result.writtenByOthers += 1
                case .gone: result.gone += 1
                case .refused(let reason): refused.append(reason)
                }
            }
            progress.say("CRD \(result.name): \(result.written) objects \(isDryRun ? "to write" : "written")")
        }
        guard refused.isEmpty else {
            let named = refused.prefix(CRDLimits.namedRefusals)
            let more = refused.count - named.count
            throw ReleaseError(
                .applyFailed,
                "the server refuses \(refused.count) objects of CRD \(result.name) as they are: "
                    + named.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : ""),
                hint: "correct or remove them, then run again; until then the CRD goes on naming "
                    + result.before.joined(separator: ", "), hasChanged: changes.isSet)
        }
    }

    private func write(_ item: Value, _ type: ResourceType, _ changes: ChangeFlag) async throws -> Fate {
        let metadata = item["metadata"]
        let name = metadata?["name"]?.string ?? ""
        let namespace = type.isNamespaced ? metadata?["namespace"]?.string : nil
        // Nothing but a condition: the object stays what it is, and is stored again.
        let patch = Patch.merge([
            "metadata": [
                "uid": metadata?["uid"] ?? .null, "resourceVersion": metadata?["resourceVersion"] ?? .null,
            ]
        ])
        do {
            if !isDryRun { changes.set() }
            _ = try await client.patch(
                type, name, namespace: namespace, with: patch,
                options: WriteOptions(fieldManager: Self.fieldManager, dryRun: isDryRun))
            return .written
        } catch let error as KubernetesError {
            switch error.code {
            case .notFound: return .gone
            // Also where another object has taken its name: that one was written with the new version.
            case .conflict: return .writtenByOthers
            case .invalid, .admissionDenied, .badRequest, .requestTooLarge:
                return .refused(
                    "\(type.kind) \([namespace, name].compactMap(\.self).joined(separator: "/")) \(error.words)")
            default: throw error
            }
        }
    }

    // MARK: - After

    /// By compare-and-swap, and only while the CRD is what it was: whoever has changed its storage version meanwhile may
    /// have had objects stored in it.
    private func finish(_ began: Value, _ result: MigratedCRD, _ changes: ChangeFlag) async throws {
        for attempt in 1... {
            let crd = try await usable(result.name)
            guard crd["metadata"]?["generation"] == began["metadata"]?["generation"],
                crd["metadata"]?["uid"] == began["metadata"]?["uid"]
            else {
                throw ReleaseError(
                    .applyFailed, "CRD \(result.name) was changed while its objects were written",
                    hint: "run again", hasChanged: true)
            }
            changes.set()
            do {
                _ = try await client.patch(
                    .customResourceDefinitions, result.name,
                    with: .json([
                        [
                            "op": "replace", "path": "/metadata/resourceVersion",
                            "value": crd["metadata"]?["resourceVersion"] ?? "",
                        ],
                        [
                            "op": "replace", "path": "/status/storedVersions",
                            "value": .array(result.after.map(Value.string)),
                        ],
                    ]), options: WriteOptions(fieldManager: Self.fieldManager, subresource: "status"))
                return
            } catch let error as KubernetesError where error.code == .conflict && attempt < CRDLimits.attempts {
                continue  // Its conditions may have been written; look again.
            }
        }
    }
}
