import HTTP
import Kubernetes
import Processes
import TestParts
import Testing
import Value

@testable import Preflight

/// What hurts in clusters, built on a real API server, and found with its cause.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ClusterLiveTests {
    private static let wanted = """
        provider: {name: graphs, title: Graphs}
        operators:
          - name: graph-operator
            namespace: graph-system
            version: 1.0.0
            podSelector: app.kubernetes.io/name=graph-operator
            crds: [graphs.preflight.test]
        deployments: [{name: qwen, namespace: models}, {name: other, namespace: going}]
        crds: [{name: graphs.preflight.test, versions: [v1alpha1]}]
        """

    private static let troubles = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: models, labels: {team: ml}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: graph-system}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: policy}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: going}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: hook, namespace: policy}
        spec: {selector: {app: hook}, ports: [{port: 443}]}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: policy.test}
        webhooks:
        - name: pods.policy.test
          failurePolicy: Fail
          sideEffects: None
          admissionReviewVersions: [v1]
          clientConfig: {service: {namespace: policy, name: hook}}
          namespaceSelector: {matchLabels: {team: ml}}
          rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: left.test}
        webhooks:
        - name: all.left.test
          failurePolicy: Ignore
          sideEffects: None
          admissionReviewVersions: [v1]
          clientConfig: {service: {namespace: gone, name: hook}}
          rules: [{apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [cronjobs]}]
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: graphs.preflight.test
          annotations: {meta.helm.sh/release-name: former, meta.helm.sh/release-namespace: graph-system}
        spec:
          group: preflight.test
          scope: Namespaced
          names: {plural: graphs, singular: graph, kind: Graph}
          conversion:
            strategy: Webhook
            webhook:
              conversionReviewVersions: [v1]
              clientConfig: {service: {namespace: nowhere, name: convert}}
          versions:
          - {name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
          - {name: v1alpha1, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
          - {name: v1alpha0, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: graph-operator, namespace: graph-system, labels: {app.kubernetes.io/name: graph-operator}}
        spec:
          selector: {matchLabels: {app: graph-operator}}
          template:
            metadata: {labels: {app: graph-operator}}
            spec: {containers: [{name: c, image: x}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: graph-operator, namespace: policy, labels: {app.kubernetes.io/name: graph-operator}}
        spec:
          selector: {matchLabels: {app: graph-operator}}
          template:
            metadata: {labels: {app: graph-operator}}
            spec: {containers: [{name: c, image: x}]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: aicr-validator}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: aicr-validator, namespace: aicr-validation}]
        ---
        apiVersion: v1
        kind: Secret
        type: helm.sh/release.v1
        metadata:
          name: sh.helm.release.v1.graph-operator.v1
          namespace: graph-system
          labels: {owner: helm, name: graph-operator, status: pending-install, version: "1"}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: models}
        spec: {podSelector: {}, policyTypes: [Ingress]}
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.broken.test}
        spec:
          group: broken.test
          version: v1
          groupPriorityMinimum: 100
          versionPriority: 100
          service: {name: none, namespace: default}
          insecureSkipTLSVerify: true
        """

    struct Expected: Sendable {
        var check: String
        var verdict: String
        var says: String

        init(_ check: String, _ verdict: String, _ says: String) {
            self.check = check
            self.verdict = verdict
            self.says = says
        }
    }

    /// By check, with the field fault or report that it is about.
    private static let expected = [
        // F20
        Expected("namespaces", "fail", "namespace going is being deleted"),
        // F22
        Expected("api-services", "warn", "v1.broken.test: not available"),
        // F23, F24
        Expected("webhooks", "fail", "no pod is behind its Service policy/hook"),
        Expected("leftover-webhooks", "warn", "left.test leads to gone/hook, whose namespace is gone"),
        // R18
        Expected("conversion-webhooks", "fail", "the namespace of its Service nowhere/convert does not exist"),
        // R9
        Expected("crd-owners", "fail", "graph-operator brings graphs.preflight.test, which is of release"),
        // R25, R34
        Expected("crd-stored-versions", "warn", "objects may be stored in v1alpha0"),
        Expected("crd-versions", "pass", "graphs.preflight.test (v1alpha1)"),
        Expected("operators-ready", "warn", "0 of 1 available"),
        // F43
        Expected("single-operators", "warn", "graph-operator is at work 2 times: graph-system, policy"),
        // F33
        Expected("leftover-roles", "warn", "ClusterRoleBinding aicr-validator gives cluster-admin"),
        Expected("pending-releases", "fail", "release graph-system/graph-operator is pending-install"),
        Expected("network-policies", "warn", "pods are closed to all that comes in by deny"),
        Expected("storage-class", "warn", "the cluster has no StorageClass"),
        Expected("cluster-dns", "warn", "there is no Service that is known to answer for names"),
        // F29
        Expected("clock-skew", "pass", "agrees"),
        Expected("server-health", "pass", "lives and is ready"),
        Expected("webhook-scope", "pass", ""),
    ]

    private static func preflight(_ cluster: ControlPlane, as context: ControlPlane.Context) throws -> Preflight {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: context.rawValue))
        let curl = CurlTransport(environment: [:])
        var gatherer = FactGatherer(
            client: KubernetesClient(configuration: configuration, transport: curl), transport: curl,
            processes: SystemProcesses(), environment: [:])
        gatherer.planned = PlannedWork(operators: {
            [
                OperatorFact(
                    name: "graph-operator", namespace: "graph-system", title: "graph-operator 1.0.0",
                    action: "install", code: "absent", reason: "it is not there")
            ]
        })
        return Preflight(checks: try .builtIn(), gatherer: gatherer)
    }

    private static func request(_ checks: [String]) throws -> PreflightRequest {
        var subject = Subject(try #require(try Scenario.yaml(wanted).object))
        subject.installs = true
        return PreflightRequest(subject, only: Set(checks))
    }

    private static func build(_ cluster: ControlPlane) async throws {
        let applied = try await cluster.kubectl("apply", "-f", "-", input: troubles)
        try #require(applied.isSuccess, "\(applied)")
        let deleted = try await cluster.kubectl("delete", "namespace", "going", "--wait=false")
        try #require(deleted.isSuccess, "\(deleted)")
        let configuration = try ClusterConfiguration.load(ClusterRequest(kubeconfig: cluster.kubeconfig))
        let client = KubernetesClient(configuration: configuration, transport: CurlTransport(environment: [:]))
        let name = "graphs.preflight.test"
        // The server looks after the status as well, and may be in between.
        for _ in 0..<20 {
            let found = try await client.get(.customResourceDefinitions, name)
            let changed = found.merged(with: ["status": ["storedVersions": ["v1alpha0", "v1beta1"]]])
            do {
                _ = try await client.replace(
                    changed, as: .customResourceDefinitions, options: WriteOptions(subresource: "status"))
                return
            } catch let error as KubernetesError where error.code == .conflict {
                continue
            }
        }
    }

    @Test func whatHurtsIsFoundWithItsCause() async throws {
        try await ControlPlane.with { cluster in
            try await Self.build(cluster)
            let preflight = try Self.preflight(cluster, as: .admin)
            // The server looks at the API behind it after a moment.
            for _ in 0..<200 {
                let looked = try await preflight.run(try Self.request(["api-services"]))
                if looked.results.first?.verdict == .warn { break }
            }
            let report = try await preflight.run(try Self.request(Self.expected.map(\.check)))
            for item in Self.expected {
                let result = try #require(report.results.first { $0.id == item.check })
                #expect(result.verdict.name == item.verdict, "\(result)")
                #expect(result.message.contains(item.says), "\(result)")
            }
        }
    }

    @Test func f32whoMayNotReadKnowsNothing() async throws {
        try await ControlPlane.with { cluster in
            try await Self.build(cluster)
            // All may ask a server for its version and its health.
            let checks = Self.expected.map(\.check).filter { !["clock-skew", "server-health"].contains($0) }
            let report = try await Self.preflight(cluster, as: .nobody).run(try Self.request(checks))
            for result in report.results {
                #expect(result.verdict.name == "unknown", "\(result)")
                #expect(result.unknown?.code == .forbidden, "\(result)")
            }
            #expect(report.outcome == .undecided)
        }
    }
}
