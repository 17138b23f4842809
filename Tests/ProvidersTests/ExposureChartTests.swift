import Charts
import Exposure
import Providers
import Testing
import Value

/// The manifests of a route, from what is planned.
@Suite struct ExposureChartTests {
    private static let pool = ExposureBackend.pool(
        .made(selector: ["app.kubernetes.io/name": "vllm"], port: 8000, engine: "vllm"))

    /// - Parameter types: what the cluster serves besides what Helm assumes.
    private func render(_ values: Object, types: [String] = []) throws -> [Value] {
        var capabilities = Capabilities.assumed
        capabilities.apiVersions += types
        return try Renderer().render(
            BuiltInChart.named(ExposureChart.name), values: values,
            release: ReleaseIdentity(name: "qwen3-route", namespace: "models"), capabilities: capabilities
        ).manifests.map(\.value)
    }

    private func objects(
        _ backend: ExposureBackend, facts: ExposureFacts = .unasked, _ request: GatewayRequest = GatewayRequest(),
        types: [String] = []
    ) throws -> [String: Value] {
        let plan = try ExposurePlan(request, of: "qwen3", in: "models", considering: facts)
        let manifests = try render(ExposureChart.values(plan, backend, api: "/v1"), types: types)
        return Dictionary(uniqueKeysWithValues: manifests.map { ($0["kind"]?.string ?? "", $0) })
    }

    @Test func aRouteToAServiceThroughAGatewayOfItsOwn() throws {
        let objects = try objects(.service("qwen3-frontend", port: 8000))
        #expect(objects.keys.sorted() == ["Gateway", "HTTPRoute"])
        let gateway = try #require(objects["Gateway"])
        #expect(gateway["metadata"]?["name"] == "qwen3-gateway")
        #expect(gateway["spec"]?["gatewayClassName"] == "nginx")
        #expect(
            gateway["spec"]?["listeners"] == [
                [
                    "name": "http", "port": 80, "protocol": "HTTP",
                    "allowedRoutes": ["namespaces": ["from": "Same"]],
                ]
            ])
        let route = try #require(objects["HTTPRoute"])
        #expect(route["apiVersion"] == "gateway.networking.k8s.io/v1")
        #expect(route["metadata"]?["name"] == "qwen3-route")
        #expect(route["metadata"]?["namespace"] == "models")
        #expect(
            route["spec"] == [
                "parentRefs": [["name": "qwen3-gateway", "sectionName": "http"]],
                "rules": [
                    [
                        "matches": [["path": ["type": "PathPrefix", "value": "/"]]],
                        "backendRefs": [["name": "qwen3-frontend", "port": 8000]],
                    ]
                ],
            ])
        // Who made it is told by labels: others leave the Gateway alone.
        #expect(GatewayFact(gateway).owner == "qwen3-route")
    }

    @Test func aRouteThroughAGatewayThatIsThere() throws {
        let web = GatewayFact(
            id: GatewayName(namespace: "infra", name: "web"), className: "cilium", isProgrammed: true,
            listeners: [.init(name: "plain", hostname: "*.example.com", from: .all)])
        let objects = try objects(
            .service("qwen3", port: 80), facts: ExposureFacts(gateways: [web], routeVersions: ["v1beta1"]))
        #expect(objects.keys.sorted() == ["HTTPRoute"])
        let route = try #require(objects["HTTPRoute"])
        #expect(route["apiVersion"] == "gateway.networking.k8s.io/v1beta1")
        let spec = try #require(route["spec"])
        #expect(spec["parentRefs"] == [["name": "web", "namespace": "infra", "sectionName": "plain"]])
        #expect(spec["hostnames"] == ["*.example.com"])
        let rule = spec["rules"]?[0]
        #expect(rule?["matches"] == [["path": ["type": "PathPrefix", "value": "/models/qwen3"]]])
        #expect(
            rule?["filters"] == [
                [
                    "type": "URLRewrite",
                    "urlRewrite": ["path": ["type": "ReplacePrefixMatch", "replacePrefixMatch": "/"]],
                ]
            ])
    }

    // MARK: - Long answers

    /// With which the Gateway API, and NGINX Gateway Fabric, have times of requests.
    private static let timed = [
        "gateway.networking.k8s.io/v1/BackendTLSPolicy", "gateway.nginx.org/v1alpha1/WAFPolicy",
    ]

    private static let cilium = ExposureFacts(
        classes: [GatewayClassFact(name: "cilium", controller: "io.cilium/gateway-controller", isAccepted: true)])

    @Test func aRequestMayTakeAsLongAsTheModelNeeds() throws {
        let service = ExposureBackend.service("qwen3", port: 8000)
        let objects = try objects(service, facts: Self.cilium, types: Self.timed)
        #expect(objects.keys.sorted() == ["Gateway", "HTTPRoute"])
        #expect(objects["HTTPRoute"]?["spec"]?["rules"]?[0]?["timeouts"] == ["request": "0s"])
        // Types of before have no such field, and refuse it.
        let old = try self.objects(service, facts: Self.cilium)
        #expect(old["HTTPRoute"]?["spec"]?["rules"]?[0]?["timeouts"] == nil)
    }

    /// Its routes have no times, and it waits a minute for each part of an answer where nobody says another.
    @Test func nginxWaitsForTheNextPartAndHoldsNoneBack() throws {
        for backend in [ExposureBackend.service("qwen3", port: 8000), Self.pool] {
            let objects = try objects(backend, types: Self.timed)
            #expect(objects["HTTPRoute"]?["spec"]?["rules"]?[0]?["timeouts"] == nil)
            let policy = try #require(objects["ProxySettingsPolicy"])
            #expect(policy["metadata"]?["name"] == "qwen3-route")
            #expect(
                policy["spec"] == [
                    "targetRefs": [
                        ["group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "qwen3-route"]
                    ],
                    "timeout": ["read": "1h"], "buffering": ["disable": true],
                ])
            #expect(try self.objects(backend)["ProxySettingsPolicy"] == nil)
        }
    }

    @Test func aPoolBringsItsEndpointPicker() throws {
        let objects = try objects(Self.pool)
        #expect(
            objects.keys.sorted() == [
                "ConfigMap", "Deployment", "Gateway", "HTTPRoute", "InferencePool", "Role", "RoleBinding", "Service",
                "ServiceAccount",
            ])
        let pool = try #require(objects["InferencePool"])
        #expect(pool["apiVersion"] == "inference.networking.k8s.io/v1")
        #expect(
            pool["spec"] == [
                "targetPorts": [["number": 8000]], "selector": ["matchLabels": ["app.kubernetes.io/name": "vllm"]],
                "endpointPickerRef": [
                    "name": "qwen3-route-epp", "port": ["number": 9002], "failureMode": "FailOpen",
                ],
            ])
        #expect(
            objects["HTTPRoute"]?["spec"]?["rules"]?[0]?["backendRefs"] == [
                ["group": "inference.networking.k8s.io", "kind": "InferencePool", "name": "qwen3-route"]
            ])
        let service = try #require(objects["Service"])
        #expect(service["metadata"]?["name"] == "qwen3-route-epp")
        #expect(service["spec"]?["ports"]?[0]?["port"] == 9002)
        let deployment = try #require(objects["Deployment"])
        #expect(service["spec"]?["selector"] == deployment["spec"]?["selector"]?["matchLabels"])
        let labels = deployment["spec"]?["template"]?["metadata"]?["labels"]
        #expect(labels == deployment["spec"]?["selector"]?["matchLabels"])
        // Not one of the deployment's own pods.
        #expect(labels?["app.kubernetes.io/instance"] == "qwen3-route")
        let container = deployment["spec"]?["template"]?["spec"]?["containers"]?[0]
        #expect(container?["image"] == "ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0")
        let arguments = container?["args"]?.array?.compactMap(\.string) ?? []
        #expect(arguments.contains("--pool-name=qwen3-route"))
        #expect(arguments.contains("--pool-namespace=models"))
        #expect(arguments.contains("--secure-serving=true"))
        #expect(objects["Role"]?["rules"]?[1]?["resources"] == ["inferencepools"])
    }

    @Test func anotherEnginesMetricsAreNamed() throws {
        let config = try objects(.pool(.made(selector: ["a": "b"], port: 1, engine: "sglang")))["ConfigMap"]
        let text = try #require(config?["data"]?["plugins.yaml"]?.string)
        #expect(text.contains("defaultEngine: sglang"))
        let usual = try objects(Self.pool)["ConfigMap"]
        #expect(usual?["data"]?["plugins.yaml"]?.string?.contains("defaultEngine") == false)
    }

    @Test func aPoolThatIsThereNeedsNoEndpointPicker() throws {
        let objects = try objects(.pool(.named("there")))
        #expect(objects.keys.sorted() == ["Gateway", "HTTPRoute"])
        #expect(objects["HTTPRoute"]?["spec"]?["rules"]?[0]?["backendRefs"]?[0]?["name"] == "there")
    }

    @Test func namesOfDigitsStayText() throws {
        let plan = try ExposurePlan(GatewayRequest(), of: "1", in: "models", considering: .unasked)
        for object in try render(ExposureChart.values(plan, Self.pool, api: "/v1")) {
            #expect(object["metadata"]?["labels"]?["app.kubernetes.io/part-of"] == "1")
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var values: Object
        var part: String
        var testDescription: String { part }
    }

    private static let least: Object = ["deployment": "qwen3", "gateway": ["className": "nginx"]]

    @Test(arguments: [
        Wrong(values: least, part: "the route leads nowhere"),
        Wrong(
            values: least.merged(with: ["service": ["name": "a"], "pool": ["name": "b"]] as Object),
            part: "service and pool stand beside each other"),
        Wrong(values: ["deployment": "qwen3", "service": ["name": "a"]], part: "gateway"),
        Wrong(
            values: least.merged(with: ["service": ["name": "a"], "path": "/a/"] as Object), part: "path"),
        Wrong(
            values: least.merged(with: ["service": ["name": "a"], "timeout": "1 day"] as Object), part: "timeout"),
        Wrong(values: least.merged(with: ["service": ["name": "a"], "pause": "0"] as Object), part: "pause"),
        Wrong(
            values: least.merged(with: ["gateway": ["name": "web"], "service": ["name": "a"]] as Object),
            part: "gateway"),
    ])
    func whatLeadsNowhereIsRefused(row: Wrong) throws {
        let error = try #require(throws: RenderError.self) { try render(row.values) }
        #expect(error.description.contains(row.part), "\(error)")
    }
}
