import Events
import Kubernetes
import Models
import Providers
import Releases
import Sandbox
import TestSupport
import Testing
import Value

@testable import Deployments

/// What an earlier run set, and what becomes of it when nobody names it again.
@Suite(.timeLimit(.minutes(5)))
struct FormerValuesTests {
    private static let model = "Qwen/Qwen3-0.6B"

    private static func former(_ values: Object, provider: String = "dynamo") -> FormerDeployment {
        FormerDeployment(
            provider: provider, revision: 3,
            values: (["modelId": .string(model), "engine": "vllm"] as Object).merged(with: values))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var former: Object = [:]
        /// Named now.
        var named: Object = [:]
        var settings: Object = [:]
        var provider: String?
        var model = FormerValuesTests.model
        var choosesEngine = false
        /// Of the plan: null for what it must not have.
        var expected: Object
    }

    private static let cases = [
        Case(
            testDescription: "what is not named stays", former: ["replicas": 4, "mode": "disaggregated"],
            expected: ["replicas": 4, "mode": "disaggregated"]),
        Case(
            testDescription: "what is named wins", former: ["replicas": 4, "contextLength": 4096],
            named: ["replicas": 2], expected: ["replicas": 2, "contextLength": 4096]),
        Case(
            testDescription: "objects are merged", former: ["resources": ["gpu": 2, "memory": "8Gi"]],
            named: ["resources": ["gpu": 4]], expected: ["resources": ["gpu": 4, "memory": "8Gi"]]),
        Case(
            testDescription: "settings are for what nobody ever said", former: ["replicas": 4],
            settings: ["replicas": 7, "contextLength": 2048], expected: ["replicas": 4, "contextLength": 2048]),
        Case(
            testDescription: "an engine stays", former: ["engine": "sglang"], provider: "dynamo",
            expected: ["engine": "sglang"]),
        Case(
            testDescription: "an engine that is chosen anew does not", former: ["engine": "sglang", "replicas": 4],
            provider: "dynamo", choosesEngine: true, expected: ["engine": "vllm", "replicas": 4]),
        Case(
            testDescription: "another provider begins anew", former: ["replicas": 4], provider: "vllm",
            expected: ["replicas": .null]),
        Case(
            testDescription: "another model begins anew", former: ["replicas": 4, "trustRemoteCode": true],
            model: "Qwen/Qwen2.5-1.5B-Instruct", expected: ["replicas": .null, "trustRemoteCode": .null]),
        Case(
            testDescription: "what the chart takes no more goes", former: ["replicas": 5000, "contextLength": 4096],
            expected: ["replicas": .null, "contextLength": 4096]),
        Case(
            testDescription: "what follows the operator does not stay", former: ["operatorVersion": "1.5.0"],
            expected: ["operatorVersion": .null]),
    ]

    private static func request(_ test: Case) throws -> DeploymentRequest {
        var request = try SandboxCluster.request(test.model)
        request.provider = test.provider
        request.values = test.settings.merged(with: test.named)
        return request
    }

    @Test(arguments: cases)
    func keepsWhatNobodyNames(_ test: Case) throws {
        let keeping = KeptDeployment(
            Self.former(test.former), named: test.named, choosesEngine: test.choosesEngine)
        let facts = SelectionFacts(
            former: test.provider == nil ? .init(provider: "dynamo", engine: nil) : nil)
        let plan = try DeploymentPlan.settled(
            try Self.request(test), from: try ProviderRegistry.builtIn(), considering: facts, keeping: keeping)
        for (key, value) in test.expected {
            #expect(plan.values[key] ?? .null == value, "\(key): \(plan.values)")
        }
        #expect(plan.values["modelId"] == .string(test.model))
    }

    @Test func withoutAnEarlierRunNothingIsAdded() throws {
        let plan = try DeploymentPlan.settled(
            try SandboxCluster.request(), from: try ProviderRegistry.builtIn(), keeping: nil)
        #expect(plan.values == ["modelId": .string(Self.model), "engine": .string(plan.selection.engine)])
    }

    /// Dropping it silently would be as bad as taking it back.
    @Test func whatStandsInTheWayIsNamedWithTheWayOut() throws {
        let keeping = KeptDeployment(Self.former(["contextLength": 1_000_000]), named: [:])
        let error = try #require(throws: DeploymentError.self) {
            try DeploymentPlan.settled(
                try SandboxCluster.request(), from: try ProviderRegistry.builtIn(),
                considering: SelectionFacts(former: .init(provider: "dynamo", engine: nil)), keeping: keeping)
        }
        #expect(error.code == .invalidRequest)
        #expect(error.message.hasPrefix("contextLength 1000000 is more than the "), "\(error)")
        #expect(error.message.hasSuffix("; revision 3 of models/qwen3 set values that stay"), "\(error)")
        #expect(error.hint?.contains("--reset-values takes the defaults") == true)
    }

    @Test func whatIsWrongByItselfIsToldAsItIs() throws {
        var request = try SandboxCluster.request()
        request.values = ["contextLength": 1_000_000]
        let error = try #require(throws: DeploymentError.self) {
            try DeploymentPlan.settled(
                request, from: try ProviderRegistry.builtIn(),
                keeping: KeptDeployment(Self.former(["replicas": 4]), named: request.values))
        }
        #expect(!error.message.contains("revision"), "\(error)")
    }

    // MARK: Words

    struct Told: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var former: Object
        var provider = "dynamo"
        var formerModel = FormerValuesTests.model
        /// Nil where the request is the whole truth.
        var named: Object?
        var settings: Object = [:]
        var lines: [String]
    }

    private static let told = [
        Told(testDescription: "nothing to tell", former: [:], named: [:], lines: []),
        Told(
            testDescription: "kept", former: ["replicas": 4, "mode": "disaggregated"], named: [:],
            lines: ["kept from revision 3: replicas 4, mode disaggregated (--reset-values takes the defaults)"]),
        Told(
            testDescription: "what makes no difference is not told",
            former: ["replicas": 1, "engine": "vllm", "mode": "aggregated"], named: [:], lines: []),
        Told(
            testDescription: "an engine that would not be chosen", former: ["engine": "sglang"], named: [:],
            lines: ["kept from revision 3: engine sglang (--reset-values takes the defaults)"]),
        Told(
            testDescription: "what is named is not kept", former: ["replicas": 4], named: ["replicas": 4], lines: []),
        Told(
            testDescription: "what is named changes", former: ["replicas": 4], named: ["replicas": 2],
            lines: ["other than revision 3: replicas 4 → 2"]),
        Told(
            testDescription: "a file takes it back", former: ["replicas": 4, "servedModelName": "fast"], named: nil,
            lines: ["other than revision 3: replicas 4 → 1, servedModelName fast → unset"]),
        Told(
            testDescription: "texts of the chart's own are not printed",
            former: ["image": ["tag": "s3cret"], "engineArgs": ["key": "s3cret"]], named: nil,
            lines: ["other than revision 3: image.tag changes, engineArgs.key changes"]),
        Told(
            testDescription: "kept texts neither", former: ["image": ["tag": "s3cret"]], named: [:],
            lines: ["kept from revision 3: image.tag (--reset-values takes the defaults)"]),
        Told(
            testDescription: "settings that say the same", former: ["replicas": 4], named: [:],
            settings: ["replicas": 4], lines: []),
        Told(
            testDescription: "another model", former: ["replicas": 4], formerModel: "acme/old", named: [:],
            lines: ["replaces acme/old by Qwen/Qwen3-0.6B", "other than revision 3: replicas 4 → 1"]),
        Told(
            testDescription: "another provider", former: ["replicas": 4], provider: "vllm", named: [:],
            lines: ["changes the provider from vllm to dynamo", "other than revision 3: replicas 4 → 1"]),
    ]

    @Test(arguments: told)
    func tellsWhatStaysAndWhatChanges(_ test: Told) throws {
        var former = Self.former(test.former, provider: test.provider)
        former.model = test.formerModel
        var request = try SandboxCluster.request()
        request.provider = "dynamo"
        request.values = test.settings.merged(with: test.named ?? [:])
        let keeping = test.named.map { KeptDeployment(former, named: $0) }
        let plan = try DeploymentPlan.settled(
            request, from: try ProviderRegistry.builtIn(), keeping: keeping)
        let values = FormerValues(former, plan, keeping: keeping, request: request, engine: "vllm")
        #expect(values.lines == test.lines)
        #expect(!values.value.json().contains("s3cret"))
        #expect(values.value["revision"] == 3)
    }

    @Test func programsGetNamesAndNumbers() throws {
        let former = Self.former(["replicas": 4, "contextLength": 4096])
        var request = try SandboxCluster.request()
        request.provider = "dynamo"
        request.values = ["replicas": 2]
        let keeping = KeptDeployment(former, named: request.values)
        let plan = try DeploymentPlan.settled(request, from: try ProviderRegistry.builtIn(), keeping: keeping)
        let value = FormerValues(former, plan, keeping: keeping, request: request, engine: "vllm").value
        #expect(value["kept"] == [["name": "contextLength", "value": 4096]])
        #expect(value["changed"] == [["name": "replicas", "before": 4, "after": 2]])
        #expect(value["replaces"] == ["model": .null, "provider": .null])
    }

    // MARK: In a cluster

    private func deploy(_ cluster: SandboxCluster, _ values: Object) async throws {
        var request = try SandboxCluster.request()
        request.provider = "dynamo"
        request.values = values.merged(with: ["resources": ["gpu": 0]])
        let engine = cluster.engine()
        _ = try await engine.deploy(
            try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: EventLog())
    }

    @Test func aReleaseTellsWhatItWasMadeWith() async throws {
        try await SandboxCluster.with { cluster in
            let engine = cluster.engine()
            let request = try SandboxCluster.request()
            #expect(try await engine.former(of: request) == nil)
            try await deploy(cluster, ["replicas": 2, "engine": "sglang"])
            let former = try #require(try await engine.former(of: request))
            #expect(former.provider == "dynamo" && former.revision == 1 && former.engine == "sglang")
            #expect(former.model == Self.model && former.values["replicas"] == 2)
            // Whoever asks without keeping is told what goes.
            let plan = try await engine.plan(request)
            #expect(plan.former?.changed.map(\.name).contains("replicas") == true, "\(plan.former as Any)")
            #expect(plan.former?.kept.isEmpty == true)
            let kept = try await engine.plan(request, keeping: KeptDeployment(former, named: [:]))
            #expect(kept.former?.changed.isEmpty == true, "\(kept.former?.lines ?? [])")
            let log = EventLog()
            let result = try await engine.deploy(kept, smokeTest: false, timeout: .seconds(60), events: log)
            #expect(result.change == .unchanged)
            #expect(log.messages.contains { $0.hasPrefix("qwen3: kept from revision 1: ") }, "\(log.messages)")
            #expect(result.value["former"]?["revision"] == 1)
        }
    }

    @Test func aReleaseOfSomebodyElsesTellsNothing() async throws {
        try await SandboxCluster.with { cluster in
            let provider = try cluster.registry.provider("vllm")
            _ = try await cluster.driver.ensure(
                ReleaseRequest(
                    name: "qwen3", namespace: "models", chart: .loaded(provider.chart, origin: "test"),
                    values: ["modelId": "a/b", "replicas": 0], waits: false, timeout: .seconds(60)),
                phase: .models, events: EventLog())
            #expect(try await cluster.engine().former(of: try SandboxCluster.request()) == nil)
        }
    }

    /// Users of different rights must not change it to and fro.
    @Test(arguments: [true, false])
    func whatFollowsAnOperatorThatCannotBeSeenStays(hasFormer: Bool) async throws {
        let tina = SandboxUser(
            name: "tina", token: "tina",
            rules: [
                .init(
                    apiGroups: ["", "apps", "nvidia.com"],
                    resources: ["dynamographdeployments", "deployments", "pods", "events", "secrets"],
                    verbs: ["get", "list", "watch"], namespaces: ["models"])
            ])
        try await SandboxCluster.with(operatorVersion: "1.5.1", users: [tina], token: "tina") { cluster in
            let admin = try cluster.asAdmin()
            if hasFormer { try await deploy(admin, [:]) }
            var request = try SandboxCluster.request()
            request.provider = "dynamo"
            let seen = try await admin.engine().plan(request)
            #expect(seen.values["operatorVersion"] == "1.5.1")
            let plan = try await cluster.engine().plan(request)
            #expect(plan.values["operatorVersion"] == (hasFormer ? "1.5.1" : nil))
            // What the user says counts, seen or not.
            request.values = ["operatorVersion": "1.4.0"]
            #expect(try await cluster.engine().plan(request).values["operatorVersion"] == "1.4.0")
        }
    }
}
