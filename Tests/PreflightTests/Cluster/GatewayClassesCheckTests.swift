import Preflight
import Testing

@Suite struct GatewayClassesCheckTests {
    static let facts = """
        objects/gatewayclasses.gateway.networking.k8s.io:
          - metadata: {name: nginx}
            spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}
            status: {conditions: [{type: Accepted, status: 'True', reason: Accepted}]}
          - metadata: {name: istio-waypoint}
            spec: {controllerName: istio.io/mesh-controller}
            status: {conditions: [{type: Accepted, status: 'True', reason: Accepted}]}

        """

    static let wanted = """
        routes: [{deployment: models/qwen}]
        installs: false

        """

    static let scenarios: [Scenario] = [
        Scenario("one is accepted", facts: facts, want: wanted, verdict: "pass", says: ["accepted: nginx"]),
        Scenario(
            "the one that is named is accepted", facts: facts, want: wanted.with(.namingClass), verdict: "pass",
            says: ["accepted: nginx"]),
        Scenario(
            "the one that is named is not there", facts: facts,
            want: wanted.with(Edit("models/qwen}", "models/qwen, gatewayClass: cilium}")), verdict: "fail",
            says: ["GatewayClass cilium is not there; there are nginx, istio-waypoint", "--gateway-class"]),
        Scenario(
            "the one that is named is not there, and none is",
            facts: "objects/gatewayclasses.gateway.networking.k8s.io: []", want: wanted.with(.namingClass),
            verdict: "fail", says: ["there are none"]),
        Scenario(
            "the one that is named may come", facts: facts,
            want: wanted.with(Edit("models/qwen}", "models/qwen, gatewayClass: cilium}"), Edit("false", "true")),
            verdict: "warn", says: ["GatewayClass cilium is not there yet"]),
        Scenario(
            "the one that is named is refused", facts: facts.with(.refusedClass), want: wanted.with(.namingClass),
            verdict: "fail", says: ["GatewayClass nginx is not accepted: parametersRef is not found"]),
        Scenario(
            "the one that is named is taken by nobody", facts: facts.with(.silentClass),
            want: wanted.with(.namingClass), verdict: "fail",
            says: ["its controller gateway.nginx.org/nginx-gateway-controller has not said"]),
        Scenario(
            "none is accepted", facts: facts.with(.refusedClass), want: wanted, verdict: "fail",
            says: [
                "no GatewayClass is accepted, so that no Gateway can be made; there are nginx, istio-waypoint (for traffic within a mesh)",
                "nginx: parametersRef is not found",
            ]),
        Scenario(
            "none is accepted, and one may come", facts: facts.with(.refusedClass),
            want: wanted.with(Edit("false", "true")), verdict: "warn",
            says: ["no GatewayClass is accepted yet of nginx, istio-waypoint"]),
        Scenario(
            "none is there", facts: "objects/gatewayclasses.gateway.networking.k8s.io: []", want: wanted,
            verdict: "fail", says: ["no GatewayClass is accepted, so that no Gateway can be made"]),
        Scenario(
            "none is there, and one may come", facts: "objects/gatewayclasses.gateway.networking.k8s.io: []",
            want: wanted.with(Edit("false", "true")), verdict: "warn",
            says: ["an operator that is installed may bring one"]),
        Scenario(
            "the type is not served", facts: "objects/gatewayclasses.gateway.networking.k8s.io: null", want: wanted,
            verdict: "fail", says: ["the cluster serves no GatewayClasses", "groundcrew install nginx-gateway-fabric"]),
        Scenario(
            "the type is not served, and comes", facts: "objects/gatewayclasses.gateway.networking.k8s.io: null",
            want: """
                routes: [{deployment: models/qwen}]
                installs: true
                operators: [{name: gateway-api, crds: [gatewayclasses.gateway.networking.k8s.io]}]
                """, verdict: "skipped", says: ["comes with gateway-api"]),
        Scenario(
            "the type is not served, and nobody brings it",
            facts: "objects/gatewayclasses.gateway.networking.k8s.io: null", want: wanted.with(Edit("false", "true")),
            verdict: "fail"),
        Scenario(
            "a Gateway that is there is named", facts: facts,
            want: wanted.with(Edit("models/qwen}", "models/qwen, gateway: infra/public}")), verdict: "skipped",
            says: ["no Gateway is to be made"]),
        Scenario(
            "nothing is to be reached from outside", facts: facts, verdict: "skipped",
            says: ["no Gateway is to be made"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "gateway-classes")
    }
}
