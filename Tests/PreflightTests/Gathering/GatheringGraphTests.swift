import Events
import HTTP
import Kubernetes
import Synchronization
import Testing
import Value

@testable import Preflight

/// That gathering and judging go on side by side, and that nobody waits for what does not matter to him.
@Suite(.timeLimit(.minutes(1))) struct GatheringGraphTests: FactGathering {
    /// Facts of a test, each with a variable of its name.
    private static func registry(_ sources: [FactSource]) -> FactRegistry {
        let variables: [FactVariable] = sources.map { source in
            FactVariable(source.name.rawValue, from: [source.name], form: "text", "a fact") {
                (facts) throws(UnknownReason) in
                try facts.known(source.name)
            }
        }
        return FactRegistry(sources: sources, variables: variables)
    }

    private func gatherer(
        of sources: [FactSource], _ answers: [String: StubTransport.Answer] = [:],
        clock: PreflightClock = .continuous
    ) throws -> (FactGatherer, StubTransport) {
        let (plain, stub) = try gatherer(answers, clock: clock)
        var gatherer = plain
        gatherer.registry = Self.registry(sources)
        return (gatherer, stub)
    }

    private static func check(
        _ id: String, _ fact: String, _ registry: FactRegistry, _ lines: String = ""
    ) throws -> CheckDefinition {
        try CheckDefinition(
            yaml: """
                apiVersion: groundcrew/v1
                kind: Check
                id: \(id)
                title: T
                category: c
                needs: [\(fact)]
                \(lines)
                outcomes: [{when: 'true', verdict: pass, message: 'it is ${\(fact)}'}]
                """, file: "\(id).yaml", registry: registry)
    }

    /// Opens a gate when a check's event comes.
    private final class Opener: EventSink {
        let step: String
        let gate: Gate
        private let seen = Mutex<[String]>([])

        init(_ check: String, _ gate: Gate) {
            step = "check/\(check)"
            self.gate = gate
        }

        var steps: [String] { seen.withLock { $0 } }

        func emit(_ event: Event) {
            guard event.kind == .stepFinished, let name = event.step else { return }
            seen.withLock { $0.append(name) }
            if name == step { gate.open() }
        }
    }

    // MARK: Side by side

    /// Without judging while facts come in, this would never end.
    @Test func aCheckIsToldWhileAnotherFactIsStillRead() async throws {
        let gate = Gate()
        let (gatherer, _) = try gatherer(of: [
            FactSource("slow", "a fact") { _ in
                try await gate.passed()
                return .known("late")
            },
            FactSource("fast", "a fact") { _ in .known("early") },
        ])
        let checks = try CheckCatalog([
            Self.check("a-slow", "slow", gatherer.registry), Self.check("fast", "fast", gatherer.registry),
        ])
        let opener = Opener("fast", gate)
        let report = try await Preflight(checks: checks, gatherer: gatherer).run(PreflightRequest(), events: opener)
        #expect(opener.steps == ["check/fast", "check/a-slow"])
        #expect(report.results.map(\.message) == ["it is late", "it is early"], "in the catalog's order")
        #expect(report.outcome == .passed)
    }

    @Test func aSkippedCheckIsToldBeforeAnythingIsRead() async throws {
        let gate = Gate()
        let (gatherer, _) = try gatherer(of: [
            FactSource("slow", "a fact") { _ in
                try await gate.passed()
                return .known("late")
            }
        ])
        let checks = try CheckCatalog([
            Self.check("a", "slow", gatherer.registry), Self.check("b", "slow", gatherer.registry),
        ])
        let report = try await Preflight(checks: checks, gatherer: gatherer)
            .run(PreflightRequest(skip: ["b": "not today"]), events: Opener("b", gate))
        #expect(report.results.map(\.verdict) == [.pass, .skipped("skipped by request: not today")])
    }

    @Test func whatIsNeededComesBeforeAndIsHandedOn() async throws {
        let (gatherer, _) = try gatherer(of: [
            FactSource("last", "a fact", needs: ["first", "lost"]) { context in
                let first = try context.known("first").string ?? ""
                guard case .unknown(let reason) = context.fact("lost") else { return .absent }
                return .known(.string("\(first), \(reason.message)"))
            },
            FactSource("first", "a fact") { _ in .known("one") },
            FactSource("lost", "a fact") { _ in throw UnknownReason(.forbidden, "no way") },
        ])
        let facts = try await gatherer.gather(["last"], for: Subject())
        #expect(facts.facts == ["last": .known("one, no way")], "what is only needed is not kept")
    }

    @Test func nothingIsGatheredForWhatIsNotAskedFor() async throws {
        let (gatherer, stub) = try gatherer(of: [
            FactSource("a", "a fact", isOfCluster: false) { _ in .known(1) },
            FactSource("b", "a fact") { _ in throw UnknownReason(.failed, "nobody asked for it") },
        ])
        let facts = try await gatherer.gather(["a"], for: Subject())
        #expect(facts.facts == ["a": .known(1)] && facts.cluster == nil)
        #expect(stub.requests.isEmpty)
    }

    @Test func aNameThatNobodyKnowsIsUnknown() async throws {
        let (gatherer, _) = try gatherer(of: [])
        let facts = try await gatherer.gather(["moon"], for: Subject())
        guard case .unknown(let reason) = facts["moon"] else {
            Issue.record("\(facts["moon"])")
            return
        }
        #expect(reason.code == .notGathered && reason.message == "nobody knows how to gather 'moon'")
    }

    // MARK: A cluster that is away

    @Test func f51oneTimeOutIsAllThatAnAwayClusterCosts() async throws {
        let (gatherer, stub) = try gatherer(
            of: [
                FactSource("a", "a fact") { _ in .known(1) },
                FactSource("b", "a fact", needs: ["a"]) { _ in .known(2) },
                FactSource("here", "a fact", isOfCluster: false) { _ in .known("here") },
                FactSource("either", "a fact", isOfCluster: false, awaitsCluster: true) {
                    .known(.string($0.noCluster?.code.rawValue ?? "answers"))
                },
            ], ["/version": .error(.connectTimedOut)])
        let names = ["a", "b", "here", "either"]
        let checks = try CheckCatalog(
            try names.map { try Self.check($0, $0, gatherer.registry, $0 == "b" ? "requires: [a]" : "") })
        let report = try await Preflight(checks: checks, gatherer: gatherer).run(PreflightRequest())
        let results = Dictionary(uniqueKeysWithValues: report.results.map { ($0.id, $0) })
        #expect(results["a"]?.unknown?.code == .timeout)
        #expect(results["b"]?.verdict == .skipped("needs a"))
        #expect(results["here"]?.message == "it is here")
        #expect(results["either"]?.message == "it is timeout")
        #expect(stub.requests.allSatisfy { $0 == "/version" })
        #expect(report.outcome == .undecided)
    }

    @Test func anAnsweringClusterLeavesNoReason() async throws {
        let (gatherer, _) = try gatherer(of: [
            FactSource("either", "a fact", isOfCluster: false, awaitsCluster: true) {
                .known(.string($0.noCluster?.code.rawValue ?? "answers"))
            }
        ])
        let facts = try await gatherer.gather(["either"], for: Subject())
        #expect(facts["either"] == .known("answers"))
        #expect(facts.cluster == ClusterIdentityFact(server: "https://cluster.test", uid: "u-1"))
    }

    /// Who the cluster is holds nobody up.
    @Test func anIdentityThatDoesNotComeHoldsNothingUp() async throws {
        let events = JudgeTests.Recorder()
        let (gatherer, _) = try gatherer(
            of: [FactSource("a", "a fact") { _ in .known(1) }], ["/api/v1/namespaces/kube-system": .silence],
            clock: .endingWhen { events.events.contains { $0.details["done"] == 1 } })
        let facts = try await gatherer.gather(["a"], for: Subject(), events: events)
        #expect(facts["a"] == .known(1))
        #expect(facts.cluster?.note == "the uid of namespace kube-system was not read in time")
    }

    // MARK: The report

    @Test func theReportTellsWhatTheServerWasAsked() async throws {
        let (gatherer, _) = try gatherer(of: [
            FactSource("a", "a fact") { context in
                .known(.array(try await context.reading { try await $0.listAll(.nodes).items }))
            }
        ])
        let checks = try CheckCatalog([Self.check("a", "a", gatherer.registry)])
        let preflight = Preflight(checks: checks, gatherer: gatherer)
        for _ in 0..<2 {
            let report = try await preflight.run(PreflightRequest())
            #expect(report.requests?.lists == 1 && report.requests?.writes == 0, "each run counts its own")
        }
        let judged = try Preflight.judge(Facts(), checks: CheckCatalog([]), PreflightRequest())
        #expect(judged.requests == nil)
    }

    @Test func recordedFactsAreJudgedAsTheClusterWas() async throws {
        let (gatherer, _) = try gatherer()
        let preflight = Preflight(checks: try .builtIn(), gatherer: gatherer)
        let live = try await preflight.run(PreflightRequest())
        let facts = try await preflight.gather(PreflightRequest())
        let read = try Facts(jsonBytes: facts.json.jsonBytes(), file: "s.json")
        let offline = try Preflight.judge(read, checks: preflight.checks, PreflightRequest())
        #expect(offline.results.map(\.id) == live.results.map(\.id))
        #expect(offline.results.map(\.verdict.name) == live.results.map(\.verdict.name))
    }
}
