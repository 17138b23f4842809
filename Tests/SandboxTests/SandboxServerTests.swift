import HTTP
import Sandbox
import TestParts
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SandboxServerTests {
    @Test func aTakenPortIsAnErrorThatNamesIt() async throws {
        try await ServedSandbox.with { served in
            let error = await #expect(throws: SandboxError.self) {
                try await SandboxServer(served.sandbox, port: served.port).run { _ in }
            }
            #expect(error?.code == .portTaken)
            #expect(error?.description.contains("127.0.0.1:\(served.port)") == true)
        }
    }

    @Test func theUserIsNamedByTokenOrByPath() async throws {
        try await ServedSandbox.with { served in
            let cases: [(path: String, headers: HTTPHeaders, status: Int)] = [
                ("/api/v1/nodes", [:], 401),
                ("/api/v1/nodes", ["Authorization": "Bearer \(Sandbox.adminToken)"], 200),
                ("/as/\(Sandbox.adminToken)/api/v1/nodes", [:], 200), ("/as/restricted/api/v1/nodes", [:], 403),
                ("/as/nobody/api/v1/nodes", [:], 401),
            ]
            for (path, headers, expected) in cases {
                let request = HTTPRequest(.get, "http://127.0.0.1:\(served.port)\(path)", headers: headers)
                let response = try await CurlTransport().send(request)
                #expect(response.status == expected, "\(path)")
            }
        }
    }
}
