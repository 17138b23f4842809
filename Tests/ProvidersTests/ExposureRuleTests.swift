import Charts
import Exposure
import Testing
import Value

@testable import Providers

/// What a provider's `expose` says.
@Suite struct ExposureRuleTests {
    private static func provider(_ rules: String) throws -> Provider {
        try Docks.provider("dock", more: "expose:\n\(rules)")
    }

    private static func ways(_ rules: String, _ values: Object = [:]) throws -> [ExposureWay] {
        try provider(rules).exposureWays(values, name: "qwen3", namespace: "models")
    }

    @Test func withoutRulesItIsTheService() throws {
        #expect(try Docks.provider("dock").exposureWays([:], name: "a", namespace: "models") == [.service])
    }

    @Test func rulesThatHoldAreWaysInTheirOrder() throws {
        let rules = """
              - {when: "deployment.mode == 'own'", to: own, reason: "${name} has one"}
              - when: deployment.mode == 'said'
                to: own
                reason: it has one
                route: ${name}-way
                path: /${request.namespace}/${name}
              - {when: "deployment.mode == 'named'", to: pool, pool: {name: "${name}-pool"}}
              - when: deployment.mode != 'none'
                to: pool
                pool: {selector: {app: "${name}", kind: worker}, port: 8000, engine: "${deployment.engine}"}
              - {to: service}

            """
        let made = ExposureWay.pool(.made(selector: ["app": "qwen3", "kind": "worker"], port: 8000, engine: "vllm"))
        #expect(try Self.ways(rules, ["mode": "none"]) == [.service])
        #expect(try Self.ways(rules, ["mode": "a", "engine": "vllm"]) == [made, .service])
        #expect(
            try Self.ways(rules, ["mode": "named", "engine": "vllm"]) == [
                .pool(.named("qwen3-pool")), made, .service,
            ])
        #expect(try Self.ways(rules, ["mode": "own", "engine": "vllm"]).first == .own(OwnRoute("qwen3 has one")))
        #expect(
            try Self.ways(rules, ["mode": "said", "engine": "vllm"]).first
                == .own(OwnRoute("it has one", name: "qwen3-way", path: "/models/qwen3")))
    }

    @Test func aRuleThatCannotBeJudgedIsTold() throws {
        let error = try #require(throws: ProviderError.self) {
            try Self.ways("  - {when: deployment.missing == 1, to: service}\n")
        }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("dock/provider.yaml: expose[0] cannot be judged: "), "\(error.message)")
    }

    @Test(arguments: [
        ("{to: ingress}", "is 'ingress'; it must be one of service, pool, own"), ("{}", "expose[0].to is required"),
        ("{to: own}", "expose[0].reason is required"), ("{to: pool}", "expose[0].pool is required"),
        ("{to: service, pool: {name: a}}", "expose[0].pool stands beside to: service; it is for to: pool"),
        ("{to: service, reason: a}", "expose[0].reason stands beside to: service; it is for to: own"),
        ("{to: service, route: a}", "expose[0].route stands beside to: service; it is for to: own"),
        ("{to: pool, path: /a, pool: {name: a}}", "expose[0].path stands beside to: pool; it is for to: own"),
        ("{to: own, reason: a, path: /a}", "expose[0].path is that of a route, and route does not say which"),
        ("{to: own, reason: a, route: 7}", "expose[0].route is an integer; it must be a string"),
        ("{to: own, reason: a, route: b, path: ''}", "expose[0].path is required"),
        ("{to: pool, pool: {name: a, port: 1}}", "expose[0].pool.port stands beside name"),
        ("{to: pool, pool: {port: 1, engine: vllm}}", "expose[0].pool.selector needs at least one label"),
        ("{to: pool, pool: {selector: {}, port: 1, engine: vllm}}", "needs at least one label"),
        ("{to: pool, pool: {selector: {a: b}, engine: vllm}}", "expose[0].pool.port is required"),
        ("{to: pool, pool: {selector: {a: b}, port: 1}}", "expose[0].pool.engine is required"),
        ("{to: pool, pool: {selector: {a: b}, port: 0, engine: vllm}}", "it must be from 1 to 65535"),
        ("{to: service, why: a}", "expose[0].why is not known here"),
        ("{to: service, when: 'a +'}", "dock/provider.yaml"),
        ("{to: service, when: other}", "other"),
    ])
    func whatIsWrongIsToldWithItsPlace(rule: String, part: String) throws {
        let error = try #require(throws: ProviderError.self) { try Self.provider("  - \(rule)\n") }
        #expect(error.message.contains(part), "\(error.message)")
    }

    // MARK: - The built-in ones

    struct Row: Sendable, CustomTestStringConvertible {
        var provider: String
        var values: Object = [:]
        var ways: [ExposureWay]
        var testDescription: String { "\(provider) \(Value.object(values).json())" }
    }

    private static func vllm(_ engine: String) -> ExposureWay {
        .pool(
            .made(
                selector: ["app.kubernetes.io/name": "vllm", "app.kubernetes.io/instance": "qwen3"], port: 8000,
                engine: engine))
    }

    private static func ome(_ engine: String) -> ExposureWay {
        .pool(
            .made(
                selector: ["ome.io/inferenceservice": "qwen3", "component": "engine"], port: 8080, engine: engine))
    }

    private static func predictors(_ engine: String) -> ExposureWay {
        .pool(
            .made(
                selector: ["serving.kserve.io/inferenceservice": "qwen3", "component": "predictor"], port: 8080,
                engine: engine))
    }

    private static let sets = ExposureWay.pool(
        .made(selector: ["inferenceset.kaito.sh/created-by": "qwen3"], port: 5000, engine: "vllm"))

    private static let workers = ExposureWay.pool(
        .made(
            selector: [
                "app.kubernetes.io/name": "llm-d", "app.kubernetes.io/instance": "qwen3",
                "app.kubernetes.io/component": "decode",
            ], port: 8000, engine: "vllm"))

    @Test(arguments: [
        Row(provider: "vllm", ways: [vllm("vllm"), .service]),
        Row(provider: "vllm", values: ["engine": "sglang"], ways: [vllm("sglang"), .service]),
        Row(provider: "llm-d", ways: [.service, workers]),
        Row(provider: "llm-d", values: ["mode": "disaggregated"], ways: [.service]),
        Row(provider: "kserve", ways: [.service]),
        Row(
            provider: "kserve", values: ["routerMode": "endpoint-picker"],
            ways: [
                .own(
                    OwnRoute(
                        "KServe makes a route and a pool itself, at the Gateway that the values below gateway say",
                        name: "qwen3-kserve-route", path: "/models/qwen3")), .service,
            ]),
        Row(provider: "dynamo", ways: [.service]), Row(provider: "kuberay", ways: [.service]),
        Row(provider: "kaito", ways: [.service]), Row(provider: "kaito-set", ways: [sets, .service]),
        Row(provider: "ome", ways: [ome("vllm"), .service]),
        Row(provider: "ome", values: ["engine": "sglang"], ways: [ome("sglang"), .service]),
        Row(provider: "ome", values: ["routerMode": "kv"], ways: [.service]),
        Row(provider: "ome", values: ["engine": "sglang", "mode": "disaggregated"], ways: [.service]),
        Row(provider: "ome", values: ["runtime": "srt"], ways: [.service]),
        Row(provider: "kserve-classic", ways: [predictors("vllm"), .service]),
        Row(provider: "kserve-classic", values: ["engine": "sglang"], ways: [predictors("sglang"), .service]),
        Row(provider: "kserve-classic", values: ["runtime": "theirs"], ways: [.service]),
    ])
    func theBuiltInProvidersSayHowTheyCan(row: Row) throws {
        let provider = try ProviderRegistry.builtIn().provider(row.provider)
        let ways = try provider.exposureWays(row.values, name: "qwen3", namespace: "models")
        #expect(ways == row.ways)
    }

    /// What a pool chooses are pods of the chart's own.
    @Test func poolsFindTheirPods() throws {
        for (name, way) in [("vllm", Self.vllm("vllm")), ("llm-d", Self.workers)] {
            guard case .pool(.made(let selector, let port, _)) = way else { continue }
            let chart = try ProviderRegistry.builtIn().provider(name).chart
            let manifests = try Renderer().render(
                chart, values: ["modelId": "a/b"], release: ReleaseIdentity(name: "qwen3", namespace: "models")
            ).manifests
            let pods = manifests.compactMap { $0.value["spec"]?["template"] }.filter { pod in
                selector.allSatisfy { pod["metadata"]?["labels"]?[$0.key]?.string == $0.value }
            }
            #expect(pods.count == 1)
            let ports = pods.first?["spec"]?["containers"]?.array?.flatMap { $0["ports"]?.array ?? [] } ?? []
            #expect(ports.contains { $0["containerPort"]?.integer == port })
        }
    }

    // MARK: - Lint

    private static func findings(_ rules: String) throws -> [String] {
        let more = """
            resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
            selection: [{when: "true", reason: it is there}]
            expose:
            \(rules)
            """
        let registry = ProviderRegistry([])
        return ProviderLint(registry: registry).report(of: try Docks.provider("dock", more: more)).findings
            .filter { $0.path?.hasPrefix("expose") == true }.map(\.message)
    }

    @Test func lintFindsWhatIsNeverReached() throws {
        #expect(
            try Self.findings("  - {to: own, reason: a}\n  - {to: service}") == [
                "is never reached: expose[0] always holds"
            ])
        #expect(try Self.findings("  - {to: service}\n  - {to: pool, pool: {name: a}}").isEmpty)
    }

    @Test func lintFindsPoolsOfNoPods() throws {
        let found = try Self.findings("  - {to: pool, pool: {selector: {a: b}, port: 1, engine: trtllm}}")
        #expect(found.contains("gives a pool of engine 'trtllm'; endpoint pickers know vllm, sglang"), "\(found)")
        #expect(
            found.contains("gives a pool of pods with labels that no pod template of the chart has: a=b"), "\(found)")
    }

    @Test func lintFindsRoutesThatCannotBe() throws {
        let found = try Self.findings("  - {to: own, reason: a, route: \"${name}_way\", path: a/}")
        #expect(
            found == [
                "gives the route 'example_way', which cannot be the name of an HTTPRoute",
                "gives the path 'a/'; write one that begins with a slash, and ends with none",
            ])
        #expect(try Self.findings("  - {to: own, reason: a, route: way, path: '/${request.namespace}'}").isEmpty)
    }

    @Test func lintFindsRulesThatCannotBeJudged() throws {
        let found = try Self.findings("  - {when: deployment.missing, to: service}")
        #expect(found.contains { $0.hasPrefix("expose[0] cannot be judged: ") }, "\(found)")
    }
}
