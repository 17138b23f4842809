import HTTP
import TestSupport
import Testing
import Value

@testable import Kubernetes

/// A server refuses in the form in which it was asked.
@Suite struct ProtobufStatusTests {
    private static func status(
        _ code: Int64, _ reason: String, _ message: String, kind: String = "Status",
        details: (inout ProtobufWriter) -> Void = { _ in }
    ) -> [UInt8] {
        let status = ProtobufWriter { status in
            status.message(1) { $0.text(2, "") }
            status.text(2, "Failure")
            status.text(3, message)
            status.text(4, reason)
            status.message(5) { details(&$0) }
            status.number(6, code)
        }
        return ProtobufWriter.answer(kind: kind, status.bytes)
    }

    @Test func aStatusIsReadAsInJSON() {
        let bytes = Self.status(422, "Invalid", "Pod is invalid") { details in
            details.text(1, "p")
            details.text(2, "")
            details.text(3, "pods")
            details.message(4) { cause in
                cause.text(1, "FieldValueRequired")
                cause.text(2, "is required")
                cause.text(3, "spec.nodeName")
            }
            details.message(4) { $0.text(3, "spec.other") }
            details.number(5, 3)
            details.text(6, "u-1")
        }
        let expected: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "Pod is invalid",
            "reason": "Invalid", "code": 422,
            "details": [
                "name": "p", "kind": "pods", "retryAfterSeconds": 3, "uid": "u-1",
                "causes": [
                    ["reason": "FieldValueRequired", "message": "is required", "field": "spec.nodeName"],
                    ["field": "spec.other"],
                ],
            ],
        ]
        #expect(ProtobufStatus.value(bytes) == expected)
    }

    @Test func otherBytesAreNoStatus() {
        #expect(ProtobufStatus.value([]) == nil)
        #expect(ProtobufStatus.value(Array(#"{"kind":"Status"}"#.utf8)) == nil)
        #expect(ProtobufStatus.value(Array("k8s\0".utf8)) == nil)
        #expect(ProtobufStatus.value(Self.status(403, "Forbidden", "no", kind: "Pod")) == nil)
        let whole = Self.status(403, "Forbidden", "no")
        for end in 0..<whole.count - 4 { #expect(ProtobufStatus.value(Array(whole[..<end])) == nil, "\(end)") }
    }

    struct Case: Sendable {
        var code: Int
        var reason: String
        var message: String
        var expected: KubernetesError.Code

        init(_ code: Int, _ reason: String, _ message: String, _ expected: KubernetesError.Code) {
            self.code = code
            self.reason = reason
            self.message = message
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case(
            403, "Forbidden", #"nodes is forbidden: User "nobody" cannot list resource "nodes" in API group """#,
            .forbidden),
        Case(401, "Unauthorized", "Unauthorized", .unauthorized),
        Case(410, "Expired", "The provided continue parameter is too old", .gone),
        Case(404, "NotFound", "the server could not find the requested resource", .resourceTypeNotFound),
        Case(504, "Timeout", "Too large resource version", .timeout),
        Case(406, "NotAcceptable", "only application/json", .unsupported),
    ])
    func theServersWordsAreKept(_ example: Case) {
        let error = KubernetesError(
            httpStatus: example.code, headers: ["Content-Type": ProtobufList.mediaType],
            body: Self.status(Int64(example.code), example.reason, example.message),
            request: .init(verb: "list", resource: "nodes", path: "/api/v1/nodes"), server: "https://cluster.test")
        #expect(error.code == example.expected)
        #expect(error.message == example.message)
        #expect(error.reason == example.reason)
        #expect(error.isMissingPermission == (example.code == 403))
    }

    @Test func aServerThatAsksToWaitIsHeard() {
        let body = Self.status(429, "TooManyRequests", "storage is (re)initializing") { $0.number(5, 1) }
        let error = KubernetesError(
            httpStatus: 429, headers: [:], body: body, request: .init(verb: "list", path: "/api/v1/nodes"),
            server: "https://cluster.test")
        #expect(error.code == .tooManyRequests)
        #expect(error.retryAfter == .seconds(1))
    }
}
