import Formats
import FoundationEssentials
import Kubernetes
import TestParts

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs two processes on one release at once.
struct RaceRunner: Sendable {
    let cluster: ControlPlane
    let client: KubernetesClient
    let tool: Tool
    let chart: String
    let folder: String

    /// What Debian's libfaketime has for programs with threads; nil where it is not installed.
    static let fakeTime: String? = {
        let paths = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        return paths.first { access($0, R_OK) == 0 }
    }()
    static let sides = ["left", "right"]

    func run(_ race: Race, in namespace: String) async throws -> ProofResult {
        let stopwatch = Stopwatch(ContinuousClock())
        let (outcome, events) = try await History.record(namespace, client) {
            try await race.kind == .stopped ? stop(race, namespace) : start(race, namespace)
        }
        var verdict = RaceVerdict(mayTakeOver: race.kind == .stopped)
        verdict.judge(events)
        let codes = outcome.ends.map(\.exitCode)
        var problems = [race.exitProblem(codes)].compactMap(\.self) + outcome.problems + verdict.problems
        let state = try await StateReader(client: client, chart: ProofChart(group: Self.group)).read(namespace)
        problems += FaultVerdict.revisionProblems(state.revisions, isGone: false)
        problems += state.locks.filter { $0 == RaceVerdict.lease }.map { "the lock \($0) is left behind" }
        return ProofResult(
            id: race.id, isStaged: outcome.isStaged, exitCodes: codes, seconds: stopwatch.time / .seconds(1),
            problems: problems,
            output: problems.isEmpty ? nil : outcome.ends.map(\.description).joined(separator: "\n\n"))
    }

    static let group = "races.proof.test"

    private struct Outcome: Sendable {
        var ends: [CommandResult]
        var problems: [String] = []
        var isStaged = true
    }

    private func arguments(_ side: String, _ namespace: String, waits: Bool) -> [String] {
        [
            "release", "upgrade", "--install", ProvenVerb.release, chart, "--namespace", namespace,
            "--create-namespace", "--set", "text=\(side)", "--labels", "\(RaceVerdict.sideLabel)=\(side)",
            "--timeout", "90s", "--events", "plain",
        ] + (waits ? ["--wait-lock", "60s"] : [])
    }

    /// Starts both at once.
    private func start(_ race: Race, _ namespace: String) async throws -> Outcome {
        try await withThrowingTaskGroup(of: (Int, CommandResult).self) { group in
            for (number, side) in Self.sides.enumerated() {
                let (tool, kubeconfig) = try disguised(race, number)
                group.addTask {
                    (
                        number,
                        try await tool.run(
                            arguments(side, namespace, waits: race.waits), kubeconfig: kubeconfig, home: folder)
                    )
                }
            }
            var ends: [Int: CommandResult] = [:]
            for try await (number, end) in group { ends[number] = end }
            return Outcome(ends: Self.sides.indices.compactMap { ends[$0] })
        }
    }

    /// With clocks apart the first has one of its own, and the second is where it cannot see the first's process.
    private func disguised(_ race: Race, _ number: Int) throws -> (Tool, kubeconfig: String) {
        guard race.kind == .skewed else { return (tool, cluster.kubeconfig) }
        var tool = tool
        if number == 1 {
            let user = geteuid() == 0 ? [] : ["--user", "--map-root-user"]
            tool.wrapper = ["unshare"] + user + ["--pid", "--fork", "--kill-child"]
            return (tool, cluster.kubeconfig)
        }
        guard let fakeTime = Self.fakeTime else { throw ProofError("libfaketime is not installed: run .ci/setup") }
        tool.wrapper = [
            "env", "LD_PRELOAD=\(fakeTime)", "FAKETIME=\(race.number % 4 < 2 ? "+" : "-")10m",
            // Time that has passed is the same everywhere; only what the wall clock says differs.
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1",
        ]
        // Ten minutes ago its certificate was not valid yet.
        let trusting = "\(folder)/trusting-\(race.id)"
        let text = try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
        try text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.contains("certificate-authority-data:") ? "    insecure-skip-tls-verify: true" : String($0)
        }.joined(separator: "\n").write(toFile: trusting, atomically: true, encoding: .utf8)
        return (tool, trusting)
    }

    /// Stops the first in the midst of its work, lets the second take over, and wakes the first.
    private func stop(_ race: Race, _ namespace: String) async throws -> Outcome {
        try await FaultProxy.with(cluster) { proxy in
            let processIDFile = "\(folder)/pid-\(race.id)"
            let moment = 3 + race.number * 7 % 48
            // Its answer comes while it is stopped, so that it wakes with the next change at hand.
            let rule = try proxy.inject(.slow(.milliseconds(500)), .changes(.nth(moment)))
            return try await withThrowingTaskGroup(of: CommandResult.self) { group in
                group.addTask {
                    try await tool.run(
                        arguments(Self.sides[0], namespace, waits: false), kubeconfig: proxy.kubeconfig, home: folder,
                        processIDFile: processIDFile)
                }
                let holder = try await process(processIDFile, at: rule, of: proxy)
                kill(holder, SIGSTOP)
                let second = try await tool.run(
                    arguments(Self.sides[1], namespace, waits: true), kubeconfig: cluster.kubeconfig, home: folder)
                try proxy.forget()
                kill(holder, SIGCONT)
                guard let first = try await group.next() else { throw CancellationError() }
                let written = try proxy.requests().filter(Self.isCarriedOut)
                return Outcome(
                    ends: [first, second],
                    problems: written.map { "after it woke it has carried out \($0.method) \($0.path)" })
            }
        }
    }

    /// Whether a request has changed what others may see as theirs: a run's journal is its own alone.
    private static func isCarriedOut(_ request: FaultProxy.Request) -> Bool {
        guard request.isChange, let status = request.serverStatus else { return false }
        return (200..<300).contains(status) && !request.path.contains("/secrets/groundcrew.run.")
    }

    private func process(
        _ file: String, at rule: FaultProxy.Rule, of proxy: FaultProxy
    ) async throws -> pid_t {
        try await withTimeout(Tool.limit, clock: ContinuousClock()) {
            while try proxy.injections(of: rule) == 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        guard let process = pid_t(text.filter(\.isNumber)) else { throw ProofError("no process id in \(file)") }
        return process
    }
}
