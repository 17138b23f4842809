import Kubernetes
import Testing
import Value

@testable import Releases

/// Conflicts and what was chosen for them; no cluster.
@Suite struct FieldChoicesTests {
    private static let image = #".spec.template.spec.containers[name="web"].image"#

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var take: [String] = []
        var takeFrom: Set<String> = []
        var leave: [String] = []
        var leaveTo: Set<String> = []
        var takesAll = false
        /// Of replicas, held by `scaler`, and of the image, held by `kubectl`.
        var expected: [DecidedField.Verdict]
    }

    @Test(arguments: [
        Case(testDescription: "nothing chosen", expected: [.refuse, .refuse]),
        Case(testDescription: "all", takesAll: true, expected: [.take, .take]),
        Case(testDescription: "one field", take: ["Deployment/web:.spec.replicas"], expected: [.take, .refuse]),
        Case(testDescription: "a field of any object", leave: [".spec.replicas"], expected: [.leave, .refuse]),
        Case(testDescription: "one manager", takeFrom: ["kubectl"], expected: [.refuse, .take]),
        Case(testDescription: "left to a manager", leaveTo: ["scaler"], expected: [.leave, .refuse]),
        Case(testDescription: "all but one manager's", leaveTo: ["scaler"], takesAll: true, expected: [.leave, .take]),
        Case(testDescription: "what lies below", take: ["Deployment/web:.spec"], expected: [.take, .take]),
        Case(
            testDescription: "the longer path counts", take: [".spec"], leave: [".spec.replicas"],
            expected: [.leave, .take]),
        Case(
            testDescription: "the longer path counts the other way", take: [image], leave: [".spec"],
            expected: [.leave, .take]),
        Case(
            testDescription: "a field counts more than a manager", take: [".spec.replicas"], leaveTo: ["scaler"],
            expected: [.take, .refuse]),
        Case(
            testDescription: "leaving counts more than taking", take: [".spec.replicas"], leave: [".spec.replicas"],
            expected: [.leave, .refuse]),
        Case(testDescription: "another object", take: ["Deployment/other:.spec"], expected: [.refuse, .refuse]),
        Case(testDescription: "another namespace", take: ["Deployment/prod/web:.spec"], expected: [.refuse, .refuse]),
        Case(testDescription: "this namespace", take: ["deployment/apps/web:.spec"], expected: [.take, .take]),
        Case(testDescription: "another group", take: ["Deployment.batch/web:.spec"], expected: [.refuse, .refuse]),
        Case(testDescription: "the plural", take: ["deployments.apps/web:.spec"], expected: [.take, .take]),
        Case(testDescription: "a key that only begins so", leave: [".spec.rep"], expected: [.refuse, .refuse]),
    ])
    func eachConflictIsDecided(_ test: Case) throws {
        let choices = FieldChoices(
            takesAll: test.takesAll, take: try test.take.map { try FieldSelector($0) }, takeFrom: test.takeFrom,
            leave: try test.leave.map { try FieldSelector($0) }, leaveTo: test.leaveTo)
        let conflicts = [
            KubernetesError.FieldConflict(manager: "scaler", field: ".spec.replicas"),
            KubernetesError.FieldConflict(manager: "kubectl", field: Self.image),
        ]
        let decision = choices.decide(conflicts, of: try ReleaseObject.web())
        #expect(decision.fields.map(\.verdict) == test.expected)
        #expect(decision.isRefused == test.expected.contains(.refuse))
        #expect(decision.takes == test.expected.contains(.take))
    }

    @Test func whatIsLeftIsNotSentAndTheRestIs() throws {
        let choices = FieldChoices(takesAll: true, leaveTo: ["scaler"])
        let object = try ReleaseObject.web()
        let decision = choices.decide(
            [
                KubernetesError.FieldConflict(manager: "scaler", field: ".spec.replicas"),
                KubernetesError.FieldConflict(manager: "kubectl", field: Self.image),
            ], of: object)
        let sent = decision.applied(to: object).value
        #expect(sent["spec"]?["replicas"] == nil)
        #expect(sent["spec"]?["template"] == object.value["spec"]?["template"])
        #expect(!choices.takesBlindly)
        #expect(FieldChoices(takesAll: true, take: [try FieldSelector(".spec")]).takesBlindly)
        #expect(!FieldChoices().takesBlindly)
    }

    /// Where the server does not note who scales, the live value is sent, for what nobody else owns would be reset.
    @Test func whatNobodyIsNotedForStaysAsItIs() throws {
        let object = try ReleaseObject.web()
        var live = object.value
        live[try ValuePath("spec.replicas")] = 7
        live[try ValuePath("spec.template.spec.containers")] = [
            ["name": "injected"], ["name": "side", "image": "side:2"], ["name": "web", "image": "web:1"],
        ]
        let image = #".spec.template.spec.containers[name="side"].image"#
        let choices = FieldChoices(
            leave: try [
                ".spec.replicas", "Deployment/web:\(image)", "Deployment/other:.metadata.labels", ".spec.paused",
            ].map {
                try FieldSelector($0)
            })
        #expect(choices.leavesField(of: object))
        let (kept, fields) = choices.keeping(object, live: live, [])
        #expect(kept.value["spec"]?["replicas"] == 7)
        #expect(kept.value["spec"]?["template"]?["spec"]?["containers"]?[1]?["image"] == "side:2")
        #expect(fields.map(\.field) == [".spec.replicas", image])
        #expect(Set(fields.map(\.verdict)) == [.leave])
        #expect(
            FieldWords.settled(FieldDecision(fields), of: object) == [
                "Deployment.apps apps/web: left .spec.replicas as it is, \(image) as it is"
            ])
        // What others are noted for is left out instead.
        let contested = choices.keeping(
            object, live: live, [KubernetesError.FieldConflict(manager: "scaler", field: ".spec.replicas")])
        #expect(contested.kept.map(\.field) == [image])
        #expect(contested.object.value["spec"]?["replicas"] == 2)
        #expect(choices.keeping(object, live: object.value, []).kept.isEmpty)
        #expect(!FieldChoices(take: [try FieldSelector(".spec.replicas")]).leavesField(of: object))
    }

    @Test func whatHelmSetUnderAnotherNameIsItsOwn() throws {
        let conflicts = [
            KubernetesError.FieldConflict(manager: "helm", field: ".spec.replicas"),
            KubernetesError.FieldConflict(manager: "kubectl", field: Self.image),
        ]
        let (decision, hasOwn) = FieldChoices().decideOthers(conflicts, of: try ReleaseObject.web())
        #expect(hasOwn)
        #expect(decision.fields.map(\.manager) == ["kubectl"])
        #expect(!FieldChoices().decideOthers(Array(conflicts.dropFirst()), of: try ReleaseObject.web()).hasOwn)
    }

    @Test func choicesThatMeetNoObjectAreNamed() throws {
        let choices = FieldChoices(
            take: [try FieldSelector("Deployment/wbe:.spec"), try FieldSelector(".spec")],
            leave: [try FieldSelector("Deployment/web:.spec.replicas")])
        #expect(choices.strays(among: [try ReleaseObject.web()]).map(\.description) == ["Deployment/wbe:.spec"])
    }

    @Test(arguments: [
        "", ".", "spec.replicas", "Deployment:.spec", "Deployment/:.spec", "/web:.spec", "a/b/c/d:.x", "Deployment/web",
        "Deployment/web:.",
    ])
    func whatIsNoFieldIsRefused(_ text: String) {
        let error = #expect(throws: ReleaseError.self) { try FieldSelector(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.hint?.contains("Deployment/web:.spec.replicas") == true)
    }

    /// RBAC's names hold colons.
    @Test func aNameMayHoldAColon() throws {
        let object = try ReleaseObject.yaml(
            "apiVersion: v1\nkind: Role\nmetadata: {name: \"system:web\", namespace: apps}\nrules: []\n")
        #expect(try FieldSelector("Role/system:web:.rules").points(at: object))
    }

    @Test func aRefusalNamesFieldsManagersAndWaysOut() throws {
        let object = try ReleaseObject.web()
        let decision = FieldDecision([
            DecidedField(field: ".spec.replicas", manager: "scaler", verdict: .refuse),
            DecidedField(field: ".spec.paused", manager: "kubectl", verdict: .take),
        ])
        let error = FieldWords.refusal(of: object, nil, decision: decision, release: "apps/demo")
        #expect(
            error.message
                == "cannot apply Deployment.apps apps/web: other managers have set these fields: .spec.replicas (scaler)"
        )
        #expect(error.hint?.contains("--leave-field 'Deployment/web:.spec.replicas', or --leave-to scaler") == true)
        #expect(error.hint?.contains("--force-conflicts") == true)
        #expect(
            FieldWords.settled(
                FieldDecision([
                    DecidedField(field: ".spec.replicas", manager: "scaler", verdict: .leave),
                    DecidedField(field: ".spec.paused", manager: "kubectl", verdict: .take),
                ]), of: object) == [
                    "Deployment.apps apps/web: took .spec.paused from kubectl",
                    "Deployment.apps apps/web: left .spec.replicas to scaler",
                ])
    }
}
