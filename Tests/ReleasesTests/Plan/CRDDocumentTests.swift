import Charts
import Kubernetes
import Testing
import Value

@testable import Releases

/// CRDs as charts bring them, and whether the cluster's are served.
@Suite struct CRDDocumentTests {
    private static let crd = """
        kind: CustomResourceDefinition
        metadata: {name: gears.example.com}
        spec:
          group: example.com
          scope: Cluster
          names: {kind: Gear, plural: gears}
          versions: [{name: v1, served: true}, {name: v0, served: false}, {name: v2}]
        """

    private func documents(_ files: [String: String]) throws -> [CRDDocument] {
        try CRDDocument.all(in: Chart.load(files: TestChart("gears", files).files))
    }

    @Test func onlyServedVersionsGiveTypes() throws {
        let crd = try #require(try documents(["crds/a.yaml": Self.crd]).first)
        #expect(crd.path == "gears/crds/a.yaml")
        #expect(crd.versionNames == ["v1", "v0", "v2"])
        #expect(
            crd.types == [
                ResourceType(group: "example.com", version: "v1", kind: "Gear", plural: "gears", isNamespaced: false)
            ])
    }

    @Test func allDocumentsOfAllFilesCount() throws {
        let other = Self.crd.replacing("gears", with: "cogs")
        let found = try documents(["crds/a.yaml": Self.crd + "\n---\n# nothing\n---\n" + other, "crds/b.yaml": other])
        #expect(found.map(\.name) == ["gears.example.com", "cogs.example.com", "cogs.example.com"])
    }

    @Test(arguments: [
        ("kind: ConfigMap\nmetadata: {name: a}\n", "crds/a.yaml holds ConfigMap, and crds/ is for named"),
        ("kind: CustomResourceDefinition\nmetadata: {}\n", "crds/a.yaml holds CustomResourceDefinition, and crds/ is"),
        ("spec: {}\n", "crds/a.yaml holds a document without kind, and crds/ is for named"),
        ("kind: [\n", "crds/a.yaml"),
    ])
    func whatIsNoCRDIsNamedWithItsFile(_ text: String, _ words: String) throws {
        let error = #expect(throws: ReleaseError.self) { try documents(["crds/a.yaml": text]) }
        #expect(error?.code == .invalidChart)
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    /// It replaces what was looked at, and nothing that came later.
    @Test func aReplacementHasTheVersionOfWhatItReplaces() throws {
        let crd = try #require(try documents(["crds/a.yaml": Self.crd]).first)
        let value = crd.value(over: ["metadata": ["resourceVersion": "41", "labels": ["a": "b"]], "spec": [:]])
        #expect(value["metadata"] == ["name": "gears.example.com", "resourceVersion": "41"])
        #expect(value["spec"] == crd.value["spec"])
    }

    // MARK: - The cluster's

    struct Found: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var established: String? = "True"
        var metadata: Object = [:]
        var served = ["v1", "v2"]
        var wanted: [String] = []
        var isServed: Bool
    }

    @Test(arguments: [
        Found(testDescription: "any version", isServed: true),
        Found(testDescription: "one of two", wanted: ["v2"], isServed: true),
        Found(testDescription: "both", wanted: ["v2", "v1"], isServed: true),
        Found(testDescription: "one too many", wanted: ["v1", "v3"], isServed: false),
        Found(testDescription: "none at all", served: [], isServed: false),
        Found(testDescription: "not established yet", established: nil, wanted: ["v1"], isServed: false),
        Found(testDescription: "not established any more", established: "False", isServed: false),
        Found(
            testDescription: "on its way out", metadata: ["deletionTimestamp": "2026-01-01T00:00:00Z"],
            isServed: false),
    ])
    func servedIsEstablishedAndThereToStay(_ live: Found) {
        var conditions: [Value] = [["type": "NamesAccepted", "status": "True"]]
        if let status = live.established { conditions.append(["type": "Established", "status": .string(status)]) }
        let crd: Value = [
            "kind": "CustomResourceDefinition", "metadata": .object(live.metadata),
            "spec": ["versions": .array(live.served.map { ["name": .string($0), "served": true] })],
            "status": ["conditions": .array(conditions)],
        ]
        #expect(CRDComparison.isServed(crd, in: live.wanted) == live.isServed)
    }

    // MARK: - Failures

    private static let answers: [(KubernetesError.Code, Int?, Bool)] = [
        (.badRequest, 400, true), (.unsupported, 405, true), (.webhookFailed, 500, true),
        (.serverError, 500, true), (.unavailable, 503, true), (.timeout, 504, true), (.tooManyRequests, 429, true),
        (.admissionDenied, 403, true), (.invalid, 422, true), (.forbidden, 403, false), (.unauthorized, 401, false),
        (.conflict, 409, false), (.notFound, 404, false), (.timeout, nil, false), (.unavailable, nil, false),
    ]

    /// What the server answered without judging the change leaves it unknown; no answer at all ends the run.
    @Test(arguments: answers)
    func someAnswersAreNoRehearsal(_ code: KubernetesError.Code, _ status: Int?, _ isNone: Bool) {
        #expect(KubernetesError(code, "words", httpStatus: status).isNoRehearsal == isNone)
    }

    private static let conflicts: [(KubernetesError.Code, [String], Bool)] = [
        (.conflict, ["kubectl"], true), (.conflict, ["helm", "olm"], true),
        (.conflict, ["helm"], false), (.conflict, [], false), (.invalid, ["kubectl"], false),
    ]

    @Test(arguments: conflicts)
    func onlyFieldsOfOthersAreOthers(_ code: KubernetesError.Code, _ managers: [String], _ isOthers: Bool) {
        let causes = managers.map { manager -> Value in
            [
                "reason": "FieldManagerConflict", "field": ".spec.scope",
                "message": .string("conflict with \"\(manager)\" using apiextensions.k8s.io/v1"),
            ]
        }
        let error = KubernetesError(
            code, "words", httpStatus: 409, status: ["details": ["causes": .array(causes)]])
        #expect(error.isOfOthersFields == isOthers)
    }
}
