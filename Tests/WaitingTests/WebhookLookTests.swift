import HTTP
import Kubernetes
import Testing
import Value

@testable import Waiting

/// What is read about webhooks besides their configuration: whether anybody is behind their Services, and whether the API
/// server gets through to them.
@Suite struct WebhookLookTests {
    private static let types: Value = [
        "kind": "APIResourceList", "groupVersion": "example.com/v1",
        "resources": [
            ["name": "gears", "singularName": "gear", "kind": "Gear", "namespaced": true, "verbs": ["create"]],
            ["name": "yards", "singularName": "yard", "kind": "Yard", "namespaced": false, "verbs": ["create"]],
        ],
    ]

    private static func configuration(_ plural: Value) -> Value {
        [
            "webhooks": [
                [
                    "name": "a.example.com", "clientConfig": ["service": ["namespace": "ops", "name": "hook"]],
                    "rules": [
                        [
                            "apiGroups": ["example.com"], "apiVersions": ["v1"], "operations": ["CREATE"],
                            "resources": [plural],
                        ]
                    ],
                ]
            ]
        ]
    }

    private func unasked(
        _ plural: Value = "gears", _ answer: @escaping @Sendable () -> HTTPResponse
    ) async throws -> (words: [String: String], writes: [String]) {
        let meddler = Meddler { method, path in
            if method == "POST" { return answer() }
            return path.hasPrefix("/apis/example.com/v1")
                ? .json(Self.types) : .status(404, "NotFound", "the server could not find the requested resource")
        }
        let words = try await WebhookTrial(client: try meddler.client()).unasked(Self.configuration(plural))
        return (words, meddler.requests.filter { $0.hasPrefix("POST") })
    }

    @Test(arguments: [
        ("gears", "POST /apis/example.com/v1/namespaces/ops/gears?dryRun=All"),
        ("yards", "POST /apis/example.com/v1/yards?dryRun=All"),
    ])
    func aTrialIsADryRunThatIsAnswered(plural: String, request: String) async throws {
        let found = try await unasked(.string(plural)) { .json(["kind": "Gear"]) }
        #expect(found.words.isEmpty)
        #expect(found.writes == [request])
    }

    @Test func f24whoIsNotReachedIsToldInTheServersWords() async throws {
        let found = try await unasked {
            .status(
                500, "InternalError",
                "Internal error occurred: failed calling webhook \"a.example.com\": connect: connection refused")
        }
        #expect(found.words["a.example.com"]?.contains("connect: connection refused") == true)
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        var code: Int64
        var reason: String
        var words: String
        var testDescription: String { words }
    }

    /// It answered, or was not to be asked: neither says that it cannot be.
    @Test(arguments: [
        Answer(
            code: 403, reason: "Forbidden", words: "admission webhook \"a.example.com\" denied the request: no name"),
        Answer(code: 403, reason: "Forbidden", words: "gears.example.com is forbidden: User \"tina\" cannot create"),
        Answer(code: 422, reason: "Invalid", words: "Gear \"x\" is invalid: spec: Required value"),
        Answer(
            code: 400, reason: "BadRequest", words: "admission webhook \"a.example.com\" does not support dry run: no"),
        Answer(code: 500, reason: "InternalError", words: "failed calling webhook \"a.example.com\": EOF"),
        Answer(code: 500, reason: "InternalError", words: "failed calling webhook \"b\": connection refused"),
    ])
    func whatElseIsAnsweredHoldsNothingUp(_ answer: Answer) async throws {
        let found = try await unasked { .status(answer.code, answer.reason, answer.words) }
        #expect(found.words.isEmpty)
    }

    @Test func aTypeThatIsNotServedIsNotTried() async throws {
        let found = try await unasked("levers") { .json([:]) }
        #expect(found.words.isEmpty && found.writes.isEmpty)
    }

    // MARK: - Services

    private func state(
        slices: [Value] = [], _ service: @escaping @Sendable () -> HTTPResponse
    ) async throws -> Sight.ServiceState {
        let meddler = Meddler { _, path in path.contains("/endpointslices") ? .list(slices) : service() }
        return try await ServiceAddresses(client: try meddler.client()).state(of: "hook", namespace: "ns")
    }

    private static func absent() -> HTTPResponse {
        let status: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404, "reason": "NotFound",
            "message": "services \"hook\" not found", "details": ["name": "hook", "kind": "services"],
        ]
        return HTTPResponse(status: 404, body: HTTPBody(Array(status.json().utf8)))
    }

    @Test func whoeverIsBehindAServiceIsFound() async throws {
        let slice: Value = ["endpoints": [["addresses": ["10.0.0.1"], "conditions": ["ready": true]]]]
        let served = try await state(slices: [slice]) { .json([:]) }
        #expect(served == .ready)
        let empty = try await state { .json(["spec": ["type": "ClusterIP"]]) }
        #expect(empty == .withoutAddress)
        let absent = try await state { Self.absent() }
        #expect(absent == .absent)
        // It stands for a name outside of the cluster.
        let named = try await state { .json(["spec": ["type": "ExternalName"]]) }
        #expect(named == .ready)
        // What else there is to know of a Service that nobody is behind may be out of reach.
        let hidden = try await state { .status(403, "Forbidden", "no") }
        #expect(hidden == .withoutAddress)
    }
}
