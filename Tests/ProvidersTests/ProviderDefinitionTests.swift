import Charts
import Expressions
import Providers
import Readiness
import Testing
import Value

@Suite struct ProviderDefinitionTests {
    private let chart: Chart

    init() throws {
        chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: mine\nversion: 0.1.0\n".utf8))
        ])
    }

    private let smallest = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: mine
        capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
        readiness: {rules: [{when: "true", phase: Running}]}

        """

    @Test func aFewLinesAreEnough() throws {
        let provider = try Provider(definition: smallest, chart: chart, folder: "mine")
        #expect(provider.definition.title == "mine")
        #expect(provider.definition.operators.isEmpty)
    }

    /// GPU stacks half-way through a driver change must not be thrown back.
    @Test(arguments: [
        ("hold", OperatorDefinition.FailurePolicy.hold), ("fail", .fail), ("rollback", .rollback), (nil, nil),
    ])
    func operatorsMaySayWhatBecomesOfAFailureField28(
        name: String?, policy: OperatorDefinition.FailurePolicy?
    ) throws {
        let line = name.map { ", onFailure: \($0)" } ?? ""
        let text = smallest + "operators: [{name: op, namespace: ns, chart: c, version: 1.0.0\(line)}]\n"
        let definition = try Provider(definition: text, chart: chart, folder: "mine").definition
        #expect(definition.operators.map(\.onFailure) == [policy])
        #expect(definition.operators[0].value["onFailure"]?.string == name)
        let dynamo = try ProviderRegistry.builtIn().provider("dynamo").definition
        #expect(dynamo.ownOperator?.onFailure == .hold)
    }

    @Test func aDeploymentIsACustomResourceOrOneOfKubernetes() throws {
        func resource(_ text: String) throws -> ProviderDefinition.Resource? {
            try Provider(definition: smallest + "resource: {\(text)}\n", chart: chart, folder: "mine").definition
                .resource
        }
        let custom = try #require(try resource("kind: Berth, crd: berths.harbor.example.com, versions: [a/v1]"))
        #expect(custom.isCustom && custom.plural == "berths" && custom.group == "harbor.example.com")
        let own = try #require(
            try resource("kind: Deployment, name: deployments.apps, versions: [apps/v1], selector: a=b"))
        #expect(!own.isCustom && own.plural == "deployments" && own.group == "apps" && own.selector == "a=b")
        for text in [
            "kind: A, crd: as.b, name: as.b, versions: [b/v1]", "kind: A, versions: [b/v1]", "kind: A, crd: as.b",
        ] {
            let error = try #require(throws: ProviderError.self) { try resource(text) }
            #expect(error.code == .invalidDefinition)
        }
    }

    @Test(arguments: ["deployments.apps", "jobs.batch", "horizontalpodautoscalers.autoscaling"])
    func whatKubernetesBringsIsNoCRD(name: String) throws {
        func resource(_ key: String) throws -> ProviderDefinition.Resource? {
            let text = smallest + "resource: {kind: A, \(key): \(name), versions: [a/v1]}\n"
            return try Provider(definition: text, chart: chart, folder: "mine").definition.resource
        }
        let error = try #require(throws: ProviderError.self) { try resource("crd") }
        #expect(
            error.message.contains(
                "resource.crd is '\(name)', a type of Kubernetes itself: use name: \(name) in its place"), "\(error)")
        #expect(try resource("name")?.name == name)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var place: String
        var words: String
        var testDescription: String { to }
    }

    @Test(arguments: [
        Fault(from: "kind: Provider", to: "kind: Chart", place: "mine/provider.yaml:2:", words: "must be Provider"),
        Fault(
            from: "groundcrew/v1", to: "groundcrew/v9", place: "mine/provider.yaml:1:", words: "must be groundcrew/v1"),
        Fault(from: "name: mine", to: "name: other", place: "mine", words: "give both the same name"),
        Fault(from: "name: mine", to: "nmae: mine", place: "mine/provider.yaml:3:", words: "nmae"),
        Fault(from: "engines: [vllm]", to: "engines: vllm", place: "mine/provider.yaml:4:", words: "must be a list"),
        Fault(
            from: "phase: Running", to: "phase: Runing", place: "mine/provider.yaml:5:36: readiness.rules[0].phase",
            words: "Runing"),
        Fault(
            from: "when: \"true\"", to: "when: \"tru\"", place: "mine/provider.yaml:5:22: readiness.rules[0].when",
            words: "unknown variable \"tru\""),
        Fault(
            from: "phase: Running", to: "phase: Running, mesage: x",
            place: "mine/provider.yaml:5:52: readiness.rules[0].mesage", words: "unknown key"),
        Fault(
            from: "{rules: [{when: \"true\", phase: Running}]}", to: "{}", place: "mine/provider.yaml:5:1: readiness",
            words: "there are no rules"),
        Fault(
            from: "readiness:", to: "defaults: {version: \"${operator.version}\"}\nreadiness:",
            place: "mine/provider.yaml:5:12", words: "unknown variable \"operator\""),
        Fault(
            from: "readiness:",
            to: "operators: [{name: op, namespace: ns, chart: c, version: 1.0.0, onFailure: undo}]\nreadiness:",
            place: "mine/provider.yaml:5:", words: "onFailure is 'undo'; it may be fail, hold, rollback"),
        Fault(from: "name: mine", to: "name: My mine", place: "mine/provider.yaml:3:", words: "which cannot be a name"),
        Fault(
            from: "readiness:",
            to: "resource: {kind: A, crd: as, versions: [b/v1]}\nreadiness:", place: "mine/provider.yaml:5:",
            words: "resource.crd is 'as', which cannot be a CRD's name: write plural.group"),
        Fault(
            from: "readiness:",
            to: "resource: {kind: A, crd: as.b, versions: [b/v1], selector: 'a=b=c'}\nreadiness:",
            place: "mine/provider.yaml:5:", words: "resource.selector is 'a=b=c', which is not a label selector"),
        Fault(
            from: "readiness:",
            to: "requirements: {oneOf: [{needed: a, when: 'true', crds: [b], hint: c}]}\nreadiness:",
            place: "mine/provider.yaml:5:", words: "requirements.oneOf[0].crds[0] is 'b', which cannot be a CRD's name"),
        Fault(
            from: "phase: Running}]", to: "phase: Running}], endpoint: {service: a, port: http}",
            place: "mine/provider.yaml:5:", words: "readiness.endpoint.port: \"http\" is not a port"),
        Fault(from: "readiness:", to: "readines:", place: "mine/provider.yaml:5:", words: "readines"),
    ])
    func faultsAreLocated(fault: Fault) throws {
        let error = try #require(throws: ProviderError.self) {
            try Provider(
                definition: smallest.replacing(fault.from, with: fault.to), chart: chart, folder: "mine")
        }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.contains(fault.place), "\(error)")
        #expect(error.message.contains(fault.words), "\(error)")
    }

    struct Need: Sendable, CustomTestStringConvertible {
        var version: String
        var values: Object = [:]
        var isNeeded: Bool
        var isBundled = false
        var testDescription: String { "\(version) \(Value.object(values).json())" }
        var variables: [String: Value] {
            ["operator": ["version": .string(version), "values": .object(values)]]
        }
    }

    @Test(arguments: [
        Need(version: "1.6.2", isNeeded: false), Need(version: "1.4.0", isNeeded: false),
        Need(version: "0.8.0", isNeeded: true, isBundled: true),
        Need(version: "1.0.0", isNeeded: true, isBundled: true),
        Need(version: "1.0.0", values: ["nats": ["enabled": false]], isNeeded: false),
        Need(version: "0.8.0", values: ["nats": ["enabled": false]], isNeeded: true),
        // The chart brings it by default in these.
        Need(version: "1.1.0", isNeeded: true, isBundled: true),
        Need(version: "1.3.1", isNeeded: true, isBundled: true),
        Need(version: "1.3.1", values: ["global": ["nats": ["install": false]]], isNeeded: false),
        Need(version: "1.6.2", values: ["global": ["nats": ["install": true]]], isNeeded: true, isBundled: true),
        Need(version: "1.6.2", values: ["global": ["nats": ["enabled": true]]], isNeeded: false),
        Need(version: "1.6.2", values: ["dynamo-operator": ["natsAddr": "nats://nats:4222"]], isNeeded: true),
        Need(version: "1.2.0", values: ["dynamo-operator": ["natsAddr": "nats://nats:4222"]], isNeeded: true),
    ])
    func f42NatsIsNeededOnlyWhereVersionOrValuesSaySo(need: Need) throws {
        let dynamo = try ProviderRegistry.builtIn().provider("dynamo")
        let nats = try #require(dynamo.definition.requirements.nats)
        let variables = need.variables
        #expect(try nats.when.isTrue(variables) == need.isNeeded)
        #expect(try nats.bundled.isTrue(variables) == need.isBundled)
        #expect(try nats.url.render(variables).hasPrefix("nats://"))
    }

    @Test(arguments: [
        Need(version: "1.6.2", isNeeded: false), Need(version: "1.3.1", isNeeded: false),
        Need(version: "0.8.0", isNeeded: true, isBundled: true), Need(version: "1.0.0", isNeeded: false),
        Need(version: "1.6.2", values: ["global": ["etcd": ["install": true]]], isNeeded: true, isBundled: true),
        Need(version: "1.6.2", values: ["global": ["etcd": ["enabled": true]]], isNeeded: false),
        Need(version: "1.6.2", values: ["dynamo-operator": ["etcdAddr": "http://etcd:2379"]], isNeeded: true),
    ])
    func f42EtcdIsNeededOnlyWhereVersionOrValuesSaySo(need: Need) throws {
        let dynamo = try ProviderRegistry.builtIn().provider("dynamo")
        let etcd = try #require(dynamo.definition.requirements.etcd)
        #expect(try etcd.when.isTrue(need.variables) == need.isNeeded)
        #expect(try etcd.bundled.isTrue(need.variables) == need.isBundled)
    }

    @Test(
        arguments: [
            ([:], [:]), (["dynamo-platform": "1.4.2"], ["operatorVersion": "1.4.2"]),
            (["dynamo-platform": "mine"], [:]), (["other": "1.4.2"], [:]),
        ] as [([String: String], Object)])
    func dynamosRuntimeFollowsTheOperator(versions: [String: String], values: Object) throws {
        let dynamo = try ProviderRegistry.builtIn().provider("dynamo").definition
        #expect(try dynamo.defaultValues(operators: versions) == values)
    }
}
