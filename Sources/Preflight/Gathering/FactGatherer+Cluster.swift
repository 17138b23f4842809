import Kubernetes
import Readiness
import Value

extension FactGatherer {
    /// Asks for the version, which every caller may read: when that gets no answer, nothing else will.
    ///
    /// - Returns: unknown where a server answers and refuses.
    /// - Throws: `UnknownReason` when the cluster does not answer.
    func version() async throws -> Fact {
        guard let client else { throw noClient }
        do {
            let version = try await client.serverVersion()
            planned.reading?.keep(version: version.gitVersion)
            return .known(["gitVersion": .string(version.gitVersion), "version": .string(version.release)])
        } catch let error as KubernetesError {
            let reason = UnknownReason(error)
            guard error.code == .forbidden else { throw reason }
            return .unknown(reason)
        }
    }

    /// Which cluster it is, as far as the caller may see.
    func identity() async throws -> ClusterIdentityFact {
        guard let client else { throw noClient }
        do {
            let identity = try await client.identity()
            return ClusterIdentityFact(server: client.server, uid: identity.kubeSystemUID, note: identity.note)
        } catch let error as KubernetesError {
            return ClusterIdentityFact(server: client.server, note: error.description)
        }
    }

    /// One entry for each name, in the same order.
    func crds(_ names: [String]) async throws -> [Value] {
        var entries: [Value] = Array(repeating: .null, count: names.count)
        try await reading { client in
            try await withThrowingTaskGroup(of: (Int, Value).self) { group in
                for (index, name) in names.enumerated() {
                    group.addTask {
                        let found = try await client.getIfPresent(.customResourceDefinitions, name)
                        return (index, CRDFact.value(name: name, found: found))
                    }
                }
                for try await (index, entry) in group { entries[index] = entry }
            }
        }
        return entries
    }
}

extension ServerVersion {
    /// The version without what distributions append: `v1.33.2-gke.1` is 1.33.2.
    var release: String {
        let text = gitVersion.drop { $0 == "v" }
        return String(text.prefix { $0.isNumber || $0 == "." })
    }
}

/// What a check must know of a CRD, without its schemas.
enum CRDFact {
    static func value(name: String, found: Value?) -> Value {
        guard let found else { return ["name": .string(name), "present": false] }
        let state = CRDState(found)
        let metadata = found["metadata"]
        return [
            "name": .string(name), "present": true,
            "served": .array(state.servedVersions.map(Value.string)),
            "established": .bool(state.isEstablished), "namesRefused": .bool(state.refusal != nil),
            "message": .string(state.refusal ?? state.message ?? ""), "terminating": .bool(state.isTerminating),
            "manager": metadata?["labels"]?["app.kubernetes.io/managed-by"] ?? "",
            "release": metadata?["annotations"]?["meta.helm.sh/release-name"] ?? "",
        ]
    }
}
