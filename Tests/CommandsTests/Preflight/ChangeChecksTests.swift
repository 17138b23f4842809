import HTTP
import Kubernetes
import Preflight
import Sandbox
import Synchronization
import Testing
import Value

@testable import Commands

/// `deploy` and `install` look for what would keep them from their end before they change anything.
@Suite(.timeLimit(.minutes(5)))
struct ChangeChecksTests {
    /// Checks of one verdict each.
    private static func rules(
        _ cluster: SimulatedCluster, _ rules: [(id: String, category: String, verdict: String, severity: String)]
    ) throws {
        for rule in rules {
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Check
                id: \(rule.id)
                title: Title
                category: \(rule.category)
                severity: \(rule.severity)
                description: always the same
                outcomes: [{when: "true", verdict: \(rule.verdict), message: the words of \(rule.id), hint: do this}]

                """, to: "rules/\(rule.id).yaml")
        }
    }

    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider vllm --name a -n models --no-smoke --checks rules"
    private static let install = "install dynamo --chart ./operator --checks rules"

    // MARK: - What stops

    @Test(arguments: [deploy, install])
    func aCheckThatFailsStopsItBeforeAnythingIsChanged(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", "house", "fail", "error")])
            for format in ["text", "json", "yaml"] {
                let run = await cluster.run("\(line) -o \(format)")
                #expect(run.status == .failed, "\(run.everything)")
                // There is no result but the failure.
                let document: Value? =
                    switch format {
                    case "json": try run.json
                    case "yaml": try run.yaml
                    default: nil
                    }
                let kind: Value? = format == "text" ? nil : "Failure"
                #expect(document?["kind"] == kind, "\(run.output)")
                #expect(run.output.isEmpty == (format == "text"), "\(run.output)")
                #expect(run.errors.contains("rule: the words of rule\n"), "\(run.errors)")
                #expect(
                    run.errors.contains(
                        "  next: do this; or leave out what does not matter here: --skip rule; nothing was changed\n"),
                    "\(run.errors)")
            }
            #expect(try await cluster.releases == [])
            let namespaces = try await cluster.client.listAll(.namespaces).items
            #expect(!namespaces.contains { ["models", "dynamo-system"].contains($0["metadata"]?["name"]?.string) })
            let skipped = await cluster.run("\(line) --skip rule -o json")
            #expect(skipped.status == .done, "\(skipped.everything)")
            #expect(try await cluster.releases.count == 1)
        }
    }

    @Test(arguments: [deploy, install])
    func severalAreToldTogether(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("first", "house", "fail", "error"), ("second", "security", "fail", "error")])
            let run = await cluster.run(line)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains(": 2 checks fail:\n"), "\(run.errors)")
            for id in ["first", "second"] {
                #expect(run.errors.contains("  \(id): the words of \(id)\n    next: do this\n"), "\(run.errors)")
                #expect(run.errors.contains("--skip \(id)"), "\(run.errors)")
            }
            #expect(try await cluster.releases == [])
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var verdict: String
        var severity = "error"
        var category = "house"
        var flags = ""
        var stops: Bool
        var testDescription: String { "\(verdict) \(severity) \(category) \(flags)" }
    }

    @Test(arguments: [
        Case(verdict: "pass", stops: false), Case(verdict: "skip", stops: false), Case(verdict: "warn", stops: false),
        Case(verdict: "unknown", stops: false), Case(verdict: "fail", severity: "warning", stops: false),
        Case(verdict: "fail", stops: true), Case(verdict: "warn", flags: " --fail-on warning", stops: true),
        Case(verdict: "fail", severity: "warning", flags: " --fail-on warning", stops: true),
        Case(verdict: "unknown", flags: " --fail-on unknown", stops: true),
        Case(verdict: "warn", flags: " --fail-on unknown", stops: false),
        // What has nothing to do with it is not asked, unless it is named.
        Case(verdict: "fail", category: "network", stops: false),
        Case(verdict: "fail", category: "network", flags: " --only rule", stops: true),
        Case(verdict: "fail", category: "network", flags: " --category network", stops: true),
        Case(verdict: "fail", flags: " --only helm", stops: false),
    ])
    func whatStopsAChange(one: Case) async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", one.category, one.verdict, one.severity)])
            for line in [Self.deploy, Self.install] {
                let run = await cluster.run(line + one.flags)
                #expect(run.status == (one.stops ? .failed : .done), "\(line): \(run.everything)")
                #expect(run.errors.contains("rule: the words of rule") == one.stops, "\(line): \(run.errors)")
                // What could not be judged is said by name, whether or not it ends the command.
                let isToldOpen = run.errors.contains("warning: rule could not be judged: the words of rule\n")
                #expect(isToldOpen == (one.verdict == "unknown" && !one.stops), "\(line): \(run.errors)")
            }
        }
    }

    /// Pods wait for room, and autoscalers make some: that a deployment cannot run today is told, and no more.
    @Test func whatWaitingMayCureIsAWarning() async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("disk", "pod", "fail", "error")])
            let run = await cluster.run(Self.deploy)
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.errors.contains("warning: disk: the words of disk; it cannot run until that is put right\n"),
                "\(run.errors)")
            #expect(try await cluster.releases == ["models/a"])
        }
    }

    @Test func withVerboseAlsoWhatStopsNothingIsTold() async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(
                cluster, [("doubt", "house", "unknown", "error"), ("careful", "house", "warn", "error")])
            let run = await cluster.run("\(Self.deploy) -v")
            #expect(run.errors.contains("warning: doubt could not be judged: the words of doubt\n"), "\(run.errors)")
            #expect(!run.errors.contains("unknown doubt: "), "said once: \(run.errors)")
            #expect(run.errors.contains("warn careful: the words of careful\n"), "\(run.errors)")
        }
    }

    // MARK: - Second runs

    private final class Log: Sendable {
        private let kept = Mutex<[String]>([])
        var requests: [String] { kept.withLock { $0 } }
        func keep(_ request: HTTPRequest) { kept.withLock { $0.append("\(request.method) \(request.url)") } }
    }

    @Test(arguments: [deploy, install])
    func whatIsAsItShouldBeIsNotCheckedAgain(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", "security", "fail", "error")])
            #expect(await cluster.run("\(line) --skip rule").status == .done)
            let log = Log()
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                log.keep(request)
                return false
            }
            let again = await cluster.run("\(line) -o json", through: network)
            #expect(again.status == .done, "a check that fails is not asked: \(again.everything)")
            #expect(!log.requests.contains { $0.contains("resourcequotas") }, "\(log.requests)")
        }
    }

    @Test func anotherDeploymentIsCheckedAnew() async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", "security", "fail", "error")])
            #expect(await cluster.run("\(Self.deploy) --skip rule").status == .done)
            let changed = await cluster.run("\(Self.deploy) --replicas 2")
            #expect(changed.status == .failed, "\(changed.everything)")
            #expect(changed.errors.contains("models/a: rule: the words of rule"), "\(changed.errors)")
        }
    }

    // MARK: - Looking only

    @Test func whoOnlyLooksIsNotStopped() async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", "house", "fail", "error")])
            for line in ["\(Self.deploy) --dry-run", "\(Self.install) --dry-run", "\(Self.install) --plan"] {
                #expect(await cluster.run(line).status == .done, "\(line)")
            }
        }
    }

    /// Rights are for the release engine to ask, and forbidden is undecided as ever.
    @Test func missingRightsAreUndecidedAsEver() async throws {
        let reader = SandboxUser(
            name: "reader", token: "reader",
            rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"])])
        try await SimulatedCluster.with(users: [reader]) { cluster in
            try Self.rules(cluster, [("rule", "house", "pass", "error")])
            for line in [Self.deploy, Self.install] {
                let run = await cluster.run("\(line) --context reader")
                #expect(run.status == .undecided, "\(line): \(run.everything)")
            }
            #expect(try await cluster.releases == [])
        }
    }

    @Test func aNameThatIsTakenIsToldBeforeAnyCheck() async throws {
        try await SimulatedCluster.with { cluster in
            try Self.rules(cluster, [("rule", "house", "fail", "error")])
            #expect(
                await cluster.run("release install a ./operator -n models --create-namespace").status == .done)
            let run = await cluster.run(Self.deploy)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("groundcrew did not make it"), "\(run.errors)")
        }
    }

    @Test func aSandboxOfItsOwnIsCheckedToo() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Check
            id: rule
            title: Rule
            category: house
            description: fails
            outcomes: [{when: "true", verdict: fail, message: it fails, hint: do this}]

            """, to: "rules/rule.yaml")
        for line in ["deploy Qwen/Qwen3-0.6B", "install dynamo"] {
            let run = await CommandRun.of("\(line) --sandbox --checks rules", in: folder.path)
            #expect(run.status == .failed && run.errors.contains("rule: it fails"), "\(run.everything)")
            #expect(await CommandRun.of("\(line) --sandbox", in: folder.path).status == .done)
        }
    }

    // MARK: - The rule

    private static func result(
        _ id: String, _ verdict: Verdict, category: String = "security", message: String = "words"
    ) -> CheckResult {
        CheckResult(id: id, title: id, category: category, verdict: verdict, message: message)
    }

    @Test func everyVerdictHasItsConsequence() {
        let results = [
            Self.result("a", .pass), Self.result("b", .warn), Self.result("c", .fail),
            Self.result("d", .fail, category: "pod"),
            Self.result("e", .unknown("words")), Self.result("f", .skipped("needs c")),
            Self.result("g", .unknown("words"), category: "pod"),
        ]
        typealias Row = (
            failOn: Set<FailOn>, waitable: Set<String>, stopping: [String], waiting: [String], unknown: [String]
        )
        let rows: [Row] = [
            ([], [], ["c", "d"], [], ["e", "g"]), ([], ["pod"], ["c"], ["d"], ["e", "g"]),
            ([.warning], ["pod"], ["b", "c"], ["d"], ["e", "g"]),
            // Asked for by name, it ends the command, whatever waiting may cure.
            ([.unknown], ["pod"], ["c", "e", "g"], ["d"], []),
        ]
        for row in rows {
            let ruling = ChangeRuling(PreflightReport(results: results, failOn: row.failOn), waitable: row.waitable)
            #expect(ruling.stopping.map(\.id) == row.stopping, "\(row)")
            #expect(ruling.waiting.map(\.id) == row.waiting, "\(row)")
            #expect(ruling.unknown.map(\.id) == row.unknown, "\(row)")
        }
    }

    @Test func whatOneReasonKeepsFromBeingJudgedIsOneLine() {
        let results = [
            Self.result("a", .unknown("x"), message: "the caller may not\nlist nodes"),
            Self.result("b", .unknown("x"), message: "no answer"),
            Self.result("c", .unknown("x"), message: "the caller may not\nlist nodes"),
        ]
        #expect(
            ChangeRuling(PreflightReport(results: results)).unknownLines == [
                "a, c could not be judged: the caller may not list nodes", "b could not be judged: no answer",
            ])
    }

    // MARK: - Words

    @Test func aRefusalNamesEveryCheckAndItsNextStep() {
        let one = CheckResult(
            id: "quota", title: "Quota", category: "security", verdict: .fail, message: "too small",
            hint: "ask for more")
        let single = ChangeChecks.refusal([one], of: "models/a")
        #expect(single.status == .failed && single.message == "models/a: quota: too small")
        #expect(
            single.hint
                == "ask for more; or leave out what does not matter here: --skip quota; nothing was changed")
        var other = one
        (other.id, other.hint) = ("rule", nil)
        let both = ChangeChecks.refusal([one, other], of: "models/a")
        #expect(
            both.message
                == "models/a: 2 checks fail:\n  quota: too small\n    next: ask for more\n  rule: too small")
        #expect(both.hint?.contains("--skip quota --skip rule") == true)
        let bare = ChangeChecks.refusal([other], of: "keda 2.0.0")
        #expect(bare.hint == "see to it; or leave out what does not matter here: --skip rule; nothing was changed")
    }
}
