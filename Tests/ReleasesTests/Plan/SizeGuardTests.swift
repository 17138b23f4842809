import Charts
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What is too large for a cluster is refused in the plan, by name and size, at the number where the real API server draws the
/// line (F7).
@Suite(.timeLimit(.minutes(5)))
struct SizeGuardTests {
    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    // MARK: - The rule

    private static func map(annotations: Object) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "large", "annotations": .object(annotations)],
        ]
    }

    /// Names count, too, and all annotations together.
    @Test(arguments: [(0, true), (1, false)])
    func annotationsOfAllNamesAreCountedF7(over: Int, fits: Bool) {
        let half = SizeRule.annotationBytes / 2
        let annotations: Object = [
            "one": .string(Self.text(half - 3)), "four": .string(Self.text(half - 4 + over)),
        ]
        let obstacle = SizeRule.obstacle(Self.map(annotations: annotations))
        #expect(obstacle == (fits ? nil : "has 262145 bytes of annotations, and a server takes 262144"))
    }

    @Test(arguments: [(0, true), (1, false)])
    func anObjectIsMeasuredWholeF7(over: Int, fits: Bool) {
        func gear(_ text: String) -> Value {
            ["apiVersion": "example.com/v1", "kind": "Gear", "metadata": ["name": "a"], "spec": ["x": .string(text)]]
        }
        let frame = gear("").jsonBytes().count
        let obstacle = SizeRule.obstacle(gear(Self.text(SizeRule.objectBytes - frame + over)))
        #expect(obstacle == (fits ? nil : "has 1572865 bytes, and a cluster stores 1572864"))
    }

    // MARK: - The server's words

    @Test func theServerDrawsTheLineOfAnnotationsThereF7() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let fits = Self.map(annotations: ["key": .string(Self.text(SizeRule.annotationBytes - 3))])
        _ = try await client.create(fits, namespace: namespace, options: WriteOptions(dryRun: true))
        let large = Self.map(annotations: ["key": .string(Self.text(SizeRule.annotationBytes - 2))])
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await client.create(large, namespace: namespace, options: WriteOptions(dryRun: true))
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("262144") == true, "\(String(describing: error))")
    }

    /// A dry run takes what the store does not.
    @Test func theStoreDrawsTheLineOfObjectsAndNoDryRunSaysSoF7() async throws {
        let gears = CRDGears()
        let engine = try await Live.driver()
        _ = try await engine.ensure(gears.request(CRDGears.one()))
        let client = try await Live.client()
        let large = gears.object("large", ["spec": ["x": .string(Self.text(SizeRule.objectBytes))]])
        _ = try await client.create(
            large, as: gears.type(), namespace: gears.namespace, options: WriteOptions(dryRun: true))
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await client.create(large, as: gears.type(), namespace: gears.namespace)
        }
        #expect(error?.message.contains("request is too large") == true, "\(String(describing: error))")
        // Some room for what the server adds.
        let fits = gears.object("fits", ["spec": ["x": .string(Self.text(SizeRule.objectBytes - 4096))]])
        _ = try await client.create(fits, as: gears.type(), namespace: gears.namespace)
        _ = try await client.delete(gears.type(), "fits", namespace: gears.namespace)
    }

    // MARK: - In the plan

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var template: String
        var words: String
    }

    /// Each beside an object that fits, which is not made.
    static let cases = [
        Case(
            testDescription: "annotations",
            template: """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: large, annotations: {note: "{{ repeat 262144 "x" }}"}}
                """, words: "ConfigMap NAMESPACE/large has "),
        Case(
            testDescription: "data",
            template: """
                apiVersion: v1
                kind: Secret
                metadata: {name: large}
                stringData: {text: "{{ repeat 1048577 "x" }}"}
                """, words: "Secret NAMESPACE/large holds 1048577 bytes of data, and a server takes 1048576"),
        Case(
            testDescription: "object",
            template: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: large}
                spec:
                  selector: {matchLabels: {app: large}}
                  template:
                    metadata: {labels: {app: large}}
                    spec:
                      containers: [{name: main, image: nowhere.invalid/a, args: ["{{ repeat 1572864 "x" }}"]}]
                """, words: "Deployment.apps NAMESPACE/large has "),
    ]

    @Test(arguments: cases) func whatIsTooLargeIsNamedBeforeAnythingIsChangedF7(_ test: Case) async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let chart = TestChart(
            "large",
            [
                "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n",
                "templates/b.yaml": test.template,
            ])
        let request = try chart.request("demo", in: namespace)
        for work in ["ensure", "plan", "check"] {
            let error = await #expect(throws: ReleaseError.self) {
                switch work {
                case "ensure": _ = try await engine.ensure(request)
                case "plan": _ = try await engine.plan(request)
                default: try await engine.check(request)
                }
            }
            #expect(error?.code == .invalidChart, "\(work): \(String(describing: error))")
            #expect(error?.hasChanged == false)
            let words = test.words.replacing("NAMESPACE", with: namespace)
            #expect(error?.message.contains(words) == true, "\(work): \(String(describing: error))")
            #expect(error?.hint?.hasSuffix("nothing was changed") == true)
        }
        let record = try await engine.record("demo", namespace: namespace)
        #expect(record == nil)
        let made = try await Live.client().getIfPresent(.namespaces, namespace)
        #expect(made == nil)
    }

    /// Those of `crds/` are told with the others of the chart, and nothing of it is there then.
    @Test func aCRDThatNoClusterStoresIsNamedBeforeAnythingIsChangedF7() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        let schema: Value = [
            "type": "object", "description": .string(Self.text(SizeRule.objectBytes)),
            "properties": ["x": ["type": "string"]],
        ]
        let request = try gears.request(
            CRDGears.one(schema),
            more: ["templates/map.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: map}}"])
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .invalidChart, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        let message = error?.message ?? ""
        for word in ["CRD \(gears.name) has ", "a cluster stores 1572864"] {
            #expect(message.contains(word), "\(message)")
        }
        let found = try await Live.client().getIfPresent(.customResourceDefinitions, gears.name)
        #expect(found == nil)

        let planned = try #require(
            try await engine.plan(request).objects.first { $0.object.hasPrefix("CustomResourceDefinition") })
        #expect(planned.change == .refused)
        #expect(planned.reason?.contains("a cluster stores 1572864") == true, "\(String(describing: planned.reason))")
    }

    /// Helm packs what it stores: only what does not shrink is too much.
    @Test func aRecordThatNoSecretHoldsIsRefusedBeforeAnythingIsChangedF7() async throws {
        var generator = SplitMix(state: 7)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let noise = String((0..<1_500_000).map { _ in letters[Int(generator.next() & 63)] })
        var chart = TestChart.plain
        chart.files.append(ChartFile(path: "files/noise.txt", text: noise))
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let request = try chart.request("demo", in: namespace)
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .recordTooLarge, "\(String(describing: error))")
        #expect(error?.message.contains("bytes packed, and a Secret holds 1048576") == true)
        #expect(error?.hasChanged == false)
        let made = try await Live.client().getIfPresent(.namespaces, namespace)
        #expect(made == nil)
    }
}
