import Readiness
import Testing
import Value

/// What a contract looks at besides the object: others that belong to it, and its Events.
@Suite struct ContractContextTests {
    private static let object: Value = [
        "kind": "InferenceService",
        "metadata": ["name": "qwen", "namespace": "team", "generation": 1],
        "spec": ["model": "qwen-weights", "room": "models"],
    ]
    private static let late = ContractContext.Event(reason: "FailedMount", message: "is late", count: 3, age: 12)
    private static let early = ContractContext.Event(reason: "BackOff", message: "waits")

    private static let always: Value = [["when": "true", "phase": "Running"]]

    /// A section with one related object, or with what is given for it.
    private func contract(
        related: Value = ["weights": ["apiVersion": "v1", "kind": "ConfigMap", "name": "w-${object.metadata.name}"]],
        rules: Value = ContractContextTests.always
    ) throws -> ReadinessContract {
        try ReadinessContract(["related": related, "rules": rules])
    }

    private func message(
        _ template: String, of context: ContractContext?, definitions: Object = [:]
    ) throws -> String {
        let contract = try ReadinessContract([
            "related": ["weights": ["apiVersion": "v1", "kind": "ConfigMap", "name": "w"]],
            "let": .object(definitions),
            "rules": [["when": "true", "phase": "Running", "message": .string(template)]],
        ])
        return contract.status(of: context?.put(into: Self.object) ?? Self.object).message
    }

    // MARK: - Carrying it

    @Test(arguments: [
        ContractContext(), ContractContext(related: ["weights": ["status": ["state": "Ready"]]]),
        ContractContext(events: [late, early]), ContractContext(related: ["a": .null, "b": [1]], events: [early]),
    ])
    func whatIsPutIntoAnObjectComesOutAgain(context: ContractContext) throws {
        let carried = context.put(into: Self.object)
        #expect(ContractContext(in: carried) == context)
        // Nothing of the object is lost on the way.
        for (key, value) in try #require(Self.object.object) { #expect(carried[key] == value) }
        // It survives being written down.
        let read = try Value(jsonText: carried.json())
        #expect(ContractContext(in: read) == context)
    }

    @Test func theLastOneCounts() {
        let first = ContractContext(related: ["a": 1], events: [Self.late]).put(into: Self.object)
        let second = ContractContext(related: ["b": 2])
        #expect(ContractContext(in: second.put(into: first)) == second)
    }

    @Test func anObjectWithoutOneHasNone() {
        #expect(ContractContext(in: Self.object) == ContractContext())
        for value in [.null, "text", [1], [:]] as [Value] { #expect(ContractContext(in: value) == ContractContext()) }
    }

    @Test(arguments: [.null, "text", [1], 7] as [Value])
    func onlyObjectsCarryOne(value: Value) {
        #expect(ContractContext(related: ["a": 1]).put(into: value) == value)
    }

    @Test func anEventWasSeenOnceJustNowUnlessItSaysMore() {
        #expect(Self.early.count == 1 && Self.early.age == 0)
        #expect(Self.early == ContractContext.Event(reason: "BackOff", message: "waits", count: 1, age: 0))
    }

    // MARK: - Seeing it

    @Test(
        arguments: [
            ("${related.weights.status.state}", "Ready"),
            ("${related.?weights.?status.?state.orValue('none')}", "Ready"),
            ("${related.?other.?status.?state.orValue('none')}", "none"), ("${'weights' in related}", "true"),
            ("${size(related)}", "1"), ("${size(events)}", "2"), ("${events[0].reason}", "FailedMount"),
            ("${events[0].message} ${events[0].count} ${events[0].age}", "is late 3 12"),
            ("${events[1].reason} ${events[1].count} ${events[1].age}", "BackOff 1 0"),
            ("${events.exists(e, e.reason == 'BackOff')}", "true"),
            ("${events.filter(e, e.age < 10).map(e, e.message)}", "waits"),
            ("${events.map(e, e.reason)}", "FailedMount, BackOff"),
            // The object is seen as the server gave it.
            ("${size(object)} ${'groundcrew/context' in object}", "3 false"),
        ] as [(String, String)])
    func rulesSeeIt(template: String, words: String) throws {
        let context = ContractContext(
            related: ["weights": ["status": ["state": "Ready"]]], events: [Self.late, Self.early])
        #expect(try message(template, of: context) == words)
    }

    /// What is absent, and what could not be read, is missing rather than empty.
    @Test(
        arguments: [
            ("${related.?weights.?status.?state.orValue('none')}", "none"), ("${'weights' in related}", "false"),
            ("${size(related)} ${size(events)}", "0 0"), ("${events.exists(e, true)}", "false"),
        ] as [(String, String)])
    func whatIsNotThereIsMissing(template: String, words: String) throws {
        for context in [nil, ContractContext()] { #expect(try message(template, of: context) == words) }
    }

    @Test func aRuleThatTakesItForGrantedIsUnknown() throws {
        let contract = try contract(rules: [
            ["when": "related.weights.status.state == 'Failed'", "phase": "Failed"],
            ["when": "true", "phase": "Running"],
        ])
        let status = contract.status(of: Self.object)
        #expect(status.phase == .unknown && status.reason == "RuleFailed")
        #expect(status.message.hasSuffix("no such key: weights"), "\(status.message)")
        let failed = ContractContext(related: ["weights": ["status": ["state": "Failed"]]])
        #expect(contract.status(of: failed.put(into: Self.object)).phase == .failed)
        let other = ContractContext(related: ["weights": ["status": ["state": "Ready"]]])
        #expect(contract.status(of: other.put(into: Self.object)).phase == .running)
    }

    @Test func definitionsSeeItToo() throws {
        let definitions: Object = [
            "state": "related.?weights.?status.?state.orValue('none')",
            "last": "events.size() > 0 ? events[0].reason : '-'",
        ]
        let context = ContractContext(related: ["weights": ["status": ["state": "Ready"]]], events: [Self.late])
        #expect(try message("${state} ${last}", of: context, definitions: definitions) == "Ready FailedMount")
        #expect(try message("${state} ${last}", of: nil, definitions: definitions) == "none -")
    }

    @Test func podsAndEndpointSeeIt() throws {
        let contract = try ReadinessContract([
            "related": ["route": ["apiVersion": "v1", "kind": "Service", "name": "r"]], "rules": Self.always,
            "pods": ["selector": "app=${related.?route.?spec.?app.orValue(object.metadata.name)}"],
            "endpoint": [
                "service": "${related.?route.?metadata.?name.orValue('none')}",
                "port": "${events.size() == 0 ? 80 : 8000}",
            ],
        ])
        let context = ContractContext(
            related: ["route": ["metadata": ["name": "qwen-route"], "spec": ["app": "qwen-pods"]]], events: [Self.late])
        let object = context.put(into: Self.object)
        #expect(try contract.podSelector(of: object) == "app=qwen-pods")
        #expect(
            try contract.endpoint(of: object)
                == ContractEndpoint(service: "qwen-route", port: 8000, scheme: "http", path: "/"))
        #expect(try contract.podSelector(of: Self.object) == "app=qwen")
        #expect(
            try contract.endpoint(of: Self.object)
                == ContractEndpoint(service: "none", port: 80, scheme: "http", path: "/"))
    }

    /// Whatever was put into it, an object that was not seen yet is Deploying.
    @Test func itDoesNotHideAGenerationThatWasNotSeen() throws {
        var object = try #require(Self.object.object)
        object["metadata"] = ["name": "qwen", "namespace": "team", "generation": 2]
        object["status"] = ["observedGeneration": 1]
        let context = ContractContext(events: [Self.late])
        #expect(try contract().status(of: context.put(into: .object(object))).phase == .deploying)
    }

    // MARK: - Whether it is needed

    @Test(arguments: ["events.size() > 0", "has(object.spec) && size(events) == 0"])
    func whoeverSpeaksOfEventsReadsThem(expression: String) throws {
        let rule: Value = ["when": .string(expression), "phase": "Failed"]
        let inRule = try ReadinessContract(["rules": [rule]])
        let inDefinition = try ReadinessContract(["let": ["a": .string(expression)], "rules": Self.always])
        let inPods = try ReadinessContract([
            "rules": Self.always, "pods": ["selector": .string("app=${\(expression)}")],
        ])
        for contract in [inRule, inDefinition, inPods] {
            #expect(contract.readsEvents && contract.needsContext && contract.related.isEmpty)
        }
    }

    @Test func theObjectAloneIsEnoughForMost() throws {
        let plain = try ReadinessContract(["rules": Self.always])
        #expect(!plain.readsEvents && !plain.needsContext && plain.related.isEmpty)
        let empty = try contract(related: [:])
        #expect(!empty.needsContext)
        let related = try contract()
        #expect(!related.readsEvents && related.needsContext)
    }

    // MARK: - Which object a related one is

    struct Place: Sendable, CustomTestStringConvertible {
        var name: String
        var namespace: String?
        var object = ContractContextTests.object
        /// Such as `team/w-qwen`; a dash stands for no namespace, nil for no object.
        var place: String?
        var testDescription: String { "\(name) in \(namespace ?? "its own")" }
    }

    private static let cluster: Value = ["metadata": ["name": "qwen"], "spec": ["model": "", "room": ""]]

    @Test(arguments: [
        Place(name: "w-${object.metadata.name}", place: "team/w-qwen"), Place(name: "fixed", place: "team/fixed"),
        Place(name: "${object.spec.model}", namespace: "${object.spec.room}", place: "models/qwen-weights"),
        Place(name: "w", namespace: "fixed", place: "fixed/w"), Place(name: "w", object: cluster, place: "-/w"),
        Place(name: "w", namespace: "fixed", object: cluster, place: "fixed/w"),
        Place(name: "${object.spec.model}", object: cluster, place: nil),
        Place(name: "${object.spec.?weights.orValue('')}", place: nil),
        Place(name: "${object.spec.?weights.orValue('')}", namespace: "${object.spec.missing}", place: nil),
        // What was put into the object is no part of it.
        Place(
            name: "${size(object)}", object: ContractContext(events: [late]).put(into: object), place: "team/3"),
    ])
    func itsNameAndNamespaceFollowFromTheObject(row: Place) throws {
        var other: Object = ["apiVersion": "v1", "kind": "ConfigMap", "name": .string(row.name)]
        other["namespace"] = row.namespace.map(Value.string)
        let contract = try contract(related: ["weights": .object(other)])
        let place = try contract.place(of: try #require(contract.related.first), for: row.object)
        #expect(place.map { "\($0.namespace ?? "-")/\($0.name)" } == row.place)
    }

    @Test(arguments: [("${object.spec.missing}", "ns"), ("w", "${object.spec.missing}")] as [(String, String)])
    func aNameThatCannotBeToldIsAnError(name: String, namespace: String) throws {
        let contract = try contract(related: [
            "weights": [
                "apiVersion": "v1", "kind": "ConfigMap", "name": .string(name), "namespace": .string(namespace),
            ]
        ])
        let related = try #require(contract.related.first)
        let error = try #require(throws: ReadinessError.self) { try contract.place(of: related, for: Self.object) }
        #expect(error.code == .evaluationFailed)
        #expect(error.path == "related.weights")
        #expect(error.message == "no such key: missing")
    }

    // MARK: - Reading

    @Test func theSectionKeepsItsOrder() throws {
        let contract = try contract(related: [
            "weights": ["apiVersion": "v1", "kind": "ConfigMap", "name": "a"],
            "nothing": .null,
            "base": ["apiVersion": "ome.io/v1beta1", "kind": "BaseModel", "name": "b", "namespace": "c"],
        ])
        #expect(contract.related.map(\.name) == ["weights", "base"])
        #expect(contract.related.map(\.apiVersion) == ["v1", "ome.io/v1beta1"])
        #expect(contract.related.map(\.kind) == ["ConfigMap", "BaseModel"])
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var related: Value
        var code: ReadinessError.Code
        var path: String
        var words: String

        init(_ related: Value, _ code: ReadinessError.Code, _ path: String, _ words: String) {
            self.related = related
            self.code = code
            self.path = path
            self.words = words
        }

        var testDescription: String { related.json() }
    }

    /// A related ConfigMap with other members, or without one.
    private static func weights(_ changes: Object, without key: String = "") -> Value {
        var members: Object = ["apiVersion": "v1", "kind": "ConfigMap", "name": "w"]
        for (key, value) in changes { members[key] = value }
        members[key] = nil
        return ["weights": .object(members)]
    }

    @Test(arguments: [
        Fault("weights", .wrongType, "related", "expected an object, found string"),
        Fault([1], .wrongType, "related", "expected an object, found array"),
        Fault(["weights": "w"], .wrongType, "related.weights", "expected an object, found string"),
        Fault(
            weights(["uid": "1"]), .unknownKey, "related.weights.uid",
            "unknown key; there are apiVersion, kind, name, namespace"),
        Fault(
            weights(["selector": "a=b"], without: "name"), .unknownKey, "related.weights.selector",
            "unknown key; there are apiVersion, kind, name, namespace"),
        Fault(weights([:], without: "apiVersion"), .missingKey, "related.weights.apiVersion", "is missing"),
        Fault(weights([:], without: "kind"), .missingKey, "related.weights.kind", "is missing"),
        Fault(weights([:], without: "name"), .missingKey, "related.weights.name", "is missing"),
        Fault(weights(["kind": [1]]), .wrongType, "related.weights.kind", "expected a text, found array"),
        Fault(weights(["name": [:]]), .wrongType, "related.weights.name", "expected a text, found object"),
        Fault(
            weights(["name": "${object.metadata.name"]), .invalidExpression, "related.weights.name",
            "\"${\" without a closing \"}\"; write \"$${\" for a plain one"),
        // Which object it is must follow from the object alone.
        Fault(
            weights(["name": "${status.model}"]), .invalidExpression, "related.weights.name",
            "unknown variable \"status\"; there are object"),
        Fault(
            weights(["namespace": "${related.other.metadata.name}"]), .invalidExpression, "related.weights.namespace",
            "unknown variable \"related\"; there are object"),
    ])
    func whatIsNotUnderstoodIsRefusedWithItsPath(fault: Fault) {
        let error = #expect(throws: ReadinessError.self) {
            try ReadinessContract(["related": fault.related, "rules": Self.always]) { "provider.yaml@\($0)" }
        }
        #expect(error?.code == fault.code)
        #expect(error?.path == fault.path)
        #expect(error?.message == fault.words)
        #expect(error?.location == "provider.yaml@\(fault.path)")
    }

    @Test(arguments: ["related", "events"])
    func itsNamesAreTaken(name: String) {
        let error = #expect(throws: ReadinessError.self) {
            try ReadinessContract(["let": .object([name: "1"]), "rules": Self.always])
        }
        #expect(error?.code == .invalidExpression)
        #expect(error?.path == "let.\(name)")
        #expect(error?.message == "\"\(name)\" is taken already")
    }
}
