import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// `preflight -f`: all that a bootstrap file brings, judged as bootstrap judges it.
@Suite(.timeLimit(.minutes(3)))
struct PreflightFileTests {
    /// Two providers, three models.
    static let fleet = """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        providers: [{name: kuberay}]
        models:
          - {id: Qwen/Qwen3-0.6B, name: one, namespace: models, provider: dynamo, resources: {gpu: 2}}
          - {id: Qwen/Qwen3-0.6B, name: two, namespace: team, provider: kuberay, replicas: 2}
          - {id: Qwen/Qwen2.5-1.5B-Instruct, name: three, namespace: models, provider: dynamo, resources: {gpu: 4}}

        """

    private func result(_ id: String, _ report: Value?) throws -> Value {
        try #require(report?["results"]?.array?.first { $0["id"]?.string == id }, "no check \(id)")
    }

    /// What a verdict rests on.
    private func verdicts(_ report: Value?) -> [String] {
        (report?["results"]?.array ?? []).map {
            "\($0["id"]?.string ?? "") \($0["verdict"]?.string ?? ""): \($0["message"]?.string ?? "")"
        }
    }

    @Test func theWholeFileIsOneSubject() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.fleet, to: "fleet.yaml")
            let run = await cluster.run("preflight -f fleet.yaml -o json --skip storage-class")
            let report = try run.json
            let gpus = try result("gpu-nodes", report)
            #expect(gpus["verdict"] == "pass", "\(gpus)")
            let message = gpus["message"]?.string ?? ""
            // Two, two replicas of one, and four.
            #expect(message.contains("8 nvidia.com/gpu needed"), "\(gpus)")
            for name in ["one", "two", "three"] { #expect(message.contains(name), "\(gpus)") }
            let operators = try result("operators", report)["message"]?.string ?? ""
            #expect(operators.contains("dynamo-platform") && operators.contains("kuberay-operator"), "\(operators)")
            // What the file installs may still be missing.
            let crds = try result("crds", report)
            #expect(crds["verdict"] == "skipped", "\(crds)")
            #expect(crds["message"]?.string?.contains("comes with dynamo-platform") == true, "\(crds)")
            #expect(crds["message"]?.string?.contains("comes with kuberay-operator") == true, "\(crds)")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func itSaysWhatBootstrapSays() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.fleet, to: "fleet.yaml")
            for flags in ["", " --skip crds", " --only gpu-nodes --only operators", " --category cluster"] {
                let preflight = try await cluster.run("preflight -f fleet.yaml -o json\(flags)").json
                let plan = try await cluster.run("bootstrap -f fleet.yaml --plan -o json\(flags)").json
                #expect(verdicts(preflight) == verdicts(plan["preflight"]), "\(flags)")
                #expect(preflight["outcome"] == plan["preflight"]?["outcome"])
            }
        }
    }

    @Test func modelsThatDoNotFitTogetherFail() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.fleet, to: "fleet.yaml")
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Sandbox
            nodes: [{name: gpu-0, gpus: {count: 4, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}]

            """, to: "small.yaml")
        for format in ["text", "json", "yaml"] {
            let run = await CommandRun.of(
                "preflight -f fleet.yaml --sandbox=small.yaml --only cluster --only gpu-nodes -o \(format)",
                in: folder.path)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.contains("gpu-nodes"))
        }
    }

    @Test func theFileMayComeFromStandardInput() async throws {
        let run = await CommandRun.of(
            ["preflight", "-f", "-", "--sandbox", "--only", "gpu-nodes", "-o", "json"],
            standardInput: TemporaryFolder.oneModel)
        #expect(run.status == .done, "\(run.everything)")
        #expect(try result("gpu-nodes", run.json)["message"]?.string?.contains("qwen3") == true)
    }

    @Test func modelsWithoutAPlaceGoWhereTheFlagSays() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                TemporaryFolder.oneModel.replacing("    namespace: models\n", with: ""), to: "one.yaml")
            let rule = """
                apiVersion: groundcrew/v1
                kind: Check
                id: place
                title: Place
                category: house
                description: where it goes
                outcomes:
                  - when: "true"
                    verdict: pass
                    message: "${want.deployments.map(d, d.namespace).join(',')}"

                """
            try cluster.folder.write(rule, to: "rules/place.yaml")
            for (flags, expected) in [("", "default"), (" -n team", "team")] {
                let run = await cluster.run("preflight -f one.yaml --checks rules --only place -o json\(flags)")
                #expect(try result("place", run.json)["message"]?.string == expected, "\(run.everything)")
            }
        }
    }

    // MARK: - Its cluster

    @Test func anotherClusterThanTheOneOfTheFileIsRefused_F28() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "cluster: {uid: other}\n", to: "other.yaml")
            let run = await cluster.run("preflight -f other.yaml")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.output.isEmpty && run.errors.contains("cluster.uid"), "\(run.errors)")
        }
    }

    @Test func theContextOfTheFileCountsWhereNoFlagNamesOne() async throws {
        try await SimulatedFleet.with { fleet in
            try fleet.folder.write(TemporaryFolder.oneModel + "cluster: {context: west}\n", to: "west.yaml")
            let file = await fleet.run("preflight -f west.yaml --only cluster -o json")
            #expect(try file.json["cluster"]?["server"] == "https://west.invalid", "\(file.everything)")
            let flag = await fleet.run("preflight -f west.yaml --context east --only cluster -o json")
            #expect(try flag.json["cluster"]?["server"] == "https://east.invalid", "\(flag.everything)")
            let both = await fleet.run("preflight -f west.yaml --context east --context west --only cluster -o json")
            #expect(try both.json["clusters"]?.array?.count == 2, "\(both.everything)")
        }
    }

    @Test func oneOfSeveralClustersMayBeAnotherThanTheFiles() async throws {
        try await SimulatedFleet.with { fleet in
            let east = try await fleet.run("preflight --context east --only cluster -o json").json
            let uid = try #require(east["cluster"]?["uid"]?.string)
            try fleet.folder.write(TemporaryFolder.oneModel + "cluster: {uid: \(uid)}\n", to: "pinned.yaml")
            let run = await fleet.run("preflight -f pinned.yaml --context east --context west --only cluster -o json")
            #expect(run.status == .undecided, "\(run.everything)")
            let clusters = try run.json["clusters"]?.array ?? []
            #expect(clusters.map { $0["outcome"] } == ["passed", "undecided"], "\(clusters)")
            #expect(clusters.last?["error"]?["message"]?.string?.contains(uid) == true, "\(clusters)")
        }
    }

    // MARK: - What is wrong with it

    @Test(arguments: [
        ("kind: Sandbox\n", "must be Bootstrap"),
        ("kind: Bootstrap\nproviders: [{name: dynamu}]\n", "(did you mean 'dynamo'?)"),
        ("kind: Bootstrap\nmodels: [{id: Qwen/Qwen3-0.6B, engine: vlm}]\n", "models[0].engine is 'vlm'"),
        (
            "kind: Bootstrap\nproviders: [{name: dynamo}]\noperators: {keda: {version: 1.0.0}}\n",
            "is not an operator that the providers need"
        ),
    ])
    func aFileThatCannotBeDoneIsToldWithItsPlace(text: String, says: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("apiVersion: groundcrew/v1\n\(text)", to: "bad.yaml")
        for format in ["text", "json", "yaml"] {
            let run = await CommandRun.of("preflight -f bad.yaml --sandbox -o \(format)", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("bad.yaml:") && run.errors.contains(says), "\(run.errors)")
            #expect(format == "text" ? run.output.isEmpty : run.output.contains("bad.yaml:"), "\(run.output)")
        }
    }

    @Test func aClusterThatIsAwayLeavesItUndecidedWithAReport() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.fleet, to: "fleet.yaml")
            try cluster.folder.write(
                TemporaryFolder.oneModel + "    expose: gateway\n", to: "exposed.yaml")
            for file in ["fleet.yaml", "exposed.yaml"] {
                let run = await cluster.run(
                    "preflight -f \(file) -o json --report junit=out.xml", through: Unplugged())
                #expect(run.status == .undecided, "\(run.everything)")
                let reached = try result("cluster", run.json)
                #expect(reached["verdict"] == "unknown", "\(reached)")
                #expect(reached["message"]?.string?.contains("connection refused") == true, "\(reached)")
                let unknown = (try run.json["results"]?.array ?? []).filter { $0["verdict"] == "unknown" }
                #expect(unknown.map { $0["id"] } == ["cluster"], "one time-out, one finding: \(unknown)")
                #expect(try cluster.folder.read("out.xml").contains("name=\"cluster\""))
            }
        }
    }

    /// Who may read nothing of what is planned with gets a report all the same.
    @Test func missingRightsLeaveItUndecidedWithAReport() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.fleet, to: "fleet.yaml")
            let run = await cluster.run("preflight -f fleet.yaml --context restricted --only gpu-nodes -o json")
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(try result("gpu-nodes", run.json)["unknown"]?["code"] == "forbidden", "\(run.output)")
        }
    }

    @Test func findingsStandInTheFile() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: ".git/HEAD")
        try folder.write(TemporaryFolder.oneModel, to: "deploy/cluster.yaml")
        try folder.write("apiVersion: groundcrew/v1\nkind: Sandbox\nnodes: [{name: cpu-0}]\n", to: "bare.yaml")
        let run = await CommandRun.of(
            "preflight -f cluster.yaml --sandbox=../bare.yaml --only gpu-nodes --report sarif=out.sarif",
            in: folder.path + "/deploy")
        #expect(run.status == .failed, "\(run.everything)")
        let sarif = try Value(json: Array(folder.read("deploy/out.sarif").utf8))
        let place = sarif["runs"]?[0]?["results"]?[0]?["locations"]?[0]?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"] == "deploy/cluster.yaml", "\(place ?? .null)")
        #expect(place?["region"]?["startLine"] == 4)
    }
}
