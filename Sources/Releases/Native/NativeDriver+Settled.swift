import Charts
import Kubernetes
import Value
import YAML

extension NativeDriver {
    /// The last revision, when the request asks for nothing but what it is and its objects are as it left them.
    ///
    /// Nil means that there is something to do.
    func settled(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ crds: [CRDDocument], _ capabilities: Capabilities,
        _ history: ReleaseHistory
    ) async throws -> (record: StoredRelease, objects: [ReleaseObject])? {
        guard let last = history.last, last.status == .deployed else { return nil }
        guard Self.isSame(.object(last.values), .object(request.values)),
            Self.isSame(last.chartMetadata, resolved.chart.metadata.value)
        else { return nil }
        let rendered = try await render(
            request, resolved, identity: history.current(last), capabilities: capabilities)
        guard rendered.manifestText == last.manifest, Self.hookTexts(rendered) == last.hooks.map(\.manifest) else {
            return nil
        }
        let objects = try await objects(of: rendered, crds: crds, request: request)
        guard try await areInPlace(crds), try await areInPlace(objects) else { return nil }
        return (last, objects)
    }

    /// As Go's JSON sees them: `3` and `3.0` are one number.
    static func isSame(_ left: Value, _ right: Value) -> Bool { left.json(.go()) == right.json(.go()) }

    private static func hookTexts(_ rendered: RenderedChart) -> [String] { rendered.hooks.map(\.text) }

    private func areInPlace(_ crds: [CRDDocument]) async throws -> Bool {
        try await concurrently(crds, limit: NativeLimits.concurrency) { crd in
            try await client.getIfPresent(.customResourceDefinitions, crd.name) != nil
        }.allSatisfy { $0 }
    }

    /// Asks the server what it would change, object by object.
    func areInPlace(_ objects: [ReleaseObject]) async throws -> Bool {
        let applier = Applier(
            client: client, deadline: Deadline(.zero, clock: clock), release: "")
        return try await concurrently(objects, limit: NativeLimits.concurrency) { object in
            guard object.name != nil else { return true }  // Each run would make another one.
            do {
                guard let (live, applied) = try await applier.rehearse(object) else { return false }
                return live.withoutBookkeeping == applied.withoutBookkeeping
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return false
            } catch let error as KubernetesError where Self.isNoRehearsal(error) {
                return true  // It is there; how it looks, a dry run cannot tell here.
            }
        }.allSatisfy { $0 }
    }

    /// Webhooks that forbid dry runs, servers that cannot do them, and objects of which the server refuses even their
    /// present state.
    private static func isNoRehearsal(_ error: KubernetesError) -> Bool {
        [.badRequest, .unsupported, .webhookFailed, .serverError].contains(error.code)
    }

    /// The objects of a stored revision.
    func formerObjects(of record: StoredRelease) async throws -> [ReleaseObject] {
        var objects: [ReleaseObject] = []
        let reader = ObjectReader(client: client, namespace: record.namespace, crds: [])
        let documents: [YAMLDocument]
        do {
            documents = try YAML.decodeAll(record.manifest, file: "manifest", rules: .helm)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "the manifest of revision \(record.revision) cannot be read: \(error)",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
        for document in documents where document.value.object != nil {
            do {
                objects += try await reader.objects([
                    RenderedManifest(sourcePath: "revision \(record.revision)", text: "", value: document.value)
                ])
            } catch let error as ReleaseError {
                guard let cause = error.underlying as? KubernetesError, cause.code == .resourceTypeNotFound else {
                    throw error
                }
                continue  // What is not served any more is not there any more.
            }
        }
        return objects
    }
}

extension Value {
    /// What the server counts and notes by itself is no drift.
    fileprivate var withoutBookkeeping: Value {
        guard var object = self.object, var metadata = object["metadata"]?.object else { return self }
        for key in ["managedFields", "resourceVersion", "generation"] { metadata[key] = nil }
        object["metadata"] = .object(metadata)
        object["status"] = nil
        return .object(object)
    }
}
