import Exposure
import Testing
import Value

/// Which Gateway takes a deployment's requests, for every state of a cluster.
@Suite struct ExposurePlanTests {
    static let nginx = GatewayClassFact(name: "nginx", controller: StandardGateway.controller, isAccepted: true)
    static let cilium = GatewayClassFact(name: "cilium", controller: "io.cilium/gateway-controller", isAccepted: true)

    static func gateway(
        _ id: String, className: String = "cilium", isProgrammed: Bool? = true, message: String = "",
        owner: String? = nil, _ listeners: GatewayFact.Listener...
    ) -> GatewayFact {
        let parts = id.split(separator: "/").map(String.init)
        return GatewayFact(
            id: GatewayName(namespace: parts[0], name: parts[1]), className: className, isProgrammed: isProgrammed,
            message: message, owner: owner,
            listeners: listeners.isEmpty ? [.init(name: "http", from: .all)] : listeners)
    }

    /// What is said of a route whose Gateway's class tells nothing of times.
    private static let untold =
        "; the route sets no time for requests: whether its class takes one is not known"

    private static func plan(
        _ facts: ExposureFacts, _ request: GatewayRequest = GatewayRequest()
    ) throws -> ExposurePlan {
        try ExposurePlan(request, of: "qwen3", in: "models", considering: facts)
    }

    private static func refusal(_ facts: ExposureFacts, _ request: GatewayRequest) throws -> ExposureError {
        try #require(throws: ExposureError.self) { try plan(facts, request) }
    }

    // MARK: - Choices

    struct Choice: Sendable, CustomTestStringConvertible {
        var name: String
        var facts: ExposureFacts
        var parent: ExposurePlan.Parent
        var reason: String
        var rejected: [String] = []
        var needsOperator = false
        var testDescription: String { name }
    }

    @Test(arguments: [
        Choice(
            name: "a bare cluster", facts: ExposureFacts(routeVersions: []), parent: .made(gatewayClass: "nginx"),
            reason: "nothing in the cluster takes requests from outside: NGINX Gateway Fabric has to be installed",
            needsOperator: true),
        Choice(
            name: "no cluster", facts: .unasked, parent: .made(gatewayClass: "nginx"),
            reason: "NGINX Gateway Fabric by default; no cluster was asked"),
        Choice(
            name: "a class", facts: ExposureFacts(classes: [cilium]), parent: .made(gatewayClass: "cilium"),
            reason: "GatewayClass cilium is accepted"),
        Choice(
            name: "the standard class first", facts: ExposureFacts(classes: [cilium, nginx]),
            parent: .made(gatewayClass: "nginx"), reason: "GatewayClass nginx is accepted"),
        Choice(
            name: "the first by name",
            facts: ExposureFacts(classes: [
                .init(name: "b", controller: "x", isAccepted: true),
                .init(name: "a", controller: "x", isAccepted: true),
            ]),
            parent: .made(gatewayClass: "a"), reason: "GatewayClass a is accepted\(untold)"),
        Choice(
            name: "none that is accepted",
            facts: ExposureFacts(classes: [
                .init(name: "a", controller: "x/y", isAccepted: nil),
                .init(name: "b", controller: "x", isAccepted: false, message: "no parameters"),
                .init(name: "c", controller: "istio.io/mesh-controller", isAccepted: true),
            ]),
            parent: .made(gatewayClass: "nginx"),
            reason: "nothing in the cluster takes requests from outside: NGINX Gateway Fabric has to be installed",
            rejected: [
                "GatewayClass a: is accepted by nobody yet: its controller x/y has not said",
                "GatewayClass b: is not accepted by its controller: no parameters",
                "GatewayClass c: is for traffic within a mesh",
            ], needsOperator: true),
        Choice(
            name: "a Gateway before a class",
            facts: ExposureFacts(classes: [cilium, nginx], gateways: [gateway("infra/web")]),
            parent: .existing(GatewayName(namespace: "infra", name: "web"), listener: "http"),
            reason: "Gateway infra/web is programmed and takes routes of namespace models"),
        Choice(
            name: "one of the namespace before others",
            facts: ExposureFacts(classes: [cilium], gateways: [gateway("infra/web"), gateway("models/own")]),
            parent: .existing(GatewayName(namespace: "models", name: "own"), listener: "http"),
            reason: "Gateway models/own is programmed and takes routes of namespace models"),
        Choice(
            name: "one of the standard class before others",
            facts: ExposureFacts(
                classes: [nginx], gateways: [gateway("a/web"), gateway("b/web", className: "nginx")]),
            parent: .existing(GatewayName(namespace: "b", name: "web"), listener: "http"),
            reason: "Gateway b/web is programmed and takes routes of namespace models"),
        Choice(
            name: "a listener without encryption first",
            facts: ExposureFacts(gateways: [
                gateway(
                    "infra/web", .init(name: "tls", port: 443, proto: "HTTPS", from: .all),
                    .init(name: "plain", from: .all))
            ]),
            parent: .existing(GatewayName(namespace: "infra", name: "web"), listener: "plain"),
            reason: "Gateway infra/web is programmed and takes routes of namespace models\(untold)"),
        Choice(
            name: "Gateways that take nothing",
            facts: ExposureFacts(
                classes: [cilium],
                gateways: [
                    gateway("a/down", isProgrammed: false, message: "no address"), gateway("b/new", isProgrammed: nil),
                    gateway("c/own", .init(name: "http", from: .same)),
                    gateway("d/tcp", .init(name: "tcp", proto: "TCP", from: .all)),
                    gateway("e/grpc", .init(name: "grpc", from: .all, kinds: ["GRPCRoute"])),
                    gateway("f/shut", .init(name: "http", from: .nothing)),
                    gateway("g/other", owner: "llama-route"),
                    gateway(
                        "h/team",
                        .init(name: "http", from: .selector(["matchLabels": ["team": "ml"]]))),
                ]),
            parent: .made(gatewayClass: "cilium"), reason: "GatewayClass cilium is accepted",
            rejected: [
                "Gateway a/down: is not programmed: no address", "Gateway b/new: is not programmed",
                "Gateway c/own: takes no route of namespace models: listener http takes routes from its own namespace only",
                "Gateway d/tcp: takes no route of namespace models: listener tcp speaks TCP",
                "Gateway e/grpc: takes no route of namespace models: listener grpc takes no HTTPRoute",
                "Gateway f/shut: takes no route of namespace models: listener http takes routes from no namespace",
                "Gateway g/other: belongs to release g/llama-route, and goes with it",
                "Gateway h/team: takes no route of namespace models: listener http takes routes from namespaces with "
                    + "labels that models does not have",
            ]),
        Choice(
            name: "Gateways that cannot be seen", facts: ExposureFacts(classes: [cilium], gateways: nil),
            parent: .made(gatewayClass: "cilium"), reason: "GatewayClass cilium is accepted"),
    ])
    func whatIsThereDecides(row: Choice) throws {
        let plan = try Self.plan(row.facts)
        #expect(plan.parent == row.parent)
        #expect(plan.reason == row.reason)
        #expect(plan.rejected.map { "\($0.name): \($0.reason)" } == row.rejected)
        #expect(plan.needsOperator == row.needsOperator)
        // Deterministic, whatever the order.
        var shuffled = row.facts
        shuffled.classes = row.facts.classes?.reversed()
        shuffled.gateways = row.facts.gateways?.reversed()
        #expect(try Self.plan(shuffled).parent == row.parent)
    }

    struct Selected: Sendable, CustomTestStringConvertible {
        var selector: Value
        var isTaken: Bool
        var testDescription: String { selector.json() }
    }

    @Test(arguments: [
        Selected(selector: [:], isTaken: true), Selected(selector: ["matchLabels": ["team": "ml"]], isTaken: true),
        Selected(selector: ["matchLabels": ["team": "web"]], isTaken: false),
        Selected(
            selector: ["matchExpressions": [["key": "team", "operator": "In", "values": ["ml", "web"]]]], isTaken: true),
        Selected(
            selector: ["matchExpressions": [["key": "team", "operator": "NotIn", "values": ["ml"]]]], isTaken: false),
        Selected(selector: ["matchExpressions": [["key": "team", "operator": "Exists"]]], isTaken: true),
        Selected(selector: ["matchExpressions": [["key": "team", "operator": "DoesNotExist"]]], isTaken: false),
        Selected(selector: ["matchExpressions": [["key": "team", "operator": "Like"]]], isTaken: false),
    ])
    func namespacesAreSelectedByTheirLabels(row: Selected) throws {
        let listener = GatewayFact.Listener(name: "h", from: .selector(row.selector))
        var facts = ExposureFacts(gateways: [Self.gateway("infra/web", listener)])
        facts.namespaceLabels = ["team": "ml"]
        let isFound = try Self.plan(facts).rejected.isEmpty
        #expect(isFound == row.isTaken)
        facts.namespaceLabels = nil
        let rejected = try Self.plan(facts).rejected
        #expect(rejected.map(\.reason).first?.hasSuffix("and those of models cannot be seen") == true)
    }

    // MARK: - What a run chose stays

    @Test func theFirstChoiceStaysAsLongAsItCan() throws {
        let web = Self.gateway("infra/web")
        var facts = ExposureFacts(classes: [Self.cilium, Self.nginx], gateways: [web])
        facts.former = .made(gatewayClass: "cilium")
        #expect(try Self.plan(facts).parent == .made(gatewayClass: "cilium"))
        #expect(try Self.plan(facts).reason == "as it was chosen first")
        // Its class is gone.
        facts.former = .made(gatewayClass: "istio")
        #expect(try Self.plan(facts).gateway == web.id)
        facts.former = .existing(web.id, listener: "http")
        facts.gateways = [Self.gateway("models/nearer"), web]
        #expect(try Self.plan(facts).gateway == web.id)
        // It takes it no more.
        facts.gateways = [Self.gateway("infra/web", .init(name: "http", from: .same))]
        #expect(try Self.plan(facts).parent == .made(gatewayClass: "nginx"))
        facts.classes = nil
        facts.former = .made(gatewayClass: "nginx")
        #expect(try Self.plan(facts).reason == "as it was chosen first\(Self.untold)")
    }

    @Test func theUsersWordWinsOverWhatThereWas() throws {
        var facts = ExposureFacts(classes: [Self.cilium, Self.nginx])
        facts.former = .made(gatewayClass: "cilium")
        let plan = try Self.plan(facts, GatewayRequest(gatewayClass: "nginx"))
        #expect(plan.parent == .made(gatewayClass: "nginx"))
        #expect(plan.controller == StandardGateway.controller)
        #expect(plan.reason == "as asked for")
    }

    // MARK: - The user's word

    @Test func aNamedGatewayIsTakenAsItIs() throws {
        let request = try GatewayRequest(gateway: "infra/web")
        let other = Self.gateway("models/nearer")
        let web = Self.gateway(
            "infra/web", className: "nginx", isProgrammed: nil, .init(name: "h", port: 8080, from: .all))
        let plan = try Self.plan(ExposureFacts(classes: [Self.nginx], gateways: [other, web]), request)
        #expect(plan.parent == .existing(web.id, listener: "h"))
        #expect(plan.reason == "as asked for; it is not programmed yet")
        #expect(plan.port == 8080)
        #expect(plan.controller == StandardGateway.controller)
        let unseen = try Self.plan(ExposureFacts(gateways: nil), request)
        #expect(unseen.parent == .existing(web.id, listener: nil))
        #expect(unseen.reason == "as asked for; it cannot be seen from here\(Self.untold)")
        #expect(try Self.plan(.unasked, request).reason == "as asked for\(Self.untold)")
    }

    @Test func aNamedGatewayThatTakesNothingIsRefused() throws {
        let request = try GatewayRequest(gateway: "infra/web")
        let missing = try Self.refusal(ExposureFacts(gateways: [Self.gateway("a/b")]), request)
        #expect(missing.field == .gateway)
        #expect(missing.sentence == "gateway is infra/web, and there is no such Gateway")
        #expect(missing.hint == "there are a/b")
        let shut = Self.gateway(
            "infra/web", .init(name: "a", from: .nothing), .init(name: "b", hostname: "b.example.com", from: .all))
        let named = try GatewayRequest(gateway: "infra/web", hostname: "a.example.com")
        let error = try Self.refusal(ExposureFacts(gateways: [shut]), named)
        #expect(
            error.message == "is infra/web, which takes no route of namespace models: listener a takes routes from no "
                + "namespace; listener b is for b.example.com")
        let bare = GatewayFact(
            id: GatewayName(namespace: "infra", name: "web"), className: "x", isProgrammed: true, listeners: [])
        #expect(try Self.refusal(ExposureFacts(gateways: [bare]), request).message.hasSuffix("it has no listeners"))
    }

    @Test func aNamedClassMustBeThere() throws {
        let facts = ExposureFacts(classes: [
            Self.cilium, .init(name: "new", controller: "n", isAccepted: nil),
            .init(name: "off", controller: "o", isAccepted: false, message: "bad"),
        ])
        let missing = try Self.refusal(facts, GatewayRequest(gatewayClass: "istio"))
        #expect(missing.sentence == "gatewayClass is istio, and there is no such GatewayClass")
        #expect(missing.hint == "there are cilium, new, off")
        let off = try Self.refusal(facts, GatewayRequest(gatewayClass: "off"))
        #expect(off.message == "is off, which is not accepted by its controller: bad")
        let new = try Self.plan(facts, GatewayRequest(gatewayClass: "new"))
        #expect(new.reason == "as asked for; nobody has accepted it yet\(Self.untold)")
        let none = try Self.refusal(ExposureFacts(), GatewayRequest(gatewayClass: "istio"))
        #expect(none.hint?.contains("NGINX Gateway Fabric is what is installed then") == true)
        // The standard one can be brought.
        let standard = try Self.plan(facts, GatewayRequest(gatewayClass: "nginx"))
        #expect(standard.needsOperator)
        #expect(standard.reason == "as asked for: NGINX Gateway Fabric has to be installed")
    }

    @Test func whoMayNotSeeClassesNamesOne() throws {
        let facts = ExposureFacts(classes: nil, gateways: nil)
        let error = try Self.refusal(facts, GatewayRequest())
        #expect(error.reason == .unseen)
        #expect(error.sentence == "gatewayClass is not given, and which GatewayClasses there are cannot be seen")
        let plan = try Self.plan(facts, GatewayRequest(gatewayClass: "cilium"))
        #expect(plan.parent == .made(gatewayClass: "cilium"))
        #expect(plan.controller == nil)
        #expect(plan.reason == "as asked for; it cannot be seen from here\(Self.untold)")
    }

    // MARK: - What it takes

    struct Taken: Sendable, CustomTestStringConvertible {
        var name: String
        var hostname: String?
        var path: String?
        var listener: String?
        var isThere = false
        var wantedPath: String
        var wantedHost: String?
        var url: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Taken(name: "its own", wantedPath: "/", url: "http://192.0.2.1/v1"),
        Taken(name: "its own with a path", path: "/q", wantedPath: "/q", url: "http://192.0.2.1/q/v1"),
        Taken(
            name: "its own with a name", hostname: "q.example.com", wantedPath: "/", wantedHost: "q.example.com",
            url: "http://q.example.com/v1"),
        Taken(name: "shared", isThere: true, wantedPath: "/models/qwen3", url: "http://192.0.2.1/models/qwen3/v1"),
        Taken(
            name: "shared with a name", hostname: "q.example.com", listener: "*.example.com", isThere: true,
            wantedPath: "/", wantedHost: "q.example.com", url: "http://q.example.com/v1"),
        Taken(
            name: "shared below a listener's name", listener: "*.example.com", isThere: true,
            wantedPath: "/models/qwen3", wantedHost: "qwen3.example.com", url: "http://192.0.2.1/models/qwen3/v1"),
        Taken(name: "shared with a path", path: "/", isThere: true, wantedPath: "/", url: "http://192.0.2.1/v1"),
    ])
    func pathsAndNamesKeepRoutesApart(row: Taken) throws {
        let listener = GatewayFact.Listener(name: "h", hostname: row.listener, from: .all)
        let facts = ExposureFacts(
            classes: [Self.cilium], gateways: row.isThere ? [Self.gateway("infra/web", listener)] : [])
        let plan = try Self.plan(facts, GatewayRequest(hostname: row.hostname, path: row.path))
        #expect(plan.path == row.wantedPath)
        #expect(plan.askedHost == row.wantedHost)
        #expect(plan.url(address: "192.0.2.1", api: "/v1") == row.url)
        let named = row.hostname != nil
        #expect((plan.url(address: nil, api: "/v1") != nil) == named)
    }

    @Test func urlsSayPortAndScheme() throws {
        let listener = GatewayFact.Listener(name: "h", port: 8443, proto: "HTTPS", from: .all)
        var plan = try Self.plan(ExposureFacts(gateways: [Self.gateway("infra/web", listener)]))
        #expect(plan.url(address: "a.example.com", api: "/v1") == "https://a.example.com:8443/models/qwen3/v1")
        #expect(plan.url(address: "2001:db8::1", api: "/v1") == "https://[2001:db8::1]:8443/models/qwen3/v1")
        plan.port = 443
        #expect(plan.url(address: "a", api: "/openai/v1") == "https://a/models/qwen3/openai/v1")
    }

    struct Timed: Sendable, CustomTestStringConvertible {
        var name: String
        var classes: [GatewayClassFact]?
        var gateways: [GatewayFact] = []
        var timeout: String?
        /// What the reason ends with.
        var said = ""
        var testDescription: String { name }
    }

    private static func other(_ features: Set<String>?, _ controller: String = "x") -> GatewayClassFact {
        GatewayClassFact(name: "cilium", controller: controller, isAccepted: true, features: features)
    }

    private static let gke = "networking.gke.io/gateway"
    private static let noTimes = "; the route sets no time for requests: its class takes none"

    /// Envoy ends an answer after 15 seconds where nobody says a time; GKE accepts no route that says one.
    @Test(arguments: [
        Timed(name: "a class that says nothing", classes: [other(nil)], said: untold),
        Timed(
            name: "Envoy Gateway's", classes: [other(nil, "gateway.envoyproxy.io/gatewayclass-controller")],
            timeout: "0s"),
        Timed(name: "Istio's", classes: [other(nil, "istio.io/gateway-controller")], timeout: "0s"),
        Timed(name: "Cilium's", classes: [cilium], timeout: "0s"),
        Timed(name: "Contour's", classes: [other(nil, "projectcontour.io/gateway-controller")], timeout: "0s"),
        Timed(
            name: "Cilium's, which says that it cannot", classes: [other(["Gateway"], cilium.controller)], said: noTimes
        ),
        Timed(name: "GKE's", classes: [other(nil, gke)], said: noTimes),
        Timed(name: "GKE's, which says what it can", classes: [other(["Gateway", "HTTPRoute"], gke)], said: noTimes),
        Timed(name: "a class that can", classes: [other(["HTTPRouteRequestTimeout"])], timeout: "0s"),
        Timed(name: "a class that cannot", classes: [other(["Gateway"])], said: noTimes),
        Timed(
            name: "the standard class, which has another way", classes: [nginx], said: "GatewayClass nginx is accepted"),
        Timed(name: "the standard class, to be installed", classes: [], said: "has to be installed"),
        Timed(name: "a Gateway", classes: [cilium], gateways: [gateway("infra/web")], timeout: "0s"),
        Timed(name: "a Gateway of GKE's", classes: [other(nil, gke)], gateways: [gateway("infra/web")], said: noTimes),
        Timed(
            name: "a Gateway of a class that says nothing", classes: [other(nil)], gateways: [gateway("infra/web")],
            said: untold),
        Timed(
            name: "a Gateway of a class that cannot", classes: [other([])], gateways: [gateway("infra/web")],
            said: noTimes),
        Timed(
            name: "a Gateway of the standard class", classes: [nginx],
            gateways: [gateway("infra/web", className: "nginx")], said: "takes routes of namespace models"),
        Timed(name: "a Gateway of an unseen class", classes: nil, gateways: [gateway("infra/web")], said: untold),
    ])
    func aRequestMayTakeAsLongAsItNeedsWhereItsRouteMaySaySo(row: Timed) throws {
        let plan = try Self.plan(ExposureFacts(classes: row.classes, gateways: row.gateways))
        #expect(plan.timeout == row.timeout)
        #expect(plan.reason.hasSuffix(row.said), "\(plan.reason)")
        #expect(row.timeout == nil || !plan.reason.contains("no time"), "\(plan.reason)")
    }

    @Test func theServedVersionIsUsed() throws {
        #expect(try Self.plan(ExposureFacts()).apiVersion == "gateway.networking.k8s.io/v1")
        let old = ExposureFacts(classes: [Self.cilium], routeVersions: ["v1beta1"])
        #expect(try Self.plan(old).apiVersion == "gateway.networking.k8s.io/v1beta1")
    }

    @Test func programsReadIt() throws {
        let value = try Self.plan(ExposureFacts(classes: [Self.cilium])).value
        #expect(value["gateway"] == "models/qwen3-gateway")
        #expect(value["gatewayClass"] == "cilium")
        #expect(value["needsOperator"] == false)
        #expect(value["rejected"] == [])
        let existing = try Self.plan(ExposureFacts(gateways: [Self.gateway("infra/web")])).value
        #expect(existing["gateway"] == "infra/web")
        #expect(existing["listener"] == "http")
        #expect(existing["gatewayClass"] == nil)
    }
}
