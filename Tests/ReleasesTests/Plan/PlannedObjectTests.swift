import Kubernetes
import Testing
import Value

@testable import Releases

/// One object of a plan: what would be sent, what would differ, and what people and programs read of it.
@Suite struct PlannedObjectTests {
    private static let map = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: map, namespace: apps, resourceVersion: "7"}
        data: {a: "1"}
        """

    // MARK: - Requests

    private static let methods: [(PlannedObject.Change, [String])] = [
        (.create, ["PATCH"]), (.change, ["PATCH"]), (.hook, ["PATCH"]), (.remove, ["DELETE"]),
        (.recreate, ["DELETE", "PATCH"]), (.unchanged, []), (.keep, []), (.refused, []), (.unknown, []),
    ]

    @Test(arguments: methods)
    func eachChangeHasItsRequests(_ change: PlannedObject.Change, _ methods: [String]) throws {
        let object = try ReleaseObject.yaml(Self.map)
        #expect(
            PlannedObject.requests(change, object)
                == methods.map { "\($0) /api/v1/namespaces/apps/configmaps/map" })
    }

    @Test func aNameThatTheServerMakesIsPosted() throws {
        let object = try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {generateName: map-, namespace: apps}\n")
        #expect(PlannedObject.requests(.create, object) == ["POST /api/v1/namespaces/apps/configmaps"])
    }

    /// The server says it better than a path could.
    @Test func whatNoPathCanHoldHasNoRequests() throws {
        var object = try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {name: a/b, namespace: apps}\n")
        #expect(PlannedObject.requests(.create, object) == [])
        object = try ReleaseObject.yaml(Self.map)
        object.type.plural = ""
        #expect(PlannedObject.requests(.create, object) == [])
    }

    // MARK: - Changes

    @Test func onlyWhatWouldBeOtherwiseIsAChange() throws {
        let changes = PlannedObject.Change.allCases.filter(\.isChange)
        #expect(Set(changes) == [.create, .change, .recreate, .remove, .refused])
    }

    @Test func fieldsAreThoseOfAChangeAlone() throws {
        let object = try ReleaseObject.yaml(Self.map)
        func fields(_ change: PlannedObject.Change, before: Value?) -> [String] {
            PlannedObject(object, change, wave: 0, before: before, after: object.value).fields.map { "\($0.path)" }
        }
        let before = object.value.merged(with: ["data": ["a": "2"]])
        #expect(fields(.change, before: before) == ["data.a"])
        #expect(fields(.change, before: nil) == [])
        #expect(fields(.recreate, before: before) == [])
    }

    @Test func requestsAreTheNativeDriversAlone() throws {
        let object = try ReleaseObject.yaml(Self.map)
        var changes = ChangeSet(
            name: "demo", namespace: "apps", verb: "upgrade", fromRevision: 1, toRevision: 2, chart: "c 1",
            createsNamespace: false,
            objects: [
                PlannedObject(object, .create, wave: 3),
                PlannedObject(object, .unknown, wave: 3, reason: "no answer"),
                PlannedObject(
                    object, .change, wave: 4,
                    conflicts: [DecidedField(field: ".data.a", manager: "kubectl", verdict: .refuse)]),
            ], warnings: ["careful"])
        #expect(changes.unknown.map(\.reason) == ["no answer"])
        #expect(changes.refused.map(\.wave) == [4])
        #expect(changes.changed.map(\.change) == [.create, .change])
        let native = changes.value
        #expect(native["objects"]?[0]?["requests"] == ["PATCH /api/v1/namespaces/apps/configmaps/map"])
        #expect(native["objects"]?[0]?["reason"] == .null)
        #expect(native["objects"]?[2]?["conflicts"]?[0]?["verdict"] == "refuse")
        changes.driver = "helm"
        #expect(changes.value["objects"]?[0]?["requests"] == [])
        #expect(changes.value["driver"] == "helm")
    }

    // MARK: - Of a dry run

    private func planned(
        _ live: Value?, _ applied: Value, _ verdicts: [DecidedField.Verdict] = [], handsOver: Bool = false
    ) throws -> PlannedObject {
        PlannedObject(
            try ReleaseObject.yaml(Self.map),
            Rehearsal.Answer(
                live: live, applied: applied,
                decision: FieldDecision(
                    verdicts.map { DecidedField(field: ".data.a", manager: "kubectl", verdict: $0) }),
                handsOver: handsOver), wave: 1)
    }

    @Test func whatIsNotThereIsCreatedAsTheChartHasIt() throws {
        let planned = try planned(nil, ["kind": "ConfigMap", "data": ["a": "1", "default": "2"]])
        #expect(planned.change == .create)
        #expect(planned.before == nil)
        #expect(planned.after?["data"] == ["a": "1"])
    }

    /// What the server counts by itself is no change; that a field changes hands is one, also where its value stays.
    @Test func whatChangesHandsIsAChange() throws {
        let live = try ReleaseObject.yaml(Self.map).value
        let counted = live.merged(with: ["metadata": ["resourceVersion": "8", "generation": 2], "status": ["a": 1]])
        #expect(try planned(live, counted).change == .unchanged)
        #expect(try planned(live, live.merged(with: ["data": ["a": "2"]])).change == .change)
        #expect(try planned(live, counted, handsOver: true).change == .change)
        #expect(try planned(live, counted, [.take]).change == .change)
        #expect(try planned(live, counted, [.leave]).change == .unchanged)
        let refused = try planned(live, counted, [.leave, .refuse])
        #expect(refused.change == .change && refused.isInConflict)
    }

    @Test func whatTheServerWouldNotKeepIsOneSentence() throws {
        let object = try ReleaseObject.yaml(Self.map)
        let answer = Rehearsal.Answer(
            applied: object.value, leftOut: [FieldPath(text: ".data.x")],
            lost: [LostField(path: ValuePath([.key("data"), .key("a")]), change: .dropped)])
        #expect(
            PlannedObject(object, answer, wave: 0).loss
                == "ConfigMap apps/map was applied without .data.x: the server does not know that field; "
                + "ConfigMap apps/map: the server dropped data.a: it is too old for that, or the feature is off")
        #expect(PlannedObject(object, Rehearsal.Answer(applied: object.value), wave: 0).loss == nil)
    }
}
