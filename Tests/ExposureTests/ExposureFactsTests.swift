import Exposure
import Testing
import Value
import YAML

/// What is read off a cluster's objects.
@Suite struct ExposureFactsTests {
    private static func value(_ text: String) throws -> Value { try YAML.decode(text, file: "object") }

    struct Accepted: Sendable, CustomTestStringConvertible {
        var conditions: String
        var isAccepted: Bool?
        var message = ""
        var testDescription: String { conditions }
    }

    @Test(arguments: [
        Accepted(conditions: "[]", isAccepted: nil),
        Accepted(
            conditions: "[{type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller}]",
            isAccepted: nil, message: "Waiting for controller"),
        Accepted(conditions: "[{type: Accepted, status: 'True', observedGeneration: 2}]", isAccepted: true),
        // Of the class before its last change.
        Accepted(conditions: "[{type: Accepted, status: 'True', observedGeneration: 1}]", isAccepted: nil),
        Accepted(
            conditions: "[{type: Accepted, status: 'False', reason: InvalidParameters}]", isAccepted: false,
            message: "InvalidParameters"),
        Accepted(conditions: "[{type: SupportedVersion, status: 'True'}]", isAccepted: nil),
    ])
    func aClassIsAcceptedByItsCondition(row: Accepted) throws {
        let fact = GatewayClassFact(
            try Self.value(
                """
                metadata: {name: nginx, generation: 2}
                spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}
                status: {conditions: \(row.conditions)}
                """))
        #expect(fact.name == "nginx")
        #expect(fact.isStandard)
        #expect(fact.isAccepted == row.isAccepted)
        #expect(fact.message == row.message)
    }

    @Test func aGatewaySaysWhomItTakesRoutesFrom() throws {
        let fact = GatewayFact(
            try Self.value(
                """
                metadata:
                  namespace: infra
                  name: web
                  generation: 1
                spec:
                  gatewayClassName: cilium
                  listeners:
                    - {name: http, port: 80, protocol: HTTP}
                    - {name: all, port: 8080, protocol: HTTP, hostname: '', allowedRoutes: {namespaces: {from: All}}}
                    - name: some
                      port: 443
                      protocol: HTTPS
                      hostname: '*.example.com'
                      allowedRoutes:
                        kinds: [{kind: GRPCRoute}]
                        namespaces: {from: Selector, selector: {matchLabels: {team: ml}}}
                    - {name: 'no', port: 81, protocol: HTTP, allowedRoutes: {namespaces: {from: None}}}
                status:
                  conditions: [{type: Programmed, status: 'False', reason: Pending, message: on its way}]
                """))
        #expect(fact.id == GatewayName(namespace: "infra", name: "web"))
        #expect(fact.className == "cilium")
        #expect(fact.isProgrammed == false)
        #expect(fact.message == "on its way")
        #expect(fact.owner == nil)
        #expect(fact.listeners.map(\.name) == ["http", "all", "some", "no"])
        #expect(
            fact.listeners.map(\.from) == [
                .same, .all, .selector(["matchLabels": ["team": "ml"]]), .nothing,
            ])
        #expect(fact.listeners.map(\.hostname) == [nil, nil, "*.example.com", nil])
        #expect(fact.listeners[2].kinds == ["GRPCRoute"])
    }

    @Test(
        arguments: [
            ("{}", nil), ("[HTTPRouteRequestTimeout]", ["HTTPRouteRequestTimeout"]), ("[]", nil),
            ("[{name: Gateway}, {name: HTTPRouteRequestTimeout}]", ["Gateway", "HTTPRouteRequestTimeout"]),
        ] as [(String, Set<String>?)])
    func aClassSaysWhatItCan(features: String, wanted: Set<String>?) throws {
        let fact = GatewayClassFact(
            try Self.value("{metadata: {name: cilium}, status: {supportedFeatures: \(features)}}"))
        #expect(fact.features == wanted)
    }

    @Test(
        arguments: [
            ("app.kubernetes.io/name: exposure, app.kubernetes.io/instance: qwen3-route", "qwen3-route"),
            ("app.kubernetes.io/name: kserve, groundcrew/gateway: own, app.kubernetes.io/instance: qwen3", "qwen3"),
            ("app.kubernetes.io/name: kserve, app.kubernetes.io/instance: qwen3", nil),
        ] as [(String, String?)])
    func aGatewayThatIsMadeForADeploymentBelongsToIt(labels: String, owner: String?) throws {
        let fact = GatewayFact(
            try Self.value("{metadata: {namespace: models, name: qwen3-gateway, labels: {\(labels)}}}"))
        #expect(fact.owner == owner)
        #expect(fact.isProgrammed == nil)
        #expect(fact.listeners.isEmpty)
    }
}
