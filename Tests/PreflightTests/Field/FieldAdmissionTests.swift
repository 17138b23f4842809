import Kubernetes
import Preflight
import TestParts
import TestSupport
import Testing
import Value

/// What a server says before anything is applied: webhooks, fields that cannot change, fields of others, as they were reported.
@Suite(.timeLimit(.minutes(5))) struct FieldAdmissionTests {
    /// Letters and digits that no other run uses.
    private static func unique() -> String { "field" + String(UInt64.random(in: .min ... .max), radix: 36) }

    private static let sample = FieldChart(files: [
        "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sample}\ndata: {a: '1'}\n"
    ])

    // MARK: - Webhooks

    /// A namespace whose ConfigMaps the webhook at that place is asked about.
    private static func guarded(_ cluster: FieldCluster, by place: WebhookServer.Place) async throws -> String {
        let name = unique()
        _ = try await cluster.client.create(GuardedNamespace.namespace(name))
        _ = try await cluster.client.create(
            GuardedNamespace.webhook(
                "samples.field.test", of: name, at: place.url, trusting: place.certificateAuthority))
        return name
    }

    /// The server takes a moment to know of a webhook.
    private static func admission(_ cluster: FieldCluster, _ namespace: String) async throws -> CheckResult {
        var result = try await cluster.result(of: "admission", applying: sample, in: namespace)
        for _ in 0..<200 where result.verdict == .pass {
            result = try await cluster.result(of: "admission", applying: sample, in: namespace)
        }
        return result
    }

    @Test func row11AWebhookThatDoesNotListenYetIsFoundByADryRun() async throws {
        try await WebhookServer.withPlace { place in
            let cluster = try await FieldCluster.real()
            let namespace = try await Self.guarded(cluster, by: place)
            let result = try await Self.admission(cluster, namespace)
            result.expect(
                "unknown",
                cause: ["ConfigMap \(namespace)/sample is not known", "failed calling webhook \"samples.field.test\""],
                next: ["often a webhook that is down"])
            // Once it listens, it is asked.
            try await WebhookServer.with(at: place) { _ in
                let answered = try await cluster.result(of: "admission", applying: Self.sample, in: namespace)
                answered.expect("pass", cause: ["the server takes 1 of 1 objects"])
            }
        }
    }

    @Test func row12OneReplicaBehindAWebhookThatFailsClosedIsAWarning() async throws {
        try await FieldCluster.expect(
            "webhooks", "warn",
            in: """
                objects:
                  - {apiVersion: v1, kind: Namespace, metadata: {name: dynamo-system}}
                  - apiVersion: v1
                    kind: Service
                    metadata: {name: hook, namespace: dynamo-system}
                    spec: {ports: [{port: 443}]}
                  - apiVersion: discovery.k8s.io/v1
                    kind: EndpointSlice
                    metadata: {name: hook-1, namespace: dynamo-system, labels: {kubernetes.io/service-name: hook}}
                    addressType: IPv4
                    endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
                    ports: [{port: 443}]
                  - apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: dynamo-operator}
                    webhooks:
                      - name: graphs.nvidia.com
                        failurePolicy: Fail
                        sideEffects: None
                        admissionReviewVersions: [v1]
                        clientConfig:
                          service: {namespace: dynamo-system, name: hook}
                          caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
                        rules: [{apiGroups: [nvidia.com], apiVersions: ['*'], operations: [CREATE], resources: ['*']}]

                """,
            want: "operators: [{name: dynamo-platform, namespace: dynamo-system, version: 1.6.2}]",
            cause: ["one pod alone stands behind dynamo-operator (dynamo-system/hook)"],
            next: ["two replicas or more"])
    }

    @Test func row13AWebhookThatRefusesTheSampleIsQuoted() async throws {
        try await WebhookServer.withPlace { place in
            try await WebhookServer.with(at: place, denying: "v1beta1 has no field replicas") { _ in
                let cluster = try await FieldCluster.real()
                let namespace = try await Self.guarded(cluster, by: place)
                let result = try await Self.admission(cluster, namespace)
                result.expect(
                    "fail",
                    cause: [
                        "the server refuses ConfigMap \(namespace)/sample",
                        "denied the request: v1beta1 has no field replicas",
                    ], next: ["correct what the server names in the values", "have the policy"])
            }
        }
    }

    // MARK: - Fields

    private static func binding(to role: String) -> FieldChart {
        FieldChart(files: [
            "templates/binding.yaml": """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: router}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(role)}
            subjects: [{kind: ServiceAccount, name: default}]
            """
        ])
    }

    @Test func row19ARoleThatABindingCannotChangeIsInThePlan() async throws {
        let cluster = try await FieldCluster.real()
        let namespace = Self.unique()
        try await cluster.install(Self.binding(to: "reader"), in: namespace)
        let result = try await cluster.result(
            of: "immutable-fields", applying: Self.binding(to: "writer"), in: namespace)
        result.expect(
            "fail", cause: ["RoleBinding.rbac.authorization.k8s.io \(namespace)/router cannot be changed in roleRef"],
            next: ["keep these fields as they are, for they cannot be changed"])
    }

    private static func workers(_ replicas: Int) -> FieldChart {
        FieldChart(files: [
            "templates/workers.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: workers}
            spec:
              replicas: \(replicas)
              selector: {matchLabels: {app: workers}}
              template:
                metadata: {labels: {app: workers}}
                spec: {containers: [{name: main, image: 'x:1'}]}
            """
        ])
    }

    @Test func row27AFieldThatSomebodyElseHasSetIsToldWithHim() async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            try await cluster.install(Self.workers(1), in: "field")
            _ = try await cluster.client.patch(
                .deployments, "workers", namespace: "field", with: .merge(["spec": ["replicas": 5]]),
                options: WriteOptions(fieldManager: "scaler"))
            let result = try await cluster.result(of: "existing-objects", applying: Self.workers(2), in: "field")
            result.expect(
                "fail", cause: ["Deployment.apps field/workers", ".spec.replicas", "scaler"],
                next: ["--leave-to scaler"])
        }
    }
}
