import Kubernetes
import Preflight
import Synchronization
import Testing

@testable import Commands

/// What a preflight remembers of rights, so that `--print-role` asks nothing twice.
@Suite struct AccessNoteTests {
    /// How often something was asked for.
    private final class Counter: Sendable {
        private let counts = Mutex<[String: Int]>([:])
        func count(_ what: String) { counts.withLock { $0[what, default: 0] += 1 } }
        subscript(what: String) -> Int { counts.withLock { $0[what] ?? 0 } }
    }

    private static func part(_ owner: String, unknown reason: String? = nil) -> RenderedPart {
        RenderedPart(
            owner: owner, release: "web", namespace: "models",
            unknown: reason.map { UnknownReason(.unreachable, $0) })
    }

    private static func work(
        _ counter: Counter, _ parts: [RenderedPart], _ fact: AccessFact
    ) -> PlannedWork {
        PlannedWork(
            rendered: { _ in
                counter.count("rendered")
                return parts
            },
            access: { _, _ in
                counter.count("access")
                return fact
            })
    }

    private static let gap = AccessFact(
        gaps: [.init(owner: "model models/web", line: "create services in namespace \"models\"", namespace: "models")],
        roles: "kind: Role\n")

    @Test func whatTheChecksHaveLearntIsNotAskedAgain() async throws {
        let (counter, note) = (Counter(), AccessNote())
        let client = try NoCluster.client()
        let work = note.noting(Self.work(counter, [Self.part("model models/web")], Self.gap))
        let access = try #require(work.access)
        _ = try await access(client, [Self.part("model models/web")])
        let seen = try await note.asked(work, by: client)
        #expect(seen?.fact.roles == "kind: Role\n" && seen?.unseen == [])
        #expect(counter["access"] == 1 && counter["rendered"] == 0)
    }

    @Test func whatNoCheckAskedForIsAskedOnce() async throws {
        let (counter, note) = (Counter(), AccessNote())
        let work = note.noting(Self.work(counter, [Self.part("model models/web")], Self.gap))
        let seen = try await note.asked(work, by: try NoCluster.client(), within: Self.time)
        #expect(seen?.fact == Self.gap)
        #expect(counter["access"] == 1 && counter["rendered"] == 1)
    }

    @Test func nothingPlannedTakesNoRights() async throws {
        let note = AccessNote()
        let work = note.noting(PlannedWork())
        #expect(work.access == nil)
        let seen = try await note.asked(work, by: try NoCluster.client(), within: Self.time)
        #expect(seen == nil)
    }

    @Test(
        arguments: [
            ([part("model models/web")], AccessFact(), []),
            ([part("model models/web", unknown: "is away")], AccessFact(), ["model models/web: is away"]),
            ([part("operator keda")], AccessFact(unasked: ["create crds: no answer"]), ["create crds: no answer"]),
            (
                [part("a", unknown: "b"), part("c", unknown: "d")], AccessFact(unasked: ["e"]), ["a: b", "c: d", "e"]
            ),
        ] as [([RenderedPart], AccessFact, [String])])
    func whatWasNotSeenIsNamed(parts: [RenderedPart], fact: AccessFact, unseen: [String]) {
        #expect(AccessNote.Seen(fact, of: parts).unseen == unseen)
    }

    // MARK: - What becomes of it

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var parts: [RenderedPart]
        var fact: AccessFact
        var roles: String?
        var problems: Int
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "none is missing", parts: [part("a")], fact: AccessFact(), roles: "", problems: 0),
        Case(name: "some are", parts: [part("a")], fact: gap, roles: "kind: Role\n", problems: 0),
        Case(
            name: "some are, and more may be", parts: [part("a"), part("b", unknown: "c")], fact: gap,
            roles: "kind: Role\n", problems: 1),
        Case(
            name: "nobody knows", parts: [part("b", unknown: "c")], fact: AccessFact(), roles: nil, problems: 1),
        Case(
            name: "nobody was asked", parts: [part("a")], fact: AccessFact(unasked: ["d"]), roles: nil, problems: 1),
    ])
    func rolesAreWrittenWhereTheyAreKnown(one: Case) async throws {
        var checked = CheckedCluster(report: PreflightReport(results: []))
        try await checked.addRoles(
            AccessNote(), Self.work(Counter(), one.parts, one.fact), by: try NoCluster.client(), Self.time)
        #expect(checked.roles == one.roles)
        #expect(checked.problems.count == one.problems)
        #expect(checked.problems.allSatisfy { $0.status == .undecided && $0.hint != nil })
    }

    private static var time: PreflightTime { PreflightTime(.seconds(60), ContinuousClock()) }

    @Test func whatCannotBeAskedIsAProblemAndNoError() async throws {
        var checked = CheckedCluster(report: PreflightReport(results: []))
        let work = PlannedWork(
            rendered: { _ in throw KubernetesError(.unreachable, "it is away") }, access: { _, _ in Self.gap })
        try await checked.addRoles(AccessNote(), work, by: try NoCluster.client(), Self.time)
        #expect(checked.roles == nil && checked.problems.first?.message?.contains("it is away") == true)
        let cancelled = PlannedWork(rendered: { _ in throw CancellationError() }, access: { _, _ in Self.gap })
        let error = await #expect(throws: CancellationError.self) {
            try await checked.addRoles(AccessNote(), cancelled, by: try NoCluster.client(), Self.time)
        }
        #expect(error != nil)
    }
}
