import HTTP
import Testing
import Value

@testable import Preflight

/// The clock and the health of a server that a stub plays.
@Suite struct ServerFactsTests: FactGathering {
    @Test func aServerWithoutADateTellsNoTime() async throws {
        let fact = try await gather(.serverTime)
        #expect(fact == .absent)
    }

    @Test("F32: a refusal is unknown", arguments: [FactName.serverTime, .serverHealth])
    func aRefusalIsUnknown(_ name: FactName) async throws {
        let no = StubTransport.refusal(403, "Forbidden")
        let fact = try await gather(name, ["/version": no, "/livez": no, "/readyz": no])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.code == .forbidden)
        #expect(reason.verb == "get")
    }

    @Test("F32: no answer is unknown")
    func noAnswerIsUnknown() async throws {
        let fact = try await gather(
            .serverHealth, ["/livez": .text(200, "ok"), "/readyz": .error(.firstByteTimedOut)])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.code == .timeout)
    }

    @Test func healthIsReadOfBothPaths() async throws {
        let fact = try await gather(
            .serverHealth, ["/livez": .text(200, "ok"), "/readyz": .text(500, "[-]etcd failed: reason withheld")])
        let expected: Value = [
            "live": ["state": "ok", "failing": []],
            "ready": ["state": "failing", "failing": ["etcd failed: reason withheld"]],
        ]
        #expect(fact == .known(expected))
    }

    @Test func healthMayBeUnserved() async throws {
        let fact = try await gather(.serverHealth)
        let unserved: Value = ["state": "unserved", "failing": []]
        #expect(fact == .known(["live": unserved, "ready": unserved]))
    }
}
