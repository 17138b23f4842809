import Exposure
import Testing
import Value
import Waiting
import YAML

/// What is told of a route that a provider's operator made.
@Suite struct OwnRouteTests {
    private static let route = OwnRoute("makes one", name: "qwen3-kserve-route", path: "/models/qwen3")

    private static func value(_ text: String) throws -> Value { try YAML.decode(text, file: "object") }

    private static func object(_ parents: String, _ more: String = "") throws -> Value {
        try value(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {namespace: models, name: qwen3-kserve-route}
            spec: {parentRefs: \(parents)\(more)}
            """)
    }

    private static func gateway(_ listeners: String) throws -> Value {
        try value("{metadata: {namespace: infra, name: web}, spec: {listeners: \(listeners)}}")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var parents: String
        var more = ""
        /// Nil for one that is not seen.
        var listeners: String?
        var gateway = "infra/web"
        var listener: String?
        var host: String?
        var url: String
        var testDescription: String { "\(parents) \(listeners ?? "-")" }
    }

    private static let both = "[{name: tls, port: 443, protocol: HTTPS}, {name: plain, port: 8080, protocol: HTTP}]"

    @Test(arguments: [
        Row(
            parents: "[{name: web, namespace: infra}]", listeners: both, listener: "plain",
            url: "http://192.0.2.1:8080/models/qwen3/v1"),
        Row(
            parents: "[{name: web, namespace: infra, sectionName: tls}]", listeners: both, listener: "tls",
            url: "https://192.0.2.1/models/qwen3/v1"),
        Row(
            parents: "[{name: web, namespace: infra}]", listener: nil, url: "http://192.0.2.1/models/qwen3/v1"),
        Row(
            parents: "[{kind: Service, name: mesh}, {kind: Gateway, name: web}]", gateway: "models/web", listener: nil,
            url: "http://192.0.2.1/models/qwen3/v1"),
        Row(
            parents: "[{name: web, namespace: infra}]", more: ", hostnames: [q.example.com]", listener: nil,
            host: "q.example.com", url: "http://q.example.com/models/qwen3/v1"),
        Row(
            parents: "[{name: web, namespace: infra}]",
            listeners: "[{name: all, port: 80, protocol: HTTP, hostname: '*.example.com'}]", listener: "all",
            host: "qwen3.example.com", url: "http://192.0.2.1/models/qwen3/v1"),
    ])
    func itGoesThroughTheGatewayThatItNames(row: Row) throws {
        let object = try Self.object(row.parents, row.more)
        #expect(OwnRoute.gateway(of: object)?.description == row.gateway)
        let gateway = try row.listeners.map(Self.gateway)
        let found = Self.route.standing(object, through: gateway, to: "qwen3", api: "/v1")
        let exposed = try #require(found)
        let name = try #require(GatewayName(row.gateway))
        #expect(exposed.plan.parent == .existing(name, listener: row.listener))
        #expect(exposed.plan.askedHost == row.host)
        #expect(exposed.plan.url(address: "192.0.2.1", api: exposed.api) == row.url)
        #expect(exposed.plan.apiVersion == "gateway.networking.k8s.io/v1")
        #expect(exposed.plan.namespace == "models")
        #expect(exposed.name == "qwen3-kserve-route")
        #expect(!exposed.hasPicker)
    }

    @Test func oneWithoutAGatewayLeadsNowhere() throws {
        for parents in ["[]", "[{kind: Service, name: mesh}]"] {
            let object = try Self.object(parents)
            #expect(OwnRoute.gateway(of: object) == nil)
            #expect(Self.route.standing(object, through: nil, to: "qwen3", api: "/v1") == nil)
        }
    }

    @Test func whatItsGatewaySaysOfItCounts() throws {
        var object = try Self.object("[{name: web, namespace: infra}]")
        let found = Self.route.standing(object, through: nil, to: "qwen3", api: "/v1")
        let judge = RouteJudge(try #require(found).plan)
        #expect(!judge.route(object).isMet)
        object[ValuePath([.key("status")])] = try Self.value(
            """
            parents:
              - parentRef: {name: web, namespace: infra}
                controllerName: example.com/any
                conditions: [{type: Accepted, status: "True"}, {type: ResolvedRefs, status: "True"}]
            """)
        #expect(judge.route(object).isMet)
    }
}
