import Kubernetes
import Testing
import Value

@testable import Preflight

@Suite struct HealthAnswerTests {
    private static let good = "[+]ping ok\n[+]etcd ok\nlivez check passed\n"
    private static let bad = "[+]ping ok\r\n[-]etcd failed: reason withheld\r\n[-]log failed\r\nlivez check failed\r\n"

    @Test func whatIsWellIsOK() throws {
        let answer = try HealthAnswer(ServerHealth(httpStatus: 200, text: Self.good), path: "/livez")
        #expect(answer.value == ["state": "ok", "failing": []])
    }

    @Test func aShortAnswerIsOK() throws {
        let answer = try HealthAnswer(ServerHealth(httpStatus: 200, text: "ok"), path: "/livez")
        #expect(answer.state == .ok)
    }

    @Test func whatIsNotWellIsNamed() throws {
        let answer = try HealthAnswer(ServerHealth(httpStatus: 500, text: Self.bad), path: "/livez")
        #expect(answer.value == ["state": "failing", "failing": ["etcd failed: reason withheld", "log failed"]])
    }

    @Test func noSuchPathIsUnserved() throws {
        let answer = try HealthAnswer(nil, path: "/livez")
        #expect(answer.value == ["state": "unserved", "failing": []])
    }

    @Test(arguments: [
        (200, "<html>welcome</html>", "what answers at /readyz is no API server's health"),
        (200, "", "what answers at /readyz is no API server's health"),
        (502, "<html>bad gateway</html>", "/readyz answers 502, and does not say what is not well"),
        (500, "", "/readyz answers 500, and does not say what is not well"),
    ])
    func somethingElseIsUnknown(_ status: Int, _ text: String, _ message: String) {
        let reason = #expect(throws: UnknownReason.self) {
            _ = try HealthAnswer(ServerHealth(httpStatus: status, text: text), path: "/readyz")
        }
        #expect(reason?.message == message)
        #expect(reason?.code == .failed)
    }
}
