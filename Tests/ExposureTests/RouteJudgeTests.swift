import Exposure
import Readiness
import Testing
import Value
import Waiting
import YAML

/// What the words of a Gateway's controller mean, condition by condition and reason by reason.
@Suite struct RouteJudgeTests {
    private static func judge(_ controller: String? = StandardGateway.controller) throws -> RouteJudge {
        var plan = try ExposurePlan(
            GatewayRequest(), of: "qwen3", in: "models",
            considering: ExposureFacts(classes: [ExposurePlanTests.nginx]))
        plan.controller = controller
        return RouteJudge(plan)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var conditions: String
        var isMet = false
        /// Seconds; 0 for what ends a wait at once, nil for what is no fault.
        var patience: Int64?
        var part: String
        var testDescription: String { conditions }
    }

    private static func expect(_ judgement: Judgement, _ row: Row) {
        #expect(judgement.isMet == row.isMet)
        #expect(judgement.status.message.contains(row.part), "\(judgement.status.message)")
        #expect(judgement.faults.count == (row.patience == nil ? 0 : 1))
        guard let fault = judgement.faults.first else { return }
        #expect(fault.cause == (row.patience == 0 ? .reported : .trouble))
        #expect(fault.patience == (row.patience == 0 ? nil : row.patience.map { .seconds($0) }))
        #expect(fault.message == judgement.status.message)
    }

    private static func condition(_ type: String, _ status: String, _ reason: String, generation: Int = 3) -> String {
        "{type: \(type), status: '\(status)', reason: \(reason), message: words, observedGeneration: \(generation)}"
    }

    // MARK: - Gateways

    private static let accepted = condition("Accepted", "True", "Accepted")

    private static func programmed(_ reason: String) -> String {
        "\(accepted), \(condition("Programmed", "False", reason))"
    }

    @Test(arguments: [
        Row(conditions: "", patience: 300, part: "no controller has accepted it yet (GatewayClass nginx)"),
        Row(
            conditions: condition("Accepted", "Unknown", "Pending"), patience: 300,
            part: "no controller has accepted it yet"),
        Row(conditions: accepted, patience: 300, part: "is accepted, and not programmed yet"),
        Row(
            conditions: "\(accepted), \(condition("Programmed", "Unknown", "Pending"))", patience: 300,
            part: "is accepted, and not programmed yet"),
        Row(
            conditions: "\(accepted), \(condition("Programmed", "True", "Programmed"))", isMet: true,
            part: "is programmed, at 192.0.2.1"),
        // Of the Gateway before its last change.
        Row(
            conditions: "\(accepted), \(condition("Programmed", "True", "Programmed", generation: 2))", patience: 300,
            part: "not programmed yet"),
        Row(
            conditions: condition("Accepted", "True", "Accepted", generation: 2), patience: 300,
            part: "no controller has accepted it yet"),
        Row(
            conditions: programmed("AddressNotAssigned"), isMet: true,
            part: "has no address yet: Programmed is False (AddressNotAssigned): words"),
        Row(conditions: programmed("AddressNotUsable"), patience: 20, part: "Programmed is False (AddressNotUsable)"),
        Row(conditions: programmed("NoResources"), patience: 120, part: "(NoResources): words"),
        Row(conditions: programmed("Invalid"), patience: 20, part: "(Invalid): words"),
        Row(conditions: programmed("Pending"), patience: 120, part: "(Pending): words"),
        Row(conditions: programmed("SomethingNew"), patience: 60, part: "(SomethingNew): words"),
        Row(
            conditions: condition("Accepted", "False", "UnsupportedAddress"), patience: 0,
            part: "Accepted is False (UnsupportedAddress): words"),
        Row(conditions: condition("Accepted", "False", "InvalidParameters"), patience: 30, part: "(InvalidParameters)"),
        Row(conditions: condition("Accepted", "False", "ListenersNotValid"), patience: 30, part: "(ListenersNotValid)"),
        Row(conditions: condition("Accepted", "False", "NotReconciled"), patience: 120, part: "(NotReconciled)"),
    ])
    func gateways(row: Row) throws {
        let object = try YAML.decode(
            """
            kind: Gateway
            metadata: {name: qwen3-gateway, namespace: models, generation: 3}
            spec: {gatewayClassName: nginx}
            status:
              addresses: [{type: IPAddress, value: 192.0.2.1}]
              conditions: [\(row.conditions)]
            """, file: "gateway")
        Self.expect(try Self.judge().gateway(object), row)
    }

    @Test func addressesAreInTheGatewaysOrder() throws {
        let object = try YAML.decode(
            "status: {addresses: [{value: b.example.com}, {value: ''}, {value: 192.0.2.1}]}", file: "gateway")
        #expect(RouteJudge.addresses(of: object) == ["b.example.com", "192.0.2.1"])
        #expect(RouteJudge.addresses(of: [:]).isEmpty)
    }

    // MARK: - Routes

    private static func taken(_ more: String) -> String { "\(accepted), \(more)" }

    private static func object(_ kind: String, parents: String) throws -> Value {
        try YAML.decode(
            """
            kind: \(kind)
            metadata: {name: qwen3-route, namespace: models, generation: 3}
            status:
              parents: [\(parents)]
            """, file: "object")
    }

    private static func parent(
        _ conditions: String, name: String = "qwen3-gateway", more: String = "",
        controller: String = StandardGateway.controller
    ) -> String {
        "{parentRef: {name: \(name)\(more)}, controllerName: \(controller), conditions: [\(conditions)]}"
    }

    @Test(arguments: [
        Row(
            conditions: taken(condition("ResolvedRefs", "True", "ResolvedRefs")), isMet: true,
            part: "is accepted by Gateway models/qwen3-gateway"),
        Row(conditions: "", patience: 300, part: "Gateway models/qwen3-gateway has not accepted it yet"),
        Row(conditions: accepted, patience: 300, part: "has not found yet what it leads to"),
        Row(
            conditions: taken(condition("ResolvedRefs", "True", "ResolvedRefs", generation: 2)), patience: 300,
            part: "has not found yet what it leads to"),
        Row(
            conditions: condition("Accepted", "True", "Accepted", generation: 2), patience: 300,
            part: "has not accepted it yet"),
        Row(
            conditions: condition("Accepted", "False", "NotAllowedByListeners"), patience: 20,
            part: "Accepted is False (NotAllowedByListeners): words"),
        Row(conditions: condition("Accepted", "False", "NoMatchingListenerHostname"), patience: 20, part: "Hostname"),
        Row(conditions: condition("Accepted", "False", "NoMatchingParent"), patience: 20, part: "NoMatchingParent"),
        Row(conditions: condition("Accepted", "False", "UnsupportedValue"), patience: 0, part: "UnsupportedValue"),
        Row(
            conditions: condition("Accepted", "False", "IncompatibleFilters"), patience: 0,
            part: "IncompatibleFilters"),
        Row(conditions: condition("Accepted", "False", "GatewayNotProgrammed"), patience: 120, part: "NotProgrammed"),
        Row(conditions: condition("Accepted", "False", "SomethingNew"), patience: 60, part: "SomethingNew"),
        Row(
            conditions: taken(condition("ResolvedRefs", "False", "BackendNotFound")), patience: 60,
            part: "ResolvedRefs is False (BackendNotFound): words"),
        Row(conditions: taken(condition("ResolvedRefs", "False", "InvalidKind")), patience: 0, part: "InvalidKind"),
        Row(conditions: taken(condition("ResolvedRefs", "False", "RefNotPermitted")), patience: 0, part: "RefNot"),
        Row(
            conditions: taken(condition("PartiallyInvalid", "True", "UnsupportedValue")), patience: 0,
            part: "PartiallyInvalid is True (UnsupportedValue): words"),
    ])
    func routes(row: Row) throws {
        let object = try Self.object("HTTPRoute", parents: Self.parent(row.conditions))
        Self.expect(try Self.judge().route(object), row)
    }

    private static let good = taken(condition("ResolvedRefs", "True", "ResolvedRefs"))
    private static let bad = condition("Accepted", "False", "NotAllowedByListeners")

    @Test func othersWordsDoNotCount() throws {
        let judge = try Self.judge()
        let others = [
            Self.parent(Self.good, name: "other"), Self.parent(Self.good, more: ", namespace: infra"),
            Self.parent(Self.good, more: ", kind: Service"), Self.parent(Self.good, controller: "example.com/other"),
        ]
        for parents in others + [""] {
            let judgement = judge.route(try Self.object("HTTPRoute", parents: parents))
            #expect(!judgement.isMet)
            #expect(judgement.status.message == "Gateway models/qwen3-gateway has not taken it up yet", "\(parents)")
        }
        let both = "\(Self.parent(Self.good, controller: "example.com/other")), \(Self.parent(Self.bad))"
        #expect(judge.route(try Self.object("HTTPRoute", parents: both)).faults.count == 1)
        let own = "\(Self.parent(Self.bad, controller: "example.com/other")), \(Self.parent(Self.good))"
        #expect(judge.route(try Self.object("HTTPRoute", parents: own)).isMet)
    }

    @Test func whereTheControllerIsNotKnownOneThatTakesItIsEnough() throws {
        let judge = try Self.judge(nil)
        let both = "\(Self.parent(Self.bad, controller: "example.com/a")), \(Self.parent(Self.good, controller: "b"))"
        #expect(judge.route(try Self.object("HTTPRoute", parents: both)).isMet)
        #expect(!judge.route(try Self.object("HTTPRoute", parents: Self.parent(Self.bad))).isMet)
    }

    @Test func whatIsBeingDeletedIsNotReady() throws {
        let object: Value = ["metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]]
        let judge = try Self.judge()
        for judgement in [judge.gateway(object), judge.route(object), judge.pool(object)] {
            #expect(!judgement.isMet)
            #expect(judgement.status.phase == .terminating)
        }
    }

    // MARK: - Pools

    @Test(arguments: [
        Row(conditions: good, isMet: true, part: "is accepted by Gateway models/qwen3-gateway"),
        Row(conditions: accepted, isMet: true, part: "is accepted"),
        Row(
            conditions: taken(condition("ResolvedRefs", "False", "InvalidExtensionRef")), patience: 60,
            part: "ResolvedRefs is False (InvalidExtensionRef): words"),
        Row(
            conditions: condition("Accepted", "False", "HTTPRouteNotAccepted"), patience: 60,
            part: "HTTPRouteNotAccepted"),
        Row(
            conditions: condition("Accepted", "False", "NotSupportedByParent"), patience: 0,
            part: "NotSupportedByParent"),
        Row(
            conditions: condition("Accepted", "True", "Accepted", generation: 2), patience: 300,
            part: "has not accepted it yet"),
    ])
    func pools(row: Row) throws {
        let object = try Self.object("InferencePool", parents: Self.parent(row.conditions))
        Self.expect(try Self.judge().pool(object), row)
    }

    @Test func aPoolOfWhichOthersSayNothingMayBeUsed() throws {
        let silent = try Self.object("InferencePool", parents: "")
        #expect(try Self.judge("example.com/other").pool(silent).isMet)
        let standard = try Self.judge().pool(silent)
        #expect(!standard.isMet)
        #expect(standard.status.message == "Gateway models/qwen3-gateway has not taken it up yet")
    }

    // MARK: - Words

    @Test func conditionsAreToldAsTheyAre() throws {
        let judge = try Self.judge()
        let route = try Self.object("HTTPRoute", parents: Self.parent(Self.good))
        #expect(
            judge.words(of: route, kind: "HTTPRoute") == [
                "Accepted is True (Accepted): words", "ResolvedRefs is True (ResolvedRefs): words",
            ])
        let gateway: Value = [
            "metadata": ["generation": 2],
            "status": [
                "conditions": [["type": "Programmed", "status": "True", "reason": "", "observedGeneration": 1]]
            ],
        ]
        #expect(judge.words(of: gateway, kind: "Gateway") == ["Programmed is open"])
        #expect(judge.words(of: [:], kind: "HTTPRoute").isEmpty)
        #expect(judge.words(of: gateway, kind: "Deployment").isEmpty)
    }
}
