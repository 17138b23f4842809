import Events
import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What is shown of a hook's log.
@Suite struct HookLogLinesTests {
    private func lines(_ text: String, _ limit: Int) -> [String] {
        ContainerLog(pod: "p", container: "c", text: text).lastLines(limit)
    }

    @Test func theLastLinesAreShownAndTheOthersCounted() {
        #expect(lines("", 2) == [])
        #expect(lines("\n", 2) == [""])
        #expect(lines("a", 2) == ["a"])
        #expect(lines("a\nb\n", 2) == ["a", "b"])
        #expect(lines("a\n\nb\n", 3) == ["a", "", "b"])
        #expect(lines("a\nb\nc\nd\n", 2) == ["(the lines before these are left out)", "c", "d"])
    }

    /// The last lines of all that was written, however much that is: the server alone knows where they are.
    @Test(arguments: [nil, 201] as [Int?])
    func onlyTheLastLinesAreAskedFor(_ lines: Int?) async throws {
        let server = ScriptedServer { request in
            if request.url.contains("/pods/p/log") {
                return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Array("a\nb\n".utf8)))
            }
            guard request.url.hasSuffix("/pods/p") else { return nil }
            return .object(200, ["metadata": ["name": "p"], "spec": ["containers": [["name": "c"]]]])
        }
        let pod = ReleaseObject(
            value: ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "apps"]], type: .pods,
            path: "t.yaml")
        let logs = try await HookLogs(client: server.client()).read([pod], last: lines)
        #expect(logs.map(\.text) == ["a\nb\n"])
        let query = try #require(server.sent.last).line
        #expect(query.contains("tailLines=201") == (lines != nil), "\(query)")
        #expect(query.contains("limitBytes="))
    }

    /// A line of progress would be gone from a terminal with the next one.
    @Test func eachLineStaysWithItsPlace() {
        let log = EventLog()
        Progress(sink: log, phase: .releases, release: "apps/demo").quote("moved 7 rows", from: "demo-hook (main)")
        #expect(log.all.map(\.kind) == [.stepFinished])
        #expect(log.all.map(\.step) == ["log/demo-hook (main)"])
        #expect(log.messages == ["moved 7 rows"])
    }
}
