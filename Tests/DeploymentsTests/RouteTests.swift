import Events
import Exposure
import HTTP
import Kubernetes
import Providers
import Releases
import Sandbox
import TestSupport
import Testing
import Value

@testable import Deployments

/// Routes to deployments, from the choice of a Gateway to an answer through it.
@Suite(.timeLimit(.minutes(3)))
struct RouteTests {
    private static let gateway = ExposureRequest.gateway(GatewayRequest())

    private static func asked(
        gatewayClass: String? = nil, gateway: String? = nil, hostname: String? = nil,
        backend: GatewayRequest.Backend? = nil
    ) throws -> ExposureRequest {
        .gateway(
            try GatewayRequest(gatewayClass: gatewayClass, gateway: gateway, hostname: hostname, backend: backend))
    }

    // MARK: - From nothing to an answer, and back

    @Test func aModelAnswersThroughAGatewayOfItsOwn() async throws {
        try await GatewayCluster.with { cluster in
            let first = try await cluster.serve(Self.gateway)
            let route = try #require(first.route)
            #expect(route.state == .answered)
            #expect(route.message == "Qwen/Qwen3-0.6B answered through Gateway models/qwen3-gateway")
            #expect(route.answer?.models == ["Qwen/Qwen3-0.6B"])
            #expect(route.url == "http://203.0.113.10/v1")
            #expect(route.change == .created)
            #expect(route.plan?.reason == "GatewayClass nginx is accepted")
            #expect(route.backend == "to a pool of its pods, from which an endpoint picker chooses")
            #expect(
                route.conditions.contains { $0.hasPrefix("HTTPRoute ResolvedRefs is True (ResolvedRefs)") },
                "\(route.conditions)")
            #expect(try await cluster.object("InferencePool", "qwen3-route") != nil)
            #expect(first.value["route"]?["state"] == "answered")
            let record = try #require(try await cluster.driver.record("qwen3-route", namespace: "models"))
            #expect(record.labels == .origin(provider: "vllm", role: .route))

            let second = try await cluster.serve(Self.gateway)
            #expect(second.route?.change == .unchanged)
            #expect(second.route?.state == .answered)
            #expect(second.route?.plan?.reason == "as it was chosen first")
            #expect(second.route?.hasChanged == false)

            // A request that says nothing of it keeps it in step.
            let kept = try await cluster.serve(nil)
            #expect(kept.route?.state == .answered)
            #expect(kept.route?.change == .unchanged)
            #expect(kept.route?.plan?.reason == "kept from before")
            #expect(kept.route?.backend == "to a pool, kept from before")

            let withdrawn = try await cluster.serve(.nothing)
            #expect(withdrawn.route?.state == .withdrawn)
            #expect(withdrawn.route?.hasChanged == true)
            #expect(try await cluster.object("HTTPRoute", "qwen3-route") == nil)
            #expect(try await cluster.object("Gateway", "qwen3-gateway") == nil)
            #expect(try await cluster.serve(.nothing).route == nil)
            #expect(try await cluster.serve(nil).route == nil)
        }
    }

    @Test func theRouteGoesWithTheDeployment() async throws {
        try await GatewayCluster.with { cluster in
            _ = try await cluster.serve(Self.gateway)
            let shown = try await cluster.engine.showRouted("qwen3", namespace: "models")
            #expect(shown.route?.state == .accepted)
            #expect(shown.route?.url == "http://203.0.113.10/v1")
            #expect(shown.value["route"]?["url"] == "http://203.0.113.10/v1")
            try await cluster.engine.delete(
                "qwen3", namespace: "models", timeout: .seconds(60), events: NoEvents())
            #expect(try await cluster.object("HTTPRoute", "qwen3-route") == nil)
            #expect(try await cluster.engine.routeStatus(of: "qwen3", namespace: "models") == nil)
            let left = try await cluster.driver.list(namespace: "models").releases
            #expect(left.isEmpty)
        }
    }

    @Test func aRouteWhoseDeploymentIsGoneCanBeRemoved() async throws {
        try await GatewayCluster.with { cluster in
            _ = try await cluster.serve(Self.gateway)
            _ = try await cluster.driver.uninstall(
                "qwen3", namespace: "models", timeout: .seconds(60), phase: .models, events: NoEvents())
            try await cluster.engine.delete(
                "qwen3", namespace: "models", timeout: .seconds(60), events: NoEvents())
            #expect(try await cluster.object("HTTPRoute", "qwen3-route") == nil)
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine.delete(
                    "qwen3", namespace: "models", timeout: .seconds(60), events: NoEvents())
            }
            #expect(error.code == .notFound)
        }
    }

    // MARK: - Other Gateways and backends

    @Test func aGatewayThatIsThereIsUsedFirst() async throws {
        try await GatewayCluster.with { cluster in
            _ = try await cluster.client.create(["metadata": ["name": "infra"]], as: .namespaces)
            try await cluster.make(gateway: "web", in: "infra")
            let route = try #require(try await cluster.serve(Self.gateway).route)
            #expect(route.state == .answered)
            #expect(route.plan?.reason == "Gateway infra/web is programmed and takes routes of namespace models")
            #expect(route.url == "http://203.0.113.10/models/qwen3/v1")
            #expect(try await cluster.object("Gateway", "qwen3-gateway") == nil)
        }
    }

    @Test func anotherAcceptedClassIsUsedBeforeOneThatWouldBeInstalled() async throws {
        try await GatewayCluster.with(["gateway-api", "other-gateway"]) { cluster in
            let route = try #require(try await cluster.serve(Self.gateway).route)
            #expect(route.state == .answered)
            #expect(route.plan?.parent == .made(gatewayClass: "other"))
            // Whether it knows pools is not known.
            #expect(route.backend?.hasPrefix("to the deployment's Service: whether its Gateway knows") == true)
        }
    }

    @Test(arguments: [
        ("vllm", GatewayRequest.Backend.service, false), ("llm-d", .pool, true), ("llm-d", .service, false),
    ])
    func theBackendIsTheUsersChoice(
        provider: String, backend: GatewayRequest.Backend, isPool: Bool
    ) async throws {
        try await GatewayCluster.with { cluster in
            let route = try #require(
                try await cluster.serve(Self.asked(backend: backend), provider: provider).route)
            #expect(route.state == .answered)
            #expect(try await cluster.object("InferencePool", "qwen3-route") != nil || !isPool)
            // What was asked for once stays.
            let kept = try #require(try await cluster.serve(nil, provider: provider).route)
            #expect(kept.change == .unchanged)
        }
    }

    @Test func aRouteWithANameIsAskedByIt() async throws {
        try await GatewayCluster.with { cluster in
            let route = try #require(
                try await cluster.serve(Self.asked(hostname: "*.example.com", backend: .service)).route)
            #expect(route.state == .answered)
            #expect(route.plan?.askedHost == "qwen3.example.com")
        }
    }

    // MARK: - What cannot be

    @Test func withoutAnyGatewayNothingIsChanged() async throws {
        try await GatewayCluster.with([]) { cluster in
            let error = try await #require(throws: DeploymentError.self) { try await cluster.serve(Self.gateway) }
            #expect(error.code == .operatorMissing)
            #expect(
                error.message == "no Gateway can take requests for models/qwen3: nothing in the cluster takes requests "
                    + "from outside: NGINX Gateway Fabric has to be installed")
            #expect(error.hint?.hasPrefix("groundcrew install nginx-gateway-fabric") == true)
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
        }
    }

    @Test func aClassThatIsNotThereIsRefusedBeforeAnythingIsChanged() async throws {
        try await GatewayCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.serve(Self.asked(gatewayClass: "istio"))
            }
            #expect(error.code == .invalidRequest)
            #expect(error.message == "gatewayClass is istio, and there is no such GatewayClass")
            #expect(error.underlying is ExposureError)
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
        }
    }

    @Test func somebodyElsesReleaseOfTheRoutesNameIsLeftAlone() async throws {
        try await GatewayCluster.with { cluster in
            _ = try await cluster.driver.ensure(
                ReleaseRequest(
                    name: "qwen3-route", namespace: "models",
                    chart: .loaded(try BuiltInChart.named("sandbox-operator"), origin: "test"),
                    values: ["simulates": "nothing"]),
                phase: .releases, events: NoEvents())
            let error = try await #require(throws: DeploymentError.self) { try await cluster.serve(Self.gateway) }
            #expect(error.code == .invalidRequest)
            #expect(error.message.hasSuffix("is not the route of models/qwen3, which would bear its name"))
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
            #expect(try await cluster.serve(.nothing).route == nil)
            #expect(try await cluster.driver.record("qwen3-route", namespace: "models")?.status == "deployed")
        }
    }

    @Test func aGatewayThatNobodyTakesUpEndsTheWait() async throws {
        try await GatewayCluster.with { cluster in
            let type = try await cluster.client.resourceType(
                apiVersion: "gateway.networking.k8s.io/v1", kind: "GatewayClass")
            _ = try await cluster.client.create(
                [
                    "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
                    "metadata": ["name": "lonely"], "spec": ["controllerName": "example.com/nobody"],
                ], as: type)
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.serve(Self.asked(gatewayClass: "lonely"), timeout: .seconds(20))
            }
            #expect(error.code == .timedOut)
            #expect(error.isNotReady)
            #expect(
                error.message.hasPrefix(
                    "models/qwen3 runs, but its route through Gateway models/qwen3-gateway does not come up: "),
                "\(error.message)")
            #expect(error.message.contains("no controller has accepted it yet (GatewayClass lonely)"))
            let shown = try await cluster.engine.showRouted("qwen3", namespace: "models")
            #expect(shown.route?.state == .pending)
            #expect(shown.route?.message.contains("no controller has accepted it yet") == true)
        }
    }

    // MARK: - What is not known

    private static func isGateway(_ request: MeddlingTransport.Request, _ rest: String) -> Bool {
        request.path.contains("/services/qwen3-gateway-nginx:80/proxy\(rest)")
    }

    private static func result(
        meddle: @escaping @Sendable (MeddlingTransport.Request, Int) throws -> HTTPResponse?
    ) async throws -> RouteResult {
        try await GatewayCluster.with(transport: { MeddlingTransport($0, meddle: meddle) }) { cluster in
            try #require(try await cluster.serve(Self.asked(backend: .service), timeout: .seconds(20)).route)
        }
    }

    private static func expectUnknown(_ route: RouteResult, _ part: String) {
        #expect(route.state == .unknown)
        #expect(route.answer == nil)
        #expect(
            route.message.hasPrefix("whether the model answers through the Gateway is unknown: \(part)"),
            "\(route.message)")
        #expect(route.message.contains("HTTPRoute Accepted is True"), "\(route.message)")
    }

    @Test func aGatewayWithoutAServiceIsUnknown() async throws {
        let route = try await Self.result { request, _ in
            request.path.contains("gateway-name")
                ? .text(200, #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":[]}"#)
                : nil
        }
        Self.expectUnknown(route, "Gateway models/qwen3-gateway has no Service in its namespace")
    }

    @Test func aServiceWithoutThePortIsUnknown() async throws {
        let route = try await Self.result { request, _ in
            request.path.contains("gateway-name")
                ? .text(
                    200,
                    #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"#
                        + #""items":[{"metadata":{"name":"a"},"spec":{}}]}"#
                ) : nil
        }
        Self.expectUnknown(route, "Service a of Gateway models/qwen3-gateway has no port 80")
    }

    @Test func whoMayNotListServicesDoesNotKnow() async throws {
        let route = try await Self.result { request, _ in
            request.path.contains("gateway-name") ? .status(403, "Forbidden", "no services for you") : nil
        }
        Self.expectUnknown(route, "the caller may not list Services in namespace models")
    }

    @Test func whoMayNotAskDoesNotKnow() async throws {
        let route = try await Self.result { request, _ in
            Self.isGateway(request, "") ? .status(403, "Forbidden", "cannot get services/proxy") : nil
        }
        Self.expectUnknown(route, "the caller may not ask http://qwen3-gateway-nginx.models.svc:80/v1: ")
    }

    @Test func whatTheAPIServerCannotReachIsUnknown() async throws {
        let route = try await Self.result { request, _ in
            Self.isGateway(request, "")
                ? .status(503, "ServiceUnavailable", #"no endpoints available for service \"qwen3-gateway-nginx\""#)
                : nil
        }
        Self.expectUnknown(
            route, "http://qwen3-gateway-nginx.models.svc:80/v1 cannot be reached through the API server")
    }

    // MARK: - What is wrong

    @Test(arguments: [(502, "bad gateway"), (404, "404 page not found")])
    func aGatewayThatDoesNotLeadThereFails(code: Int, text: String) async throws {
        let error = try await #require(throws: DeploymentError.self) {
            try await Self.result { request, _ in Self.isGateway(request, "") ? .text(code, text) : nil }
        }
        #expect(error.code == .silent)
        #expect(
            error.message.hasPrefix(
                "models/qwen3 answers by itself, but not through Gateway models/qwen3-gateway: status"),
            "\(error.message)")
    }

    @Test func anotherModelBehindTheGatewayIsNoAnswer() async throws {
        let error = try await #require(throws: DeploymentError.self) {
            try await Self.result { request, _ in
                Self.isGateway(request, "/v1/models") ? .text(200, #"{"data":[{"id":"meta/other"}]}"#) : nil
            }
        }
        #expect(error.message.hasSuffix("does not list Qwen/Qwen3-0.6B, only meta/other"), "\(error.message)")
    }

    // MARK: - What is not waited for, or not asked

    @Test func withoutWaitingTheRouteIsMadeAllTheSame() async throws {
        try await GatewayCluster.with { cluster in
            let route = try #require(try await cluster.serve(Self.gateway, waits: false).route)
            #expect(route.state == .pending)
            #expect(route.message == "it was not waited for")
            #expect(route.change == .created)
        }
    }

    @Test func withoutASmokeTestNobodyAsks() async throws {
        try await GatewayCluster.with { cluster in
            let route = try #require(try await cluster.serve(Self.gateway, smokeTest: false).route)
            #expect(route.state == .accepted)
            #expect(
                route.message == "Gateway models/qwen3-gateway has taken its route; the model was not asked through "
                    + "it: as asked for")
        }
    }

    @Test func aDeploymentWithoutWorkersIsExposedAndNotAsked() async throws {
        try await GatewayCluster.with { cluster in
            let route = try #require(
                try await cluster.serve(Self.asked(backend: .service), ["replicas": 0]).route)
            #expect(route.state == .accepted)
            #expect(route.message.contains("the model was not asked through it: scaled to zero"))
        }
    }

    @Test func aProvidersOwnRouteGetsNoSecond() async throws {
        let plan = try DeploymentPlan(
            GatewayCluster.request(Self.gateway, provider: "kserve", ["routerMode": "endpoint-picker"]),
            from: .builtIn())
        let exposure = try plan.exposure(considering: .unasked)
        #expect(exposure.values == nil)
        #expect(exposure.lines.count == 1)
        #expect(exposure.lines[0].hasPrefix("no route is made: KServe makes a route and a pool itself"))
        #expect(try plan.previewRoute() == nil)
    }

    /// A route as an operator would make it, to the Service of the deployment.
    private static func makeRoute(_ name: String, through gateway: String, on cluster: GatewayCluster) async throws {
        let type = try await cluster.client.resourceType(
            apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute")
        let rewritten: Value = ["type": "ReplacePrefixMatch", "replacePrefixMatch": "/"]
        _ = try await cluster.client.create(
            [
                "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
                "metadata": ["name": .string(name), "namespace": "models"],
                "spec": [
                    "parentRefs": [["name": .string(gateway)]],
                    "rules": [
                        [
                            "matches": [["path": ["type": "PathPrefix", "value": "/models/qwen3"]]],
                            "filters": [["type": "URLRewrite", "urlRewrite": ["path": rewritten]]],
                            "backendRefs": [["name": "qwen3", "port": 8000]],
                        ]
                    ],
                ],
            ], as: type, namespace: "models")
    }

    @Test func theModelIsAskedThroughARouteOfTheOperatorsOwn() async throws {
        try await GatewayCluster.with { cluster in
            let plan = try await cluster.serve(nil).plan
            try await cluster.make(gateway: "web", in: "models")
            let own = OwnRoute("makes one", name: "qwen3-own", path: "/models/qwen3")
            var hasty = RouteWork(plan: plan, waits: true, timeout: .seconds(60), events: NoEvents())
            hasty.left = .seconds(2)
            let short = hasty
            let missing = try await #require(throws: DeploymentError.self) {
                try await cluster.engine.ownRoute(own, short)
            }
            #expect(missing.code == .timedOut && missing.isNotReady)
            #expect(
                missing.message == "models/qwen3 runs, but the route that its operator makes does not come up: "
                    + "HTTPRoute models/qwen3-own is not there")

            try await Self.makeRoute("qwen3-own", through: "web", on: cluster)
            var work = short
            work.left = .seconds(60)
            let answered = try await cluster.engine.ownRoute(own, work)
            #expect(answered.state == .answered)
            #expect(answered.message == "Qwen/Qwen3-0.6B answered through Gateway models/web")
            #expect(answered.url == "http://203.0.113.10/models/qwen3/v1")
            #expect(answered.answer?.models == ["Qwen/Qwen3-0.6B"])
            #expect(answered.change == nil && !answered.hasChanged)

            work.notAsked = "as asked for"
            let quiet = try await cluster.engine.ownRoute(own, work)
            #expect(quiet.state == .accepted)
            #expect(quiet.message.hasSuffix("the model was not asked through it: as asked for"))
            // One that nobody knows by its name, and one that is not waited for.
            let unnamed = try await cluster.engine.ownRoute(OwnRoute("makes one"), work)
            #expect(unnamed.state == .own && unnamed.message == "makes one")
            work.waits = false
            let unawaited = try await cluster.engine.ownRoute(own, work)
            #expect(unawaited.state == .own)
        }
    }

    // MARK: - Plans

    @Test(arguments: [
        "dynamo", "kaito", "kaito-set", "kserve", "kserve-classic", "kuberay", "llm-d", "ome", "vllm",
    ])
    func everyProvidersRouteCanBeSeenWithoutACluster(provider: String) throws {
        let plan = try DeploymentPlan(
            GatewayCluster.request(Self.gateway, provider: provider), from: .builtIn())
        let preview = try #require(try plan.previewRoute())
        #expect(preview.manifest.contains("kind: HTTPRoute"))
        #expect(preview.manifest.contains("name: qwen3-route"))
        #expect(preview.chartName == "exposure")
        let none = try DeploymentPlan(GatewayCluster.request(nil, provider: provider), from: .builtIn())
        #expect(try none.previewRoute() == nil)
    }

    @Test func aPlanSaysWhatWillBe() async throws {
        try await GatewayCluster.with { cluster in
            let plan = try await cluster.engine.plan(try GatewayCluster.request(Self.gateway))
            let exposure = try #require(try await cluster.engine.exposure(of: plan))
            #expect(
                exposure.lines == [
                    "route through a Gateway of class nginx: GatewayClass nginx is accepted",
                    "requests go to a pool of its pods, from which an endpoint picker chooses",
                ])
            #expect(exposure.value["isMade"] == true)
            #expect(try await cluster.engine.plannedRoute(exposure, of: plan) == .install)
            let preview = try #require(try await cluster.engine.preview(exposure, of: plan))
            #expect(preview.manifest.contains("kind: InferencePool"))
            _ = try await cluster.serve(Self.gateway)
            let again = try #require(try await cluster.engine.exposure(of: plan))
            #expect(try await cluster.engine.plannedRoute(again, of: plan) == .unchanged)
            #expect(
                try await cluster.engine.heldRoute(of: plan.request)
                    == "its route through Gateway models/qwen3-gateway is taken away")
        }
    }

    @Test func somebodyElsesStandardGatewayGetsNoPool() async throws {
        try await GatewayCluster.with(isOwn: false) { cluster in
            let plan = try await cluster.engine.plan(try GatewayCluster.request(Self.gateway))
            let facts = try await cluster.engine.exposureFacts(for: plan.request)
            #expect(!facts.isStandardOwn)
            #expect(facts.classes?.map(\.name) == ["nginx"])
            #expect(facts.routeVersions == ["v1", "v1beta1"])
            #expect(facts.poolVersions == ["v1"])
            let exposure = try #require(try await cluster.engine.exposure(of: plan, considering: facts))
            #expect(exposure.choice.reason.hasSuffix("is set up for InferencePools cannot be told"))
        }
    }
}
