import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// What a server's answers to dry runs mean for a release.
@Suite struct AdmissionTrialTests {
    // MARK: - One object

    /// An object, what is there, and what the server says of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var object = AdmissionTrialTests.map
        /// Nil where it is not there.
        var live: HTTPResponse?
        /// Nil takes it as it is.
        var answer: HTTPResponse?
        var options = ReleaseOptions()
        var driver = "native"
        var outcome: TriedObject.Outcome
        var says = ""
        var fields: [String] = []
        var managers: [String] = []
        var isTolerated = false
        var hint = ""
        /// Whether something is sent.
        var isSent = true
    }

    static let map: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "map", "namespace": "apps"], "data": ["a": "1"],
    ]
    private static let deployment: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "apps"],
        "spec": ["replicas": 2],
    ]

    private static func status(
        _ code: Int, _ reason: String, _ message: String, causes: [Value] = []
    ) -> HTTPResponse {
        .object(
            code,
            [
                "kind": "Status", "status": "Failure", "reason": .string(reason), "code": .integer(Int64(code)),
                "message": .string(message), "details": ["name": "map", "causes": .array(causes)],
            ])
    }

    private static func cause(_ reason: String, _ field: String, _ message: String) -> Value {
        ["reason": .string(reason), "field": .string(field), "message": .string(message)]
    }

    private static func conflict(_ manager: String) -> HTTPResponse {
        status(
            409, "Conflict", "Apply failed with 1 conflict",
            causes: [cause("FieldManagerConflict", ".spec.replicas", "conflict with \"\(manager)\" using apps/v1")])
    }

    private static let immutable = status(
        422, "Invalid", "Deployment.apps \"web\" is invalid",
        causes: [cause("FieldValueInvalid", "spec.selector", "field is immutable")])

    /// As the release has made it.
    private static func live(_ object: Value, kept: Bool = false) -> HTTPResponse {
        var annotations: Object = [
            Ownership.releaseName: "web", Ownership.releaseNamespace: "apps",
        ]
        if kept { annotations["helm.sh/resource-policy"] = "keep" }
        let marks: Value = [
            "metadata": ["labels": [Ownership.managedBy: "Helm"], "annotations": .object(annotations)]
        ]
        return .object(200, object.merged(with: marks))
    }

    private static func options(_ adjust: (inout ReleaseOptions) -> Void) -> ReleaseOptions {
        var options = ReleaseOptions()
        adjust(&options)
        return options
    }

    private static let taken = [
        Case(testDescription: "it is new", outcome: .accepted),
        Case(testDescription: "it is the release's own", live: live(map), outcome: .accepted),
        Case(
            testDescription: "it has a name that the server gives",
            object: ["apiVersion": "v1", "kind": "Pod", "metadata": ["generateName": "a-", "namespace": "apps"]],
            outcome: .accepted),
        Case(
            testDescription: "it cannot be read, and applied it can be",
            live: status(403, "Forbidden", "User \"a\" cannot get"), outcome: .accepted),
        Case(
            testDescription: "an older Helm has set it under another name of its work", object: deployment,
            answer: conflict(Applier.fieldManager), outcome: .accepted),
        Case(
            testDescription: "fields of others are taken", object: deployment, answer: conflict("kubectl"),
            options: options { $0.fieldChoices.takesAll = true }, outcome: .accepted),
        Case(
            testDescription: "fields are left to others", object: deployment, answer: conflict("hpa"),
            options: options { $0.fieldChoices.leaveTo = ["hpa"] }, outcome: .accepted),
        Case(
            testDescription: "it belongs to nobody, and is taken over", live: .object(200, map),
            options: options { $0.takesOwnership = true }, outcome: .accepted),
    ]

    private static let refused = [
        Case(
            testDescription: "its content is invalid", answer: status(422, "Invalid", "data is wrong"),
            outcome: .refused, says: "data is wrong"),
        Case(
            testDescription: "a webhook denies it",
            answer: status(403, "Forbidden", "admission webhook \"p.test\" denied the request: no latest"),
            outcome: .refused, says: "denied the request: no latest"),
        Case(
            testDescription: "a policy denies it",
            answer: status(422, "Invalid", "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"),
            outcome: .refused, says: "ValidatingAdmissionPolicy 'p'"),
        Case(
            testDescription: "a quota is used up",
            answer: status(403, "Forbidden", "configmaps \"map\" is forbidden: exceeded quota: q, requested: pods=1"),
            outcome: .refused, says: "exceeded quota: q"),
        Case(
            testDescription: "it is too large", answer: status(413, "RequestEntityTooLarge", "limit is 3145728"),
            outcome: .refused, says: "limit is 3145728"),
        Case(
            testDescription: "it cannot be decoded", answer: status(400, "BadRequest", "cannot unmarshal number"),
            outcome: .refused, says: "cannot unmarshal"),
        Case(
            testDescription: "it has fields that a strict decoder does not know",
            answer: status(400, "BadRequest", "strict decoding error: unknown field \"spec.a\", unknown field \"b\""),
            outcome: .pruned, says: "strict decoding error", fields: ["spec.a", "b"], hint: "--field-validation warn"),
        Case(
            testDescription: "it has fields that its schema does not know",
            answer: status(
                500, "InternalError", "failed to create typed patch object: .spec.a: field not declared in schema"),
            outcome: .pruned, fields: [".spec.a"], hint: "--field-validation warn"),
        Case(
            testDescription: "such fields are left out",
            answer: status(400, "BadRequest", "strict decoding error: unknown field \"b\""),
            options: options { $0.fieldValidation = .warn }, outcome: .pruned, fields: ["b"], isTolerated: true,
            hint: "--field-validation warn"),
        Case(
            testDescription: "fields would change that cannot", object: deployment, live: live(deployment),
            answer: immutable, outcome: .immutable, fields: ["spec.selector"], hint: "--recreate-immutable"),
        Case(
            testDescription: "such an object is made anew", object: deployment, live: live(deployment),
            answer: immutable, options: options { $0.recreatesImmutable = true }, outcome: .immutable,
            fields: ["spec.selector"], isTolerated: true, hint: "--recreate-immutable"),
        Case(
            testDescription: "such an object is to be kept", object: deployment, live: live(deployment, kept: true),
            answer: immutable, options: options { $0.recreatesImmutable = true }, outcome: .immutable,
            fields: ["spec.selector"], hint: "--recreate-immutable"),
        Case(
            testDescription: "others have set fields", object: deployment, answer: conflict("hpa"), outcome: .conflict,
            says: "other managers have set .spec.replicas (hpa)", fields: [".spec.replicas"], managers: ["hpa"],
            hint: "--leave-to hpa"),
        Case(
            testDescription: "Helm deals with fields of others", object: deployment, answer: conflict("hpa"),
            driver: "helm", outcome: .conflict, fields: [".spec.replicas"], managers: ["hpa"], isTolerated: true,
            hint: "--leave-to hpa"),
    ]

    private static func owned(_ annotations: Object, _ labels: Object = [:]) -> HTTPResponse {
        .object(200, map.merged(with: ["metadata": ["labels": .object(labels), "annotations": .object(annotations)]]))
    }

    private static let open = [
        Case(
            testDescription: "it belongs to nobody", live: .object(200, map), outcome: .foreign,
            says: "belongs to no release", isSent: false),
        Case(
            testDescription: "it belongs to another release",
            live: owned([Ownership.releaseName: "old", Ownership.releaseNamespace: "web"]), outcome: .foreign,
            says: "belongs to release web/old", isSent: false),
        Case(
            testDescription: "somebody else manages it", live: owned([:], [Ownership.managedBy: "argocd"]),
            outcome: .foreign, says: "is managed by argocd", isSent: false),
        Case(
            testDescription: "what it needs is not there yet", answer: status(404, "NotFound", "namespaces not found"),
            outcome: .deferred, says: "namespaces not found"),
        Case(
            testDescription: "the caller may not", answer: status(403, "Forbidden", "User \"a\" cannot patch it"),
            outcome: .unknown, says: "cannot patch it"),
        Case(
            testDescription: "a webhook is down",
            answer: status(500, "InternalError", "failed calling webhook \"p.test\": no endpoints"), outcome: .unknown,
            says: "failed calling webhook"),
        Case(
            testDescription: "a webhook takes no dry runs",
            answer: status(400, "BadRequest", "admission webhook \"p.test\" does not support dry run"),
            outcome: .unknown, says: "does not support dry run"),
        Case(
            testDescription: "no answer in time", answer: status(504, "Timeout", "too late"), outcome: .unknown,
            says: "too late"),
        Case(
            testDescription: "the server fails", answer: status(500, "InternalError", "boom"), outcome: .unknown,
            says: "boom"),
    ]

    private static func served(_ rights: PlayedRights, _ test: Case) -> ScriptedServer {
        var rights = rights
        rights.instead = { request in
            if request.method == .get { return request.url.contains("/namespaces/") ? test.live : nil }
            return test.answer ?? .object(200, test.object)
        }
        return rights.server()
    }

    @Test(arguments: taken + refused + open)
    func answersBecomeOutcomes(test: Case) async throws {
        let server = Self.served(PlayedRights(), test)
        let client = try server.client()
        let types = try await ObjectTypes.read([test.object], client: client)
        let trial = AdmissionTrial(
            client: client, release: "web", namespace: "apps", options: test.options, driver: test.driver)
        let results = try await trial.results(of: [test.object], types: types)
        let result = try #require(results.first)
        #expect(results.count == 1 && result.index == 0)
        #expect(result.outcome == test.outcome, "\(result.message)")
        #expect(result.message.contains(test.says), "\(result.message)")
        #expect(result.fields == test.fields && result.managers == test.managers)
        if result.outcome != .accepted { #expect(result.isTolerated == test.isTolerated) }
        #expect((result.hint ?? "").contains(test.hint), "\(result.hint ?? "")")
        #expect((result.error != nil) == (test.outcome == .unknown))
        // Nothing is written, and nothing taken from anybody.
        let writes = server.sent.filter { !$0.line.hasPrefix("GET") }
        #expect(!writes.isEmpty == test.isSent)
        for write in writes {
            #expect(write.line.contains("dryRun=All") && !write.line.contains("force"), "\(write.line)")
            let validation = test.options.fieldValidation.rawValue
            #expect(write.line.contains("fieldValidation=\(validation)"), "\(write.line)")
        }
    }

    @Test func whatCannotBeReadIsNotedSo() async throws {
        for (live, isSeen) in [(nil, true), (Self.status(403, "Forbidden", "no"), false)] as [(HTTPResponse?, Bool)] {
            let server = Self.served(
                PlayedRights(), Case(testDescription: "", live: live, outcome: .accepted))
            let client = try server.client()
            let types = try await ObjectTypes.read([Self.map], client: client)
            let results = try await AdmissionTrial(
                client: client, release: "web", namespace: "apps", options: ReleaseOptions(), driver: "native"
            ).results(of: [Self.map], types: types)
            #expect(results.map(\.isSeen) == [isSeen])
        }
    }

    /// At most one dry run an object, whatever it is answered.
    @Test(arguments: refused.filter { !$0.testDescription.contains("schema") })
    func nothingIsSentTwice(test: Case) async throws {
        let server = Self.served(PlayedRights(), test)
        let client = try server.client()
        let types = try await ObjectTypes.read([test.object], client: client)
        _ = try await AdmissionTrial(
            client: client, release: "web", namespace: "apps", options: test.options, driver: test.driver
        ).results(of: [test.object], types: types)
        #expect(server.methods.filter { $0 != "GET" } == ["PATCH"])
    }
}
