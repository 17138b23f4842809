import HTTP
import Kubernetes
import Testing
import Value
import YAML

@testable import Releases

/// Which objects of a release are put to the server, and in which way.
@Suite struct TrialOfSeveralTests {
    private static func objects(_ text: String) throws -> [Value] {
        try YAML.decodeAll(text, file: "objects").map(\.value)
    }

    private func results(
        _ objects: [Value], _ rights: PlayedRights = PlayedRights(), missing: Set<String> = [],
        hooks: Set<Int> = [], held: Set<Int> = [], settled: Set<Int> = [],
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse?
    ) async throws -> (results: [TriedObject], server: ScriptedServer) {
        var rights = rights
        let first = rights.instead
        rights.instead = { request in
            if let response = first(request) { return response }
            return request.method != .get || request.url.contains("/namespaces/") ? answer(request) : nil
        }
        let server = rights.server()
        let client = try server.client()
        let types = try await ObjectTypes.read(objects, client: client.patient(for: .zero))
        let trial = AdmissionTrial(
            client: client, release: "web", namespace: "apps", options: ReleaseOptions(), driver: "native",
            missingNamespaces: missing)
        let results = try await trial.results(
            of: objects, types: types, hooks: hooks, held: held, settled: settled)
        return (results, server)
    }

    /// Takes what it is sent, and has nothing.
    private static let taking: @Sendable (HTTPRequest) -> HTTPResponse? = { request in
        request.method == .get
            ? nil
            : HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: HTTPBody(request.body ?? []))
    }

    private func writes(_ server: ScriptedServer) -> [ScriptedServer.Sent] {
        server.sent.filter { !$0.line.hasPrefix("GET") }
    }

    // MARK: - Which are tried

    private static let mixed = """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: apps}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: hook, namespace: apps}}
        ---
        {apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: apps}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: apps}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: judged, namespace: apps}}
        """

    @Test func ofHooksOnlyWhatRunsIsTried() async throws {
        let (results, server) = try await results(
            try Self.objects(Self.mixed), hooks: [1, 2, 3], settled: [4], answer: Self.taking)
        #expect(results.map(\.index) == [0, 2, 3])
        #expect(
            results.map(\.object) == ["ConfigMap apps/own", "Job.batch apps/migrate", "Pod apps/probe"])
        #expect(results.allSatisfy { $0.outcome == .accepted } && writes(server).count == 3)
    }

    @Test func whatAFormerHookHasLeftIsMadeAnew() async throws {
        let job = try Self.objects("{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: apps}}")
        let (results, server) = try await results(job, hooks: [0]) { request in
            request.method == .get ? .object(200, job.first ?? .null) : nil
        }
        #expect(results.map(\.outcome) == [.deferred])
        #expect(results.first?.message == "a former run has left it, and it is made anew")
        #expect(writes(server).isEmpty)
    }

    @Test func whatTheReleaseHasIsItsOwn() async throws {
        let map = try Self.objects("{apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: apps}}")
        let answer: @Sendable (HTTPRequest) -> HTTPResponse? = { _ in .object(200, map.first ?? .null) }
        let (foreign, _) = try await results(map, answer: answer)
        #expect(foreign.map(\.outcome) == [.foreign])
        let (held, server) = try await results(map, held: [0], answer: answer)
        #expect(held.map(\.outcome) == [.accepted] && writes(server).count == 1)
    }

    /// What would not change is not sent.
    @Test func whatIsThereAsItWouldBeIsNotSent() async throws {
        let map: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "own", "namespace": "apps"],
            "data": ["a": "1"],
        ]
        func live(_ data: String) -> Value {
            map.merged(with: [
                "data": ["a": .string(data)],
                "metadata": [
                    "managedFields": [
                        [
                            "manager": .string(Applier.fieldManager), "operation": "Apply", "apiVersion": "v1",
                            "fieldsType": "FieldsV1", "fieldsV1": ["f:data": ["f:a": [:]]],
                        ]
                    ]
                ],
            ])
        }
        for (data, sent) in [("1", 0), ("2", 1)] {
            let there = live(data)
            let (results, server) = try await results([map], held: [0]) { _ in .object(200, there) }
            #expect(results.map(\.outcome) == [.accepted])
            #expect(writes(server).count == sent, "data \(data)")
        }
    }

    // MARK: - What is still to come

    private static let crd = """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.new.test},
         spec: {group: new.test, scope: Namespaced, names: {kind: Widget, plural: widgets},
           versions: [{name: v1, served: true, storage: true}]}}
        """
    private static let widget = "{apiVersion: new.test/v1, kind: Widget, metadata: {name: one, namespace: apps}}"

    @Test func objectsOfTypesThatAreToComeWait() async throws {
        for text in [Self.widget, "\(Self.crd)\n---\n\(Self.widget)"] {
            let (results, server) = try await results(try Self.objects(text), answer: Self.taking)
            #expect(results.last?.outcome == .deferred && results.last?.message == "its type is not served yet")
            #expect(!writes(server).contains { $0.line.contains("/widgets/") })
        }
    }

    @Test func objectsOfNamespacesThatAreToComeWait() async throws {
        let two = """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: apps}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: new}}
            """
        let (results, server) = try await results(try Self.objects(two), missing: ["new"], answer: Self.taking)
        #expect(results.map(\.outcome) == [.accepted, .deferred])
        #expect(results.last?.message == "namespace new is still to come" && writes(server).count == 1)
    }

    @Test func whoseTypeCannotBeSeenIsNotKnown() async throws {
        var rights = PlayedRights()
        rights.instead = { request in
            request.url.hasSuffix("/apis/new.test/v1")
                ? .failure(503, "ServiceUnavailable", "no live back end") : nil
        }
        let (results, server) = try await results(try Self.objects(Self.widget), rights, answer: Self.taking)
        #expect(results.map(\.outcome) == [.unknown] && results.first?.error?.code == .unavailable)
        #expect(writes(server).isEmpty)
    }

    @Test func whatIsNoObjectIsLeftOut() async throws {
        let (results, _) = try await results([["kind": "Odd"], [:], "text"], answer: Self.taking)
        #expect(results.isEmpty)
    }

    // MARK: - What is not kept

    @Test(arguments: [("v1", "ConfigMap", "configmaps", true), ("new.test/v1", "Widget", "widgets", false)])
    func whatComesBackWithoutAFieldIsNoted(
        apiVersion: String, kind: String, plural: String, isBuiltIn: Bool
    ) async throws {
        var rights = PlayedRights()
        rights.served.append(
            ResourceType(group: "new.test", version: "v1", kind: "Widget", plural: "widgets", isNamespaced: true))
        let metadata: Value = ["name": "one", "namespace": "apps"]
        let sent: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata,
            "spec": ["a": 1, "gone": true],
        ]
        let kept: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata, "spec": ["a": 1],
        ]
        let (results, server) = try await results([sent], rights) { $0.method == .get ? nil : .object(200, kept) }
        #expect(results.map(\.outcome) == [.accepted] && results.map(\.dropped) == [["spec.gone"]])
        #expect(results.map(\.isBuiltIn) == [isBuiltIn] && results.map(\.isTolerated) == [false])
        #expect(writes(server).first?.line.contains("/namespaces/apps/\(plural)/one") == true)
    }

    // MARK: - What no apply can send

    /// A schema without types for it takes it written client-side.
    @Test(
        arguments: [
            (false, ["PATCH", "POST"], .accepted, 200), (true, ["PATCH", "PATCH"], .accepted, 200),
            (false, ["PATCH", "POST"], .refused, 422),
        ] as [(Bool, [String], TriedObject.Outcome, Int)])
    func whatCannotBeAppliedIsTriedClientSide(
        isThere: Bool, methods: [String], outcome: TriedObject.Outcome, status: Int
    ) async throws {
        let map = try Self.objects("{apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: apps}}")
        let (results, server) = try await results(map, held: [0]) { request in
            if request.method == .get { return isThere ? .object(200, map.first ?? .null) : nil }
            guard request.headers["Content-Type"] != "application/apply-patch+yaml" else {
                return .failure(
                    500, "InternalError", "failed to create typed patch object: .data.a: expected string, got 1")
            }
            return status == 200 ? .object(200, map.first ?? .null) : .failure(422, "Invalid", "it is wrong")
        }
        #expect(results.map(\.outcome) == [outcome])
        #expect(writes(server).map { String($0.line.prefix { $0 != " " }) } == methods)
        #expect(writes(server).allSatisfy { $0.line.contains("dryRun=All") })
    }

    // MARK: - Order

    @Test func resultsComeInTheOrderOfTheObjects() async throws {
        let many = (0..<30).map { index -> Value in
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": .string("map-\(index)"), "namespace": "apps"],
            ]
        }
        let (results, server) = try await results(many, answer: Self.taking)
        #expect(results.map(\.index) == Array(0..<30))
        #expect(writes(server).count == 30)
    }
}

/// Fields in the words of strict decoders.
@Suite struct StrictDecodingTests {
    @Test(
        arguments: [
            ("strict decoding error: unknown field \"spec.a\"", ["spec.a"]),
            ("strict decoding error: unknown field \"a\", unknown field \"b[0].c\"", ["a", "b[0].c"]),
            ("strict decoding error: duplicate field \"a\"", []), ("", []), ("unknown field \"", [""]),
            ("unknown field \"open", ["open"]),
        ] as [(String, [String])])
    func fieldsAreNamed(message: String, fields: [String]) {
        #expect(StrictDecoding.fields(in: message) == fields)
    }
}
