import Bootstrap
import Preflight
import Testing
import Value

@testable import Commands

/// `--policy`: what it makes of checks in every command that has them.
@Suite(.timeLimit(.minutes(5)))
struct PolicyCommandTests {
    private static let rule = """
        apiVersion: groundcrew/v1
        kind: Check
        id: house-rule
        title: Rule
        category: house
        description: always the same
        outcomes: [{when: "true", verdict: fail, message: the words of the rule, hint: do this}]

        """

    private static func policy(_ action: String, expires: String = "2999-12-31", check: String = "house-rule") -> String
    {
        """
        apiVersion: groundcrew/v1
        kind: PreflightPolicy
        rules:
          - check: \(check)
            action: \(action)
            reason: it is known
            expires: \(expires)

        """
    }

    private static func folder(_ policy: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(rule, to: "rules/house-rule.yaml")
        try folder.write(policy, to: "policy.yaml")
        return folder
    }

    private static let line = "preflight --sandbox --checks rules --only house-rule --policy policy.yaml"

    // MARK: Preflight

    @Test func aFailureIsDowngraded() async throws {
        let folder = try Self.folder(Self.policy("downgrade"))
        let run = await CommandRun.of("\(Self.line) -o json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        let json = try run.json
        #expect(json["outcome"] == "passed" && json["results"]?[0]?["verdict"] == "warn")
        #expect(json["results"]?[0]?["message"] == "the words of the rule" && json["results"]?[0]?["hint"] == "do this")
        let told: Value = [
            "check": "house-rule", "action": "downgrade", "reason": "it is known", "expires": "2999-12-31",
        ]
        #expect(json["policies"] == [told] && json["results"]?[0]?["policy"] == told, "\(run.output)")
        let strict = await CommandRun.of("\(Self.line) --fail-on warning", in: folder.path)
        #expect(strict.status == .failed, "\(strict.everything)")
    }

    @Test func aCheckIsSkipped() async throws {
        let folder = try Self.folder(Self.policy("skip"))
        let run = await CommandRun.of("\(Self.line) -o json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        let result = try run.json["results"]?[0]
        #expect(result?["verdict"] == "skipped" && result?["message"] == "skipped by policy: it is known")
        #expect(result?["policy"]?["action"] == "skip" && result?["hint"] == nil)
    }

    @Test(arguments: ["downgrade", "skip"])
    func everyReportTellsIt(action: String) async throws {
        let folder = try Self.folder(Self.policy(action))
        for kind in ["text", "json", "junit", "ctrf", "sarif", "summary", "openreports"] {
            let run = await CommandRun.of("\(Self.line) --report \(kind)=-", in: folder.path)
            #expect(run.status == .done, "\(kind): \(run.everything)")
            #expect(run.output.contains("it is known") && run.output.contains("2999-12-31"), "\(kind): \(run.output)")
        }
    }

    @Test func withoutItTheCheckFails() async throws {
        let folder = try Self.folder("")
        let run = await CommandRun.of("preflight --sandbox --checks rules --only house-rule -o json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        #expect(try run.json["policies"] == .array([]))
    }

    @Test(arguments: ["downgrade", "skip"])
    func aRuleWhoseDayIsOverIsToldAndNotApplied(action: String) async throws {
        let folder = try Self.folder(Self.policy(action, expires: "2000-01-01"))
        let run = await CommandRun.of("\(Self.line) -o json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        #expect(
            run.errors.contains(
                "groundcrew: warning: policy.yaml:4:5: the rule for house-rule held until 2000-01-01 and is not applied"
            ),
            "\(run.errors)")
        let json = try run.json
        #expect(json["policies"] == .array([]) && json["results"]?[0]?["policy"] == nil)
    }

    @Test func theFlagGoesBeforeTheFile() async throws {
        let folder = try Self.folder(Self.policy("downgrade"))
        let run = await CommandRun.of("\(Self.line) --skip house-rule -o json", in: folder.path)
        let json = try run.json
        #expect(json["results"]?[0]?["verdict"] == "skipped" && json["policies"] == .array([]))
    }

    // MARK: What is refused

    private static let commands = [
        "preflight --sandbox", "preflight --from nowhere.json", "bootstrap -f nowhere.yaml --sandbox",
        "deploy a/b --sandbox", "install dynamo --sandbox",
    ]

    @Test(arguments: commands)
    func aRuleOfAnUnknownCheckIsRefused(command: String) async throws {
        let folder = try Self.folder(Self.policy("skip", check: "house-rul"))
        let run = await CommandRun.of("\(command) --checks rules --policy policy.yaml", in: folder.path)
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(
            run.errors.contains("policy.yaml:4:5: there is no check 'house-rul' (did you mean 'house-rule'?)"),
            "\(run.errors)")
    }

    @Test(arguments: [
        ("{", "policy.yaml:"), ("kind: x\n", "policy.yaml:1:1"), ("rules: []\n", "apiVersion is required"),
        (policy("skip").replacing("    reason: it is known\n", with: ""), "rules[0].reason is required"),
        (policy("ignore"), "action is 'ignore'"), (policy("skip", expires: "soon"), "write a day as YYYY-MM-DD"),
    ])
    func whatIsNoPolicyIsRefused(text: String, says: String) async throws {
        let folder = try Self.folder(text)
        let run = await CommandRun.of(Self.line, in: folder.path)
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func aPolicyThatIsNotThereIsRefused() async throws {
        let folder = try Self.folder("")
        let run = await CommandRun.of("preflight --sandbox --policy nowhere.yaml", in: folder.path)
        #expect(run.status == .usage && run.errors.contains("nowhere.yaml"), "\(run.everything)")
    }

    // MARK: Changes

    @Test(arguments: [
        "deploy Qwen/Qwen3-0.6B --provider vllm --name a -n models --no-smoke", "install dynamo --chart ./operator",
    ])
    func aChangeGoesByItAndTellsIt(command: String) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.rule, to: "rules/house-rule.yaml")
            try cluster.folder.write(Self.policy("downgrade"), to: "policy.yaml")
            let without = await cluster.run("\(command) --checks rules")
            #expect(without.status == .failed, "\(without.everything)")
            let with = await cluster.run("\(command) --checks rules --policy policy.yaml")
            #expect(with.status == .done, "\(with.everything)")
            #expect(
                with.errors.contains(
                    "warning: house-rule: the words of the rule (by policy downgraded until 2999-12-31: it is known)\n"),
                "\(with.errors)")
        }
    }

    @Test func aBootstrapFileIsToldOfIt() throws {
        let policy = AppliedPolicy(check: "nats", action: .skip, reason: "r", expires: "2999-12-31")
        var selection = try CheckSelection(from: try CheckCatalog.builtIn())
        selection.policies = [policy]
        var preflight = BootstrapFile.Preflight()
        selection.apply(to: &preflight)
        #expect(preflight.policies == [policy])
    }

    @Test func whatAPolicyMadeIsOneLine() {
        var result = CheckResult(id: "x", title: "T", category: "c", verdict: .warn, message: "is bad")
        #expect(result.policyWords == nil)
        result.policy = AppliedPolicy(check: "x", action: .downgrade, reason: "r", expires: "2999-12-31")
        #expect(result.policyWords == "x: is bad (by policy downgraded until 2999-12-31: r)")
        result.policy = AppliedPolicy(check: "x", action: .skip, reason: "r", expires: "2999-12-31")
        #expect(result.policyWords == "x: by policy skipped until 2999-12-31: r")
    }
}
