import Readiness
import Testing
import Value

@Suite struct ReadinessContractTests {
    static let section: Value = [
        "let": ["components": "status.?components.orValue(status.?services.orValue({}))"],
        "rules": [
            ["when": "has(object.metadata.deletionTimestamp)", "phase": "Terminating", "message": "is being deleted"],
            [
                "when": "status.?state.orValue('') == 'failed'", "phase": "Failed",
                "message": "${conditions[?'Ready'].?message.orValue('the operator reports state failed')}",
            ],
            [
                "when": "conditions[?'Ready'].?status.orValue('') == 'True'", "phase": "Running",
                "message": "all of ${size(components)} components are ready",
                "reason": "${conditions.Ready.?reason.orValue('')}",
            ],
            [
                "when": "'Ready' in conditions", "phase": "Deploying",
                "message":
                    "${conditions.Ready.?message.orValue(conditions.Ready.?reason.orValue('components are starting'))}",
            ],
            ["when": "status.?state.orValue('initializing') in ['initializing', 'pending']", "phase": "Pending"],
        ],
        "replicas": [
            "desired": "components.map(name, components[name].?replicas.orValue(0)).sum()",
            "ready": "components.map(name, components[name].?readyReplicas.orValue(0)).sum()",
        ],
        "pods": ["selector": "nvidia.com/dynamo-graph-deployment-name=${object.metadata.name}"],
        "endpoint": ["service": "${object.metadata.name}-frontend", "port": 8000, "scheme": "http", "path": "/v1"],
    ]

    static func object(_ status: Value?, _ metadata: Object = [:]) -> Value {
        var meta: Object = ["name": "qwen3", "generation": 2]
        for (key, value) in metadata { meta[key] = value }
        var object: Object = ["kind": "DynamoGraphDeployment", "metadata": .object(meta)]
        if let status { object["status"] = status }
        return .object(object)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var object: Value
        var phase: DeploymentPhase
        var message: String
        init(_ name: String, _ object: Value, _ phase: DeploymentPhase, _ message: String) {
            self.name = name
            self.object = object
            self.phase = phase
            self.message = message
        }
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case("no status yet", object(nil), .pending, "pending"), Case("empty status", object([:]), .pending, "pending"),
        Case("null status", object(.null), .pending, "pending"),
        Case("deleted", object([:], ["deletionTimestamp": "2026-01-01T00:00:00Z"]), .terminating, "is being deleted"),
        Case(
            "deleted before it is observed", object(["observedGeneration": 1], ["deletionTimestamp": "t"]),
            .terminating, "is being deleted"),
        Case("failed", object(["state": "failed"]), .failed, "the operator reports state failed"),
        Case(
            "failed with words",
            object(["state": "failed", "conditions": [["type": "Ready", "status": "False", "message": "no image"]]]),
            .failed, "no image"),
        Case(
            "ready",
            object(["conditions": [["type": "Ready", "status": "True"]], "components": ["a": [:], "b": [:]]]), .running,
            "all of 2 components are ready"),
        Case(
            "starting", object(["conditions": [["type": "Ready", "status": "False", "reason": "PodsNotReady"]]]),
            .deploying, "PodsNotReady"),
        Case(
            "starting without words", object(["conditions": [["type": "Ready", "status": "Unknown"]]]), .deploying,
            "components are starting"),
        Case(
            "F46 not observed",
            object(["observedGeneration": 1, "conditions": [["type": "Ready", "status": "True"]]]), .deploying,
            "generation is 2, but the controller has seen 1"),
        Case(
            "F45 observed of the wrong type",
            object(["observedGeneration": "2", "conditions": [["type": "Ready", "status": "True"]]]), .unknown,
            "status.observedGeneration is a string where an integer belongs"),
        Case("no rule holds", object(["state": "dreaming"]), .unknown, "no rule of the readiness contract holds"),
        Case(
            "conditions of the wrong type", object(["conditions": "Ready"]), .unknown,
            "status.conditions is a string where an array belongs"),
        Case("status of the wrong type", object("ready"), .unknown, "status is a string where an object belongs"),
    ]) func judges(_ test: Case) throws {
        let status = try ReadinessContract(Self.section).status(of: test.object)
        #expect(status.phase == test.phase, "\(status)")
        #expect(status.message == test.message)
        #expect(status.isReady == (test.phase == .running))
    }

    @Test func countsReplicasAcrossComponents() throws {
        let object = Self.object([
            "conditions": [["type": "Ready", "status": "True", "reason": "all_ready"]],
            "components": [
                "Frontend": ["replicas": 1, "readyReplicas": 1], "Worker": ["replicas": 3, "readyReplicas": 2],
            ],
        ])
        let status = try ReadinessContract(Self.section).status(of: object)
        #expect(status.desired == 4)
        #expect(status.ready == 3)
        #expect(status.reason == "all_ready")
        #expect(status.rule == 2)
        #expect(status.problems.isEmpty)
        #expect(status.message == "all of 2 components are ready")
        let older = Self.object(["services": ["Worker": ["replicas": 2]]])
        #expect(try ReadinessContract(Self.section).status(of: older).desired == 2)
    }

    @Test func countsThatFailAreSaidButDoNotHideThePhase() throws {
        let object = Self.object([
            "conditions": [["type": "Ready", "status": "True"]], "components": ["Worker": ["replicas": "three"]],
        ])
        let status = try ReadinessContract(Self.section).status(of: object)
        #expect(status.phase == .running)
        #expect(status.desired == nil)
        #expect(status.ready == 0)
        #expect(status.problems.count == 1)
    }

    @Test func aRuleThatCannotBeEvaluatedIsUnknownNotPassedOver() throws {
        let contract = try ReadinessContract([
            "rules": [["when": "status.phase == 'Bad'", "phase": "Failed"], ["when": "true", "phase": "Running"]]
        ])
        let status = contract.status(of: Self.object([:]))
        #expect(status.phase == .unknown)
        #expect(status.message == "readiness.rules[0] cannot be evaluated: no such key: phase")
        #expect(status.reason == "RuleFailed")
        #expect(contract.status(of: Self.object(["phase": "Good"])).phase == .running)
    }

    @Test func aDefinitionThatCannotBeEvaluatedIsUnknown() throws {
        let contract = try ReadinessContract([
            "let": ["a": "status.x"], "rules": [["when": "true", "phase": "Running"]],
        ])
        let status = contract.status(of: Self.object([:]))
        #expect(status.phase == .unknown)
        #expect(status.message == "\"a\" of the readiness contract cannot be evaluated: no such key: x")
    }

    @Test func definitionsSeeTheOnesBefore() throws {
        let contract = try ReadinessContract([
            "let": ["a": "1 + 1", "b": "a * 10"],
            "rules": [["when": "b == 20", "phase": "Running", "message": "b is ${b}"]],
        ])
        #expect(contract.status(of: Self.object([:])).message == "b is 20")
    }

    @Test func generationsCanBeIgnored() throws {
        var section = try #require(Self.section.object)
        section["observedGeneration"] = "ignored"
        let object = Self.object(["observedGeneration": 1, "conditions": [["type": "Ready", "status": "True"]]])
        #expect(try ReadinessContract(.object(section)).status(of: object).phase == .running)
    }

    @Test func namesPodsAndEndpoint() throws {
        let contract = try ReadinessContract(Self.section)
        let object = Self.object([:])
        #expect(try contract.podSelector(of: object) == "nvidia.com/dynamo-graph-deployment-name=qwen3")
        let endpoint = try #require(try contract.endpoint(of: object))
        #expect(endpoint == ContractEndpoint(service: "qwen3-frontend", port: 8000, scheme: "http", path: "/v1"))
        let bare = try ReadinessContract(["rules": [["when": true, "phase": "Running"]]])
        #expect(try bare.podSelector(of: object) == nil)
        #expect(try bare.endpoint(of: object) == nil)
    }

    @Test func portsMayBeExpressions() throws {
        var section = try #require(Self.section.object)
        section["endpoint"] = ["service": "s", "port": "${status.?port.orValue(80)}"]
        let contract = try ReadinessContract(.object(section))
        #expect(try contract.endpoint(of: Self.object(["port": 5000]))?.port == 5000)
        #expect(try contract.endpoint(of: Self.object([:]))?.path == "/")
        #expect(throws: ReadinessError.self) { try contract.endpoint(of: Self.object(["port": "http"])) }
    }

    // MARK: - Reading

    /// Without a fault but for what is given.
    private static func withEndpoint(_ changes: Value) -> Value {
        let endpoint: Value = ["service": "mine", "port": 80]
        return ["rules": [["when": "true", "phase": "Running"]], "endpoint": endpoint.mergePatched(changes)]
    }

    struct BadCase: Sendable {
        var section: Value
        var code: ReadinessError.Code
        var path: String
        init(_ section: Value, _ code: ReadinessError.Code, _ path: String) {
            self.section = section
            self.code = code
            self.path = path
        }
    }

    @Test(arguments: [
        BadCase([:], .missingKey, "rules"), BadCase("x", .wrongType, "readiness"),
        BadCase(["rules": []], .missingKey, "rules"), BadCase(["rules": "x"], .wrongType, "rules"),
        BadCase(["rule": []], .unknownKey, "rule"),
        BadCase(["rules": [["when": "true"]]], .missingKey, "rules[0].phase"),
        BadCase(["rules": [["phase": "Running"]]], .missingKey, "rules[0].when"),
        BadCase(["rules": [["when": "true", "phase": "Happy"]]], .wrongType, "rules[0].phase"),
        BadCase(["rules": [["when": "true", "phase": "Unknown"]]], .wrongType, "rules[0].phase"),
        BadCase(["rules": [["when": "tru", "phase": "Running"]]], .invalidExpression, "rules[0].when"),
        BadCase(["rules": [["when": "true &&", "phase": "Running"]]], .invalidExpression, "rules[0].when"),
        BadCase(["rules": [["when": [], "phase": "Running"]]], .wrongType, "rules[0].when"),
        BadCase(
            ["rules": [["when": "true", "phase": "Running", "message": "${nope}"]]], .invalidExpression,
            "rules[0].message"),
        BadCase(["rules": [["when": "true", "phase": "Running", "then": "x"]]], .unknownKey, "rules[0].then"),
        BadCase(
            ["rules": [["when": "true", "phase": "Running"]], "replicas": ["desired": "1"]], .missingKey,
            "replicas.ready"),
        BadCase(
            ["rules": [["when": "true", "phase": "Running"]], "pods": ["labels": "x"]], .unknownKey, "pods.labels"),
        BadCase(
            ["rules": [["when": "true", "phase": "Running"]], "endpoint": ["port": 80]], .missingKey, "endpoint.service"
        ),
        BadCase(withEndpoint(["port": "http"]), .wrongType, "endpoint.port"),
        BadCase(withEndpoint(["port": 70_000]), .wrongType, "endpoint.port"),
        BadCase(withEndpoint(["scheme": "ftp"]), .wrongType, "endpoint.scheme"),
        BadCase(withEndpoint(["path": "v1"]), .wrongType, "endpoint.path"),
        BadCase(
            ["rules": [["when": "true", "phase": "Running"]], "observedGeneration": "maybe"], .wrongType,
            "observedGeneration"),
        BadCase(
            ["let": ["object": "1"], "rules": [["when": "true", "phase": "Running"]]], .invalidExpression, "let.object"),
        BadCase(
            ["let": ["a": "b", "b": "1"], "rules": [["when": "true", "phase": "Running"]]], .invalidExpression, "let.a"),
        BadCase(["let": [1], "rules": [["when": "true", "phase": "Running"]]], .wrongType, "let"),
        BadCase(["rules": ["x"]], .wrongType, "rules[0]"),
        BadCase(["rules": [["when": "true", "phase": "Pending", "patience": 0]]], .wrongType, "rules[0].patience"),
        BadCase(["rules": [["when": "true", "phase": "Pending", "patience": "5m"]]], .wrongType, "rules[0].patience"),
        BadCase(["rules": [["when": "true", "phase": "Failed", "patience": 9]]], .wrongType, "rules[0].patience"),
    ]) func refusesWhatItDoesNotUnderstand(_ test: BadCase) {
        let error = #expect(throws: ReadinessError.self) { try ReadinessContract(test.section) }
        #expect(error?.code == test.code)
        #expect(error?.path == test.path)
        #expect(error?.location == nil)
    }

    @Test func errorsShowThePlaceAndTheExpressionWithACaret() {
        let error = #expect(throws: ReadinessError.self) {
            try ReadinessContract(["rules": [["when": "statu.x == 1", "phase": "Running"]]]) { "provider.yaml@\($0)" }
        }
        #expect(
            error?.description == """
                provider.yaml@rules[0].when: readiness.rules[0].when: unknown variable "statu"; there are conditions, events, object, related, status (line 1, column 1)
                    statu.x == 1
                    ^
                """)
    }

    @Test func aStateCanCountAsAFailureOnceItLasts() throws {
        let contract = try ReadinessContract([
            "rules": [
                ["when": "status.?state.orValue('') == 'failed'", "phase": "Pending", "patience": 300],
                ["when": "true", "phase": "Running"],
            ]
        ])
        let failing = contract.status(of: Self.object(["state": "failed"]))
        #expect(failing.phase == .pending)
        #expect(failing.patience == .seconds(300))
        #expect(contract.status(of: Self.object([:])).patience == nil)
    }
}
