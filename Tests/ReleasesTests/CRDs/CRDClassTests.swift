import FoundationEssentials
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Changes that Kubernetes 1.20 could not hold afterwards, refused all the same for what the chart has; and that no class is
/// without a case on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct CRDClassTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: CRDFinding.Class
        var old: Value
        var new: Value
        /// Follows the CRD's name in the refusal.
        var words: String
        var object: Value = ["spec": ["x": "a"]]
        /// In place of the group that the CRD's name has.
        var group: String?
        var testDescription: String { kind.rawValue }
    }

    private static let text: Value = ["type": "string"]
    private static let texts: Value = ["type": "array", "items": ["type": "string"]]

    /// Of the field `spec.x`.
    private static func x(_ schema: Value) -> Value {
        CRDGears.one(["type": "object", "properties": ["x": schema]])
    }

    static let cases = [
        Case(
            kind: .uniqueItemsAdded, old: x(texts), new: x(texts.merged(with: ["uniqueItems": true])),
            words: "spec.versions[v1].schema.spec.x would no longer take the same element twice",
            object: ["spec": ["x": ["a", "a"]]]),
        Case(
            kind: .ruleChanged, old: x(text),
            new: x(text.merged(with: ["x-kubernetes-validations": [["rule": "self != 'a'", "message": "no"]]])),
            words: "spec.versions[v1].schema.spec.x would have to keep the rule \"self != 'a'\""),
        // Of a change that nobody here knows, the server itself is asked.
        Case(
            kind: .unknownChange, old: x(text), new: x(text.merged(with: ["definitions": ["a": text]])),
            words: "spec would be refused: "),
        Case(
            kind: .groupChanged, old: x(text), new: x(text),
            words: "spec.group of the CRD: its group would change from ", group: "elsewhere.example.com"),
    ]

    @Test(arguments: cases) func itIsRefusedBeforeAnythingIsChangedF17(_ test: Case) async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(test.old))
        try await gears.make("one", test.object)
        let before = try await gears.live()
        var crd = gears.crd(test.new)
        if let group = test.group { crd = crd.merged(with: ["spec": ["group": .string(group)]]) }
        let request = try gears.request(
            nil, version: "2.0.0",
            more: [
                "crds/gear.yaml": crd.json(),
                "templates/map.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: beside}}",
            ])
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .unsafeCRD, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        let message = error?.message ?? ""
        #expect(message.contains(test.words) && message.contains("(\(test.kind.rawValue))"), "\(message)")
        #expect(error?.hint?.hasSuffix("nothing was changed") == true)
        let after = try await gears.live()
        #expect(after["metadata"]?["generation"] == before["metadata"]?["generation"])
        let beside = try await engine.client.getIfPresent(.configMaps, "beside", namespace: gears.namespace)
        #expect(beside == nil)
        let record = try await engine.record("demo", namespace: gears.namespace)
        #expect(record?.revision == 1)
    }

    // MARK: - All of them

    /// Tests that show a class by itself, in `CRDSafetyTests`.
    private static let elsewhere: [CRDFinding.Class: String] = [
        .conversionRefused: "aWebhookThatGoesIsRefusedBeforeAnythingIsChanged"
    ]

    /// Whoever adds a class shows it on the real server, too.
    @Test func noClassIsWithoutACaseOnTheRealServer() throws {
        var shown = Set(CRDChangeCase.all.filter(\.isForRealServers).map(\.kind))
        shown.formUnion(Self.cases.map(\.kind))
        shown.formUnion(Self.elsewhere.keys)
        #expect(Set(CRDFinding.Class.allCases).subtracting(shown) == [])
        let tests = try String(
            contentsOfFile: "\(TestParts.projectRoot)/Tests/ReleasesTests/CRDs/CRDSafetyTests.swift", encoding: .utf8)
        for function in Self.elsewhere.values { #expect(tests.contains("func \(function)("), "\(function)") }
    }

    /// The page has the table.
    @Test(arguments: CRDFinding.Class.allCases) func thePageNamesIt(_ kind: CRDFinding.Class) throws {
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/releases.md", encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.contains { $0.contains("`\(kind.rawValue)`") })
    }
}
