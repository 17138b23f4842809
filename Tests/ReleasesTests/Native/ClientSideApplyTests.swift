import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// Objects that the server cannot apply, against servers that answer as a test has it.
@Suite struct ClientSideApplyTests {
    private static let service = """
        apiVersion: v1
        kind: Service
        metadata: {name: dns, namespace: apps}
        spec: {ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}
        """
    private static let omitted = "associative list with keys has an element that omits key field \"protocol\""
    private static let wrong = ".data.a: expected string, got &value.valueUnstructured{Value:1}"

    private static func untyped(_ rest: String) -> KubernetesError {
        KubernetesError(.serverError, "failed to create typed patch object: \(rest)", httpStatus: 500)
    }

    private static func invalid(_ field: String, _ message: String) -> HTTPResponse {
        .object(
            422,
            [
                "kind": "Status", "status": "Failure", "reason": "Invalid", "code": 422, "message": .string(message),
                "details": [
                    "name": "dns",
                    "causes": [
                        ["reason": "FieldValueInvalid", "field": .string(field), "message": .string(message)]
                    ],
                ],
            ])
    }

    private static let live: Value = [
        "apiVersion": "v1", "kind": "Service",
        "metadata": ["name": "dns", "namespace": "apps", "resourceVersion": "7"],
        "spec": ["clusterIP": "10.0.0.1", "ports": [["name": "a", "port": 53]]],
    ]

    private func apply(
        _ server: ScriptedServer, _ reason: KubernetesError, isThere: Bool = true
    ) async throws -> Value {
        try await ClientSideApply(
            client: try server.client(), object: try ReleaseObject.yaml(Self.service), reason: reason,
            options: WriteOptions(fieldManager: Applier.fieldManager)
        ).run(isThere: isThere)
    }

    /// A server that answers reads with the live object, and writes as a test has it.
    private func server(_ answer: @escaping @Sendable (HTTPMethod) -> HTTPResponse) -> ScriptedServer {
        ScriptedServer { $0.method == .get ? .object(200, Self.live) : answer($0.method) }
    }

    @Test func whatAPatchWouldMixUpIsPutInItsPlace() async throws {
        let server = server { $0 == .put ? .object(200, Self.live) : .failure(500, "InternalError", "no") }
        _ = try await apply(server, Self.untyped(Self.omitted))
        #expect(server.methods == ["GET", "PUT"])
        let sent = try Value(jsonText: server.sent[1].body)
        #expect(sent["metadata"]?["resourceVersion"] == "7")
        #expect(sent["spec"]?["clusterIP"] == "10.0.0.1")
        #expect(sent["spec"]?["ports"]?.array?.count == 2)
    }

    @Test func aRefusedPatchIsFollowedByAReplacement() async throws {
        let server = server {
            $0 == .put ? .object(200, Self.live) : Self.invalid("spec.ports[1].name", "Duplicate value")
        }
        _ = try await apply(server, Self.untyped(Self.wrong))
        #expect(server.methods == ["PATCH", "GET", "PUT"])
    }

    @Test func whatCannotBeChangedIsNotReplaced() async throws {
        let server = server { _ in Self.invalid("spec.clusterIP", "field is immutable") }
        let error = await #expect(throws: KubernetesError.self) { try await apply(server, Self.untyped(Self.wrong)) }
        #expect(error.map { ImmutableFields.named(in: $0) } == ["spec.clusterIP"])
        #expect(server.methods == ["PATCH"])
    }

    private static let wrongs: [(Bool, HTTPResponse)] = [
        (true, invalid("patch", "Invalid value: \"map[data:map[a:1]]\": cannot convert int64 to string")),
        (true, .failure(400, "BadRequest", "cannot be handled as a Service: json: cannot unmarshal number")),
        (false, .failure(400, "BadRequest", "cannot be handled as a Service: json: cannot unmarshal number")),
    ]

    /// The apply names the fields; a patch prints the object, and a create names none.
    @Test(arguments: wrongs)
    func wrongTypesAreToldByTheApply(_ isThere: Bool, _ answer: HTTPResponse) async throws {
        let server = server { _ in answer }
        let error = await #expect(throws: KubernetesError.self) {
            try await apply(server, Self.untyped(Self.wrong), isThere: isThere)
        }
        #expect(error?.message == Self.untyped(Self.wrong).message)
        #expect(server.methods == [isThere ? "PATCH" : "POST"])
    }

    /// Without the right to replace, the patch's words say what is wrong.
    @Test func withoutTheRightToReplaceThePatchIsTold() async throws {
        let server = server {
            $0 == .put
                ? .failure(403, "Forbidden", "User a cannot update resource services")
                : Self.invalid("spec.ports[1].name", "Duplicate value")
        }
        let patched = await #expect(throws: KubernetesError.self) { try await apply(server, Self.untyped(Self.wrong)) }
        #expect(patched?.code == .invalid)
        let alone = await #expect(throws: KubernetesError.self) { try await apply(server, Self.untyped(Self.omitted)) }
        #expect(alone?.code == .forbidden)
    }

    @Test func whatIsWrittenMeanwhileIsReadAnew() async throws {
        let server = ScriptedServer { _ in nil }
        let error = await #expect(throws: KubernetesError.self) { try await apply(server, Self.untyped(Self.omitted)) }
        // It is gone, so that it is made.
        #expect(error?.code == .notFound)
        #expect(server.methods == ["GET", "POST"])
        let busy = self.server { _ in .failure(409, "Conflict", "the object has been modified") }
        let conflict = await #expect(throws: KubernetesError.self) { try await apply(busy, Self.untyped(Self.omitted)) }
        #expect(conflict?.code == .conflict)
        #expect(busy.methods.filter { $0 == "PUT" }.count == NativeLimits.conflictAttempts)
    }

    // MARK: - Pure

    private static let refusals: [(KubernetesError.Code, Int, String, Bool)] = [
        (.invalid, 422, "no", true), (.badRequest, 400, "cannot unmarshal number", true),
        (.badRequest, 400, "strict decoding error: unknown field \"a\"", true),
        (.badRequest, 400, "admission webhook \"w\" does not support dry run", false),
        (.serverError, 500, "failed to create typed patch object: .a: expected string", true),
        (.serverError, 500, "boom", false), (.forbidden, 403, "no", false), (.webhookFailed, 500, "no", false),
        (.admissionDenied, 400, "no", false), (.notFound, 404, "no", false),
    ]

    @Test(arguments: refusals)
    func someRefusalsAreOfTheContent(_ code: KubernetesError.Code, _ status: Int, _ message: String, _ isOne: Bool) {
        #expect(KubernetesError(code, message, httpStatus: status).refusesContent == isOne)
    }

    @Test func theOmittedKeyIsReadAndNamed() throws {
        #expect(Self.untyped(".spec.ports: element 1: \(Self.omitted)").omittedKey == "protocol")
        #expect(Self.untyped(Self.wrong).omittedKey == nil)
        #expect(KubernetesError(.invalid, Self.omitted, httpStatus: 422).omittedKey == nil)
        let object = try ReleaseObject.yaml(Self.service)
        let remark = FieldWords.appliedClientSide(object, because: Self.untyped(Self.omitted))
        #expect(remark.contains("give protocol in each element"), "\(remark)")
        #expect(!FieldWords.appliedClientSide(object, because: Self.untyped(Self.wrong)).contains("give "))
    }

    @Test func wrongTypesAreBadInput() throws {
        let object = try ReleaseObject.yaml(Self.service)
        func refusal(_ error: KubernetesError) -> ReleaseError {
            FieldWords.refusal(of: object, error, decision: FieldDecision(), release: "apps/demo")
        }
        let typed = refusal(Self.untyped(Self.wrong))
        #expect(typed.code == .invalidChart)
        #expect(typed.message.hasPrefix("cannot apply Service apps/dns (templates/all.yaml): failed to create typed"))
        #expect(typed.hint?.contains("quote") == true)
        #expect(refusal(Self.untyped(Self.omitted)).hint == "give protocol in each element of that list in the chart")
        #expect(refusal(KubernetesError(.badRequest, "cannot unmarshal bool", httpStatus: 400)).code == .invalidChart)
        #expect(refusal(KubernetesError(.serverError, "boom", httpStatus: 500)).code == .applyFailed)
    }
}
