import Charts
import Events
import HTTP
import Kubernetes
import Repositories
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Fields that others have set: refused before anything is changed, taken or left as it was chosen (field-2026-11 row 27).
@Suite(.timeLimit(.minutes(5)))
struct FieldOwnershipTests {
    private static let image = #".spec.template.spec.containers[name="web"].image"#

    private func request(
        _ namespace: String, values: Object = [:], _ choices: FieldChoices = FieldChoices()
    ) throws -> ReleaseRequest {
        var request = try TestChart.scaled.request("demo", in: namespace, values: values)
        request.options.mode = .upgradeOrInstall
        request.options.fieldChoices = choices
        return request
    }

    /// Somebody scales the Deployment, somebody else sets its image.
    private func meddle(_ client: KubernetesClient, _ namespace: String) async throws {
        _ = try await client.patch(
            .deployments, "web", namespace: namespace, with: .merge(["spec": ["replicas": 5]]),
            options: WriteOptions(fieldManager: "scaler"))
        _ = try await client.patch(
            .deployments, "web", namespace: namespace,
            with: .json([
                [
                    "op": "replace", "path": "/spec/template/spec/containers/0/image",
                    "value": "nowhere.invalid/patched",
                ]
            ]), options: WriteOptions(fieldManager: "kubectl-patch"))
    }

    private struct State: Equatable {
        var replicas: Int64?
        var image: String?
        var text: String?

        init(_ replicas: Int64?, _ image: String?, _ text: String?) {
            (self.replicas, self.image, self.text) = (replicas, image, text)
        }
    }

    private func state(_ client: KubernetesClient, _ namespace: String) async throws -> State {
        let web = try await client.get(.deployments, "web", namespace: namespace)
        let map = try await client.get(.configMaps, "aaa", namespace: namespace)
        return State(
            web["spec"]?["replicas"]?.integer,
            web["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.string,
            map["data"]?["text"]?.string
        )
    }

    @Test(arguments: EitherCluster.allCases)
    func conflictsAreListedByFieldBeforeAnythingIsChanged(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try request(namespace))
            try await meddle(client, namespace)
            let wanted = try request(namespace, values: ["replicas": 2, "image": "two", "text": "new"])
            let changes = try await engine.plan(wanted)
            let web = try #require(changes.objects.first { $0.object.hasSuffix("web") })
            #expect(
                Set(web.conflicts) == [
                    DecidedField(field: ".spec.replicas", manager: "scaler", verdict: .refuse),
                    DecidedField(field: Self.image, manager: "kubectl-patch", verdict: .refuse),
                ])
            #expect(changes.refused.map(\.object) == ["Deployment.apps \(namespace)/web"])

            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
            #expect(error?.code == .applyFailed)
            #expect(error?.hasChanged == false)
            #expect(error?.message.contains(".spec.replicas (scaler)") == true, "\(String(describing: error))")
            #expect(error?.message.contains("\(Self.image) (kubectl-patch)") == true)
            #expect(error?.hint?.hasSuffix("; nothing was changed") == true)
            #expect(try await engine.history("demo", namespace: namespace).map(\.status) == ["deployed"])
            #expect(try await state(client, namespace) == State(5, "nowhere.invalid/patched", "hello"))
        }
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var choices: FieldChoices
        var replicas: Int64
        var image: String
        var remarks: [String]
    }

    private static func choices() throws -> [Choice] {
        let scaler = try FieldSelector("Deployment/web:.spec.replicas")
        let patched = try FieldSelector("Deployment/web:\(image)")
        let took = "took .spec.replicas from scaler"
        let left = "left .spec.replicas to scaler"
        return [
            Choice(
                testDescription: "field by field", choices: FieldChoices(take: [scaler, patched]), replicas: 2,
                image: "two", remarks: ["took \(image) from kubectl-patch, .spec.replicas from scaler"]),
            Choice(
                testDescription: "manager by manager",
                choices: FieldChoices(takeFrom: ["scaler"], leaveTo: ["kubectl-patch"]),
                replicas: 2, image: "patched", remarks: [took, "left \(image) to kubectl-patch"]),
            Choice(
                testDescription: "one left, one taken", choices: FieldChoices(take: [patched], leave: [scaler]),
                replicas: 5, image: "two", remarks: ["took \(image) from kubectl-patch", left]),
            Choice(
                testDescription: "all but one", choices: FieldChoices(takesAll: true, leaveTo: ["scaler"]), replicas: 5,
                image: "two", remarks: ["took \(image) from kubectl-patch", left]),
            Choice(
                testDescription: "both left", choices: FieldChoices(leave: [scaler], leaveTo: ["kubectl-patch"]),
                replicas: 5, image: "patched",
                remarks: ["left \(image) to kubectl-patch, .spec.replicas to scaler"]),
            Choice(
                testDescription: "all", choices: FieldChoices(takesAll: true), replicas: 2, image: "two", remarks: []),
        ]
    }

    @Test(arguments: EitherCluster.allCases)
    func eachIsTakenOrLeftAsItWasChosen(_ cluster: EitherCluster) async throws {
        for choice in try Self.choices() {
            try await cluster.with { engine, client, namespace in
                _ = try await engine.ensure(try request(namespace))
                try await meddle(client, namespace)
                let wanted = try request(
                    namespace, values: ["replicas": 2, "image": "two", "text": "new"], choice.choices)
                let changes = try await engine.plan(wanted)
                #expect(changes.refused.isEmpty, "\(choice.testDescription): \(changes)")
                let planned = try #require(changes.objects.first { $0.object.hasSuffix("web") }?.after)
                let outcome = try await engine.ensure(wanted)
                let words = outcome.warnings.filter { $0.contains("took") || $0.contains("left") }.map {
                    $0.replacing("Deployment.apps \(namespace)/web: ", with: "")
                }
                #expect(Set(words.flatMap(parts)) == Set(choice.remarks.flatMap(parts)), "\(choice.testDescription)")
                let expected = State(choice.replicas, "nowhere.invalid/\(choice.image)", "new")
                #expect(try await state(client, namespace) == expected, "\(choice.testDescription)")
                let live = try await client.get(.deployments, "web", namespace: namespace).forDisplay
                #expect(planned["spec"] == live["spec"], "\(choice.testDescription)")
                // The same again is no new conflict.
                #expect(try await engine.ensure(wanted).record.revision == 3)
                #expect(try await state(client, namespace) == expected, "\(choice.testDescription)")
            }
        }
    }

    /// Single remarks, whatever their order.
    private func parts(_ remark: String) -> [String] {
        let verb = remark.prefix { $0 != " " }
        return remark.dropFirst(verb.count + 1).split(separator: ", ").map { "\(verb) \($0)" }
    }

    @Test(arguments: EitherCluster.allCases)
    func whatIsLeftStaysTheOthersAndTheRestGoesOn(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            let leaves = FieldChoices(leave: [try FieldSelector(".spec.replicas")])
            _ = try await engine.ensure(try request(namespace))
            for (round, replicas) in [3, 7, 4].enumerated() {
                _ = try await client.patch(
                    .deployments, "web", namespace: namespace,
                    with: .merge(["spec": ["replicas": .integer(Int64(replicas))]]),
                    options: WriteOptions(fieldManager: "autoscaler"))
                _ = try await engine.ensure(
                    try request(namespace, values: ["color": .string("c\(round)"), "replicas": 2], leaves))
                let web = try await client.get(.deployments, "web", namespace: namespace)
                #expect(web["spec"]?["replicas"]?.integer == Int64(replicas))
                #expect(web["metadata"]?["labels"]?["color"]?.string == "c\(round)")
            }
            // Nobody else has set it any more, and it stays as it is all the same.
            _ = try await engine.ensure(
                try request(namespace, values: ["replicas": 2], FieldChoices(takesAll: true)))
            _ = try await engine.ensure(try request(namespace, values: ["replicas": 6], leaves))
            #expect(try await state(client, namespace).replicas == 2)
        }
    }

    @Test(arguments: EitherCluster.allCases)
    func aRollbackChoosesToo(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try request(namespace, values: ["replicas": 1]))
            _ = try await engine.ensure(try request(namespace, values: ["replicas": 2]))
            try await meddle(client, namespace)
            var back = RollbackRequest(name: "demo", namespace: namespace, waits: false)
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await engine.rollback(back, phase: .releases, events: NoEvents())
            }
            #expect(error?.hasChanged == false)
            back.options.fieldChoices = FieldChoices(takeFrom: ["scaler"], leaveTo: ["kubectl-patch"])
            let outcome = try await engine.rollback(back, phase: .releases, events: NoEvents())
            #expect(outcome.record.revision == 3)
            #expect(try await state(client, namespace) == State(1, "nowhere.invalid/patched", "hello"))
        }
    }

    /// As people do it.
    @Test func whatKubectlSetsIsChosenByItsNameF27() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let cluster = try await ControlPlane.shared()
        let namespace = try await client.makeNamespace()
        _ = try await engine.ensure(try request(namespace))
        try await cluster.kubectl("scale", "deployment/web", "-n", namespace, "--replicas=3").require()
        try await cluster.kubectl(
            "patch", "deployment/web", "-n", namespace, "--type=merge", "-p",
            #"{"metadata":{"labels":{"color":"blue"}}}"#
        ).require()
        let wanted = try request(namespace, values: ["replicas": 2, "color": "green"])
        let conflicts = try await engine.plan(wanted).objects.flatMap(\.conflicts)
        // Servers before 1.22 do not note who scales.
        #expect(
            conflicts.contains(
                DecidedField(field: ".metadata.labels.color", manager: "kubectl-patch", verdict: .refuse)),
            "\(conflicts)")
        var chosen = wanted
        chosen.options.fieldChoices = FieldChoices(
            take: [try FieldSelector(".metadata.labels.color")],
            leave: [try FieldSelector("Deployment/web:.spec.replicas")])
        let changes = try await engine.plan(chosen)
        #expect(changes.refused.isEmpty)
        #expect(Set(changes.objects.flatMap(\.conflicts).map(\.verdict)) == [.take, .leave])
        let outcome = try await engine.ensure(chosen)
        #expect(outcome.warnings.contains { $0.contains("left .spec.replicas") }, "\(outcome.warnings)")
        let web = try await client.get(.deployments, "web", namespace: namespace)
        #expect(web["spec"]?["replicas"] == 3)
        #expect(web["metadata"]?["labels"]?["color"] == "green")
    }

    /// Between the look and the write: what was set meanwhile is not taken, for nobody has chosen it.
    @Test func whatIsSetMeanwhileIsNotTaken() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await Live.driver().ensure(try request(namespace))
        try await meddle(client, namespace)
        let failures = Mutex(0)
        let transport = FaultyTransport()
        transport.fail { request in
            guard request.method == .patch, request.url.contains("force=true"), !request.url.contains("dryRun"),
                failures.withLock({
                    $0 += 1; return $0 == 1
                })
            else { return nil }
            // In the server's words: somebody was quicker.
            return .failure(409, "Conflict", "the object has been modified")
        }
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        let wanted = try request(
            namespace, values: ["replicas": 2, "image": "two"], FieldChoices(takeFrom: ["scaler", "kubectl-patch"]))
        _ = try await engine.ensure(wanted)
        #expect(try await state(client, namespace) == State(2, "nowhere.invalid/two", "hello"))
        let versioned = transport.requests.filter { $0.contains("force=true") && !$0.contains("dryRun") }
        #expect(versioned.count >= 2, "\(versioned)")
    }

    @Test func helmCannotChooseFieldsAndSaysSoBeforeAnythingIsChanged() async throws {
        let client = try await Live.client()
        let cluster = try await ControlPlane.shared()
        let engine = ReleaseEngine.helm(
            helm: try TestParts.path(.helm4), client: client, charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let namespace = Live.unique()
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, FieldChoices(leaveTo: ["scaler"])))
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.hasChanged == false)
        #expect(error?.message == "helm cannot take or leave single fields")
        #expect(try await client.getIfPresent(.namespaces, namespace) == nil)
    }

    @Test func aChoiceThatMeetsNoObjectIsSaid() async throws {
        let engine = try await Live.driver()
        let namespace = try await Live.client().makeNamespace()
        let outcome = try await engine.ensure(
            try request(namespace, FieldChoices(leave: [try FieldSelector("Deployment/wbe:.spec.replicas")])))
        #expect(
            outcome.warnings.contains(
                "the release has no object that Deployment/wbe:.spec.replicas points at"))
    }
}
