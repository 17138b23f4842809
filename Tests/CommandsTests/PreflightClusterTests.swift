import Commands
import HTTP
import TestParts
import Testing
import Value

/// The checks of whole commands against a real API server with nodes that have GPUs.
@Suite(.timeLimit(.minutes(5)))
struct PreflightClusterTests {
    /// One node with eight GPUs, ready and without taints.
    private func fill(_ cluster: ControlPlane) async throws {
        let node = "{apiVersion: v1, kind: Node, metadata: {name: gpu-1, labels: {nvidia.com/gpu.present: 'true'}}}"
        try #require(try await cluster.kubectl("create", "-f", "-", input: node).isSuccess)
        _ = try await cluster.kubectl("taint", "node", "gpu-1", "node.kubernetes.io/not-ready-")
        let counts = #"{"cpu":"64","pods":"100","nvidia.com/gpu":"8"}"#
        let status =
            #"{"status":{"capacity":\#(counts),"allocatable":\#(counts),"conditions":[{"type":"Ready","status":"True"}]}}"#
        let patched = try await cluster.kubectl(
            "patch", "node", "gpu-1", "--subresource=status", "--type=merge", "-p", status)
        try #require(patched.isSuccess, "\(patched)")
    }

    private func run(_ line: String, in folder: TemporaryFolder, on cluster: ControlPlane) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init) + ["--kubeconfig", cluster.kubeconfig], in: folder.path,
            environment: ["HOME": folder.path], transport: CurlTransport(environment: [:]))
    }

    private func gpuNodes(_ report: Value?) throws -> Value {
        try #require(report?["results"]?.array?.first { $0["id"] == "gpu-nodes" })
    }

    @Test func numbersOfTheUserMeetThoseOfTheChart() async throws {
        try await ControlPlane.with { cluster in
            try await fill(cluster)
            let folder = try TemporaryFolder()
            for (flags, needed) in [("--gpus 2", "2"), ("--replicas 3", "3"), ("--gpus 4 --replicas 2", "8")] {
                let run = await run(
                    "preflight --only gpu-nodes --model Qwen/Qwen3-0.6B -o json \(flags)", in: folder, on: cluster)
                #expect(run.status == .done, "\(run.everything)")
                let gpus = try gpuNodes(try run.json)
                #expect(gpus["verdict"] == "pass", "\(gpus)")
                #expect(gpus["message"]?.string?.contains("\(needed) nvidia.com/gpu needed") == true, "\(gpus)")
            }
            let tooMany = await run(
                "preflight --only gpu-nodes --model Qwen/Qwen3-0.6B --gpus 3 --replicas 3", in: folder, on: cluster)
            #expect(tooMany.status == .failed, "\(tooMany.everything)")
        }
    }

    @Test func twoProvidersThatNeedTheSameGPUsFailAndNothingChanges() async throws {
        try await ControlPlane.with { cluster in
            try await fill(cluster)
            let folder = try TemporaryFolder()
            try PreflightCommandTests.addProvider(to: folder)
            try folder.write(
                PreflightCommandTests.models(
                    "provider: dynamo, resources: {gpu: 8}", "provider: other, resources: {gpu: 8}"),
                to: "cluster.yaml")
            let both = await run("bootstrap -f cluster.yaml --charts charts -o json", in: folder, on: cluster)
            #expect(both.status == .failed, "\(both.everything)")
            let gpus = try gpuNodes(try both.json["preflight"])
            #expect(gpus["verdict"] == "fail")
            #expect(gpus["message"]?.string?.contains("16 nvidia.com/gpu needed together") == true, "\(gpus)")
            let namespaces = try await cluster.kubectl("get", "namespaces", "-o", "name")
            #expect(!namespaces.standardOutput.contains("dynamo-system"), "\(namespaces)")
            #expect(!namespaces.standardOutput.contains("models"), "\(namespaces)")
        }
    }
}
