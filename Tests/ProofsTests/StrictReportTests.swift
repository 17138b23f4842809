import TestParts
import Testing
import Value

@testable import Proofs

/// Builds what finished commands leave: their own initializer is not for others.
private func command(_ code: Int, output: String = "", error: String = "") async throws -> CommandResult {
    try await TestParts.run(
        "sh", ["-c", #"printf %s "$1"; printf %s "$2" >&2; exit "$0""#, String(code), output, error])
}

@Suite struct StrictServerTests {
    private typealias Probe = StrictServer.Probe

    private static let servers: [([String?], Int, Bool, Bool)] = [
        (["no", "no"], 36, true, false), (["no", nil], 36, false, false), ([nil, nil], 20, false, true),
        (["no", nil], 24, false, true), ([nil, nil], 25, false, false), ([], 36, false, false),
    ]

    @Test(arguments: servers)
    func aServerIsStrictWhenItRefusesAllThatIsWrong(
        refusals: [String?], minor: Int, isStrict: Bool, isTooOld: Bool
    ) {
        let server = StrictServer(version: "v1", minor: minor, probes: refusals.map { Probe("p", refusal: $0) })
        #expect(server.isStrict == isStrict)
        #expect(server.isTooOld == isTooOld)
    }

    @Test func theFirstLinesSayWhatTheServerIs() {
        var server = StrictServer(
            version: "v1.36.2", minor: 36, probes: [Probe("an unknown field", refusal: "unknown field \"a\"")])
        #expect(
            server.lines == [
                "Kubernetes v1.36.2, strict", #"an unknown field is refused: unknown field "a""#,
            ])
        server.probes[0].refusal = nil
        #expect(server.lines == ["Kubernetes v1.36.2, NOT STRICT", "an unknown field is TAKEN"])
        server.minor = 20
        #expect(server.lines[0] == "Kubernetes v1.36.2, too old to be strict")
    }
}

@Suite struct StrictOutcomeTests {
    private static let old = StrictServer(version: "v1.20.2", minor: 20, probes: [.init("p", refusal: nil)])
    private static let new = StrictServer(version: "v1.36.2", minor: 36, probes: [.init("p", refusal: "no")])
    private static let field = "Deployment q: .spec.template.spec.resourceClaims: field not declared in schema"
    private static let kind = "ResourceClaimTemplate q: the server does not serve resource.k8s.io/v1"

    @Test func whatIsRefusedIsRefused() {
        #expect(StrictOutcome(refusals: [], by: Self.new) == .accepted)
        #expect(StrictOutcome(refusals: [Self.field], by: Self.new) == .refused([Self.field]))
    }

    /// It proves nothing that a server does not know what came after it.
    @Test func anOldServerDoesNotJudgeWhatIsNewer() {
        #expect(
            StrictOutcome(refusals: [Self.field, Self.kind], by: Self.old)
                == .notApplicable("newer than the server: \(Self.field); \(Self.kind)"))
        #expect(StrictOutcome(refusals: [Self.field, "a: no"], by: Self.old) == .refused([Self.field, "a: no"]))
    }

    @Test func bothToolsMustWriteTheSame() async throws {
        let one = try await command(0, output: "a: 1\nb: 2\n")
        #expect(StrictRendering(ours: one, helms: one) == .same("a: 1\nb: 2\n"))
        let other = try await command(0, output: "a: 1\nb: 3\n")
        #expect(
            StrictRendering(ours: one, helms: other)
                == .outcome(.refused(["not Helm's bytes: line 2 is 'b: 2' instead of 'b: 3'"])))
        let longer = try await command(0, output: "a: 1\nb: 2\nc: 3\n")
        #expect(
            StrictRendering(ours: one, helms: longer)
                == .outcome(.refused(["not Helm's bytes: line 3 is '' instead of 'c: 3'"])))
    }

    @Test func whatOneOfThemRefusesIsAFault() async throws {
        let good = try await command(0, output: "a: 1\n")
        let bad = try await command(1, error: "Error: no such thing\nmore\n")
        #expect(
            StrictRendering(ours: good, helms: bad)
                == .outcome(.refused(["Helm alone refuses it: Error: no such thing"])))
        #expect(
            StrictRendering(ours: bad, helms: good)
                == .outcome(.refused(["Helm alone takes it: Error: no such thing"])))
    }

    @Test func whatTheChartRefusesIsNotApplicable() async throws {
        let ours = try await command(1, error: "groundcrew: no\n")
        let fail = try await command(
            1, error: "Error: execution error at (ome/templates/a.yaml:1:4): vllm does not split\n\nUse --debug\n")
        #expect(StrictRendering(ours: ours, helms: fail) == .outcome(.notApplicable("vllm does not split")))
        let schema = try await command(
            1,
            error: "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nome:\n"
                + "- at '/mode': value must be 'aggregated'\n- at '/engine': value must be 'vllm'\n")
        #expect(
            StrictRendering(ours: ours, helms: schema)
                == .outcome(
                    .notApplicable(
                        "at '/mode': value must be 'aggregated'; at '/engine': value must be 'vllm'")))
        let broken = try await command(1, error: "Error: parse error at (a.yaml:1)\n")
        #expect(
            StrictRendering(ours: ours, helms: broken)
                == .outcome(.refused(["the chart is broken: Error: parse error at (a.yaml:1)"])))
        let silent = try await command(3)
        #expect(
            StrictRendering(ours: ours, helms: silent) == .outcome(.refused(["the chart is broken: exit code 3"])))
    }
}

@Suite struct StrictReportTests {
    private static let strict = StrictServer(version: "v1.36.2", minor: 36, probes: [.init("wrong", refusal: "no")])
    private static let old = StrictServer(version: "v1.20.2", minor: 20, probes: [.init("wrong", refusal: nil)])
    private static let lax = StrictServer(version: "v1.36.2", minor: 36, probes: [.init("wrong", refusal: nil)])

    private static func row(_ provider: String, _ outcome: StrictOutcome) -> StrictReport.Row {
        StrictReport.Row(
            StrictCombination(
                provider: provider, engine: "vllm", mode: "aggregated", router: nil, settings: .least, values: [:]),
            outcome)
    }

    private static let reports: [(StrictServer, [StrictOutcome], String, Int32)] = [
        (strict, [.accepted, .accepted], "2 combinations, 2 accepted strictly", 0),
        (strict, [.accepted, .refused(["no"])], "2 combinations, 1 accepted strictly", 1),
        (
            strict, [.accepted, .notApplicable("no")],
            "1 combinations, 1 accepted strictly (1 more are none: their charts refuse them)", 0
        ),
        (old, [.accepted], "1 combinations, 1 accepted, not strictly: the server is too old", 0),
        (old, [.refused(["no"])], "1 combinations, 0 accepted, not strictly: the server is too old", 1),
        (lax, [.accepted], "1 combinations, 1 accepted, not strictly: the server should be, and is not", 1),
        (strict, [], "0 combinations, 0 accepted strictly", 1),
    ]

    @Test(arguments: reports)
    func theLastLineSaysWhatWasProven(
        server: StrictServer, outcomes: [StrictOutcome], summary: String, exitCode: Int32
    ) {
        let report = StrictReport(server: server, rows: outcomes.map { Self.row("vllm", $0) })
        #expect(report.summary == summary)
        #expect(report.exitCode == exitCode)
        #expect(report.text.hasSuffix("\n\(summary)"))
        #expect(report.text.hasPrefix("Kubernetes \(server.version), "))
    }

    @Test func theTableAlignsAndKeepsTheServersWords() {
        let rows = [
            Self.row("ome", .accepted), Self.row("kserve", .refused(["a: no", "b: no"])),
            Self.row("vllm", .notApplicable("not with this")),
        ]
        let lines = StrictReport(server: Self.strict, rows: rows).text.split(separator: "\n").map(String.init)
        #expect(
            lines.dropFirst(2).prefix(4) == [
                "PROVIDER  ENGINE  MODE        ROUTER  VERSION  SETTINGS  RESULT",
                "ome       vllm    aggregated  -       -        least     accepted",
                "kserve    vllm    aggregated  -       -        least     REFUSED: a: no; b: no",
                "vllm      vllm    aggregated  -       -        least     not applicable: not with this",
            ])
    }

    @Test(arguments: [
        (StrictCombination.Settings.least, "least"), (.all(except: []), "everything set"),
        (.all(except: ["a", "b"]), "everything set but a, b"), (.one("a"), "a alone"),
    ])
    func settingsAreNamed(settings: StrictCombination.Settings, words: String) {
        #expect(settings.description == words)
        let combination = StrictCombination(
            provider: "dynamo", version: "nvidia.com/v1beta1", engine: "vllm", mode: "aggregated", router: "kv",
            settings: settings, values: [:])
        #expect(combination.id == "dynamo vllm aggregated kv nvidia.com/v1beta1 \(words)")
    }
}
