import Commands
import Kubernetes
import TestParts
import Testing
import Value
import YAML

/// `providers lint` and `providers test`, on the provider that docs/providers.md shows.
@Suite(.timeLimit(.minutes(3))) struct ProvidersCommandTests {
    // MARK: - The guide's example

    private static let definition = GuideProvider.definition
    private static let tests = GuideProvider.tests

    @Test func theGuidesExampleLints() async throws {
        let folder = try GuideProvider.example()
        let run = await CommandRun.of("providers lint charts", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.output == """
                beacon (charts/beacon)
                  ENGINE  MODE        ROUTER  RENDERS
                  vllm    aggregated  none    yes, by default
                  vllm    aggregated  prefix  yes
                  sglang  aggregated  none    yes
                  sglang  aggregated  prefix  no: routerMode prefix is not available with engine
                                              sglang

                0 errors, 0 warnings

                """, "\(run.output)")
    }

    @Test func theGuidesExamplePassesItsTests() async throws {
        let folder = try GuideProvider.example()
        let run = await CommandRun.of("providers test charts --strict", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output == "8 cases passed, 0 failed\n")
    }

    @Test func theGuidesExampleServes() async throws {
        let example = try GuideProvider.example()
        let folder = example.path
        let shown = await CommandRun.of("providers show beacon --charts charts", in: folder)
        #expect(shown.status == .done, "\(shown.everything)")
        for words in ["needs         lantern v0.3.0", "resources.gpu", "from 0 to 8"] {
            #expect(shown.output.contains(words), "\(shown.output)")
        }
        let dry = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --provider beacon --charts charts --sandbox --dry-run", in: folder)
        #expect(dry.status == .done && dry.output.contains("kind: Beacon\n"), "\(dry.everything)")
        let run = await CommandRun.of("bootstrap -f models.yaml --charts charts --sandbox", in: folder)
        #expect(run.status == .done, "\(run.everything)")
        for words in ["operator cert-manager", "operator lantern", "operator beacon-operator", "0.6B is Running"] {
            #expect(run.output.contains(words), "\(run.output)")
        }
        let refused = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --provider beacon --charts charts --sandbox --engine sglang --router-mode prefix",
            in: folder)
        #expect(refused.status == .usage)
        #expect(refused.errors.contains("router prefix is not available with engine sglang"), "\(refused.errors)")
    }

    // MARK: - Built-in providers

    @Test func theBuiltInProvidersAreLintedWithoutAFolder() async throws {
        let run = await CommandRun.of("providers lint")
        #expect(run.status == .done, "\(run.everything)")
        for name in ["vllm", "kuberay", "dynamo"] {
            #expect(run.output.contains("\(name) (charts/\(name))\n"), "\(run.output)")
        }
        #expect(run.output.hasSuffix("\n0 errors, 0 warnings\n"), "\(run.output)")
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test func theBuiltInProvidersPassTheirTests() async throws {
        let run = await CommandRun.of("providers test --strict")
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.hasSuffix(" cases passed, 0 failed\n"))
        #expect(run.output.split(separator: "\n").count == 1, "\(run.output)")
    }

    // MARK: - lint

    @Test func anErrorEndsLintWithOneAndAWarningDoesNot() async throws {
        let warned = try GuideProvider.example(
            ("charts/beacon/values.schema.json", #"{"title": "Workers.", "type"#, #"{"type"#))
        let warning = await CommandRun.of("providers lint charts", in: warned.path)
        #expect(warning.status == .done, "\(warning.everything)")
        #expect(
            warning.output.contains(
                """
                  warning: charts/beacon/values.schema.json: replicas: has no title, by which
                    `providers show` explains it

                """), "\(warning.output)")
        #expect(warning.output.hasSuffix("\n0 errors, 1 warning\n"))

        let broken = try GuideProvider.example(
            (Self.definition, "workers: deployment.replicas", "workers: deployment.workers"))
        let error = await CommandRun.of("providers lint charts", in: broken.path)
        #expect(error.status == .failed, "\(error.everything)")
        #expect(error.output.contains("  error: charts/beacon/provider.yaml:43:"), "\(error.output)")
        #expect(error.output.contains(": gpus.workers: cannot be"), "\(error.output)")
        #expect(error.output.hasSuffix("\n1 error, 0 warnings\n"))
        #expect(error.errors.isEmpty, "\(error.errors)")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var file: String
        var from: String
        var to: String
        /// Of the JSON output: how the place begins below the current folder, and parts of the message.
        var place: String
        var path: String?
        var says: String
        var testDescription: String { to }
    }

    /// What makes a folder unreadable is a finding, too, and so is what only the sandbox reads.
    @Test(arguments: [
        Mistake(
            file: definition, from: "kind: Beacon\n  crd", to: "colour: red\n  kind: Beacon\n  crd",
            place: "charts/beacon/provider.yaml:20:", path: "resource.colour", says: "is not known here"),
        Mistake(
            file: definition, from: "phase: Stopped", to: "phase: Asleep", place: "charts/beacon/provider.yaml:",
            path: "readiness.rules[3].phase", says: "unknown phase \"Asleep\""),
        Mistake(
            file: definition, from: "name: beacon\n", to: "name: bacon\n", place: "charts/beacon/provider.yaml",
            says: "the chart is named beacon, the provider bacon"),
        Mistake(
            file: "charts/beacon/Chart.yaml", from: "apiVersion: v2", to: "apiVersion: v9", place: "charts/beacon",
            says: "v9"),
        Mistake(
            file: "charts/beacon/values.yaml", from: "modelId: \"\"", to: "modelId: [",
            place: "charts/beacon/values.yaml",
            says: "values.yaml"),
        Mistake(
            file: definition, from: "modelArguments:", to: "modelArgument:", place: "charts/beacon/provider.yaml:",
            path: "sandbox.operators[0].resources[0].modelArgument", says: "is not known here"),
        Mistake(
            file: definition, from: "components.map(c, c.ready)", to: "components.map(c, d.ready)",
            place: "charts/beacon/provider.yaml:", says: "unknown variable \"d\""),
        Mistake(
            file: definition, from: "needs: [lantern]", to: "needs: [lanterns]",
            place: "charts/beacon/provider.yaml:17:",
            path: "operators[0].needs[0]", says: "operator beacon-operator needs lanterns"),
        Mistake(
            file: "charts/operators/lantern.yaml", from: "kind: Operator", to: "kind: Operation",
            place: "charts/operators/lantern.yaml:2:", path: "kind", says: "must be Operator"),
        Mistake(
            file: "charts/operators/lantern.yaml", from: "name: cert-manager", to: "name: certificates",
            place: "charts/operators/lantern.yaml:13:", path: "needs[0]", says: "operator lantern needs certificates"),
    ])
    func everyMistakeIsAFindingWithItsPlace(mistake: Mistake) async throws {
        let folder = try GuideProvider.example((mistake.file, mistake.from, mistake.to))
        let run = await CommandRun.of("providers lint charts -o json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        let findings = try run.json["providers"]?.array?.flatMap { $0["findings"]?.array ?? [] } ?? []
        let found = findings.contains { finding in
            finding["severity"] == "error" && finding["path"]?.string == mistake.path
                && finding["place"]?.string?.hasPrefix("\(folder.path)/\(mistake.place)") == true
                && finding["message"]?.string?.contains(mistake.says) == true
        }
        #expect(found, "\(findings)")
    }

    @Test func aBrokenFolderDoesNotHideTheOthers() async throws {
        let folder = try GuideProvider.example()
        try folder.write("kind: Nonsense\n", to: "charts/aaa/provider.yaml")
        try folder.write("apiVersion: v2\nname: aaa\nversion: 1.0.0\n", to: "charts/aaa/Chart.yaml")
        let json = try await CommandRun.of("providers lint charts -o json", in: folder.path).json
        #expect(json["kind"] == "ProviderLint" && json["errors"] == 1 && json["warnings"] == 0)
        #expect(json["providers"]?.array?.map { $0["name"]?.string } == ["aaa", "beacon"])
        #expect(json["providers"]?[0]?["combinations"] == [])
        #expect(json["providers"]?[1]?["findings"] == [])
        #expect(
            json["providers"]?[1]?["combinations"]?[0] == [
                "engine": "vllm", "mode": "aggregated", "routerMode": "none", "default": true, "supported": true,
            ])
        let yaml = try await CommandRun.of("providers lint charts -o yaml", in: folder.path).yaml
        #expect(yaml == json)
    }

    /// What it needs lies beside it.
    @Test(arguments: ["charts/beacon", "charts/beacon/", "./charts/beacon", "charts/"])
    func oneProvidersFolderMayBeNamed(argument: String) async throws {
        let folder = try GuideProvider.example()
        let run = await CommandRun.of("providers lint \(argument)", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.hasSuffix("\n0 errors, 0 warnings\n"), "\(run.output)")
        #expect(await CommandRun.of("providers test \(argument)", in: folder.path).status == .done)
        let inside = await CommandRun.of("providers lint .", in: "\(folder.path)/charts/beacon")
        #expect(inside.status == .done, "\(inside.everything)")
    }

    @Test func whatIsAroundAProvidersFolderIsNoFinding() async throws {
        let folder = try GuideProvider.example(("charts/operators/lantern.yaml", "kind: Operator", "kind: Other"))
        let run = await CommandRun.of("providers lint charts/beacon", in: folder.path)
        #expect(run.status == .failed)
        #expect(run.words.contains("operator beacon-operator needs lantern"), "\(run.output)")
        #expect(!run.output.contains("must be Operator"), "\(run.output)")
    }

    @Test(arguments: ["lint", "test"])
    func aFolderThatCannotBeReadIsBadUsage(verb: String) async throws {
        let folder = try GuideProvider.example()
        let absent = await CommandRun.of("providers \(verb) nowhere", in: folder.path)
        #expect(absent.status == .usage)
        #expect(absent.errors.contains("folder nowhere: there is no such folder"), "\(absent.errors)")
        let file = await CommandRun.of("providers \(verb) models.yaml", in: folder.path)
        #expect(file.status == .usage)
        #expect(file.errors.contains("it is a file, not a folder"), "\(file.errors)")
        let bare = await CommandRun.of("providers \(verb) charts/operators", in: folder.path)
        #expect(bare.status == .usage)
        #expect(bare.errors.contains("holds no provider"), "\(bare.errors)")
    }

    // MARK: - CRDs

    private static let crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: beacons.beacon.example.com}
        spec:
          group: beacon.example.com
          scope: Namespaced
          names: {kind: Beacon, listKind: BeaconList, plural: beacons, singular: beacon}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec:
                      type: object
                      required: [model, flavour]
                      properties:
                        model: {type: string}
                        servedAs: {type: string}
                        engine: {type: string, enum: [vllm]}
                        router: {type: string}
                        workers: {type: string}

        """

    /// As the example's objects break the definition above.
    private static let problems = [
        "Beacon example: spec.gpus: is not a field of the CRD", "Beacon example: spec.flavour: Required value",
        "Beacon example: spec.workers: Invalid value: \"integer\": spec.workers in body must be of type string: \"integer\"",
        "Beacon example: spec.engine: Unsupported value: \"sglang\": supported values: \"vllm\", with engine sglang, "
            + "mode aggregated, router none",
    ]

    @Test func objectsAreCheckedAgainstTheCRDsOfAFolder() async throws {
        let folder = try GuideProvider.example()
        try folder.write("apiVersion: v1\nkind: List\nitems: [{kind: Other}]\n---\n" + Self.crd, to: "crds/beacon.yaml")
        try folder.write("not read", to: "crds/README.md")
        let run = await CommandRun.of("providers lint charts --crds crds -o json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        let findings = try run.json["providers"]?[0]?["findings"]?.array ?? []
        #expect(findings.compactMap { $0["message"]?.string }.sorted() == Self.problems.sorted(), "\(findings)")
        #expect(
            findings.allSatisfy { $0["place"]?.string == "\(folder.path)/charts/beacon/templates/beacon.yaml" })
    }

    @Test func aKindThatNoCRDIsAboutIsAWarning() async throws {
        let folder = try GuideProvider.example()
        try folder.write(
            Self.crd.replacing("kind: Beacon,", with: "kind: Buoy,"), to: "crds/buoy.yml")
        let run = await CommandRun.of("providers lint charts --crds crds", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.words.contains("warning: charts/beacon/templates/beacon.yaml: Beacon of"), "\(run.output)")
        #expect(run.words.contains("beacon.example.com/v1 was not checked: no CRD of it is known"), "\(run.output)")
    }

    @Test(arguments: [
        ("", "no file in it holds a CustomResourceDefinition"), ("a: [", "crds/a.yaml:"),
    ])
    func aFolderWithoutCRDsIsBadUsage(text: String, words: String) async throws {
        let folder = try GuideProvider.example()
        try folder.write(text, to: "crds/a.yaml")
        let run = await CommandRun.of("providers lint charts --crds crds", in: folder.path)
        #expect(run.status == .usage)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: [
        ("--crds nowhere", "--crds nowhere: there is no such folder"),
        ("--crds charts --cluster", "give --crds or --cluster, not both"),
    ])
    func flagsThatCannotBeMeantAreRefused(flags: String, words: String) async throws {
        let folder = try GuideProvider.example()
        let run = await CommandRun.of("providers lint charts \(flags)", in: folder.path)
        #expect(run.status == .usage)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func objectsAreCheckedAgainstTheCRDsOfACluster() async throws {
        try await SimulatedCluster.with { cluster in
            try GuideProvider.write(to: cluster.folder)
            let before = await cluster.run("providers lint charts --cluster")
            #expect(before.status == .done, "\(before.everything)")
            #expect(before.words.contains("was not checked: no CRD of it is known"), "\(before.output)")
            _ = try await cluster.client.create(
                try YAML.decode(Self.crd, file: "crd.yaml"), as: .customResourceDefinitions)
            let run = await cluster.run("providers lint charts --cluster -o json")
            #expect(run.status == .failed, "\(run.everything)")
            let json = try run.json
            #expect(json["simulated"] == true)
            let findings = json["providers"]?[0]?["findings"]?.array ?? []
            #expect(findings.compactMap { $0["message"]?.string }.sorted() == Self.problems.sorted(), "\(findings)")
        }
    }

    // MARK: - test

    @Test func aCaseThatFailsIsPrintedWithItsProblems() async throws {
        let folder = try GuideProvider.example(
            (
                Self.tests, "phase: Failed, message: no such model}",
                "phase: Failed, message: no such thing, patience: 5}"
            ))
        let run = await CommandRun.of("providers test charts", in: folder.path)
        #expect(run.status == .failed)
        #expect(
            run.output == """
                charts/beacon/tests/readiness.yaml: a spec that is refused
                  message is no such model, not no such thing
                  patience is missing, not 5 s
                7 cases passed, 1 failed

                """, "\(run.everything)")
        #expect(run.errors.isEmpty, "\(run.errors)")
        let json = try await CommandRun.of("providers test charts -o json", in: folder.path).json
        #expect(json["kind"] == "ProviderTest" && json["passed"] == 7 && json["failed"] == 1)
        #expect(json["providers"]?[0]?["failures"]?[0]?["name"] == "a spec that is refused")
        #expect(try await CommandRun.of("providers test charts -o yaml", in: folder.path).yaml == json)
    }

    @Test func aRuleThatNoCaseReachesIsAWarning() async throws {
        let folder = try GuideProvider.example(
            (Self.tests, "  - name: no workers\n    object: {spec: {workers: 0}}\n    expect: {phase: Stopped}\n", ""))
        let run = await CommandRun.of("providers test charts", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.hasPrefix("warning: charts/beacon/provider.yaml:"), "\(run.output)")
        #expect(run.words.contains("no case reaches readiness.rules[3] of beacon: wanted == 0"), "\(run.output)")
        #expect(run.output.hasSuffix("\n7 cases passed, 0 failed\n"))
        let strict = await CommandRun.of("providers test charts --strict", in: folder.path)
        #expect(strict.status == .failed)
        #expect(strict.errors.contains("no case reaches one rule\n  next: write a case for each"), "\(strict.errors)")
    }

    @Test func aFolderWithoutTestsFailsWithWhatToDo() async throws {
        let folder = try GuideProvider.example((Self.tests, "", nil))
        let run = await CommandRun.of("providers test charts", in: folder.path)
        #expect(run.status == .failed)
        #expect(run.output == "0 cases passed, 0 failed\n")
        #expect(run.errors.contains("charts/beacon has no test cases\n  next: write some to"), "\(run.errors)")
        #expect(run.errors.contains("charts/beacon/tests/readiness.yaml"), "\(run.errors)")
    }

    @Test(arguments: [
        (tests, "phase: Stopped", "phase: Asleep", "tests/readiness.yaml:"),
        (tests, "cases:", "cases: [", "tests/readiness.yaml:"),
        (definition, "phase: Stopped", "phase: Asleep", "provider.yaml:"),
    ])
    func aBrokenFileIsBadInputWithItsPlace(file: String, from: String, to: String, place: String) async throws {
        let folder = try GuideProvider.example((file, from, to))
        let run = await CommandRun.of("providers test charts", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("charts/beacon/\(place)"), "\(run.errors)")
    }
}

extension CommandRun {
    /// Standard output as if nothing had been wrapped.
    fileprivate var words: String { rows.joined(separator: " ") }
}
