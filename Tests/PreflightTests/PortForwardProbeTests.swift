import HTTP
import Kubernetes
import Preflight
import Processes
import TestParts
import Testing
import Value

/// NATS and etcd in pods, asked by port-forward where the API server's proxy is of no use.
@Suite(.timeLimit(.minutes(2))) struct PortForwardProbeTests {
    /// May list pods and forward their ports, but not use their proxy.
    static let forwarder = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: forwarder, namespace: default}
        rules:
        - {apiGroups: [""], resources: [pods], verbs: [get, list]}
        - {apiGroups: [""], resources: [pods/portforward], verbs: [get, create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: forwarder, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: forwarder}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
        """

    private func judge(
        _ cluster: ControlPlane, as context: ControlPlane.Context, _ check: String, pod: String, jetStream: Bool = true
    ) async throws -> CheckResult {
        let (scheme, port, monitor): (String, Int, Int64) =
            check == "nats" ? ("nats", 4222, 8222) : ("http", 2379, 2379)
        let want: Object = [
            check: [
                "url": .string("\(scheme)://\(pod).default.svc.cluster.invalid:\(port)"), "bundled": false,
                "given": false, "jetstream": .bool(jetStream),
                "monitor": [
                    "namespace": "default", "podSelector": .string("app=\(pod)"), "port": .integer(monitor),
                ],
            ]
        ]
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: context.rawValue))
        let transport = CurlTransport(environment: [:])
        let gatherer = FactGatherer(
            client: KubernetesClient(configuration: configuration, transport: transport), transport: transport,
            processes: SystemProcesses(), environment: [:])
        let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
            .run(PreflightRequest(Subject(want), only: [check]))
        return try #require(report.results.first)
    }

    @Test func podsThatOnlyPortForwardReachesAreJudged() async throws {
        try await NATSServer.with(jetStream: true) { nats in
            try await NATSServer.with { plain in
                try await EtcdServer.with { etcd in
                    try await HangingServer.withRefusingPort { refusing in
                        let targets = [
                            "nats:4222": nats.port, "nats:8222": nats.monitorPort, "plain:4222": plain.port,
                            "plain:8222": refusing, "etcd:2379": etcd.port, "down:4222": refusing,
                            "down:8222": refusing, "down:2379": refusing,
                        ]
                        try await ControlPlane.with { cluster in
                            try await FakeKubelet.with(targets: targets) { kubelet in
                                try await kubelet.register(
                                    node: "n1", pods: ["nats", "plain", "etcd", "down"], namespace: "default",
                                    in: cluster)
                                // Loopback is not an address for the API server's proxy, even for the admin.
                                let admin = try await judge(cluster, as: .admin, "nats", pod: "nats")
                                #expect(admin.verdict == .pass, "\(admin.message)")
                                #expect(admin.message.contains("at nats:4222, with JetStream"), "\(admin.message)")
                                try await forbidden(cluster)
                                let bound = try await cluster.kubectl("apply", "-f", "-", input: Self.forwarder)
                                try #require(bound.isSuccess, "\(bound)")
                                try await allowed(cluster)
                            }
                            let dead = try await judge(cluster, as: .nobody, "nats", pod: "nats")
                            #expect(
                                dead.verdict.name == "unknown", "a dead kubelet is not a dead NATS: \(dead.message)")
                            let deadToo = try await judge(cluster, as: .nobody, "etcd", pod: "etcd")
                            #expect(deadToo.verdict.name == "unknown", "\(deadToo.message)")
                        }
                    }
                }
            }
        }
    }

    /// Who may do nothing is told what is missing.
    private func forbidden(_ cluster: ControlPlane) async throws {
        for (check, pod) in [("nats", "nats"), ("etcd", "etcd")] {
            let result = try await judge(cluster, as: .nobody, check, pod: pod)
            #expect(result.verdict.name == "unknown", "\(result.message)")
            #expect(result.unknown?.code == .forbidden, "\(String(describing: result.unknown))")
        }
    }

    /// The monitor and etcd answer by port-forward; so does a NATS whose monitor is off.
    private func allowed(_ cluster: ControlPlane) async throws {
        let nats = try await judge(cluster, as: .nobody, "nats", pod: "nats")
        #expect(nats.verdict == .pass, "\(nats.message)")
        #expect(nats.message.contains("pod default/nats"), "\(nats.message)")
        let plain = try await judge(cluster, as: .nobody, "nats", pod: "plain", jetStream: false)
        #expect(plain.verdict == .pass, "\(plain.message)")
        #expect(plain.message.contains("at plain:4222"), "\(plain.message)")
        let without = try await judge(cluster, as: .nobody, "nats", pod: "plain")
        #expect(without.verdict == .fail, "\(without.message)")
        #expect(without.message.contains("no JetStream"), "\(without.message)")
        let etcd = try await judge(cluster, as: .nobody, "etcd", pod: "etcd")
        #expect(etcd.verdict == .pass, "\(etcd.message)")
        #expect(etcd.message.hasPrefix("etcd 3."), "\(etcd.message)")
        for check in ["nats", "etcd"] {
            let down = try await judge(cluster, as: .nobody, check, pod: "down")
            #expect(down.verdict == .fail, "\(down.message)")
            #expect(down.message.contains("is down"), "\(down.message)")
        }
    }
}
