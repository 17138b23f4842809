import Charts
import HTTP
import Preflight
import Providers
import TestParts
import Testing
import Value

/// What lies beside the cluster, and what is known of what providers need, as it was reported.
@Suite(.timeLimit(.minutes(5))) struct FieldServiceTests {
    // MARK: - NATS

    @Test func row14WhetherNATSIsNeededChangesWithTheVersionAndIsSaid() async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            let now = try await FieldOperators(of: "dynamo").result(of: "nats", on: cluster)
            now.expect("skipped", cause: ["not needed by dynamo-platform 1.6.2"])
            let before = try await FieldOperators(of: "dynamo", version: "1.3.1").result(of: "nats", on: cluster)
            before.expect("skipped", cause: ["comes with dynamo-platform 1.3.1"])
        }
    }

    @Test func row14AClosedPortOfNATSIsToldWhereItIsNeeded() async throws {
        try await HangingServer.withRefusingPort { port in
            let operators = try FieldOperators(
                of: "dynamo", values: ["dynamo-operator": ["natsAddr": .string("nats://127.0.0.1:\(port)")]])
            try await FieldCluster.with("nodes: []\n") { cluster in
                let result = try await cluster.result(
                    of: "nats", for: operators.subject, transport: CurlTransport(environment: [:]))
                result.expect(
                    "fail", cause: ["NATS at ", "127.0.0.1:\(port)", "is down"],
                    next: ["start NATS, or correct its address"])
            }
        }
    }

    // MARK: - What providers need

    private static let old = """
        nodes:
          - name: gpu-1
            gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}
            labels: {nvidia.com/cuda.driver-version.full: 570.86.15, nvidia.com/cuda.driver-version.major: "570"}

        """

    @Test func row21ADriverThatImagesDoNotRunWithIsTold() async throws {
        try await FieldCluster.with(Self.old) { cluster in
            let result = try await FieldOperators(of: "dynamo").result(of: "gpu-driver", on: cluster)
            result.expect(
                "fail",
                cause: [
                    "images of dynamo-platform 1.6.2 (CUDA 13) need NVIDIA driver 580 or newer, and no node has one"
                ], next: ["bring the driver of the nodes to 580 or newer"])
        }
    }

    /// The containers of the router's pod, with what they ask for.
    private static func router() throws -> [(name: String, resources: Value)] {
        let chart = try ProviderRegistry.builtIn().provider("llm-d").chart
        let rendered = try Renderer().render(
            chart, values: ["modelId": "Qwen/Qwen3-0.6B"],
            release: ReleaseIdentity(name: "qwen3", namespace: "models"))
        let pod = rendered.manifests.first { $0.kind == "Deployment" && $0.name == "qwen3-epp" }
        let containers = pod?.value["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        return containers.map { ($0["name"]?.string ?? "", $0["resources"] ?? .null) }
    }

    @Test func row21TheRouterAsksForTheProcessorsThatItNeeds() throws {
        let containers = try Self.router()
        #expect(containers.count == 2)
        for (name, resources) in containers {
            let asked = try #require(resources["requests"]?["cpu"], "\(name)")
            let quantity = try Quantity(asked)
            #expect(quantity.milli >= 1000, "\(name)")
            #expect(resources["limits"]?["cpu"] == nil, "\(name)")
        }
    }

    @Test func row32TheRouterAsksForTheMemoryThatItNeeds() throws {
        for (name, resources) in try Self.router() {
            let asked = try #require(resources["requests"]?["memory"], "\(name)")
            let quantity = try Quantity(asked)
            #expect(quantity.integer >= 2 << 30, "\(name)")
            #expect(resources["limits"]?["memory"] == asked, "\(name)")
        }
    }

    // MARK: - The hub

    /// A hub that takes no more requests from this address.
    private struct ThrottlingHub: HTTPTransport {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse { HTTPResponse(status: 429) }
    }

    @Test func row29AHubThatThrottlesThisAddressIsToldOnce() async throws {
        try await FieldCluster.with("nodes: []\n") { cluster in
            let deployment = Subject.Deployment(
                name: "qwen", namespace: "default", provider: "dynamo", model: ["id": "Qwen/Qwen3-0.6B"], workers: 1,
                perWorker: 1)
            let result = try await cluster.result(
                of: "model-hub", for: Subject(deployments: [deployment]), transport: ThrottlingHub())
            result.expect(
                "warn", cause: ["https://huggingface.co", "429"],
                next: ["a token does not help where the address is throttled", "modelCache.claim"])
        }
    }
}
