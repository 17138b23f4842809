import Charts
import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// What a plan says of single objects: how they are rehearsed, whether they are made anew, what is left; no cluster.
@Suite struct PlannedRunTests {
    private static let crd: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "gears.example.com"],
    ]

    @Test func objectsAreRehearsedAsTheyAreSent() throws {
        let choices = FieldChoices(takeFrom: ["kubectl"], leaveTo: ["scaler"])
        let plan = try ReleasePlan.plain(takesOverClientSide: true) {
            $0.fieldChoices = choices
            $0.fieldValidation = .ignore
        }
        let rehearsal = plan.rehearsal(of: try ReleaseObject.web(), try ScriptedServer().client())
        #expect(rehearsal.choices == choices)
        #expect(rehearsal.validation == .ignore)
        #expect(rehearsal.takesOverClientSide)
    }

    /// A CRD's fields are taken whole or not at all, and keys that the server is too old for are left out.
    @Test(arguments: [true, false])
    func crdsAreRehearsedAsTheyAreInstalled(_ takesAll: Bool) throws {
        let plan = try ReleasePlan.plain(takesOverClientSide: true) {
            $0.fieldChoices = FieldChoices(takesAll: takesAll, takeFrom: ["kubectl"], leaveTo: ["olm"])
        }
        let object = ReleaseObject(value: Self.crd, type: .customResourceDefinitions, path: "crds/a.yaml")
        let rehearsal = plan.rehearsal(of: object, try ScriptedServer().client())
        #expect(rehearsal.choices == FieldChoices(takesAll: takesAll))
        #expect(rehearsal.validation == .warn)
        #expect(!rehearsal.takesOverClientSide)
    }

    // MARK: - Made anew

    private func refusal(_ message: String) -> KubernetesError {
        KubernetesError(
            .invalid, "is invalid", httpStatus: 422,
            status: [
                "details": [
                    "causes": [
                        ["reason": "FieldValueInvalid", "field": "spec.selector", "message": .string(message)]
                    ]
                ]
            ])
    }

    @Test func onlyWhatIsOursAndHoldsNothingIsMadeAnew() throws {
        let object = try ReleaseObject.web().owned(byRelease: "demo", in: "apps")
        let immutable = refusal("field is immutable")
        let plan = try ReleasePlan.plain { $0.recreatesImmutable = true }
        #expect(plan.recreates(object, object.value, because: immutable))
        let unasked = try ReleasePlan.plain()
        #expect(!unasked.recreates(object, object.value, because: immutable))
        #expect(!plan.recreates(object, object.value, because: refusal("must be greater than 0")))
        let kept: Value = ["metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]]
        #expect(!plan.recreates(object, object.value.merged(with: kept), because: immutable))
        let others = try ReleaseObject.web().owned(byRelease: "other", in: "apps").value
        #expect(!plan.recreates(object, others, because: immutable))
        var stateful = object
        stateful.type = .statefulSets
        #expect(!plan.recreates(stateful, object.value, because: immutable))
    }

    // MARK: - Replaced whole

    @Test func everythingWithANameButCRDsIsReplacedWhereThatIsAskedFor() throws {
        let plan = try ReleasePlan.plain { $0.replacesObjects = true }
        let object = try ReleaseObject.web()
        #expect(plan.replaces(object))
        #expect(try !ReleasePlan.plain().replaces(object))
        let crd = ReleaseObject(value: Self.crd, type: .customResourceDefinitions, path: "crds/a.yaml")
        #expect(!plan.replaces(crd))
        let unnamed = try ReleaseObject.yaml("kind: Pod\nmetadata: {generateName: a-, namespace: apps}\n")
        #expect(!plan.replaces(unnamed))
    }

    /// Whose the fields are does not matter, and what the server does not know does.
    @Test func aReplacementIsRehearsedAsOne() async throws {
        let object = try ReleaseObject.web()
        let live = object.value.merged(with: ["metadata": ["resourceVersion": "7"], "spec": ["paused": true]])
        let server = ScriptedServer { request in
            if request.method == .put { return .object(200, object.value) }
            return request.method == .patch ? .object(200, live) : nil
        }
        let plan = try ReleasePlan.plain(objects: [object], takesOverClientSide: true) { $0.replacesObjects = true }
        let answer = try await plan.rehearse(object, live: live, try server.client())
        #expect(server.methods == ["PATCH", "PUT"])
        #expect(server.sent.allSatisfy { $0.line.contains("dryRun=All") })
        let sent = try Value(jsonText: server.sent[1].body)
        #expect(sent["metadata"]?["resourceVersion"] == "7")
        #expect(answer.live == live)
        #expect(answer.applied == object.value)
        #expect(answer.decision.fields.isEmpty && !answer.handsOver)
    }

    // MARK: - What is left

    @Test func aCRDThatIsLeftIsNotUndone() throws {
        let crd = try #require(CRDDocument(Self.crd, path: "crds/a.yaml"))
        var plan = try ReleasePlan.plain()
        plan.crds = [crd]
        plan.crdJudgements = [CRDJudgement(document: crd)]
        #expect(!plan.leaves("gears.example.com"))
        #expect(Irreversible.remarks(plan, ran: []).count == 1)
        plan.crdJudgements = [CRDJudgement(document: crd, left: "it belongs to OLM")]
        #expect(plan.leaves("gears.example.com"))
        #expect(!plan.leaves("cogs.example.com"))
        #expect(Irreversible.remarks(plan, ran: []).isEmpty)
    }

    @Test func onlyARollbackHasATarget() throws {
        #expect(try ReleasePlan.plain(.rollback(3)).targetRevision == 3)
        #expect(try ReleasePlan.plain(.upgrade).targetRevision == nil)
        #expect(try ReleasePlan.plain(.install).targetRevision == nil)
    }

    /// What the former revision held, in a record that begins its own life.
    @Test func aRollbackMakesARecordOfItsOwn() throws {
        let identity = RunIdentity(id: "r1", command: "groundcrew", host: "here", processID: 1)
        var first = StoredRelease(
            body: [
                "name": "demo", "namespace": "apps", "version": 1, "manifest": "first", "config": ["a": 1],
                "apply_method": "csa",
                "info": [
                    "first_deployed": "monday", "last_deployed": "monday", "notes": "hello", "status": "superseded",
                    "deleted": "tuesday", "description": "Install complete",
                ],
            ], labels: ["team": "red"])
        first.created = "1"
        first.resourceVersion = "41"
        first.mark = RunMark(identity, hasLease: true)
        let last = StoredRelease(body: ["version": 7, "info": ["first_deployed": "sunday"]])
        let back = first.rolledBack(from: last, .rollback(1), time: "friday")
        #expect(back.revision == 8)
        #expect(back.status == .pendingRollback)
        #expect(back.description == "Rollback to 1")
        #expect(back.firstDeployed == "sunday")
        #expect(back.lastDeployed == "friday")
        #expect(back.notes == "hello")
        #expect(back.body["info"]?["deleted"] == nil)
        #expect(back.rollbackRevision == 1)
        #expect(first.rollbackRevision == nil)
        #expect(back.wasAppliedServerSide)
        #expect(back.manifest == "first")
        #expect(back.values == ["a": 1])
        #expect(back.labels == ["team": "red"])
        #expect(back.created == nil)
        #expect(back.resourceVersion.isEmpty)
        #expect(back.mark == nil)
        first.body["info"] = ["status": "superseded"]
        #expect(first.rolledBack(from: last, .rollback(1), time: "friday").body["info"]?["notes"] == nil)
    }
}
