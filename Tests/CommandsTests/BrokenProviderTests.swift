import Commands
import TestParts
import Testing
import Value

/// A folder of `--charts` with something broken in it: whoever does not need that goes on, and is told.
@Suite(.timeLimit(.minutes(3))) struct BrokenProviderTests {
    /// The guide's provider, and beside it `aaa`, which is broken.
    private static func example(_ definition: String) throws -> TemporaryFolder {
        let folder = try GuideProvider.example()
        try folder.write("apiVersion: v2\nname: aaa\nversion: 1.0.0\n", to: "charts/aaa/Chart.yaml")
        try folder.write(definition, to: "charts/aaa/provider.yaml")
        return folder
    }

    private static let definition = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: aaa
        resource: {kind: Aaa, crd: aaas.example.com, versions: [example.com/v1]}
        capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
        selection: [{when: "true", score: 100, reason: is first}]
        readiness: {rules: [{when: status.?ready.orValue(false), phase: Running}]}

        """

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        /// Of line and column, and words.
        var place: String
        var says: String
        var testDescription: String { to }
    }

    static let faults = [
        Fault(
            from: "kind: Provider", to: "kind: Provider\ncolour: red", place: "3:1", says: "colour is not known here"),
        Fault(from: "crd: aaas.example.com", to: "crd: aaas", place: "4:", says: "cannot be a CRD's name"),
        Fault(
            from: "versions: [example.com/v1]", to: "versions: [example.com/v1], selector: 'a b'", place: "4:",
            says: "resource.selector is 'a b', which is not a label selector"),
        Fault(
            from: "versions: [example.com/v1]", to: "versions: [v1]", place: "4:",
            says: "is v1, which is no version of aaas.example.com"),
        Fault(from: "status.?ready", to: "state.?ready", place: "7:", says: "unknown variable \"state\""),
        Fault(
            from: "readiness: {", to: "sandbox: {speed: 2}\nreadiness: {", place: "7:", says: "speed is not known here"),
        Fault(
            from: "readiness: {",
            to: "operators: [{name: Aaa, namespace: aaa, chart: a, version: 1.0.0}]\nreadiness: {", place: "7:",
            says: "operators[0].name is 'Aaa', which cannot be a release's name"),
        Fault(
            from: "readiness: {",
            to: "operators: [{name: aaa, namespace: aaa, chart: a, version: newest}]\nreadiness: {", place: "7:",
            says: "is 'newest', which is neither a version nor a range"),
        Fault(
            from: "readiness: {",
            to: "operators: [{name: aaa, namespace: aaa, chart: a, version: 1.0.0, needs: [zzz]}]\nreadiness: {",
            place: "7:", says: "operators[0].needs[0] is not there: operator aaa needs zzz"),
    ]

    @Test(arguments: faults)
    func whoDoesNotNeedItGoesOn(fault: Fault) async throws {
        let files = try Self.example(Self.definition.replacing(fault.from, with: fault.to))
        let folder = files.path
        let list = await CommandRun.of("providers list --charts charts", in: folder)
        #expect(
            list.status == .done && list.output.contains("beacon") && !list.output.contains("aaa"), "\(list.output)")
        #expect(
            list.errors.contains(
                "groundcrew: warning: provider aaa is left out: \(folder)/charts/aaa/provider.yaml:\(fault.place)"),
            "\(list.errors)")
        #expect(list.errors.contains(fault.says), "\(list.errors)")
        let shown = await CommandRun.of("providers show beacon --charts charts", in: folder)
        #expect(shown.status == .done, "\(shown.everything)")
        // Named, it is refused before anything is changed.
        for line in [
            "providers show aaa --charts charts", "deploy a/b --provider aaa --charts charts --sandbox",
            "install aaa --charts charts --sandbox",
        ] {
            let run = await CommandRun.of(line, in: folder)
            #expect(run.status == .usage, "\(line): \(run.everything)")
            #expect(
                run.errors.contains("groundcrew: \(folder)/charts/aaa/provider.yaml:\(fault.place)"), "\(run.errors)")
        }
    }

    @Test func deploymentsOfOthersAreServedAndListed() async throws {
        let files = try Self.example("kind: Nonsense\n")
        let folder = files.path
        let deployed = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --provider beacon --charts charts --sandbox", in: folder)
        #expect(deployed.status == .done, "\(deployed.everything)")
        let listed = await CommandRun.of("deployments list -A --charts charts --sandbox", in: folder)
        #expect(listed.status == .done, "\(listed.everything)")
        #expect(listed.errors.contains("warning: provider aaa is left out: "), "\(listed.errors)")
        try files.write(
            "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels:\n  - {id: Qwen/Qwen3-0.6B, provider: aaa}\n",
            to: "aaa.yaml")
        let refused = await CommandRun.of("bootstrap -f aaa.yaml --charts charts --sandbox", in: folder)
        #expect(refused.status == .usage, "\(refused.everything)")
        #expect(refused.errors.contains("charts/aaa/provider.yaml:1:1"), "\(refused.errors)")
    }

    /// A rule that fails for a request, which lint did not try, keeps nobody from another provider.
    @Test func aRuleThatCannotBeJudgedIsPassedOver() async throws {
        let files = try GuideProvider.example(
            (
                GuideProvider.definition, "  - when: \"true\"\n    score: 30",
                "  - when: \"request.name != 'example' ? request.none : true\"\n"
                    + "    score: 100"
            ))
        let folder = files.path
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --charts charts --sandbox --dry-run", in: folder)
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.errors.contains("warning: a selection rule of provider beacon cannot be judged: "), "\(run.errors)")
        let named = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --provider beacon --charts charts --sandbox", in: folder)
        #expect(named.status == .usage)
        #expect(named.errors.contains("a selection rule of provider beacon cannot be judged: "), "\(named.errors)")
        let listed = await CommandRun.of("providers list --model Qwen/Qwen3-0.6B --charts charts", in: folder)
        #expect(listed.status == .done && listed.output.contains("cannot be judged"), "\(listed.everything)")
    }

    @Test func aBrokenSharedOperatorStopsWhoNeedsIt() async throws {
        let files = try GuideProvider.example(("charts/operators/lantern.yaml", "kind: Operator", "kind: Other"))
        let folder = files.path
        let named = await CommandRun.of("install beacon --charts charts --sandbox", in: folder)
        #expect(named.status == .usage)
        #expect(named.errors.contains("charts/operators/lantern.yaml:2:1: kind must be Operator"), "\(named.errors)")
        let other = await CommandRun.of("deploy Qwen/Qwen3-0.6B --provider vllm --charts charts --sandbox", in: folder)
        #expect(other.status == .done, "\(other.everything)")
        #expect(other.errors.contains("warning: operator lantern is left out: "), "\(other.errors)")
        #expect(other.errors.contains("warning: provider beacon is left out: "), "\(other.errors)")
    }

    // MARK: - One name

    @Test func aBuiltInProviderIsReplacedAndThatIsSaid() async throws {
        let folder = try TemporaryFolder()
        try TemporaryFolder.copy("\(TestParts.projectRoot)/charts/vllm", to: "\(folder.path)/charts/vllm")
        let run = await CommandRun.of("providers list --charts charts", in: folder.path)
        #expect(run.status == .done)
        #expect(
            run.errors
                == "note: provider vllm of \(folder.path)/charts/vllm replaces the built-in one of its name\n",
            "\(run.errors)")
    }

    @Test func oneNameInTwoFoldersIsRefusedWithBoth() async throws {
        let folder = try GuideProvider.example()
        try TemporaryFolder.copy("\(folder.path)/charts", to: "\(folder.path)/more")
        let line = "--charts charts --charts more"
        let named = await CommandRun.of("providers show beacon \(line)", in: folder.path)
        #expect(named.status == .usage)
        for words in ["provider 'beacon' is there more than once", "charts/beacon and ", "more/beacon"] {
            #expect(named.errors.contains(words), "\(named.errors)")
        }
        let other = await CommandRun.of("providers show vllm \(line)", in: folder.path)
        #expect(
            other.status == .done && other.errors.contains("warning: provider beacon is left out"), "\(other.errors)")
        let lint = await CommandRun.of("providers lint \(line)", in: folder.path)
        #expect(lint.status == .failed && lint.output.contains("is there more than once"), "\(lint.output)")
    }

    // MARK: - lint and test

    @Test func lintLooksAtTheFoldersOfCharts() async throws {
        let files = try GuideProvider.example()
        let folder = files.path
        let run = await CommandRun.of("providers lint --charts charts", in: folder)
        #expect(run.status == .done, "\(run.everything)")
        for words in ["beacon (charts/beacon)\n", "vllm (charts/vllm)\n"] {
            #expect(run.output.contains(words), "\(run.output)")
        }
        let broken = try Self.example("kind: Nonsense\n")
        let found = await CommandRun.of("providers lint --charts charts/", in: broken.path)
        #expect(found.status == .failed, "\(found.everything)")
        #expect(found.output.contains("aaa (charts/aaa)\n  error: charts/aaa/provider.yaml:1:1: "), "\(found.output)")
    }

    @Test func testRunsTheCasesOfCharts() async throws {
        let files = try GuideProvider.example((GuideProvider.tests, "phase: Stopped", "phase: Failed"))
        let folder = files.path
        let run = await CommandRun.of("providers test --charts charts", in: folder)
        #expect(run.status == .failed, "\(run.everything)")
        #expect(run.output.contains("charts/beacon/tests/readiness.yaml: no workers"), "\(run.output)")
        let json = try await CommandRun.of("providers test --charts charts -o json", in: folder).json
        #expect(json["providers"]?.array?.contains { $0["name"] == "vllm" } == true)
        #expect(json["providers"]?.array?.contains { $0["name"] == "beacon" } == true)
    }

    /// One provider that cannot be read keeps nobody's cases from being run.
    @Test func testRunsTheCasesOfTheOthers() async throws {
        let files = try Self.example("kind: Nonsense\n")
        for line in ["providers test charts", "providers test --charts charts"] {
            let run = await CommandRun.of(line, in: files.path)
            #expect(run.status == .usage, "\(line): \(run.everything)")
            #expect(run.output.contains(" cases passed, 0 failed\n"), "\(line): \(run.output)")
            #expect(
                run.errors.contains("groundcrew: \(files.path)/charts/aaa/provider.yaml:1:1: "),
                "\(line): \(run.errors)")
        }
        let alone = await CommandRun.of("providers test charts/aaa", in: files.path)
        #expect(alone.status == .usage && alone.output.isEmpty, "\(alone.everything)")
    }

    @Test func testGoesOnBehindCasesThatCannotBeRead() async throws {
        let files = try GuideProvider.example()
        try TemporaryFolder.copy("\(TestParts.projectRoot)/charts/vllm", to: "\(files.path)/charts/vllm")
        try files.write("cases: [{name: a, expct: {phase: Stopped}}]\n", to: "charts/beacon/tests/more.yaml")
        try files.write("kind: Nonsense\n", to: "charts/vllm/provider.yaml")
        try TemporaryFolder.copy("\(TestParts.projectRoot)/charts/kuberay", to: "\(files.path)/charts/kuberay")
        let run = await CommandRun.of("providers test charts", in: files.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.output.contains(" cases passed, 0 failed\n"), "\(run.output)")
        #expect(run.errors.contains("; and 1 more that cannot be read: "), "\(run.errors)")
        let lint = await CommandRun.of("providers lint charts/beacon", in: files.path)
        #expect(lint.status == .failed, "\(lint.everything)")
        #expect(lint.output.contains("charts/beacon/tests/more.yaml:1:"), "\(lint.output)")
        #expect(lint.output.contains("expct"), "\(lint.output)")
    }
}
