import Kubernetes
import Value

/// Reads what is there of a release in its namespace.
struct StateReader: Sendable {
    let client: KubernetesClient
    let chart: ProofChart

    /// Lists of a namespace, below which all that a chart of the proofs makes is found.
    private static let lists = [
        "/api/v1": ["configmaps", "secrets", "services", "serviceaccounts", "pods"],
        "/apis/apps/v1": ["deployments"],
        "/apis/batch/v1": ["jobs"],
        "/apis/coordination.k8s.io/v1": ["leases"],
        "/apis/networking.k8s.io/v1": ["networkpolicies"],
        "/apis/rbac.authorization.k8s.io/v1": ["roles", "rolebindings"],
    ]
    private static let clusterLists = [
        "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    ]

    private func paths(_ namespace: String) -> [String] {
        var lists = Self.lists
        lists["/apis/\(chart.group)/v1"] = ProofChart.kinds.map(\.plural)
        return lists.sorted { $0.key < $1.key }.flatMap { group, plurals in
            plurals.map { "\(group)/namespaces/\(namespace)/\($0)" }
        }
    }

    func read(_ namespace: String) async throws -> ReleaseState {
        var state = ReleaseState()
        for path in paths(namespace) {
            for object in try await items(path) { add(object, namespace, to: &state) }
        }
        for path in Self.clusterLists {
            for object in try await items(path)
            where object["metadata"]?["annotations"]?["meta.helm.sh/release-namespace"]?.string == namespace {
                add(object, namespace, to: &state)
            }
        }
        for kind in ProofChart.kinds {
            let name = "\(kind.plural).\(chart.group)"
            if let object = try await client.getIfPresent(.customResourceDefinitions, name) {
                add(object, namespace, to: &state)
            }
        }
        state.revisions.sort { $0.number < $1.number }
        return state
    }

    private func add(_ object: Value, _ namespace: String, to state: inout ReleaseState) {
        let metadata = object["metadata"]
        let name = metadata?["name"]?.string ?? ""
        if name.hasPrefix("sh.helm.release.v1.") {
            let labels = metadata?["labels"]
            state.revisions.append(
                .init(Int(labels?["version"]?.string ?? "") ?? 0, labels?["status"]?.string ?? ""))
        } else if object["kind"] == "Lease" {
            state.locks.append(name)
        } else if !name.hasPrefix("groundcrew.run.") {  // The journals of runs belong to no release.
            let text = ReleaseState.essence(of: object).json(sortedKeys: true)
                .replacing(namespace, with: "NAMESPACE").replacing(chart.group, with: "GROUP")
            // It was JSON before the names were replaced by letters.
            guard let value = try? Value(jsonText: text) else { return }
            state.objects[ReleaseState.key(of: value)] = value
        }
    }

    /// Items of a list carry no kind of their own.
    private func items(_ path: String) async throws -> [Value] {
        do {
            let list = try await client.rawValue(path)
            let kind = (list["kind"]?.string ?? "List").dropLast("List".count)
            return (list["items"]?.array ?? []).map { item in
                var object = item.object ?? [:]
                object["kind"] = .string(String(kind))
                object["apiVersion"] = nil
                return .object(object)
            }
        } catch let error as KubernetesError where error.code == .notFound || error.code == .resourceTypeNotFound {
            return []  // Its CRD is not there.
        }
    }
}
