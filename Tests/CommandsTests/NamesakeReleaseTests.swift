import Commands
import Testing
import Value

/// A release of an operator's chart under another name, of which nothing but its CRDs is seen, and those name no release.
@Suite(.timeLimit(.minutes(3)))
struct NamesakeReleaseTests {
    private static let crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: certificates.cert-manager.io}
        spec:
          group: cert-manager.io
          scope: Namespaced
          names: {kind: Certificate, listKind: CertificateList, plural: certificates, singular: certificate}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """

    /// - Parameter chart: what the chart with the CRD is called.
    private func with(chart: String, _ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: \(chart)\nversion: 1.21.1\n", to: "certs/Chart.yaml")
            try cluster.folder.write(Self.crd, to: "certs/crds/certificates.yaml")
            try cluster.folder.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n",
                to: "certs/templates/settings.yaml")
            let made = await cluster.run("release install mine ./certs -n security --create-namespace")
            #expect(made.status == .done, "\(made.everything)")
            try await body(cluster)
        }
    }

    private func operatorStatus(_ cluster: SimulatedCluster) async throws -> Value? {
        try await cluster.run("status -o json").json["operators"]?.array?.first { $0["name"] == "cert-manager" }
    }

    @Test func itIsKnownByItsChart() async throws {
        try await with(chart: "cert-manager") { cluster in
            let item = try await operatorStatus(cluster)
            #expect(item?["owner"]?["kind"] == "helm", "\(item ?? .null)")
            #expect(item?["decision"]?["action"] == "reuse" && item?["decision"]?["code"] == "helm-release")
            let dry = await cluster.run("adopt cert-manager --dry-run")
            #expect(dry.status == .done, "\(dry.everything)")
            #expect(
                dry.said.contains(
                    "security/mine (chart cert-manager 1.21.1, revision 1) becomes groundcrew's, as asked"),
                "\(dry.everything)")
        }
    }

    @Test func aReleaseOfAnotherChartIsNone() async throws {
        try await with(chart: "certificates") { cluster in
            let plan = try await cluster.run("install kserve --plan -o json").json
            let item = plan["operators"]?.array?.first { $0["name"] == "cert-manager" }
            #expect(item?["decision"]?["code"] == "crds-left", "\(item ?? .null)")
        }
    }
}
