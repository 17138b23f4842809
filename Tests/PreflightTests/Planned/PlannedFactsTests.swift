import Kubernetes
import Synchronization
import Testing
import Value

@testable import Preflight

/// How what is planned becomes facts.
@Suite struct PlannedFactsTests: FactGathering {
    private static let secret: Value = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "token", "namespace": "keda"],
        "stringData": ["password": "hunter2"],
    ]

    private static let part = RenderedPart(
        owner: "operator keda", release: "keda", namespace: "keda", objects: [secret])

    private func facts(
        _ work: PlannedWork, _ names: Set<FactName> = [.rendered, .access, .admission]
    ) async throws -> Facts {
        var gatherer = try gatherer().0
        gatherer.planned = work
        return try await gatherer.gather(names, for: Subject(["operators": ["name": "keda"]]))
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    @Test func eachIsAskedOnceAndGetsWhatWasRendered() async throws {
        let log = Log()
        let work = PlannedWork(
            operators: {
                log.note("operators")
                return []
            },
            rendered: { _ in
                log.note("rendered")
                return [Self.part]
            },
            access: { _, parts in
                log.note("access \(parts.map(\.owner))")
                return AccessFact(roles: "kind: Role\n")
            },
            admission: { _, parts in
                log.note("admission \(parts.map(\.owner))")
                return [AdmissionFact(owner: "operator keda", object: "Secret keda/token", .accepted)]
            })
        let facts = try await facts(work)
        #expect(log.all.prefix(2) == ["operators", "rendered"])
        #expect(
            log.all.dropFirst(2).sorted() == ["access [\"operator keda\"]", "admission [\"operator keda\"]"])
        #expect(AccessFact.roles(in: facts) == "kind: Role\n")
        #expect(work.memory.roles == "kind: Role\n")
        #expect(facts[.admission].value?[0]?["result"] == "accepted")
    }

    @Test func noSecretIsRecorded() async throws {
        let facts = try await facts(PlannedWork(rendered: { _ in [Self.part] }), [.rendered])
        let text = facts.json.json()
        #expect(text.contains("token") && !text.contains("hunter2") && !text.contains("password"), "\(text)")
        #expect(facts[.rendered].value?[0]?["objects"]?[0]?["dataBytes"] == 7)
    }

    @Test func whereNothingIsPlannedItIsAbsent() async throws {
        let facts = try await facts(PlannedWork())
        for name in [FactName.rendered, .access, .admission] { #expect(facts[name] == .absent, "\(name)") }
        // Rendered, and nobody asks further.
        let some = try await self.facts(PlannedWork(rendered: { _ in [] }))
        #expect(some[.rendered] == .known([]) && some[.access] == .absent && some[.admission] == .absent)
    }

    private struct Odd: Error, CustomStringConvertible { var description: String { "odd" } }

    @Test(
        arguments: [
            (KubernetesError(.forbidden, "no"), .forbidden), (KubernetesError(.timeout, "no"), .timeout),
            (UnknownReason(.untrusted, "no"), .untrusted), (Odd(), .failed),
        ] as [(any Error, UnknownReason.Code)])
    func whatCannotBeRenderedIsUnknownToAll(error: any Error, code: UnknownReason.Code) async throws {
        let facts = try await facts(
            PlannedWork(
                rendered: { _ in throw error }, access: { _, _ in AccessFact() }, admission: { _, _ in [] }))
        for name in [FactName.rendered, .access, .admission] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(name) is known")
                continue
            }
            #expect(reason.code == code, "\(name)")
        }
    }

    @Test(
        arguments: [
            (KubernetesError(.forbidden, "no"), .forbidden), (KubernetesError(.timeout, "no"), .timeout),
            (Odd(), .failed),
        ] as [(any Error, UnknownReason.Code)])
    func oneThatCannotBeAskedSaysNothingOfTheOther(error: any Error, code: UnknownReason.Code) async throws {
        let facts = try await facts(
            PlannedWork(
                rendered: { _ in [Self.part] }, access: { _, _ in throw error }, admission: { _, _ in throw error }))
        #expect(facts[.rendered].value != nil)
        for name in [FactName.access, .admission] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(name) is known")
                continue
            }
            #expect(reason.code == code, "\(name)")
        }
    }

    @Test func errorsBecomeReasons() {
        #expect(UnknownReason(of: UnknownReason(.untrusted, "a")).code == .untrusted)
        #expect(UnknownReason(of: KubernetesError(.forbidden, "a")).code == .forbidden)
        #expect(UnknownReason(of: Odd()) == UnknownReason(.failed, "odd"))
    }

    @Test func objectsOfWhichTheServerSaysNothingTellWhy() {
        let request = KubernetesError.Request(
            verb: "patch", group: "apps", resource: "deployments", namespace: "keda", name: "web")
        let fact = AdmissionFact(
            owner: "operator keda", object: "Deployment.apps keda/web",
            unknown: KubernetesError(
                .forbidden, "deployments.apps \"web\" is forbidden: User \"a\" cannot patch", request: request))
        #expect(fact.value["result"] == "unknown" && fact.value["code"] == "forbidden")
        #expect(fact.value["verb"] == "patch" && fact.value["resource"] == "deployments.apps")
    }

    @Test func aPreflightThatDecidesPlansNothingElse() async throws {
        let (gatherer, _) = try gatherer()
        let preflight = Preflight(checks: try .builtIn(), gatherer: gatherer).deciding { [] }
        let report = try await preflight.run(
            PreflightRequest(
                Subject(["operators": ["name": "keda"]]), only: ["rendering", "permissions", "admission", "quotas"]))
        #expect(report.results.allSatisfy { $0.verdict.name == "skipped" }, "\(report.results)")
        #expect(preflight.missingRoles == "")
    }
}
