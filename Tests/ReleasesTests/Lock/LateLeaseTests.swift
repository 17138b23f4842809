import Events
import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Leases whose answer comes late: whoever waits for one counts from when the server stored it.
@Suite(.timeLimit(.minutes(2)))
struct LateLeaseTests {
    private struct Probe: RunProbing {
        func isGone(_ run: RunIdentity) -> Bool? { true }
    }

    private static let release = ReleaseName(name: "web", namespace: "apps")

    private static func run(_ id: String) -> RunIdentity {
        RunIdentity(id: id, command: "groundcrew \(id)", host: "h", processID: 1)
    }

    private static func lease(of id: String) -> Value {
        LeaseRecord.value(
            release: release.name, namespace: release.namespace, run: run(id), revision: nil, former: nil,
            acquired: "2026-01-01T00:00:00.000000Z", now: "2026-01-01T00:00:00.000000Z"
        ).merged(with: ["metadata": ["uid": "u-1", "resourceVersion": "7"]])
    }

    /// - Parameters:
    ///   - seconds: until the Lease is answered.
    ///   - takesOver: from a dead holder.
    @Test(arguments: [0, 9, 10, 34], [false, true])
    func aLateOneIsRenewedBeforeAnythingIsChanged(_ seconds: Int, _ takesOver: Bool) async throws {
        let clock = HandClock()
        let server = ScriptedServer { request in
            guard request.url.contains("/leases") else { return nil }
            let isFirst = clock.now.offset == .zero
            switch request.method {
            case .get: return takesOver ? .object(200, Self.lease(of: "dead")) : nil
            case .post, .put:
                if isFirst { clock.advance(by: .seconds(seconds)) }
                return .object(request.method == .post ? 201 : 200, Self.lease(of: "one"))
            default: return .object(200, ["kind": "Status", "status": "Success"])
            }
        }
        var lock = ReleaseLock(
            client: try server.client(), release: Self.release, run: Self.run("one"), patience: .zero, probe: Probe(),
            progress: Progress(sink: EventLog(), phase: .operators, release: Self.release.description))
        lock.clock = clock
        try await lock.with { hold in try await hold.pass() }
        let taking = takesOver ? "PUT" : "POST"
        #expect(server.methods.filter { $0 != "GET" } == [taking] + (seconds >= 10 ? ["PUT"] : []) + ["DELETE"])
    }
}
