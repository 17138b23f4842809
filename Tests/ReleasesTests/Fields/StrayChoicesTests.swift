import Kubernetes
import Testing
import Value

@testable import Releases

/// Choices about fields that meet nothing are said.
@Suite(.timeLimit(.minutes(5)))
struct StrayChoicesTests {
    /// Of the Deployment `web`.
    enum Seen: Sendable {
        /// With `paused`, which the chart does not have, and set by `helm` and `scaler`.
        case there
        /// The same, noted for nobody.
        case unnoted
        case absent, unknown
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fields: [String] = []
        var managers: Set<String> = []
        var seen = Seen.there
        var said: [String] = []
    }

    private static func sight(_ seen: Seen, _ object: ReleaseObject) throws -> LiveObjects.Sight {
        switch seen {
        case .absent: return .absent
        case .unknown: return .unknown
        case .there, .unnoted:
            var live = object.value
            live[try ValuePath("spec.paused")] = true
            if seen == .there {
                live[try ValuePath("metadata.managedFields")] = [["manager": "helm"], ["manager": "scaler"]]
            }
            return .there(live)
        }
    }

    private static func missing(_ field: String) -> String {
        "neither the chart nor the cluster has a field that \(field) points at"
    }
    private static let image = #".spec.template.spec.containers[name="web"].image"#
    private static let bare = ".spec.template.spec.containers[name=web].image"
    private static let nobody = "the field manager nobody has set nothing in the release's objects"

    @Test(arguments: [
        Case(testDescription: "nothing chosen"),
        Case(testDescription: "the chart has it", fields: [".spec.replicas", "Deployment/web:\(image)"]),
        Case(testDescription: "the cluster alone has it", fields: ["Deployment/web:.spec.paused"]),
        Case(testDescription: "misspelt", fields: [".spec.replicass"], said: [missing(".spec.replicass")]),
        Case(
            testDescription: "misspelt, of one object", fields: ["Deployment/web:.spec.replicass"],
            said: [missing("Deployment/web:.spec.replicass")]),
        Case(
            testDescription: "a key without quotes", fields: [bare],
            said: [missing(bare) + #": elements of lists are written as [name="web"]"#]),
        Case(
            testDescription: "no such object", fields: ["Deployment/wbe:.spec"],
            said: ["the release has no object that Deployment/wbe:.spec points at"]),
        Case(testDescription: "a hook has it", fields: ["ConfigMap/hook:.data.text"]),
        Case(
            testDescription: "a hook does not have it", fields: ["ConfigMap/hook:.data.txt"],
            said: [missing("ConfigMap/hook:.data.txt")]),
        Case(
            testDescription: "nothing is there", fields: [".spec.paused"], managers: ["nobody"], seen: .absent,
            said: [missing(".spec.paused")]),
        Case(
            testDescription: "it cannot be seen", fields: [".spec.paused"], managers: ["nobody"], seen: .unknown),
        Case(testDescription: "a manager of fields", managers: ["scaler"]),
        Case(testDescription: "a manager of none", managers: ["scaler", "nobody"], said: [nobody]),
        Case(
            testDescription: "nobody is noted", managers: ["before-first-apply", "nobody"], seen: .unnoted,
            said: [nobody]),
    ])
    func whatMeetsNothingIsNamed(_ test: Case) throws {
        let web = try ReleaseObject.web()
        let hook = try ReleaseObject.yaml(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hook, namespace: apps}\ndata: {text: a}\n")
        let fields = try test.fields.map { try FieldSelector($0) }
        let target = StrayChoices.Target(object: web, sight: try Self.sight(test.seen, web))
        for choices in [
            FieldChoices(take: fields, takeFrom: test.managers), FieldChoices(leave: fields, leaveTo: test.managers),
        ] {
            let warnings = StrayChoices(choices: choices, targets: [target], hooks: [hook]).warnings
            #expect(warnings == test.said)
        }
    }

    @Test(arguments: EitherCluster.allCases)
    func thePlanAndTheRunSayIt(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            var request = try TestChart.scaled.request("demo", in: namespace)
            request.options.mode = .upgradeOrInstall
            // Where nothing is there yet, no manager can have set anything.
            request.options.fieldChoices.leaveTo = ["nobody"]
            let first = try await engine.ensure(request)
            #expect(first.warnings.isEmpty, "\(first.warnings)")
            _ = try await client.patch(
                .deployments, "web", namespace: namespace, with: .merge(["spec": ["replicas": 5]]),
                options: WriteOptions(fieldManager: "scaler"))
            request.values = ["image": "two"]
            request.options.fieldChoices = FieldChoices(
                leave: try [".spec.replicass", Self.bare, ".metadata.uid"].map {
                    try FieldSelector($0)
                }, leaveTo: ["scaler", "nobody"])
            let said = [
                Self.missing(".spec.replicass"),
                Self.missing(Self.bare) + #": elements of lists are written as [name="web"]"#, Self.nobody,
            ]
            let changes = try await engine.plan(request)
            #expect(changes.warnings == said)
            let outcome = try await engine.ensure(request)
            #expect(outcome.warnings.filter { said.contains($0) } == said, "\(outcome.warnings)")
            #expect(!outcome.warnings.contains { $0.contains("manager scaler") || $0.contains(".metadata.uid") })
        }
    }

    /// What somebody has removed is looked for before its fields are judged.
    @Test func anObjectThatIsGoneHasNoFields() async throws {
        try await EitherCluster.sandbox.with { engine, client, namespace in
            var request = try TestChart.scaled.request("demo", in: namespace)
            request.options.mode = .upgradeOrInstall
            _ = try await engine.ensure(request)
            _ = try await client.delete(.deployments, "web", namespace: namespace)
            request.options.fieldChoices.leave = [try FieldSelector("Deployment/web:.spec.replicass")]
            let warnings = try await engine.plan(request).warnings
            #expect(warnings == [Self.missing("Deployment/web:.spec.replicass")])
        }
    }
}
