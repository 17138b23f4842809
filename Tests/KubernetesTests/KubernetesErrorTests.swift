import HTTP
import Kubernetes
import Testing
import Value

@Suite struct KubernetesErrorTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason: String
        var message = "no"
        var details: Value = [:]
        var code: KubernetesError.Code
        var testDescription: String { "\(status) \(reason) \(message) -> \(code)" }
    }

    @Test(arguments: [
        Answer(status: 404, reason: "NotFound", details: ["name": "a", "kind": "pods"], code: .notFound),
        Answer(status: 404, reason: "NotFound", code: .resourceTypeNotFound),
        Answer(status: 403, reason: "Forbidden", code: .forbidden),
        Answer(status: 401, reason: "Unauthorized", code: .unauthorized),
        Answer(status: 409, reason: "Conflict", code: .conflict),
        Answer(status: 409, reason: "AlreadyExists", code: .alreadyExists),
        Answer(status: 422, reason: "Invalid", code: .invalid),
        Answer(status: 400, reason: "BadRequest", code: .badRequest),
        Answer(status: 410, reason: "Expired", code: .gone),
        Answer(status: 410, reason: "Gone", code: .gone),
        Answer(status: 504, reason: "Timeout", code: .timeout),
        Answer(status: 500, reason: "ServerTimeout", code: .timeout),
        Answer(status: 413, reason: "RequestEntityTooLarge", code: .requestTooLarge),
        Answer(status: 415, reason: "UnsupportedMediaType", code: .unsupported),
        Answer(
            status: 500, reason: "InternalError",
            message: "Internal error occurred: failed calling webhook \"v.kserve.io\": connection refused",
            code: .webhookFailed),
        Answer(
            status: 403, reason: "", message: "admission webhook \"v.kserve.io\" denied the request: no",
            code: .admissionDenied),
        Answer(
            status: 403, reason: "",
            message: "admission webhook \"v.kserve.io\" denied the request: failed calling webhook \"w\"",
            code: .admissionDenied),
        Answer(status: 500, reason: "InternalError", code: .serverError),
    ])
    func theServersStatusDecidesTheCode(_ answer: Answer) async throws {
        let transport = ScriptedTransport([
            .status(answer.status, answer.reason, answer.message, details: answer.details)
        ])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) {
            try await client.create(
                ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": "n"]], as: .pods)
        }
        #expect(error.code == answer.code)
        #expect(error.message == answer.message)
        #expect(error.httpStatus == answer.status)
        #expect(error.status["kind"] == "Status")
        #expect(error.request?.verb == "create")
    }

    @Test(arguments: [
        (401, KubernetesError.Code.unauthorized), (403, .forbidden), (404, .resourceTypeNotFound), (418, .badRequest),
        (500, .serverError), (307, .unreadable),
    ])
    func answersOfProxiesKeepTheirTextOnOneLine(_ status: Int, _ code: KubernetesError.Code) async throws {
        let transport = ScriptedTransport([.response(status, [:], "<html>\n no\u{1B}[31m entry</html>")])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.code == code)
        #expect(error.status.isNull)
        if status != 307 { #expect(error.message == "the server answered \(status): <html> no [31m entry</html>") }
    }

    @Test(arguments: [
        (HTTPError.Code.connectionRefused, KubernetesError.Code.unreachable), (.nameNotResolved, .unreachable),
        (.proxyFailed, .unreachable), (.connectTimedOut, .timeout), (.firstByteTimedOut, .timeout),
        (.idleTimedOut, .timeout), (.certificateNotTrusted, .untrusted), (.tlsFailed, .untrusted),
        (.clientCertificateRejected, .unauthorized),
    ])
    func f32noAnswerIsNeverAbsent(_ code: HTTPError.Code, _ expected: KubernetesError.Code) async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.failure(HTTPError(code, "curl says so"))]))
        let error = try await #require(throws: KubernetesError.self) { try await client.getIfPresent(.pods, "a") }
        #expect(error.code == expected)
        #expect(error.underlying is HTTPError)
        #expect(error.message == "curl says so")
    }

    @Test func forbiddenSaysWhichRightIsMissing() async throws {
        let message = #"pods is forbidden: User "me" cannot list resource "pods" in API group "" at the cluster scope"#
        let client = try KubernetesClient.scripted(ScriptedTransport([.status(403, "Forbidden", message)]))
        let error = try await #require(throws: KubernetesError.self) { try await client.listAll(.pods) }
        #expect(error.isMissingPermission)
        #expect(
            error.description
                == "cannot list pods: \(message.dropFirst(8)); the caller needs verb \"list\" on pods in the whole cluster"
        )
    }

    /// What was asked names the object; the server's words need not name it again.
    @Test(arguments: [
        (404, "NotFound", #"pods "a" not found"#, "not found"),
        (403, "Forbidden", #"pods "a" is forbidden: no"#, "forbidden: no"),
        (422, "Invalid", #"Pod "a" is invalid: spec: Required"#, "invalid: spec: Required"),
        (404, "NotFound", #"nodes "b" not found"#, #"nodes "b" not found"#),
        (409, "Conflict", #"Operation cannot be fulfilled on pods "a": x"#, nil),
    ])
    func namesTheObjectOnce(status: Int, reason: String, message: String, rest: String?) async throws {
        let answer = ScriptedTransport.Answer.status(status, reason, message, details: ["name": "a"])
        let client = try KubernetesClient.scripted(ScriptedTransport([answer]))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.message == message, "kept as it is")
        #expect(error.description == #"cannot get pods "a" in namespace "own": "# + (rest ?? message))
    }

    @Test func f26aQuotaIsNoMissingPermission() async throws {
        let message = #"pods "a" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1"#
        let client = try KubernetesClient.scripted(ScriptedTransport([.status(403, "Forbidden", message)]))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(!error.isMissingPermission)
        #expect(!error.description.contains("the caller needs"))
    }

    @Test(arguments: [("NamespaceTerminating", true), ("FieldValueInvalid", false)])
    func f20aNamespaceOnItsWayOutIsNoMissingPermission(cause: String, isTerminating: Bool) async throws {
        let message = #"leases "a" is forbidden: unable to create new content in namespace b because it is terminated"#
        let answer = ScriptedTransport.Answer.status(
            403, "Forbidden", message, details: ["name": "a", "causes": [["reason": .string(cause)]]])
        let client = try KubernetesClient.scripted(ScriptedTransport([answer]))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.leases, "a") }
        #expect(error.isTerminatingNamespace == isTerminating)
        #expect(!error.isMissingPermission)
    }

    @Test func conflictsNameManagerAndField() async throws {
        let details: Value = [
            "name": "a", "kind": "configmaps",
            "causes": [
                [
                    "reason": "FieldManagerConflict", "field": ".data.x",
                    "message": "conflict with \"helm\" using v1 at 2024-01-01T00:00:00Z",
                ]
            ],
        ]
        let transport = ScriptedTransport([.status(409, "Conflict", "Apply failed with 1 conflict", details: details)])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) {
            try await client.apply(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]], as: .configMaps,
                options: ApplyOptions(fieldManager: "groundcrew"))
        }
        #expect(error.fieldConflicts == [KubernetesError.FieldConflict(manager: "helm", field: ".data.x")])
        #expect(error.description.hasSuffix("; owned by \"helm\": .data.x"))
    }
}
