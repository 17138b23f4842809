import Kubernetes
import Preflight
import Testing
import Value

/// CRDs that are too old, too new or somebody else's, as they were reported.
@Suite(.timeLimit(.minutes(5))) struct FieldDefinitionTests {
    private static let namespace = "  - {apiVersion: v1, kind: Namespace, metadata: {name: field}}\n"

    private static func gears(_ schema: String) -> String {
        "objects:\n" + namespace
            + FieldCluster.definition(
                "gears", "Gear", group: "field.test",
                schema: "type: object, properties: {spec: {type: object, \(schema)}}")
    }

    /// A chart with one Gear.
    private static func chart(_ spec: String) -> FieldChart {
        FieldChart(files: [
            "templates/gear.yaml": "apiVersion: field.test/v1\nkind: Gear\nmetadata: {name: one}\nspec: {\(spec)}\n"
        ])
    }

    @Test func row5FieldsThatAnOldCRDWouldDropAreNamed() async throws {
        try await FieldCluster.with(Self.gears("properties: {size: {type: integer}}")) { cluster in
            let chart = Self.chart("size: 1, teeth: 12")
            let result = try await cluster.result(of: "pruned-fields", applying: chart, in: "field")
            result.expect(
                "fail", cause: ["field/one has fields that the server does not know", "spec.teeth"],
                next: ["upgrade its CRD to the one that the chart was made for"])
        }
    }

    @Test func row6AFieldThatTheChartNoLongerRendersIsMissed() async throws {
        let schema = "required: [size], properties: {size: {type: integer}, color: {type: string}}"
        try await FieldCluster.with(Self.gears(schema)) { cluster in
            let chart = Self.chart("color: red")
            let result = try await cluster.result(of: "admission", applying: chart, in: "field")
            result.expect(
                "fail", cause: ["the server refuses", "field/one", "spec.size: Required value"],
                next: ["correct what the server names in the values", "the CRD changed"])
        }
    }

    @Test(arguments: [
        (
            FieldCluster.definition(
                "inferencepools", "InferencePool", group: "inference.networking.x-k8s.io",
                versions: ["name: v1alpha2, served: true, storage: true"]),
            "what has its name is of inference.networking.x-k8s.io (v1alpha2), which is another API"
        ),
        (
            FieldCluster.definition(
                "inferencepools", "InferencePool", group: "inference.networking.k8s.io",
                versions: ["name: v1alpha2, served: true, storage: true"]),
            "inferencepools.inference.networking.k8s.io: served in v1alpha2, and Test writes v1"
        ),
    ])
    func row17AnAPIIsItsGroupAndItsVersion(there: String, cause: String) async throws {
        try await FieldCluster.expect(
            "crd-versions", "fail", in: "objects:\n" + there,
            want: """
                provider: {name: test, title: Test}
                crds: [{name: inferencepools.inference.networking.k8s.io, versions: [v1]}]
                """,
            cause: [cause], next: ["groundcrew install test"])
    }

    @Test func row18AConversionWebhookInAFixedNamespaceIsFound() async throws {
        let definition = FieldCluster.definition(
            "inferenceservices", "InferenceService", group: "serving.kserve.io",
            versions: ["name: v1beta1, served: true, storage: true", "name: v1alpha1, served: true, storage: false"],
            spec: "conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], "
                + "clientConfig: {service: {namespace: kserve, name: kserve-webhook-server-service}}}}")
        let home = "  - {apiVersion: v1, kind: Namespace, metadata: {name: models-system}}\n"
        try await FieldCluster.expect(
            "conversion-webhooks", "fail", in: "objects:\n" + home + definition,
            want: """
                operators:
                  - {name: kserve, namespace: models-system, version: 1.0.0, crds: [inferenceservices.serving.kserve.io]}
                crds: [{name: inferenceservices.serving.kserve.io, versions: [v1alpha1]}]
                """,
            cause: [
                "inferenceservices.serving.kserve.io cannot be converted between versions",
                "the namespace of its Service kserve/kserve-webhook-server-service does not exist",
            ], next: ["correct the namespace of its Service in the CRD (spec.conversion.webhook)"])
    }

    // MARK: - Stored versions

    /// A chart with a CRD of these versions.
    private static func definitions(_ chart: String, _ versions: [String]) -> FieldChart {
        let entries = versions.map { "  - {\($0), schema: {openAPIV3Schema: {type: object}}}\n" }.joined()
        return FieldChart(
            version: chart,
            files: [
                "crds/gears.yaml": """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gears.field.test}
                spec:
                  group: field.test
                  scope: Namespaced
                  names: {plural: gears, singular: gear, kind: Gear, listKind: GearList}
                  versions:
                \(entries)
                """,
                "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: field}\n",
            ])
    }

    @Test func row25AStoredVersionBlocksTheUpgradeBeforeItStarts() async throws {
        try await FieldCluster.with("objects:\n" + Self.namespace) { cluster in
            let alpha = Self.definitions("1.0.0", ["name: v1alpha2, served: true, storage: true"])
            try await cluster.install(alpha, in: "field")
            let both = Self.definitions(
                "1.1.0", ["name: v1alpha2, served: true, storage: false", "name: v1, served: true, storage: true"])
            try await cluster.install(both, in: "field")
            let stable = Self.definitions("1.2.0", ["name: v1, served: true, storage: true"])
            let result = try await cluster.result(of: "crd-upgrades", applying: stable, in: "field")
            result.expect(
                "fail", cause: ["CRD gears.field.test", "v1alpha2"], next: ["groundcrew crds migrate gears.field.test"])
        }
    }

    private static let queues = FieldCluster.definition(
        "workloads", "Workload", group: "kueue.x-k8s.io",
        versions: [
            "name: v1beta1, served: true, storage: false, deprecated: true",
            "name: v1beta2, served: true, storage: true",
        ], stored: ["v1beta1", "v1beta2"])

    @Test(arguments: [
        ("deprecated-apis", "{}", "workloads.kueue.x-k8s.io (v1beta1)"),
        (
            "crd-stored-versions", "crds: [{name: workloads.kueue.x-k8s.io}]",
            "workloads.kueue.x-k8s.io: objects may be stored in v1beta1"
        ),
        (
            "crd-versions", "crds: [{name: workloads.kueue.x-k8s.io, versions: [v1beta1]}]",
            "v1beta1, which will be written, is deprecated"
        ),
    ])
    func row34AVersionThatIsAboutToGoIsTold(check: String, want: String, cause: String) async throws {
        try await FieldCluster.expect(
            check, "warn", in: "objects:\n" + Self.queues, want: want, cause: [cause],
            next: [check == "crd-versions" ? "before the version is dropped" : "kubectl replace -f -"])
    }

    // MARK: - Sizes

    /// Larger than what fits into an annotation, as the CRDs of some gateways are.
    private static func large(annotation: Int, description: Int) -> FieldChart {
        FieldChart(files: [
            "crds/gears.yaml": """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.field.test, annotations: {note: '\(String(repeating: "x", count: annotation))'}}
            spec:
              group: field.test
              scope: Namespaced
              names: {plural: gears, singular: gear, kind: Gear, listKind: GearList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, description: '\(String(repeating: "y", count: description))'}
            """,
            "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: field}\n",
        ])
    }

    /// A large CRD itself is no trouble: it is applied server-side, without an annotation that repeats it.
    @Test(arguments: [
        (263_000, 10, "fail", "bytes of annotations, and a server takes 262144"),
        (10, 300_000, "pass", "the largest of 2 objects has"),
    ])
    func row26WhatDoesNotFitIntoAnAnnotationIsFound(
        annotation: Int, description: Int, verdict: String, cause: String
    ) async throws {
        try await FieldCluster.with("objects:\n" + Self.namespace) { cluster in
            let chart = Self.large(annotation: annotation, description: description)
            let result = try await cluster.result(of: "object-sizes", applying: chart, in: "field")
            result.expect(
                verdict, cause: [cause],
                next: verdict == "fail"
                    ? ["last-applied-configuration is not needed by those that are applied server-side"] : [])
            guard verdict == "pass" else { return }
            try await cluster.install(chart, in: "field")
            let made = try await cluster.client.get(.customResourceDefinitions, "gears.field.test")
            #expect(made["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"] == nil)
        }
    }
}
