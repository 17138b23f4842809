import Preflight
import Sandbox
import Testing
import Value

@testable import Commands

/// The simulated cluster out of a snapshot.
@Suite(.timeLimit(.minutes(3)))
struct RecordedClusterTests {
    private static func snapshot(_ facts: Facts) -> Snapshot {
        Snapshot(facts, recordedAt: "2026-11-30T12:00:00Z", version: "0.1.0")
    }

    private static var facts: Facts {
        var facts = Facts(cluster: ClusterIdentityFact(server: "https://c", uid: "u"))
        facts[.kubernetes] = .known(["gitVersion": "v1.33.7", "version": "1.33.7"])
        facts[.nodes] = .known([
            [
                "name": "gpu-0", "hostname": true, "ready": true, "labels": ["pool": "a"],
                "allocatable": ["nvidia.com/gpu": 8, "rdma/hca": 2], "capacity": ["nvidia.com/gpu": 8],
                "room": ["milliCPU": 64_000, "memory": 549_755_813_888, "pods": 110],
                "system": ["architecture": "arm64", "operatingSystem": "linux", "kubelet": "v1.33.7"],
                "taints": [["key": "gpu", "value": "", "effect": "PreferNoSchedule"]],
            ], ["name": "cpu-0", "cordoned": true, "ready": false, "pressures": ["DiskPressure"]],
        ])
        facts[.pods] = .known([
            [
                "namespace": "team", "name": "web-0", "node": "gpu-0", "requests": ["nvidia.com/gpu": 3],
                "labels": ["app": "web"], "use": ["milliCPU": 500, "memory": 1024, "disk": 0],
            ]
        ])
        facts[.nodeUse] = .known([
            ["node": "gpu-0", "use": ["milliCPU": 100, "memory": 2048, "disk": 0], "pods": 4, "lowestPriority": 0]
        ])
        facts["objects/customresourcedefinitions.apiextensions.k8s.io"] = .known([
            [
                "metadata": ["name": "things.example.com", "labels": ["a": "b"]],
                "spec": [
                    "names": ["kind": "Thing"],
                    "versions": [
                        ["name": "v1", "served": true, "storage": true],
                        ["name": "v1beta1", "served": false, "storage": false],
                    ],
                ],
            ], ["metadata": ["name": "bare.example.com"]],
        ])
        facts["objects/storageclasses.storage.k8s.io"] = .known([
            ["metadata": ["name": "fast"], "provisioner": "csi.example.com"], ["metadata": ["name": "none"]],
        ])
        facts["objects/namespaces"] = .known([
            ["metadata": ["name": "default"]], ["metadata": ["name": "team", "labels": ["tier": "gold"]]],
            ["metadata": ["name": "going", "deletionTimestamp": "2026-11-30T12:00:00Z"]],
        ])
        facts["objects/services"] = .known([["metadata": ["name": "web", "namespace": "team"]]])
        return facts
    }

    private func object(_ file: SandboxFile, _ kind: String, _ name: String) -> Value? {
        file.objects.first { $0["kind"]?.string == kind && $0["metadata"]?["name"]?.string == name }
    }

    // MARK: What is made

    @Test func nodesAreAsTheyWereRecorded() throws {
        let file = RecordedCluster(Self.snapshot(Self.facts)).file
        #expect(file.version == "v1.33.7")
        let gpu = try #require(object(file, "Node", "gpu-0"))
        #expect(gpu["metadata"]?["labels"]?["kubernetes.io/hostname"] == "gpu-0")
        #expect(gpu["metadata"]?["labels"]?["pool"] == "a")
        #expect(gpu["spec"]?["taints"] == [["key": "gpu", "effect": "PreferNoSchedule"]])
        let status = gpu["status"]
        #expect(
            status?["allocatable"] == [
                "cpu": "64000m", "memory": "549755813888", "pods": "110", "nvidia.com/gpu": "8", "rdma/hca": "2",
            ])
        #expect(status?["nodeInfo"]?["architecture"] == "arm64")
        #expect(status?["conditions"]?[0]?["type"] == "Ready" && status?["conditions"]?[0]?["status"] == "True")
        let cpu = try #require(object(file, "Node", "cpu-0"))
        #expect(cpu["spec"]?["unschedulable"] == true)
        #expect(cpu["status"]?["conditions"]?.array?.map { $0["type"]?.string } == ["Ready", "DiskPressure"])
    }

    @Test func podsHoldWhatTheyHeld() throws {
        let recorded = RecordedCluster(Self.snapshot(Self.facts))
        let web = try #require(object(recorded.file, "Pod", "web-0"))
        #expect(web["spec"]?["nodeName"] == "gpu-0")
        let resources = web["spec"]?["containers"]?[0]?["resources"]
        #expect(resources?["requests"] == ["nvidia.com/gpu": "3", "cpu": "500m", "memory": "1024"])
        #expect(resources?["limits"] == ["nvidia.com/gpu": "3"])
        let others = try #require(object(recorded.file, "Pod", "recorded-others-0"))
        #expect(others["spec"]?["containers"]?[0]?["resources"]?["requests"] == ["cpu": "100m", "memory": "2048"])
        #expect(recorded.notes.contains { $0.contains("4 pods that hold no devices") })
    }

    @Test func otherObjectsAreMadeWhereTheyAreWhole() throws {
        let file = RecordedCluster(Self.snapshot(Self.facts)).file
        let crd = try #require(object(file, "CustomResourceDefinition", "things.example.com"))
        #expect(crd["spec"]?["group"] == "example.com")
        #expect(crd["spec"]?["versions"]?.array?.map { $0["served"]?.bool } == [true, false])
        #expect(object(file, "CustomResourceDefinition", "bare.example.com") == nil)
        #expect(object(file, "StorageClass", "fast")?["provisioner"] == "csi.example.com")
        #expect(object(file, "StorageClass", "none") == nil)
        #expect(object(file, "Namespace", "team")?["metadata"]?["labels"]?["tier"] == "gold")
        #expect(object(file, "Namespace", "default") == nil, "every cluster has it")
        #expect(object(file, "Namespace", "going") == nil)
    }

    @Test func whatIsLeftOutIsSaid() {
        let notes = RecordedCluster(Self.snapshot(Self.facts)).notes
        #expect(notes.contains("left out: services"), "\(notes)")
        #expect(notes.contains { $0.contains("1 CRDs take every field") }, "\(notes)")
        var poor = Facts()
        poor[.nodes] = .unknown(UnknownReason(.forbidden, "may not list nodes"))
        let bare = RecordedCluster(Self.snapshot(poor))
        #expect(bare.file.objects.isEmpty)
        #expect(bare.notes.contains("not recorded: nodes: may not list nodes"), "\(bare.notes)")
    }

    @Test(arguments: [
        ("{\"schema\": \"groundcrew.snapshot/v1\"}", true),
        (" \n{\"a\": 1, \"schema\":\"groundcrew.snapshot/v9\"}", true),
        ("{\"apiVersion\": \"groundcrew/v1\", \"kind\": \"Sandbox\"}", false), ("", false),
        ("# \"groundcrew.snapshot/\"\nkind: Sandbox\n", false),
    ])
    func snapshotsAreTold(text: String, isSnapshot: Bool) {
        #expect(RecordedCluster.isSnapshot(Array(text.utf8)) == isSnapshot)
    }

    // MARK: In the simulated cluster

    private static func write(_ facts: Facts, to folder: TemporaryFolder) throws {
        try folder.write(String(decoding: snapshot(facts).bytes, as: UTF8.self), to: "facts.json")
    }

    @Test func aRehearsalMeetsTheRecordedRoom() async throws {
        let folder = try TemporaryFolder()
        try Self.write(Self.facts, to: folder)
        for (gpus, fits) in [(5, true), (6, false)] {
            let run = await CommandRun.of(
                "preflight --sandbox=facts.json --provider dynamo --gpus \(gpus) --only gpu-nodes -o json",
                in: folder.path)
            let result = try run.json["results"]?.array?.first { $0["id"] == "gpu-nodes" }
            #expect((result?["verdict"]?.string != "fail") == fits, "\(run.everything)")
            #expect(run.errors.contains("facts.json: left out: services"), "\(run.errors)")
        }
    }

    /// What a snapshot of the simulated cluster makes is like it.
    @Test func theSimulatedClusterComesBack() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("snapshot -o facts.json").status == .done)
            let line = "preflight --only cluster --only gpu-nodes -o json"
            let live = await cluster.run("\(line) --gpus 8")
            let again = await SnapshotCommandTests.offline("\(line) --gpus 8 --sandbox=facts.json", cluster)
            let (found, expected) = try (
                SnapshotCommandTests.verdicts(again.json), SnapshotCommandTests.verdicts(live.json)
            )
            #expect(found == expected, "\(again.everything)")
        }
    }

    @Test func whatWasChangedMakesNoCluster() async throws {
        let folder = try TemporaryFolder()
        try Self.write(Self.facts, to: folder)
        try folder.write(try folder.read("facts.json").replacing("\"gpu-0\"", with: "\"gpu-9\""), to: "facts.json")
        let run = await CommandRun.of("preflight --sandbox=facts.json", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("changed after it was recorded"), "\(run.errors)")
    }

    @Test func theFileIsGivenOnce() async {
        let run = await CommandRun.of("sandbox serve facts.json --sandbox-file other.yaml")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("give the file once"), "\(run.errors)")
    }
}
