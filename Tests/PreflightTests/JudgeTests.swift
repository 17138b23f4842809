import Events
import HTTP
import Kubernetes
import Processes
import Synchronization
import Testing
import Value

@testable import Preflight

/// What holds for every check, whatever it is about.
@Suite struct JudgeTests {
    static func check(_ id: String, _ body: String) throws -> CheckDefinition {
        try CheckDefinition(
            yaml: "apiVersion: groundcrew/v1\nkind: Check\nid: \(id)\ntitle: T\ncategory: c\n" + body,
            file: "\(id).yaml")
    }

    static let passes = "outcomes: [{when: 'true', verdict: pass, message: fine}]"
    static let fails = "outcomes: [{when: 'true', verdict: fail, message: bad, hint: repair it}]"

    func judge(
        _ checks: [CheckDefinition], _ facts: Facts = Facts(), skip: [String: String] = [:], only: Set<String>? = nil
    ) throws -> [String: CheckResult] {
        let report = try Preflight.judge(
            facts, checks: CheckCatalog(checks), PreflightRequest(skip: skip, only: only))
        return Dictionary(uniqueKeysWithValues: report.results.map { ($0.id, $0) })
    }

    @Test func theFirstOutcomeThatHoldsCounts() throws {
        let results = try judge([
            Self.check(
                "a",
                """
                outcomes:
                - {when: 'false', verdict: pass, message: first}
                - {when: 1 == 1, verdict: warn, message: second, hint: h, details: '["x", "y"]'}
                - {when: 'true', verdict: pass, message: third}
                """)
        ])
        #expect(results["a"]?.message == "second")
        #expect(results["a"]?.details == ["x", "y"])
        #expect(results["a"]?.hint == "h")
    }

    @Test(arguments: ["fail", "unknown"]) func whatRequiresAFailedCheckIsSkipped(_ verdict: String) throws {
        let results = try judge([
            Self.check("a", "outcomes: [{when: 'true', verdict: \(verdict), message: bad, hint: h}]"),
            Self.check("b", "requires: [a]\n" + Self.passes), Self.check("c", "requires: [b]\n" + Self.passes),
        ])
        #expect(results["b"]?.verdict == .skipped("needs a"))
        #expect(results["c"]?.verdict == .skipped("needs b"))
    }

    @Test func aWarningBlocksNothing() throws {
        let results = try judge([
            Self.check("a", "outcomes: [{when: 'true', verdict: warn, message: bad, hint: h}]"),
            Self.check("b", "requires: [a]\n" + Self.passes),
        ])
        #expect(results["b"]?.verdict == .pass)
    }

    @Test func whatTheUserSkipsStaysInTheReportAndBlocksNothing() throws {
        let checks = [try Self.check("a", Self.fails), try Self.check("b", "requires: [a]\n" + Self.passes)]
        let results = try judge(checks, skip: ["a": "known, ticket 7"])
        #expect(results["a"]?.verdict == .skipped("skipped by request: known, ticket 7"))
        #expect(results["b"]?.verdict == .pass)
    }

    @Test func onlyTheNamedAreReported() throws {
        let checks = [try Self.check("a", Self.fails), try Self.check("b", "requires: [a]\n" + Self.passes)]
        #expect(try judge(checks, only: ["b"]).keys.sorted() == ["b"])
    }

    @Test func anUnknownNameIsAnErrorThatListsTheKnown() throws {
        for (skip, only) in [(["zz": ""], nil), ([:], ["zz"])] as [([String: String], Set<String>?)] {
            let error = try #require(throws: PreflightError.self) {
                try judge([Self.check("a", Self.passes)], skip: skip, only: only)
            }
            #expect(error.code == .unknownCheck)
            #expect("\(error)".contains("known are a"))
        }
    }

    @Test func aCheckOfSeverityWarningWarns() throws {
        let results = try judge([Self.check("a", "severity: warning\n" + Self.fails)])
        #expect(results["a"]?.verdict == .warn)
        #expect(results["a"]?.hint == "repair it")
    }

    @Test func f32anUnknownFactMakesTheCheckUnknown() throws {
        var facts = Facts()
        facts[.crds] = .unknown(UnknownReason(.forbidden, "cannot get crds", verb: "get", resource: "crds"))
        let results = try judge(
            [
                Self.check(
                    "a",
                    """
                    needs: [crds]
                    outcomes:
                    - {when: crds.size() > 0, verdict: fail, message: m, hint: h}
                    - {when: 'true', verdict: pass, message: fine}
                    """)
            ], facts)
        #expect(results["a"]?.verdict == .unknown("cannot get crds"))
        #expect(results["a"]?.unknown?.verb == "get")
    }

    @Test func anEarlierOutcomeMayDecideWithoutTheUnknownFact() throws {
        var facts = Facts()
        facts[.crds] = .unknown(UnknownReason(.timeout, "timed out"))
        facts[.helm] = .known(["version": "1"])
        let check = try Self.check(
            "a",
            """
            needs: [crds, helm]
            outcomes:
            - {when: helm.version == '2' && crds.size() > 0, verdict: fail, message: m, hint: h}
            - {when: helm.version == '1' || crds.size() > 0, verdict: pass, message: fine}
            - {when: 'true', verdict: fail, message: m, hint: h}
            """)
        #expect(try judge([check], facts)["a"]?.verdict == .pass)
        facts[.helm] = .known(["version": "2"])
        #expect(try judge([check], facts)["a"]?.verdict == .unknown("timed out"))
    }

    @Test func aFactThatWasNotGatheredIsUnknown() throws {
        let results = try judge([
            Self.check("a", "needs: [crds]\noutcomes: [{when: 'true', verdict: pass, message: '${crds}'}]")
        ])
        #expect(results["a"]?.unknown?.code == .notGathered)
    }

    @Test func anExpressionThatFailsIsUnknownAndNamesItsPlace() throws {
        var facts = Facts()
        facts[.helm] = .known([:])
        let results = try judge(
            [
                Self.check(
                    "a",
                    "needs: [helm]\noutcomes:\n- {when: helm.no == 1, verdict: pass, message: m}\n"
                        + "- {when: 'true', verdict: pass, message: m}")
            ], facts)
        #expect(results["a"]?.verdict.name == "unknown")
        #expect(results["a"]?.message.contains("a.yaml:8") == true, "\(String(describing: results["a"]))")
    }

    @Test func aMalformedFactIsUnknown() throws {
        var facts = Facts()
        facts[.nodes] = .known([["labels": [:]]])
        let results = try judge(
            [Self.check("a", "needs: [nodes]\noutcomes: [{when: 'true', verdict: pass, message: '${gpus.nodes}'}]")],
            facts)
        #expect(results["a"]?.message.contains("a recorded node has no name") == true)
    }

    @Test func detailsAreLimited() throws {
        let results = try judge([
            Self.check(
                "a",
                "outcomes: [{when: 'true', verdict: pass, message: m, details: 'lists.range(5000).map(i, string(i))'}]")
        ])
        let details = try #require(results["a"]?.details)
        #expect(details.count == PreflightLimits.detailLines)
        #expect(details.last == "and \(5000 - PreflightLimits.detailLines + 1) more")
    }

    @Test(arguments: [0, 1, PreflightLimits.detailLines, PreflightLimits.detailLines + 1, 5000])
    func detailsAreCutOnlyWhereTheyAreTooMany(_ count: Int) {
        let lines = (0..<count).map { "line \($0)" }
        let cut = DetailLines.cut(lines)
        let limit = PreflightLimits.detailLines
        guard count > limit else {
            #expect(cut == lines)
            return
        }
        #expect(cut.count == limit)
        #expect(Array(cut.dropLast()) == Array(lines.prefix(limit - 1)))
        #expect(cut.last == "and \(count - limit + 1) more")
    }

    // MARK: The outcome

    @Test(arguments: [
        (["pass"], PreflightReport.Outcome.passed), (["pass", "warn", "skipped"], .passed), ([], .passed),
        (["pass", "unknown"], .undecided), (["unknown", "fail"], .failed), (["fail"], .failed),
    ])
    func f52failureOutweighsTheUnknown(_ verdicts: [String], _ outcome: PreflightReport.Outcome) {
        let all: [String: Verdict] = [
            "pass": .pass, "warn": .warn, "fail": .fail, "skipped": .skipped("s"), "unknown": .unknown("u"),
        ]
        let results = verdicts.compactMap { all[$0] }.map {
            CheckResult(id: "a", title: "t", category: "c", verdict: $0, message: "m")
        }
        let report = PreflightReport(results: results)
        #expect(report.outcome == outcome)
        #expect(report.json["outcome"]?.string == outcome.rawValue)
    }

    @Test(
        arguments: [
            ([], ["warn"], PreflightReport.Outcome.passed), ([.warning], ["warn"], .failed),
            ([.warning], ["unknown"], .undecided), ([.unknown], ["unknown"], .failed), ([.unknown], ["warn"], .passed),
            ([.unknown], ["warn", "unknown"], .failed), ([.warning], ["warn", "unknown"], .failed),
            ([.warning, .unknown], ["pass", "skipped"], .passed), ([.warning, .unknown], ["fail"], .failed),
        ] as [(Set<FailOn>, [String], PreflightReport.Outcome)])
    func whatCountsAsAFailureIsTheUsersChoice(
        _ failOn: Set<FailOn>, _ verdicts: [String], _ outcome: PreflightReport.Outcome
    ) {
        let all: [String: Verdict] = [
            "pass": .pass, "warn": .warn, "fail": .fail, "skipped": .skipped("s"), "unknown": .unknown("u"),
        ]
        let results = verdicts.compactMap { all[$0] }.map {
            CheckResult(id: "a", title: "t", category: "c", verdict: $0, message: "m")
        }
        let report = PreflightReport(results: results, failOn: failOn)
        #expect(report.outcome == outcome)
        #expect(report.json["outcome"]?.string == outcome.rawValue)
        #expect(report.json["failOn"] == .array(failOn.map(\.rawValue).sorted().map(Value.string)))
        #expect(results.contains(where: report.isFailure) == (outcome == .failed))
    }

    // MARK: Snapshots

    @Test(arguments: [
        ("[]", "schema"), ("{}", "schema is missing"), (#"{"schema":"groundcrew.snapshot/v9"}"#, "v9"),
        (#"{"schema":"groundcrew.snapshot/v1"}"#, "'facts'"), ("{", "is not JSON"),
        (#"{"schema":"groundcrew.snapshot/v1","facts":{"objects/moons":{"state":"full"}}}"#, "objects/moons"),
        (#"{"schema":"groundcrew.snapshot/v1","facts":{"nodes":{"state":"maybe"}}}"#, "nodes"),
        (#"{"schema":"groundcrew.snapshot/v1","facts":{"nodes":{"state":"known"}}}"#, "no value"),
        (#"{"schema":"groundcrew.snapshot/v1","facts":{"nodes":{"state":"unknown"}}}"#, "why"),
        (#"{"schema":"groundcrew.snapshot/v1","cluster":{},"facts":{}}"#, "server"),
    ])
    func aSnapshotThatIsNoneIsRefused(_ text: String, _ says: String) throws {
        let error = try #require(throws: PreflightError.self) { try Facts(jsonBytes: Array(text.utf8), file: "s.json") }
        #expect(error.code == .invalidSnapshot)
        #expect("\(error)".contains("s.json"))
        #expect("\(error)".contains(says), "\(error)")
    }

    @Test func aSnapshotComesBackAsItWas() throws {
        var facts = Facts(
            cluster: ClusterIdentityFact(server: "https://c", uid: "u", note: "n"), labels: ["pool"], isSimulated: true)
        facts[.nodes] = .known([["name": "n"]])
        facts[.helm] = .absent
        facts[.pods] = .unknown(UnknownReason(.forbidden, "no", verb: "list", resource: "pods"))
        #expect(try Facts(jsonBytes: facts.json.jsonBytes(), file: "s") == facts)
    }

    // MARK: Events

    final class Recorder: EventSink {
        private let seen = Mutex<[Event]>([])
        var events: [Event] { seen.withLock { $0 } }
        func emit(_ event: Event) { seen.withLock { $0.append(event) } }
    }

    @Test func everyCheckIsAnEventAndTheSandboxIsNamed() async throws {
        let stub = StubTransport(StubTransport.cluster)
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: stub)
        let preflight = Preflight(
            checks: try .builtIn(),
            gatherer: FactGatherer(
                client: client, transport: stub, processes: NoPrograms(), environment: [:],
                isSimulated: true))
        let recorder = Recorder()
        let report = try await preflight.run(PreflightRequest(), events: recorder)
        #expect(report.isSimulated)
        let events = recorder.events
        #expect(events.allSatisfy { $0.phase == .preflight })
        #expect(events.first?.kind == .phaseStarted)
        #expect(events.last?.kind == .phaseFinished)
        #expect(events.last?.outcome == .failed)
        let steps = events.filter { $0.kind == .stepFinished }.compactMap(\.step)
        #expect(steps.sorted() == report.results.map { "check/\($0.id)" }.sorted(), "each once, as they are judged")
        let ids = try CheckCatalog.builtIn().checks.filter { !$0.isOnRequest }.map(\.id)
        #expect(report.results.map(\.id) == ids, "in the catalog's order")
    }
}
