import Exposure
import Readiness
import Testing
import Value

/// What a route leads to.
@Suite struct BackendChoiceTests {
    private static let endpoint = ContractEndpoint(service: "qwen3", port: 8000, scheme: "http", path: "/v1")
    private static let pool = ExposedPool.made(selector: ["app": "a"], port: 8000, engine: "vllm")
    private static let service = ExposureBackend.service("qwen3", port: 8000)

    private static func plan(_ controller: String? = StandardGateway.controller) throws -> ExposurePlan {
        var plan = try ExposurePlan(
            GatewayRequest(), of: "qwen3", in: "models",
            considering: ExposureFacts(classes: [ExposurePlanTests.nginx]))
        plan.controller = controller
        return plan
    }

    private static func facts(isOwn: Bool = true, pools: [String] = ["v1"]) -> ExposureFacts {
        var facts = ExposureFacts(poolVersions: pools)
        facts.isStandardOwn = isOwn
        return facts
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var ways: [ExposureWay]
        var asked: GatewayRequest.Backend?
        var isKept = false
        var controller: String? = StandardGateway.controller
        var facts = BackendChoiceTests.facts()
        var backend: ExposureBackend?
        var reason: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "service", ways: [.service], backend: service, reason: "to the deployment's Service"),
        Row(name: "nothing said", ways: [], backend: service, reason: "to the deployment's Service"),
        Row(
            name: "service as asked for", ways: [.pool(pool), .service], asked: .service, backend: service,
            reason: "to the deployment's Service, as asked for"),
        Row(
            name: "pool", ways: [.pool(pool), .service], backend: .pool(pool),
            reason: "to a pool of its pods, from which an endpoint picker chooses"),
        Row(
            name: "the provider's own pool", ways: [.pool(.named("there"))], backend: .pool(.named("there")),
            reason: "to a pool of its pods, from which an endpoint picker chooses"),
        Row(
            name: "pool behind service", ways: [.service, .pool(pool)], backend: service,
            reason: "to the deployment's Service"),
        Row(
            name: "pool behind service as asked for", ways: [.service, .pool(pool)], asked: .pool,
            backend: .pool(pool), reason: "to a pool, as asked for"),
        Row(
            name: "service from before", ways: [.pool(pool), .service], asked: .service, isKept: true,
            backend: service, reason: "to the deployment's Service, kept from before"),
        Row(
            name: "pool from before", ways: [.pool(pool), .service], asked: .pool, isKept: true,
            backend: .pool(pool), reason: "to a pool, kept from before"),
        Row(
            name: "another's Gateway", ways: [.pool(pool)], controller: "io.cilium/gateway-controller",
            backend: service,
            reason: "to the deployment's Service: whether its Gateway knows InferencePools cannot be told"),
        Row(
            name: "a Gateway of which nothing is known", ways: [.pool(pool)], controller: nil, backend: service,
            reason: "to the deployment's Service: whether its Gateway knows InferencePools cannot be told"),
        Row(
            name: "another's Gateway, pool as asked for", ways: [.pool(pool)], asked: .pool, controller: nil,
            backend: .pool(pool), reason: "to a pool, as asked for"),
        Row(
            name: "somebody else's standard Gateway", ways: [.pool(pool)], facts: facts(isOwn: false),
            backend: service,
            reason: "to the deployment's Service: whether its NGINX Gateway Fabric is set up for InferencePools cannot "
                + "be told"),
        Row(
            name: "no pools served", ways: [.pool(pool)], facts: facts(pools: ["v1alpha2"]), backend: service,
            reason: "to the deployment's Service: the cluster serves no InferencePool in v1"),
        Row(
            name: "no cluster", ways: [.pool(pool)], facts: .unasked, backend: .pool(pool),
            reason: "to a pool of its pods, from which an endpoint picker chooses"),
        Row(name: "own", ways: [.own(OwnRoute("makes one")), .service], backend: nil, reason: "makes one"),
    ])
    func theFirstWayThatTheGatewayKnowsIsTaken(row: Row) throws {
        let choice = try BackendChoice(
            among: row.ways, endpoint: Self.endpoint, asked: row.asked, isKept: row.isKept,
            plan: Self.plan(row.controller), considering: row.facts)
        #expect(choice.backend == row.backend)
        #expect(choice.reason == row.reason)
        let own: OwnRoute? = if case .own(let route)? = row.ways.first { route } else { nil }
        #expect(choice.own == own)
    }

    @Test func whatIsInstalledWithTheRouteKnowsPools() throws {
        let bare = ExposureFacts(routeVersions: [])
        let plan = try ExposurePlan(GatewayRequest(), of: "qwen3", in: "models", considering: bare)
        let choice = try BackendChoice(
            among: [.pool(Self.pool)], endpoint: Self.endpoint, asked: nil, plan: plan, considering: bare)
        #expect(choice.backend == .pool(Self.pool))
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var ways: [ExposureWay]
        var endpoint: ContractEndpoint?
        var asked: GatewayRequest.Backend?
        var sentence: String
        var testDescription: String { sentence }
    }

    @Test(arguments: [
        Wrong(
            ways: [.service], endpoint: endpoint, asked: .pool,
            sentence: "backend is pool, and the provider's deployments are none as they are asked for here"),
        Wrong(
            ways: [.own(OwnRoute("makes one"))], endpoint: endpoint, asked: .service,
            sentence: "backend is service, and no other route is needed: makes one"),
        Wrong(
            ways: [.service], endpoint: nil, asked: nil,
            sentence: "the provider names no endpoint that a route could lead to"),
        Wrong(
            ways: [], endpoint: ContractEndpoint(service: "a", port: 1, scheme: "https", path: "/v1"), asked: nil,
            sentence: "its endpoint speaks https, and a route to it needs a BackendTLSPolicy, which groundcrew does "
                + "not make"),
    ])
    func whatCannotBeIsRefused(row: Wrong) throws {
        let error = try #require(throws: ExposureError.self) {
            try BackendChoice(
                among: row.ways, endpoint: row.endpoint, asked: row.asked, plan: Self.plan(),
                considering: Self.facts())
        }
        #expect(error.sentence == row.sentence)
    }

    // MARK: - The chart's values

    @Test func valuesSayTheRouteThereAndBack() throws {
        var plan = try Self.plan()
        plan.hostname = "q.example.com"
        plan.path = "/q"
        let rows: [(ExposureBackend, Bool, Bool)] = [
            (Self.service, false, false), (.pool(.named("there")), true, false), (.pool(Self.pool), true, true),
        ]
        for (backend, isPool, hasPicker) in rows {
            let values = ExposureChart.values(plan, backend, api: "/openai/v1")
            let route = try #require(ExposureChart.route(values, in: "models"))
            #expect(route.plan.parent == plan.parent)
            #expect(route.plan.hostname == plan.hostname)
            #expect(route.plan.path == plan.path)
            #expect(route.plan.controller == plan.controller)
            #expect(route.plan.apiVersion == plan.apiVersion)
            #expect(route.plan.timeout == nil)
            #expect(route.api == "/openai/v1")
            #expect(route.isPool == isPool)
            #expect(route.hasPicker == hasPicker)
            #expect(route.name == "qwen3-route")
            #expect(route.pickerName == "qwen3-route-epp")
            // Planned anew from the same, the release stays as it is.
            #expect(ExposureChart.values(route.plan, backend, api: route.api) == values)
        }
    }

    @Test func aGatewayThatIsThereIsSaidByItsName() throws {
        var plan = try Self.plan(nil)
        plan.parent = .existing(GatewayName(namespace: "infra", name: "web"), listener: "http")
        plan.port = 8080
        plan.timeout = "0s"
        let values = ExposureChart.values(plan, Self.service, api: "/v1")
        #expect(values["gateway"] == ["namespace": "infra", "name": "web", "listener": "http"])
        #expect(values["service"] == ["name": "qwen3", "port": 8000])
        #expect(values["pool"] == nil)
        #expect(values["controller"] == nil)
        let route = try #require(ExposureChart.route(values, in: "models"))
        #expect(route.plan.parent == plan.parent)
        #expect(route.plan.port == 8080)
        #expect(values["timeout"] == "0s" && route.plan.timeout == "0s")
    }

    @Test(arguments: [
        [:] as Value, ["deployment": "a"], ["deployment": "a", "apiVersion": "b", "gateway": [:]],
        ["deployment": "a", "apiVersion": "b", "gateway": ["className": "", "name": ""]],
    ])
    func othersValuesAreNoRoute(values: Value) {
        #expect(ExposureChart.route(values.object ?? [:], in: "models") == nil)
    }
}
