import Commands
import TestParts
import Testing

/// What lint would find is found before a provider is used: whoever names it is refused before anything is changed, and
/// everybody else goes on.
@Suite(.timeLimit(.minutes(3))) struct LintedProviderTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var file = GuideProvider.definition
        var from: String
        var to: String
        /// Place and message, as far as they are the same everywhere.
        var says: [String]
        var testDescription: String { says[0] }
    }

    private static let template = "charts/beacon/templates/beacon.yaml"

    static let faults = [
        Fault(
            from: "phase: Running", to: "phase: Deploying", says: ["readiness.rules has no rule with the phase Running"]
        ),
        Fault(
            file: template, from: "name: {{ .Release.Name }}", to: "name: {{ .Release.Name }}-x",
            says: ["provider.yaml:", "must have the release's name, example, and the chart makes example-x"]),
        Fault(
            file: template, from: "kind: Beacon", to: "kind: Becon",
            says: ["provider.yaml:", "is a Beacon of beacons.beacon.example.com, and the chart makes none"]),
        Fault(
            file: template, from: ".Values.replicas", to: ".Values.none.replicas",
            says: ["charts/beacon/templates/beacon.yaml:", "nil pointer"]),
        Fault(
            file: "charts/beacon/values.schema.json", from: "\"type\": \"object\"",
            to: "\"type\": \"object\", \"maxProperties\": 0",
            says: ["charts/beacon: the chart's own values are refused: "]),
    ]

    @Test(arguments: faults)
    func whoNamesItIsRefusedFirst(fault: Fault) async throws {
        let files = try GuideProvider.example((fault.file, fault.from, fault.to))
        let folder = files.path
        try files.write(
            "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels: [{id: Qwen/Qwen3-0.6B, provider: beacon}]\n",
            to: "beacon.yaml")
        for line in [
            "deploy Qwen/Qwen3-0.6B --provider beacon", "deploy Qwen/Qwen3-0.6B --provider beacon --dry-run",
            "bootstrap -f beacon.yaml", "bootstrap -f beacon.yaml --plan", "install beacon", "install beacon --plan",
            "install beacon --dry-run", "preflight --provider beacon",
        ] {
            let run = await CommandRun.of("\(line) --charts charts --sandbox", in: folder)
            #expect(run.status == .usage, "\(line): \(run.everything)")
            #expect(run.errors.contains("groundcrew: "), "\(line): \(run.errors)")
            for words in fault.says + ["charts/beacon"] {
                #expect(run.errors.contains(words), "\(line): \(run.errors)")
            }
            #expect(!run.errors.contains("created namespace"), "\(line): \(run.errors)")
        }
    }

    @Test func othersServeAndAreTold() async throws {
        let files = try GuideProvider.example((GuideProvider.definition, "phase: Running", "phase: Deploying"))
        for line in ["deploy Qwen/Qwen3-0.6B --dry-run", "deploy Qwen/Qwen3-0.6B --provider vllm"] {
            let run = await CommandRun.of("\(line) --charts charts --sandbox", in: files.path)
            #expect(run.status == .done, "\(line): \(run.everything)")
            #expect(run.errors.contains("warning: provider beacon is left out: "), "\(line): \(run.errors)")
        }
        // Who only looks is not kept from it.
        let shown = await CommandRun.of("providers show beacon --charts charts", in: files.path)
        #expect(shown.status == .done && !shown.errors.contains("left out"), "\(shown.everything)")
        let listed = await CommandRun.of("deployments list -A --charts charts --sandbox", in: files.path)
        #expect(listed.status == .done && !listed.errors.contains("left out"), "\(listed.everything)")
    }

    @Test func theFirstIsToldAndHowManyMore() async throws {
        let files = try GuideProvider.example(
            (GuideProvider.definition, "phase: Running", "phase: Deploying"),
            (GuideProvider.definition, "  modes: [aggregated]", "  modes: []"),
            (GuideProvider.definition, "  engines: [vllm, sglang]", "  engines: []"))
        let run = await CommandRun.of("install beacon --charts charts --sandbox --plan", in: files.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(" more: groundcrew providers lint \(files.path)/charts/beacon"), "\(run.errors)")
    }

    /// What only the sandbox reads matters to it alone.
    @Test func theSandboxSectionCountsForTheSandboxAlone() async throws {
        let files = try GuideProvider.example(
            (GuideProvider.definition, "modelArguments: [--serve]", "modelArguments: [--model]"))
        let played = await CommandRun.of("preflight --provider beacon --charts charts --sandbox", in: files.path)
        #expect(played.status == .usage, "\(played.everything)")
        #expect(played.errors.contains("modelArguments name --model"), "\(played.errors)")
        let real = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --provider beacon --charts charts --dry-run --kubeconfig nowhere", in: files.path)
        #expect(!real.errors.contains("modelArguments"), "\(real.errors)")
    }

    // MARK: - A Gateway

    @Test func anEndpointThatSpeaksHTTPSIsRefusedBeforeAnythingIsInstalled() async throws {
        let files = try GuideProvider.example(
            (
                GuideProvider.definition, "    port: 8000\n    path: /v1",
                "    port: 8000\n    scheme: https\n    path: /v1"
            ))
        try files.write(
            "apiVersion: groundcrew/v1\nkind: Bootstrap\n"
                + "models: [{id: Qwen/Qwen3-0.6B, provider: beacon, expose: gateway}]\n", to: "beacon.yaml")
        for line in [
            "deploy Qwen/Qwen3-0.6B --provider beacon --expose gateway",
            "deploy Qwen/Qwen3-0.6B --provider beacon --expose gateway --dry-run", "bootstrap -f beacon.yaml",
            "bootstrap -f beacon.yaml --plan",
        ] {
            let run = await CommandRun.of("\(line) --charts charts --sandbox", in: files.path)
            #expect(run.status == .usage, "\(line): \(run.everything)")
            #expect(run.errors.contains("its endpoint speaks https"), "\(line): \(run.errors)")
            #expect(!run.errors.contains("created namespace"), "\(line): \(run.errors)")
        }
    }
}
