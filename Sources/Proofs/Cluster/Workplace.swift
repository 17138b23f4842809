import FoundationEssentials
import HTTP
import Kubernetes
import TestParts
import Value
import YAML

/// Where one worker proves: its proxy, its CRDs, its charts. Several work side by side on one cluster.
struct Workplace: Sendable {
    let cluster: ControlPlane
    let proxy: FaultProxy
    let tool: Tool
    let folder: String
    let chart: ProofChart
    let charts: (first: String, second: String)
    let client: KubernetesClient
    let broom: EtcdBroom

    /// - Parameters:
    ///   - name: different for each worker on a cluster; lower-case letters and digits.
    ///   - change: what the chart is to have otherwise.
    static func with<Result: Sendable>(
        _ name: String, on cluster: ControlPlane, _ tool: Tool, changing change: (inout ProofChart) -> Void = { _ in },
        _ body: (Workplace) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let chart = Self.chart("\(name).proof.test", change)
            let charts = (
                first: try chart.write(version: 1, below: folder), second: try chart.write(version: 2, below: folder)
            )
            return try await FaultProxy.with(cluster) { proxy in
                try await body(
                    Workplace(
                        cluster: cluster, proxy: proxy, tool: tool, folder: folder, chart: chart, charts: charts,
                        client: try client(of: cluster), broom: EtcdBroom(etcd: cluster.etcd)))
            }
        }
    }

    private static func chart(_ group: String, _ change: (inout ProofChart) -> Void) -> ProofChart {
        var chart = ProofChart(group: group)
        change(&chart)
        return chart
    }

    static func client(of cluster: ControlPlane) throws -> KubernetesClient {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
        return KubernetesClient(configuration: configuration, transport: CurlTransport(environment: [:]))
    }

    var reader: StateReader { StateReader(client: client, chart: chart) }

    /// Runs the tool without a fault, past the proxy.
    func run(_ verb: ProvenVerb, in namespace: String, isAgain: Bool = false) async throws -> CommandResult {
        try await tool.run(
            verb.arguments(charts, namespace: namespace, isAgain: isAgain), kubeconfig: cluster.kubeconfig,
            home: folder)
    }

    /// Runs the tool through the proxy.
    func runProxied(_ verb: ProvenVerb, in namespace: String) async throws -> CommandResult {
        try await tool.run(
            verb.arguments(charts, namespace: namespace, isAgain: false), kubeconfig: proxy.kubeconfig, home: folder,
            processIDFile: processIDFile)
    }

    var processIDFile: String { "\(folder)/pid" }

    /// Brings the cluster to where the verb begins.
    func prepare(_ verb: ProvenVerb, in namespace: String) async throws {
        try await resetCRDs(areAbsent: verb == .install)
        for step in verb.preparation {
            let result = try await run(step, in: namespace)
            guard result.isSuccess else { throw ProofError("\(step.rawValue) without a fault: \(result)") }
        }
    }

    /// CRDs are the one thing that a namespace does not hold: to be made, or as the first chart has them.
    private func resetCRDs(areAbsent: Bool) async throws {
        for kind in ProofChart.kinds {
            let name = "\(kind.plural).\(chart.group)"
            guard try await client.getIfPresent(.customResourceDefinitions, name) != nil else { continue }
            if areAbsent {
                _ = try await client.deleteIfPresent(.customResourceDefinitions, name)
                while try await client.getIfPresent(.customResourceDefinitions, name) != nil {
                    try await Task.sleep(for: .milliseconds(20))
                }
            } else {
                let definition = try YAML.decode(chart.definition(kind, version: 1), file: "\(kind.plural).yaml")
                _ = try await client.apply(
                    definition, as: .customResourceDefinitions, options: ApplyOptions(fieldManager: "helm", force: true)
                )
            }
        }
    }
}
