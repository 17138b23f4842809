import Preflight
import Testing

@Suite struct GatewayAPICheckTests {
    static let facts = """
        objects/customresourcedefinitions.apiextensions.k8s.io:
          - metadata:
              name: gateways.gateway.networking.k8s.io
              annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1, gateway.networking.k8s.io/channel: standard}
            spec: {group: gateway.networking.k8s.io, versions: [{name: v1, served: true, storage: true}]}
          - metadata:
              name: httproutes.gateway.networking.k8s.io
              annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1, gateway.networking.k8s.io/channel: standard}
            spec: {group: gateway.networking.k8s.io, versions: [{name: v1, served: true, storage: true}]}
          - metadata:
              name: inferencepools.inference.networking.k8s.io
              annotations: {inference.networking.k8s.io/bundle-version: v1.5.0}
            spec: {group: inference.networking.k8s.io, versions: [{name: v1, served: true, storage: true}]}

        """

    static let wanted = """
        operators:
          - name: gateway-api
            namespace: gateway-api
            version: v1.5.1
            crds: [gateways.gateway.networking.k8s.io, httproutes.gateway.networking.k8s.io]
          - {name: inference-extension, namespace: gie, version: v1.5.0, crds: [inferencepools.inference.networking.k8s.io]}
        routes: [{deployment: models/qwen}]
        installs: false

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "as it is wanted", facts: facts, want: wanted, verdict: "pass",
            says: ["gateway.networking.k8s.io v1.5.1 (standard)", "inference.networking.k8s.io v1.5.0"]),
        Scenario(
            "newer than wanted", facts: facts.with(Edit("v1.5.1", "v1.6.1")), want: wanted, verdict: "pass",
            says: ["v1.6.1"]),
        Scenario(
            "older than wanted", facts: facts.with(Edit("v1.5.1", "v1.2.0")), want: wanted, verdict: "warn",
            says: ["gateway-api is v1.2.0, and v1.5.1 is wanted", "--existing gateway-api=upgrade"]),
        Scenario(
            "the inference extension is older than wanted", facts: facts.with(Edit("v1.5.0", "v0.9.0")), want: wanted,
            verdict: "warn", says: ["inference-extension is v0.9.0, and v1.5.0 is wanted"]),
        Scenario(
            "of two releases",
            facts: facts.with(
                Edit(
                    """
                    name: gateways.gateway.networking.k8s.io
                          annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1
                    """,
                    """
                    name: gateways.gateway.networking.k8s.io
                          annotations: {gateway.networking.k8s.io/bundle-version: v1.2.0
                    """)), want: wanted, verdict: "warn",
            says: [
                "the CRDs are of several releases: gateway.networking.k8s.io v1.2.0, gateway.networking.k8s.io v1.5.1",
                "httproutes.gateway.networking.k8s.io: v1.5.1, standard",
            ]),
        Scenario(
            "one does not tell its release",
            facts: facts.with(
                Edit(
                    """
                    name: gateways.gateway.networking.k8s.io
                          annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1, 
                    """, "name: gateways.gateway.networking.k8s.io\n      annotations: {")), want: wanted,
            verdict: "warn", says: ["gateway.networking.k8s.io unknown"]),
        Scenario(
            "of two channels",
            facts: facts.with(
                Edit(
                    """
                    name: gateways.gateway.networking.k8s.io
                          annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1, gateway.networking.k8s.io/channel: standard
                    """,
                    """
                    name: gateways.gateway.networking.k8s.io
                          annotations: {gateway.networking.k8s.io/bundle-version: v1.5.1, gateway.networking.k8s.io/channel: experimental
                    """)), want: wanted, verdict: "warn",
            says: ["of both channels", "gateways.gateway.networking.k8s.io: experimental"]),
        Scenario(
            "none tells its release",
            facts: facts.with(
                Edit(
                    "gateway.networking.k8s.io/bundle-version: v1.5.1, gateway.networking.k8s.io/channel: standard", ""),
                Edit("inference.networking.k8s.io/bundle-version: v1.5.0", "")), want: wanted, verdict: "pass",
            says: ["of a release that is not known"]),
        Scenario(
            "a release that is no version", facts: facts.with(Edit("v1.5.1", "main")), want: wanted, verdict: "pass",
            says: ["gateway.networking.k8s.io main"]),
        Scenario(
            "not there", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []", want: wanted,
            verdict: "fail", says: ["not in the cluster", "groundcrew install gateway-api"]),
        Scenario(
            "not there, and to be installed", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []",
            want: wanted.with(.installed), verdict: "skipped", says: ["comes with gateway-api"]),
        Scenario(
            "not there, and nobody installs it", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []",
            want: "routes: [{deployment: models/qwen}]\ninstalls: true", verdict: "fail"),
        Scenario(
            "a provider needs it", facts: facts, want: "crds: [{name: gateways.gateway.networking.k8s.io}]",
            verdict: "pass"),
        Scenario(
            "nothing takes it", facts: facts, want: ClusterFixture.wanted, verdict: "skipped",
            says: ["nothing that is wanted takes the Gateway API"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "gateway-api")
    }
}
