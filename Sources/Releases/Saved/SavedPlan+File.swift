import Charts
import Formats
import Kubernetes
import Repositories
import Value

extension SavedPlan {
    static let apiVersion = "groundcrew/v1"
    static let kind = "SavedReleasePlan"

    /// The file's bytes: one JSON document that can be read, and that says itself whether it is whole.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest` for a plan that no file may hold.
    public func fileBytes() throws -> [UInt8] {
        let content = try self.content()
        let document: Value = [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind),
            "digest": .string(Self.digest(of: content)), "plan": content,
        ]
        let bytes = document.jsonBytes(pretty: true) + [0x0A]
        guard bytes.count <= SavedPlanLimits.bytes else {
            throw ReleaseError(
                .invalidRequest,
                "the plan has \(bytes.count) bytes, and a saved one may have \(SavedPlanLimits.bytes)",
                hint: "leave out what the chart does not need, or split it", release: work.release.description)
        }
        return bytes
    }

    static func digest(of content: Value) -> String {
        Digest(of: content.jsonBytes(sortedKeys: true)).description
    }

    private func content() throws -> Value {
        var content: Object = [
            "created": .string(created), "driver": .string(driver), "verb": .string(verb),
            "name": .string(name), "namespace": .string(namespace),
            "cluster": [
                "server": .string(cluster.server), "kubeSystemUID": cluster.kubeSystemUID.map(Value.string) ?? .null,
            ],
            "history": .array(
                history.map {
                    ["revision": .integer(Int64($0.revision)), "status": .string($0.status), "uid": .string($0.uid)]
                }),
            "seen": .array(
                seen.map { seen in
                    [
                        "apiVersion": .string(seen.object.apiVersion), "kind": .string(seen.object.kind),
                        "namespace": seen.object.namespace.map(Value.string) ?? .null,
                        "name": .string(seen.object.name), "digest": seen.digest.map(Value.string) ?? .null,
                    ]
                }),
            "changes": changes,
        ]
        switch work {
        case .make(let revision): content["revision"] = try revision.saved()
        case .rollback(let request):
            content["rollback"] = [
                "revision": .integer(Int64(request.revision ?? 0)), "waits": .bool(request.waits),
                "timeoutSeconds": .float(request.timeout.inSeconds), "options": request.options.saved,
            ]
        case .uninstall(let request):
            content["uninstall"] = [
                "timeoutSeconds": .float(request.timeout.inSeconds), "options": request.options.saved,
            ]
        }
        return .object(content)
    }
}

extension SavedRevision {
    fileprivate func saved() throws -> Value {
        guard case .loaded(let chart, let origin) = request.chart else {
            throw ReleaseError(
                .invalidRequest, "the plan has no chart at hand", release: request.id.description)
        }
        let packed = try chart.packed()
        return [
            "chart": [
                "name": .string(chart.name), "version": .string(chart.metadata.version), "origin": .string(origin),
                "digest": .string(Digest(of: packed).description), "archive": .string(Base64.encode(packed)),
            ],
            "values": .object(request.values), "createsNamespace": .bool(request.createsNamespace),
            "waits": .bool(request.waits), "timeoutSeconds": .float(request.timeout.inSeconds),
            "labels": .object(Object(request.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "options": request.options.saved,
            "record": .string(try ReleaseCodec.encode(record.body)), "recordKind": .string(record.kind.rawValue),
            "recordLabels": .object(
                Object(record.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "crds": .array(crds.map(Value.string)),
            "objects": .array(objects.map { ["path": .string($0.path), "value": $0.value] }),
            "warnings": .array(warnings.map(Value.string)),
        ]
    }
}
