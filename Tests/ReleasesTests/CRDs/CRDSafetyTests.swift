import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Upgrades that would harm objects are refused before anything is changed; on the real API server.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct CRDSafetyTests {
    private static let whole = CRDChangeCase.whole.filter(\.isForRealServers)
    /// In turn in `crds/` and in the templates.
    private static let folders = whole.indices.map { $0.isMultiple(of: 2) ? "crds" : "templates" }

    @Test(arguments: zip(Self.whole, Self.folders))
    func eachChangeOfTheWholeIsToldOrRefusedF17(_ row: CRDChangeCase, _ folder: String) async throws {
        try await prove([row], effect: row.effect, old: row.old, new: row.new, object: row.object, in: folder)
    }

    /// All at once, each in a field of its own: the server has taken the schemas, and each is found at its place.
    @Test(arguments: [CRDFinding.Effect.unsafe, .harmless])
    func eachChangeOfAFieldIsToldOrRefusedF17(effect: CRDFinding.Effect) async throws {
        let rows = CRDChangeCase.fields.filter { $0.isForRealServers && $0.effect == effect }
        func spec(_ schema: (CRDChangeCase) -> Value) -> Value {
            let fields = rows.enumerated().map { ("f\($0)", schema($1).fieldSchema ?? .null) }
            return CRDChangeCase.spec(["type": "object", "properties": .object(Object(fields))])
        }
        let object = rows.enumerated().map { ("f\($0)", $1.object["spec"] ?? [:]) }
        let moved = rows.enumerated().map { index, row in
            var row = row
            row.path = row.path.replacing("schema.spec", with: "schema.spec.f\(index)")
            return row
        }
        try await prove(
            moved, effect: effect, old: spec(\.old), new: spec(\.new), object: ["spec": .object(Object(object))],
            in: effect == .unsafe ? "crds" : "templates")
    }

    private func prove(
        _ rows: [CRDChangeCase], effect: CRDFinding.Effect, old: Value, new: Value, object: Value, in folder: String
    ) async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(old, in: folder))
        let made = try await gears.make("one", object)
        let before = try await gears.live()
        let request = try gears.request(new, version: "2.0.0", in: folder)

        let planned = try #require(
            try await engine.plan(request).objects.first { $0.object.hasPrefix("CustomResourceDefinition") })
        for row in rows {
            #expect(
                planned.findings.contains { $0.kind == row.kind && $0.path == row.path && $0.effect == effect },
                "\(row.name): \(planned.findings)")
        }
        #expect((planned.change == .refused) == (effect != .harmless))
        if effect == .harmless {
            let outcome = try await engine.ensure(request)
            let words = outcome.warnings.joined(separator: "\n")
            for row in rows { #expect(words.contains("\(row.path) ") && words.contains(row.kind.rawValue), "\(words)") }
        } else {
            try await expectRefusal(of: request, rows, effect, gears, before)
            var accepting = request
            accepting.options.acceptedCRDChanges = Set(CRDFinding.Class.allCases)
            if effect == .refused {
                try await expectRefusal(of: accepting, rows, effect, gears, before)
                // The server has the last word, and it is the same.
                let refusal = await #expect(throws: KubernetesError.self) {
                    _ = try await Live.client().apply(
                        gears.crd(new), options: ApplyOptions(fieldManager: "helm", force: true, dryRun: true))
                }
                #expect(refusal?.code == .invalid)
            } else {
                let outcome = try await engine.ensure(accepting)
                #expect(outcome.change == .changed)
                for row in rows { #expect(outcome.warnings.contains { $0.contains("\(row.path) ") }) }
            }
        }
        let version = Self.served(new, effect)
        let left = try await Live.client().get(gears.type(version), "one", namespace: gears.namespace)
        #expect(left["metadata"]?["uid"] == made["metadata"]?["uid"])
    }

    /// A version in which objects can be had before and after.
    private static func served(_ spec: Value, _ effect: CRDFinding.Effect) -> String {
        let versions = (spec["versions"]?.array ?? []).filter { $0["served"] == true }
        return effect == .refused || versions.contains { $0["name"] == "v1" } ? "v1" : "v2"
    }

    private func expectRefusal(
        of request: ReleaseRequest, _ rows: [CRDChangeCase], _ effect: CRDFinding.Effect, _ gears: CRDGears,
        _ before: Value
    ) async throws {
        let engine = try await Live.driver()
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .unsafeCRD)
        #expect(error?.hasChanged == false)
        let message = error?.message ?? ""
        #expect(message.contains("CRD \(gears.name): "))
        for row in rows {
            #expect(message.contains("\(row.path) ") && message.contains("(\(row.kind.rawValue))"), "\(message)")
        }
        if effect == .unsafe {
            #expect(message.contains("it has objects such as Gear \(gears.namespace)/one"), "\(message)")
            #expect(error?.hint?.contains("--accept-crd-changes") == true)
        }
        #expect(error?.hint?.hasSuffix("nothing was changed") == true)
        #expect(try await gears.live()["metadata"]?["generation"] == before["metadata"]?["generation"])
        #expect(try await engine.record("demo", namespace: gears.namespace)?.revision == 1)
    }

    /// The server keeps what it has filled in below the webhook, and refuses that beside the strategy None.
    @Test(arguments: ["crds", "templates"])
    func aWebhookThatGoesIsRefusedBeforeAnythingIsChanged(folder: String) async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        let row = try #require(CRDChangeCase.whole.first { $0.name == "no conversion webhook" })
        _ = try await engine.ensure(gears.request(row.old, in: folder))
        let before = try await gears.live()
        var request = try gears.request(
            row.new, version: "2.0.0", in: folder,
            more: ["templates/before.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: before}}"])
        request.options.acceptedCRDChanges = Set(CRDFinding.Class.allCases)
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .unsafeCRD && error?.hasChanged == false, "\(String(describing: error))")
        #expect(
            error?.message.contains("spec.conversion.webhook would stay in part") == true
                && error?.message.contains("(conversion-refused)") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains("kubectl patch crd \(gears.name) --type json") == true)
        let left = try await gears.live()
        #expect(left["metadata"]?["generation"] == before["metadata"]?["generation"])
        let made = try await engine.client.getIfPresent(.configMaps, "before", namespace: gears.namespace)
        #expect(made == nil)

        // What the hint says, and then the chart.
        _ = try await Live.client().patch(
            .customResourceDefinitions, gears.name,
            with: .merge(["spec": ["conversion": ["strategy": "None", "webhook": .null]]]))
        let outcome = try await engine.ensure(request)
        #expect(outcome.change == .changed)
    }

    // MARK: - What counts

    @Test(arguments: ["crds", "templates"])
    func whereThereAreNoObjectsNothingCanHarmThem(folder: String) async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(CRDGears.xy), in: folder))
        let outcome = try await engine.ensure(gears.request(CRDGears.one(), version: "2.0.0", in: folder))
        #expect(outcome.change == .changed)
        #expect(
            outcome.warnings.contains {
                $0.contains("schema.spec.y would be dropped") && $0.contains("it has no objects")
            }, "\(outcome.warnings)")
        #expect(outcome.record.status == "deployed")
    }

    /// Forbidden and broken are not the same as none.
    @Test(arguments: [
        (403, "Forbidden", "gears is forbidden: User \\\"tina\\\" cannot list", "the caller may not list them"),
        (500, "InternalError", "conversion webhook for gears failed", "conversion webhook for gears failed"),
    ])
    func whatCannotBeSeenCountsAsObjects(status: Int, reason: String, message: String, words: String) async throws {
        let gears = CRDGears()
        _ = try await Live.driver().ensure(gears.request(CRDGears.one(CRDGears.xy)))
        let transport = FaultyTransport { request in
            guard request.method == .get, request.url.contains("/apis/\(gears.group)/v1/gears") else { return nil }
            return .failure(status, reason, message)
        }
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(gears.request(CRDGears.one(), version: "2.0.0"))
        }
        #expect(error?.code == .unsafeCRD)
        #expect(
            error?.message.contains("whether it has objects is unknown: \(words)") == true,
            "\(String(describing: error))")
    }

    @Test func onlyWhatIsAcceptedIsDone() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(CRDGears.xy)))
        try await gears.make()
        let stricter = CRDGears.one([
            "type": "object", "properties": ["x": ["type": "string", "maxLength": 3]],
        ])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(gears.request(stricter, version: "2.0.0", accepted: [.fieldRemoved]))
        }
        #expect(error?.message.contains("bound-tightened") == true)
        #expect(error?.message.contains("field-removed") == false, "\(String(describing: error))")
        #expect(error?.hint?.contains("--accept-crd-changes bound-tightened;") == true)
        let outcome = try await engine.ensure(
            gears.request(stricter, version: "2.0.0", accepted: [.fieldRemoved, .boundTightened]))
        #expect(outcome.change == .changed)
    }

    /// One document of a file that holds two (F15).
    @Test func documentsOfOneFileAreJudgedOneByOne() async throws {
        let engine = try await Live.driver()
        let (gears, cogs) = (CRDGears(), CRDGears())
        func request(_ first: Value, _ second: Value, version: String) throws -> ReleaseRequest {
            try gears.request(
                nil, version: version,
                more: ["crds/all.yaml": gears.crd(first).json() + "\n---\n" + cogs.crd(second).json()])
        }
        _ = try await engine.ensure(request(CRDGears.one(CRDGears.xy), CRDGears.one(), version: "1.0.0"))
        try await gears.make()
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(request(CRDGears.one(), CRDGears.one(CRDGears.xy), version: "2.0.0"))
        }
        #expect(error?.message.contains(gears.name) == true)
        #expect(error?.message.contains(cogs.name) == false)
        let fields = try await cogs.live()["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]?["properties"]?[
            "spec"]
        #expect(fields?["properties"]?["y"] == nil)
    }

    // MARK: - CRDs that stay

    /// `--crds create` leaves those that are there, and then the chart's objects must be of what they serve.
    @Test func objectsOfVersionsThatNobodyServesAreRefusedBeforeAnythingIsChanged() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one()))
        let object = gears.object("new", version: "v2").json()
        var request = try gears.request(CRDGears.two(), version: "2.0.0", more: ["templates/new.yaml": object])
        for policy in [ReleaseOptions.CRDs.create, .skip] {
            request.options.crds = policy
            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
            #expect(error?.code == .unsafeCRD)
            #expect(
                error?.message.contains("gears/templates/new.yaml) is of version v2, which it does not serve") == true,
                "\(String(describing: error))")
            #expect(error?.hint?.contains("--crds upgrade") == true)
        }
        #expect(try await engine.record("demo", namespace: gears.namespace)?.revision == 1)
        request.options.crds = .upgrade
        #expect(try await engine.ensure(request).change == .changed)
        _ = try await engine.client.get(gears.type("v2"), "new", namespace: gears.namespace)
    }

    @Test func aCRDThatIsLeftOutAndMissingIsSaidBeforeAnythingIsChanged() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        var request = try gears.request(CRDGears.one(), more: ["templates/new.yaml": gears.object("new").json()])
        request.options.crds = .skip
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.message.contains("is not there and is left out") == true, "\(String(describing: error))")
        #expect(try await engine.record("demo", namespace: gears.namespace) == nil)
    }
}
