import Formats
import HTTP
import Value

/// Takes what was proven out of the store, so that the server does not carry its weight: asking it would cost more than
/// the proof.
struct EtcdBroom: Sendable {
    /// `http://HOST:PORT`.
    let etcd: String
    private let transport = CurlTransport(environment: [:])

    init(etcd: String) { self.etcd = etcd }

    /// What the charts of the proofs make, as the store names it.
    private static let resources = [
        "configmaps", "secrets", "services/specs", "services/endpoints", "serviceaccounts", "pods", "deployments",
        "jobs", "leases", "networkpolicies", "roles", "rolebindings",
    ]

    /// - Parameter group: of the chart's CRDs.
    func sweep(_ namespace: String, group: String) async throws {
        for resource in Self.resources + ProofChart.kinds.map({ "\(group)/\($0.plural)" }) {
            try await remove(prefix: "/registry/\(resource)/\(namespace)/")
        }
        for resource in ["clusterroles", "clusterrolebindings"] {
            try await remove(prefix: "/registry/\(resource)/\(namespace)-")
        }
    }

    private func remove(prefix: String) async throws {
        var end = Array(prefix.utf8)
        end[end.count - 1] += 1
        let body: Value = [
            "key": .string(Base64.encode(prefix.utf8)), "range_end": .string(Base64.encode(end)),
        ]
        let response = try await transport.send(
            HTTPRequest(.post, "\(etcd)/v3/kv/deleterange", body: body.jsonBytes()))
        _ = try await response.body.collect(upTo: 1 << 20)
        guard response.status == 200 else { throw ProofError("etcd answers \(response.status) to a removal") }
    }
}
