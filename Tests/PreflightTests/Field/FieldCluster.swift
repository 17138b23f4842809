import HTTP
import Kubernetes
import Releases
import Sandbox
import TestParts
import TestSupport
import Testing
import Value

@testable import Preflight

/// A cluster in which something is as somebody reported it, looked at by the real preflight.
struct FieldCluster: Sendable {
    let client: KubernetesClient
    /// What else is asked besides the cluster; nothing of it answers in the sandbox.
    let transport: any HTTPTransport

    /// A simulated one.
    ///
    /// - Parameter text: of a sandbox file, below its kind.
    static func with<Result: Sendable>(
        _ text: String, _ body: (FieldCluster) async throws -> Result
    ) async throws -> Result {
        let file = try SandboxFile(text: "apiVersion: groundcrew/v1\nkind: Sandbox\n" + text, file: "field.yaml")
        return try await withSandbox(SandboxOptions(file: file)) { sandbox in
            let configuration = try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)))
            let client = KubernetesClient(configuration: configuration, transport: sandbox.transport)
            return try await body(FieldCluster(client: client, transport: sandbox.transport))
        }
    }

    /// The real one that all suites share.
    static func real() async throws -> FieldCluster {
        let cluster = try await ControlPlane.shared()
        let transport = CurlTransport(environment: [:])
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: ControlPlane.Context.admin.rawValue))
        return FieldCluster(
            client: KubernetesClient(configuration: configuration, transport: transport), transport: transport)
    }

    var engine: ReleaseEngine {
        ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
    }

    // MARK: - Judging

    /// What one check makes of it; nothing is written for that.
    ///
    /// - Parameter transport: for what is no cluster; nil takes the cluster's.
    func result(
        of check: String, for subject: Subject, planned: PlannedWork = PlannedWork(),
        transport: (any HTTPTransport)? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CheckResult {
        var gatherer = FactGatherer(
            client: client, transport: transport ?? self.transport, processes: NoPrograms(), environment: [:])
        gatherer.planned = planned
        let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
            .run(PreflightRequest(subject, only: [check]))
        #expect(report.requests?.writes == 0, "it writes", sourceLocation: sourceLocation)
        return try #require(report.results.first, sourceLocation: sourceLocation)
    }

    /// - Parameter want: as `WantedSubject` reads it, in YAML.
    func result(
        of check: String, want: String = "{}", planned: PlannedWork = PlannedWork(),
        transport: (any HTTPTransport)? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CheckResult {
        let object = try #require(try Scenario.yaml(want).object, sourceLocation: sourceLocation)
        return try await result(
            of: check, for: Subject(object), planned: planned, transport: transport, sourceLocation: sourceLocation)
    }

    /// What one check makes of a simulated cluster.
    static func expect(
        _ check: String, _ verdict: String, in text: String, want: String = "{}", cause: [String],
        next: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await with(text) { cluster in
            let result = try await cluster.result(of: check, want: want, sourceLocation: sourceLocation)
            result.expect(verdict, cause: cause, next: next, sourceLocation: sourceLocation)
        }
    }

    // MARK: - Objects

    /// A node as the API server has it, an element of `objects`: ready, with what is named.
    ///
    /// - Parameters:
    ///   - offers: resources besides processors, memory, disk and pods, as members of a map.
    ///   - labels: members of a map, too.
    static func node(
        _ name: String = "gpu-1", offers: String = "", labels: String = "", taints: String = "",
        architecture: String = "amd64"
    ) -> String {
        let room = "cpu: '96', memory: 768Gi, ephemeral-storage: 500Gi, pods: '110'" + (offers.isEmpty ? "" : ", ")
        return """
              - apiVersion: v1
                kind: Node
                metadata: {name: \(name), labels: {\(labels)}}
                spec: {taints: [\(taints)]}
                status:
                  capacity: {\(room)\(offers)}
                  allocatable: {\(room)\(offers)}
                  conditions: [{type: Ready, status: 'True'}]
                  nodeInfo: {architecture: \(architecture), operatingSystem: linux, kubeletVersion: v1.34.2}

            """
    }

    /// A CRD whose schemas take everything unless they are given, an element of `objects`.
    ///
    /// - Parameters:
    ///   - versions: in YAML of one line, each without its schema.
    ///   - more: lines of its spec and its metadata, as a map of one line.
    static func definition(
        _ plural: String, _ kind: String, group: String, versions: [String] = ["name: v1, served: true, storage: true"],
        scope: String = "Namespaced", schema: String = "type: object, x-kubernetes-preserve-unknown-fields: true",
        metadata: String = "", spec: String = "", stored: [String] = []
    ) -> String {
        let entries = versions.map { "{\($0), schema: {openAPIV3Schema: {\(schema)}}}" }.joined(separator: ", ")
        let status = stored.isEmpty ? "" : "\n    status: {storedVersions: [\(stored.joined(separator: ", "))]}"
        return """
              - apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: \(plural).\(group)\(metadata.isEmpty ? "" : ", \(metadata)")}
                spec:
                  group: \(group)
                  scope: \(scope)
                  names: {plural: \(plural), singular: \(kind.lowercased()), kind: \(kind), listKind: \(kind)List}
                  versions: [\(entries)]\(spec.isEmpty ? "" : "\n      \(spec)")\(status)

            """
    }
}

extension CheckResult {
    /// Holds the verdict, its cause and, where there is something to do, the next step.
    func expect(
        _ verdict: String, cause: [String], next: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text = "\(id): \(self.verdict.name), \(message); next: \(hint ?? "")"
        #expect(self.verdict.name == verdict, "\(text)", sourceLocation: sourceLocation)
        for part in cause { #expect(message.contains(part), "no '\(part)' in \(text)", sourceLocation: sourceLocation) }
        for part in next {
            #expect(hint?.contains(part) == true, "no '\(part)' in \(text)", sourceLocation: sourceLocation)
        }
    }
}
