import HTTP
import Kubernetes
import Processes
import Synchronization
import Testing
import Value

@testable import Preflight

/// How long checks take, on a clock that moves only when something is asked.
@Suite struct CheckTimesTests {
    private final class Time: Sendable {
        private let passed = Mutex(Duration.zero)
        var clock: PreflightClock {
            PreflightClock {
                self.passed.withLock { $0 }
            } sleep: { _ in
                try await Task.sleep(for: .seconds(600))
            }
        }
        func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
    }

    /// Each path takes its time.
    private struct SlowTransport: HTTPTransport {
        let inner: StubTransport
        let time: Time
        let times: [String: Duration]

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            for (path, duration) in times where request.url.contains(path) { time.pass(duration) }
            return try await inner.send(request)
        }
    }

    private struct SlowHelm: ProcessRunning {
        let time: Time
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            time.pass(.milliseconds(5500))
            throw ProcessError(.notFound, "there is none")
        }
    }

    private func gatherer(_ time: Time, _ times: [String: Duration]) throws -> FactGatherer {
        let transport = SlowTransport(inner: StubTransport(StubTransport.cluster), time: time, times: times)
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: transport)
        return FactGatherer(
            client: client, transport: transport, processes: SlowHelm(time: time), environment: ["PATH": "/bin"],
            clock: time.clock)
    }

    @Test func aFactTakesWhatItsOwnQuestionsTake() async throws {
        let time = Time()
        let facts = try await gatherer(time, ["/version": .seconds(2), "/nodes": .seconds(3)])
            .gather([.kubernetes, .nodes], for: Subject())
        #expect(
            facts.times == [.kubernetes: FactTime(.zero, .seconds(2)), .nodes: FactTime(.seconds(2), .seconds(5))])
        let helm = try await gatherer(time, [:]).gather([.helm], for: Subject())
        #expect(
            helm.times == [.helm: FactTime(.zero, .milliseconds(5500))], "what is absent was looked for all the same")
        #expect(try Facts(jsonBytes: facts.json.jsonBytes(), file: "s.json") == facts, "a snapshot keeps them")
    }

    @Test func aCheckTakesWhatItsFactsTake() async throws {
        let passes = "outcomes: [{when: 'true', verdict: pass, message: fine}]"
        let checks = try CheckCatalog([
            JudgeTests.check("one", "needs: [kubernetes]\n" + passes),
            JudgeTests.check("both", "needs: [kubernetes, nodes]\n" + passes),
            JudgeTests.check("none", passes),
            JudgeTests.check("left", "needs: [nodes]\n" + passes),
        ])
        let gatherer = try gatherer(Time(), ["/version": .seconds(2), "/nodes": .seconds(3)])
        let report = try await Preflight(checks: checks, gatherer: gatherer)
            .run(PreflightRequest(skip: ["left": "not today"]))
        let durations = report.results.map { ($0.id, $0.duration) }
        #expect(
            Dictionary(uniqueKeysWithValues: durations)
                == ["one": .seconds(2), "both": .seconds(5), "none": .zero, "left": .zero])
        #expect(report.duration == .seconds(5), "the whole is no sum: facts serve several checks")
        let both = report.json["results"]?.array?.first { $0["id"] == "both" }
        #expect(both?["durationMilliseconds"] == 5000)
    }

    @Test(arguments: [
        ([], 0), ([2...5], 3), ([0...2, 2...5], 5), ([0...4, 1...3], 4), ([3...6, 0...4], 6), ([0...1, 4...6], 3),
    ])
    func whatIsGatheredAtTheSameTimeCountsOnce(_ times: [ClosedRange<Int>], _ seconds: Int) {
        let times = times.map { FactTime(.seconds($0.lowerBound), .seconds($0.upperBound)) }
        #expect(FactTime.total(times) == .seconds(seconds))
    }

    @Test func judgingTakesTime() throws {
        let check = try JudgeTests.check("a", JudgeTests.passes)
        var seconds = 0
        let results = try Judge(CheckCatalog([check])).judge(Facts(), PreflightRequest()) {
            seconds += 1
            return .seconds(seconds)
        }
        #expect(results.map(\.duration) == [.seconds(1)])
    }

    @Test func whatWasNotReadInTimeTookAllOfIt() async throws {
        let stub = StubTransport(StubTransport.cluster.merging(["/api/v1/nodes": .silence]) { $1 })
        let time = Time()
        let clock = PreflightClock {
            time.clock.now()
        } sleep: { _ in
            while !stub.requests.contains(where: { $0.hasPrefix("/api/v1/nodes") }) {
                try await Task.sleep(for: .milliseconds(5))
            }
            time.pass(.seconds(120))
        }
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: stub)
        let gatherer = FactGatherer(
            client: client, transport: stub, processes: SlowHelm(time: time), environment: [:], clock: clock)
        let facts = try await gatherer.gather([.nodes], for: Subject())
        #expect(facts.times == [.nodes: FactTime(.zero, .seconds(120))])
    }
}
