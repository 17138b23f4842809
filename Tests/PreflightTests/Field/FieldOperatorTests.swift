import Operators
import Preflight
import Releases
import Testing
import Value

/// What is installed already, as it was reported: leftovers, versions that do not go together, other people's installations.
@Suite(.timeLimit(.minutes(5))) struct FieldOperatorTests {
    private static let graphs = FieldCluster.definition(
        "dynamographdeployments", "DynamoGraphDeployment", group: "nvidia.com",
        versions: ["name: v1beta1, served: true, storage: true"])

    private static func namespace(_ name: String) -> String {
        "  - {apiVersion: v1, kind: Namespace, metadata: {name: \(name)}}\n"
    }

    /// A Deployment, an element of `objects`.
    private static func deployment(
        _ name: String, namespace: String, image: String, labels: String = ""
    ) -> String {
        Self.namespace(namespace) + """
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: \(name), namespace: \(namespace), labels: {\(labels)}}
                spec:
                  selector: {matchLabels: {app: \(name)}}
                  template:
                    metadata: {labels: {app: \(name)}}
                    spec: {containers: [{name: main, image: '\(image)'}]}

            """
    }

    // MARK: - Leftovers

    /// What an uninstallation of before has left: a CRD with an object, a webhook, and rights.
    private static let leftovers =
        "objects:\n" + graphs + """
              - {apiVersion: nvidia.com/v1beta1, kind: DynamoGraphDeployment, metadata: {name: old, namespace: default}}
              - apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: dynamo-operator}
                webhooks:
                  - name: graphs.nvidia.com
                    failurePolicy: Fail
                    sideEffects: None
                    admissionReviewVersions: [v1]
                    clientConfig: {service: {namespace: dynamo-system, name: dynamo-operator}}
                    rules: [{apiGroups: [nvidia.com], apiVersions: ['*'], operations: [CREATE], resources: ['*']}]
              - apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: dynamo-operator-manager
                  annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
                rules: []

            """

    @Test(arguments: [
        (
            "leftover-crds",
            "dynamographdeployments.nvidia.com is left of a former dynamo-platform",
            "remove them first"
        ),
        (
            "leftover-webhooks",
            "admission webhook dynamo-operator leads to dynamo-system/dynamo-operator, whose namespace is gone",
            "kubectl delete validatingwebhookconfiguration dynamo-operator"
        ),
        (
            "leftover-roles", "1 cluster roles and bindings are left over: dynamo-operator-manager",
            "kubectl delete clusterrole dynamo-operator-manager"
        ),
    ])
    func row7WhatAFormerInstallationLeftIsFoundBeforeTheNext(check: String, cause: String, next: String) async throws {
        try await FieldCluster.with(Self.leftovers) { cluster in
            let result = try await FieldOperators(of: "dynamo").result(of: check, on: cluster)
            result.expect("warn", cause: [cause], next: [next])
        }
    }

    @Test func row9ACRDOfAnotherReleaseIsNotFoughtOver() async throws {
        let theirs = FieldCluster.definition(
            "dynamographdeployments", "DynamoGraphDeployment", group: "nvidia.com",
            versions: ["name: v1beta1, served: true, storage: true"],
            metadata: "labels: {app.kubernetes.io/managed-by: Helm}, annotations: {meta.helm.sh/release-name: runner, "
                + "meta.helm.sh/release-namespace: aicr}")
        try await FieldCluster.with("objects:\n" + theirs) { cluster in
            let result = try await FieldOperators(of: "dynamo").result(of: "crd-owners", on: cluster)
            result.expect(
                "fail",
                cause: ["dynamo-platform brings dynamographdeployments.nvidia.com, which is of release aicr/runner"],
                next: ["--existing NAME=reuse"])
        }
    }

    // MARK: - Versions

    struct Skew: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var dynamo: String?
        var name: String
        var image: String
        var labels = ""
        var verdict: String
        var cause: String
        var next: [String] = []
    }

    private static let skews = [
        Skew(
            testDescription: "an older Grove", name: "grove-operator",
            image: "ghcr.io/ai-dynamo/grove/grove-operator:v0.1.0-alpha.8", verdict: "warn",
            cause:
                "dynamo-platform 1.6.2 works with grove >=0.1.0-alpha.14, and 0.1.0-alpha.8 is there (stack/grove-operator)",
            next: ["bring grove to >=0.1.0-alpha.14", "groundcrew providers show PROVIDER"]),
        Skew(
            testDescription: "an older KAI Scheduler", dynamo: "1.5.1", name: "kai-operator",
            image: "ghcr.io/kai-scheduler/kai-scheduler/operator:v0.14.2", verdict: "warn",
            cause: "dynamo-platform 1.5.1 works with kai-scheduler >=0.17.0, and 0.14.2 is there",
            next: ["bring kai-scheduler to >=0.17.0"]),
        Skew(
            testDescription: "a newer Grove than the operator knows", dynamo: "1.3.1", name: "grove-operator",
            image: "mirror.test/grove-operator@sha256:0", labels: "chart: grove-charts-0.1.0-alpha.14", verdict: "warn",
            cause: "works with grove >=0.1.0-alpha.8 <0.1.0-alpha.9, and 0.1.0-alpha.14 is there"),
        Skew(
            testDescription: "one that goes with it", name: "grove-operator",
            image: "ghcr.io/ai-dynamo/grove/grove-operator:v0.1.0-alpha.14", verdict: "pass",
            cause: "grove 0.1.0-alpha.14 goes with dynamo-platform 1.6.2"),
        Skew(
            testDescription: "one that does not tell", name: "grove-operator",
            image: "mirror.test/grove-operator:latest",
            verdict: "skipped", cause: "a version that is not known is there"),
    ]

    @Test(arguments: skews) func row10AStackOfVersionsThatDoNotGoTogetherIsTold(test: Skew) async throws {
        let there = Self.deployment(test.name, namespace: "stack", image: test.image, labels: test.labels)
        try await FieldCluster.with("objects:\n" + there) { cluster in
            let operators = try FieldOperators(of: "dynamo", version: test.dynamo)
            let result = try await operators.result(of: "stack-versions", on: cluster)
            result.expect(test.verdict, cause: [test.cause], next: test.next)
        }
    }

    @Test func row20AVersionThatIsLeftOutOnTheWayIsNamed() async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            try await cluster.install(
                .plain("dynamo-platform", version: "1.4.2"), in: "dynamo-system",
                labels: .origin(provider: "dynamo", role: .operator))
            let result = try await FieldOperators(of: "dynamo").result(of: "operators", on: cluster)
            result.expect(
                "fail",
                cause: ["cannot become 1.6.2 at once: its project supports the way by 1.5.1 (skips-versions)"],
                next: ["bring it to 1.5.1 first: groundcrew install dynamo --version 1.5.1"])
        }
    }

    /// Whoever made it, and for whomever.
    @Test(
        arguments: [
            ([:], "lws 0.10.0: reuse (helm-release)"), (.prerequisite, "lws 0.10.0: reuse (own)"),
        ] as [(ReleaseLabels, String)])
    func row22ASharedPartIsNotMovedUnasked(labels: ReleaseLabels, cause: String) async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            try await cluster.install(.plain("lws", version: "0.8.0"), in: "lws-system", labels: labels)
            let result = try await FieldOperators(sharing: "lws").result(of: "operators", on: cluster)
            result.expect("pass", cause: [cause])
        }
    }

    @Test func row23ABlockedWayNamesTheVersionToLandOn() async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            try await cluster.install(.plain("lws", version: "0.7.0"), in: "lws-system")
            let result = try await FieldOperators(sharing: "lws").result(
                of: "operators", on: cluster, words: ["lws": .upgrade])
            result.expect(
                "fail", cause: ["cannot become 0.10.0 at once: its project supports the way by 0.8.0"],
                next: ["bring it to 0.8.0 first", "helm.sh/resource-policy=keep"])
        }
    }

    // MARK: - Other people's

    private static let features =
        "objects:\n"
        + FieldCluster.definition(
            "nodefeatures", "NodeFeature", group: "nfd.k8s-sigs.io",
            versions: ["name: v1alpha1, served: true, storage: true"])
        + FieldCluster.definition(
            "nodefeaturerules", "NodeFeatureRule", group: "nfd.k8s-sigs.io",
            versions: ["name: v1alpha1, served: true, storage: true"], scope: "Cluster")
        + deployment(
            "nfd-master", namespace: "node-feature-discovery",
            image: "registry.k8s.io/nfd/node-feature-discovery:v0.18.3",
            labels: "app.kubernetes.io/name: node-feature-discovery")

    @Test(arguments: [
        ("operators", "nfd 0.19.0: reuse (other-tool)"), ("crd-owners", "nobody else keeps the CRDs that are wanted"),
    ])
    func row24ANodeFeatureDiscoveryThatIsThereIsUsed(check: String, cause: String) async throws {
        try await FieldCluster.with(Self.features) { cluster in
            let result = try await FieldOperators(of: "kaito").result(of: check, on: cluster)
            result.expect("pass", cause: [cause])
        }
    }

    @Test func row25ACRDThatThePlatformPutsBackIsLeftToIt() async throws {
        let theirs = FieldCluster.definition(
            "httproutes", "HTTPRoute", group: "gateway.networking.k8s.io",
            metadata: "labels: {doks.digitalocean.com/managed: 'true'}")
        try await FieldCluster.with("objects:\n" + theirs) { cluster in
            let result = try await FieldOperators(sharing: "gateway-api").result(of: "crd-owners", on: cluster)
            result.expect(
                "fail",
                cause: ["gateway-api brings httproutes.gateway.networking.k8s.io, which DOKS looks after"],
                next: ["have its owner let go of it first"])
        }
    }

    // MARK: - Advisories

    @Test(arguments: [
        (
            "docker.io/envoyproxy/gateway:v1.2.8", "warn",
            "Envoy Gateway 1.2.8 (Deployment gateways/gateway) has CVE-2026-22771"
        ),
        ("mirror.test/hub/envoyproxy/gateway:v1.6.1@sha256:0", "warn", "Envoy Gateway 1.6.1"),
        ("docker.io/envoyproxy/gateway:v1.5.7", "pass", "of which an advisory is known"),
        ("docker.io/envoyproxy/gateway:v1.6.2", "pass", "of which an advisory is known"),
        ("nvcr.io/nvidia/gpu-operator:v25.3.0", "warn", "NVIDIA's GPU operator 25.3.0"),
        ("registry.k8s.io/ingress-nginx/controller:v1.12.0", "warn", "ingress-nginx 1.12.0"),
    ])
    func row36AKnownWeaknessOfWhatStandsBeforeModelsIsTold(
        image: String, verdict: String, cause: String
    ) async throws {
        let there = Self.deployment("gateway", namespace: "gateways", image: image)
        try await FieldCluster.expect(
            "known-advisories", verdict, in: "objects:\n" + there, cause: [cause],
            next: verdict == "warn" ? ["bring ", "or newer", "by that chart's values"] : [])
    }
}
