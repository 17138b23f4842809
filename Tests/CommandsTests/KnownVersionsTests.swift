import Commands
import TestParts
import Testing
import Value

/// What is known of versions, as commands show it and go by it.
@Suite(.timeLimit(.minutes(3)))
struct KnownVersionsTests {
    /// A cluster on which groundcrew has installed that version of Dynamo's operator, and other versions of its chart.
    private static func with(
        _ version: String, and others: String..., body: (SimulatedCluster) async throws -> Void
    ) async throws {
        try await SimulatedCluster.with { cluster in
            for version in [version] + others {
                try cluster.writeOperator(
                    "dynamo-platform", version, label: "dynamo-operator", to: "dynamo-platform-\(version)")
            }
            let run = await cluster.run("install dynamo --chart ./dynamo-platform-\(version)")
            try #require(run.status == .done, "\(run.everything)")
            try await body(cluster)
        }
    }

    @Test func aSkippedMinorIsRefusedWithTheWay() async throws {
        try await Self.with("1.3.1", and: "1.4.2", "1.5.1", "1.6.2") { cluster in
            let plan = await cluster.run("install dynamo --chart ./dynamo-platform-1.6.2 --plan -o json")
            #expect(plan.status != .done)
            let decision = try plan.json["operators"]?[0]?["decision"]
            #expect(decision?["action"] == "refuse" && decision?["code"] == "skips-versions", "\(plan.everything)")
            let run = await cluster.run("install dynamo --chart ./dynamo-platform-1.6.2")
            #expect(run.status != .done)
            #expect(
                run.errors.contains(
                    "operator dynamo-platform: dynamo-system/dynamo-platform (chart dynamo-platform 1.3.1, revision 1) "
                        + "cannot become 1.6.2 at once: its project supports the way by 1.4.2, then 1.5.1 "
                        + "(skips-versions)"),
                "\(run.errors)")
            #expect(
                run.errors.contains("\n  next: bring it to 1.4.2 first: groundcrew install dynamo --version 1.4.2"),
                "\(run.errors)")
            #expect(try await cluster.releases == ["dynamo-system/dynamo-platform"], "nothing was changed")
            for version in ["1.4.2", "1.5.1", "1.6.2"] {
                let step = await cluster.run("install dynamo --chart ./dynamo-platform-\(version)")
                #expect(step.status == .done, "\(version): \(step.everything)")
            }
        }
    }

    /// A version that came after the data is unknown, and installed all the same.
    @Test func whatIsNewerThanTheDataIsNotRefused() async throws {
        try await Self.with("1.7.0", and: "1.8.0") { cluster in
            let plan = await cluster.run("install dynamo --chart ./dynamo-platform-1.8.0 --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(
                plan.output.contains(
                    "newer-than-data: dynamo-platform 1.8.0 is newer than what is known of dynamo-platform, which is of "
                ),
                "\(plan.output)")
            let json = try await cluster.run("install dynamo --chart ./dynamo-platform-1.8.0 --plan -o json").json
            let judgement = json["operators"]?[0]?["decision"]?["judgement"]
            #expect(judgement?["standing"] == "unknown" && judgement?["version"] == "1.8.0", "\(json)")
            #expect(judgement?["findings"]?[0]?["rule"] == "newer-than-data")
            #expect(await cluster.run("install dynamo --chart ./dynamo-platform-1.8.0").status == .done)
        }
    }

    @Test func whatFitsIsNotTalkedAbout() async throws {
        try await Self.with("1.6.2") { cluster in
            let plan = await cluster.run("install dynamo --chart ./dynamo-platform-1.6.2 --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(!plan.output.contains("newer-than-data") && !plan.output.contains("not-in-data"))
            let json = try await cluster.run("install dynamo --chart ./dynamo-platform-1.6.2 --plan -o json").json
            #expect(json["operators"]?[0]?["decision"]?["judgement"]?["standing"] == "fits", "\(json)")
        }
    }

    private static func sandbox(kubernetes: String = "v1.34.2", driver: String = "580.95.05") -> String {
        """
        apiVersion: groundcrew/v1
        kind: Sandbox
        version: \(kubernetes)
        nodes:
          - name: gpu-0
            gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}
            labels: {nvidia.com/cuda.driver-version.full: \(driver)}

        """
    }

    @Test func anOldClusterIsWarnedOf() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.sandbox(kubernetes: "v1.29.9", driver: "550.54.15"), to: "sandbox.yaml")
        let run = await CommandRun.of("install dynamo --plan --sandbox=sandbox.yaml", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.output.contains(
                "kubernetes: dynamo-platform 1.6.2 is made for Kubernetes >=1.30.0-0, and this is v1.29.9"),
            "\(run.output)")
        #expect(
            run.output.contains(
                "driver: images of dynamo-platform 1.6.2 (CUDA 13) need NVIDIA driver 580 or newer, and node gpu-0 has "
                    + "550.54.15"), "\(run.output)")
        let done = await CommandRun.of("install dynamo --sandbox=sandbox.yaml --events plain", in: folder.path)
        #expect(done.status == .done, "\(done.everything)")
        #expect(done.everything.contains("is made for Kubernetes >=1.30.0-0"), "\(done.everything)")
    }

    /// The plan's check warns of what does not go together; drivers are another check's.
    @Test func bootstrapWarnsOfAnOldCluster() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.sandbox(kubernetes: "v1.29.9", driver: "550.54.15"), to: "sandbox.yaml")
        try folder.write(TemporaryFolder.oneModel + "    provider: dynamo\n", to: "cluster.yaml")
        let run = await CommandRun.of(
            "bootstrap -f cluster.yaml --sandbox=sandbox.yaml --plan -o json", in: folder.path)
        let results = try run.json["preflight"]?["results"]?.array ?? []
        let operators = results.first { $0["id"] == "operators" }
        #expect(operators?["verdict"] == "warn", "\(results)")
        #expect(
            operators?["message"]
                == "dynamo-platform 1.6.2 is made for Kubernetes >=1.30.0-0, and this is v1.29.9", "\(results)")
        #expect(results.first { $0["id"] == "gpu-driver" }?["verdict"] == "fail", "\(results)")
    }

    @Test(arguments: [("580.95.05", "pass"), ("550.54.15", "fail")])
    func preflightJudgesDrivers(driver: String, verdict: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.sandbox(driver: driver), to: "sandbox.yaml")
        for provider in ["dynamo", "vllm"] {
            let run = await CommandRun.of(
                "preflight --provider \(provider) --only gpu-driver --only cluster --sandbox=sandbox.yaml -o json",
                in: folder.path)
            let check = try run.json["results"]?.array?.first { $0["id"] == "gpu-driver" }
            #expect(check?["verdict"]?.string == verdict, "\(provider): \(run.everything)")
        }
    }

    // MARK: - Showing

    @Test func providersShowNamesVersionsWithTheDayOfTheData() async throws {
        let run = await CommandRun.of("providers show dynamo")
        #expect(run.output.contains("\nversions      of dynamo-platform, as known on 2026-11-29:\n"), "\(run.output)")
        #expect(run.output.contains("\n              1.7: newest 1.7.0, vllm 0.33.0, "), "\(run.output)")
        #expect(
            run.output.contains("\n              upgrade one minor version after another, in order\n"), "\(run.output)")
        let value = try await CommandRun.of("providers show dynamo -o json").json
        let versions = value["operators"]?[0]?["versions"]
        #expect(versions?["asOf"] == "2026-11-29", "\(value)")
        #expect(versions?["known"]?.array?.last?["version"] == "1.7")
        #expect(versions?["upgrades"]?[0]?["step"] == "minor")
    }

    @Test func providersShowNamesVersionsOfWhatTheChartRunsAndOfWhatItNeeds() async throws {
        let vllm = await CommandRun.of("providers show vllm")
        #expect(vllm.output.contains("\nversions      of vLLM, as known on "), "\(vllm.output)")
        let value = try await CommandRun.of("providers show vllm -o json").json
        #expect(value["versions"]?["known"]?[0]?["engines"]?["vllm"]?["version"] == "0.31.0", "\(value)")
        let ome = await CommandRun.of("providers show ome")
        for name in ["OME", "ome-resources", "cert-manager"] {
            #expect(ome.output.contains("of \(name), as known on "), "\(ome.output)")
        }
        #expect(ome.output.contains("0.1.5: Kubernetes >=1.28.0-0, cert-manager >=1.9.0\n"), "\(ome.output)")
    }
}
