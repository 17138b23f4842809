import Testing
import Value

@testable import Preflight

@Suite struct GPUDriverCheckTests {
    static let wanted = "{drivers: {neededBy: dynamo-platform 1.6.2, least: 580, cuda: '13'}}"

    static let several = """
        {drivers: [{neededBy: harbor 1.0.0, least: 550}, {neededBy: crane 2.0.0, least: 590},
                   {neededBy: winch 3.0.0, least: 580, cuda: '13'}]}
        """

    static func deployed(_ gpus: Int, more: String = "") -> String {
        """
        {drivers: {neededBy: dynamo-platform 1.6.2, least: 580},
         deployments: [{name: qwen, namespace: models, gpus: {perWorker: \(gpus), workers: 1}\(more)}]}
        """
    }

    /// The images of two providers, and deployments of some.
    static func providers(_ names: String...) -> String {
        let deployments = names.map {
            "{name: \($0)-1, namespace: models, provider: \($0), gpus: {perWorker: 1, workers: 1}}"
        }
        return """
            {drivers: [{neededBy: harbor 1.0.0, least: 550, provider: harbor},
                       {neededBy: crane 2.0.0, least: 590, provider: crane}],
             deployments: [\(deployments.joined(separator: ", "))]}
            """
    }

    /// - Parameter drivers: a node each; nil for one that does not tell.
    static func nodes(_ drivers: [String?], resource: String = "nvidia.com/gpu") -> String {
        let nodes = drivers.enumerated().map { index, driver in
            let labels = driver.map { ", labels: {nvidia.com/cuda.driver-version.full: '\($0)'}" } ?? ""
            return "{name: gpu-\(index), ready: true, allocatable: {\(resource): 8}\(labels)}"
        }
        return "{nodes: [\(nodes.joined(separator: ", "))]}"
    }

    static let scenarios: [Scenario] = [
        Scenario(
            "all will do", facts: nodes(["580.95.05", "595.91.07"]), want: wanted, verdict: "pass",
            says: ["NVIDIA driver 580 or newer on all 2 nodes that say theirs, as dynamo-platform 1.6.2 needs"]),
        Scenario(
            "some do not tell", facts: nodes(["580.95.05", nil]), want: wanted, verdict: "pass", says: ["all 1 nodes"]),
        Scenario(
            "some are too old", facts: nodes(["580.95.05", "550.54.15"]), want: wanted, verdict: "warn",
            says: [
                "images of dynamo-platform 1.6.2 (CUDA 13) need NVIDIA driver 580 or newer, and 1 of 2 nodes that say",
                "gpu-1: 550.54.15", "keep deployments away from them",
            ]),
        Scenario(
            "all that tell are too old", facts: nodes(["550.54.15", nil]), want: wanted, verdict: "warn",
            says: ["1 of 1 nodes"]),
        Scenario(
            "all are too old", facts: nodes(["550.54.15", "535.1"]), want: wanted, verdict: "fail",
            says: ["and no node has one", "gpu-0: 550.54.15", "gpu-1: 535.1", "driver.version of the GPU operator"]),
        Scenario(
            "the most demanding counts", facts: nodes(["580.95.05"]), want: several, verdict: "fail",
            says: ["images of crane 2.0.0 need NVIDIA driver 590 or newer"]),
        Scenario(
            "what another provider's images need is no matter", facts: nodes(["580.95.05"]), want: providers("harbor"),
            verdict: "pass", says: ["NVIDIA driver 550 or newer", "as harbor 1.0.0 needs"]),
        Scenario(
            "of several providers the most demanding counts", facts: nodes(["580.95.05"]),
            want: providers("harbor", "crane"), verdict: "fail", says: ["images of crane 2.0.0 need"]),
        Scenario(
            "of the provider's images nothing is known", facts: nodes(["550.54.15"]), want: providers("winch"),
            verdict: "skipped", says: ["of no image it is known which driver it needs"]),
        Scenario(
            "many are too old", facts: nodes(Array(repeating: "535.1", count: 9)), want: wanted, verdict: "fail",
            says: ["gpu-0, gpu-1, gpu-2, gpu-3, gpu-4, gpu-5 and 3 more: 535.1"]),
        Scenario(
            "older labels",
            facts: """
                {nodes: [{name: gpu-0, ready: true, allocatable: {nvidia.com/gpu: 8},
                  labels: {nvidia.com/cuda.driver.major: '550', nvidia.com/cuda.driver.minor: '54'}}]}
                """, want: wanted, verdict: "fail", says: ["gpu-0: 550.54"]),
        Scenario(
            "none tells", facts: nodes([nil, nil]), want: wanted, verdict: "skipped",
            says: ["none of them has the labels of GPU feature discovery; dynamo-platform 1.6.2 needs 580 or newer"]),
        Scenario("no nodes", facts: "{nodes: []}", want: wanted, verdict: "skipped", says: ["no node offers"]),
        Scenario(
            "another vendor's", facts: nodes(["550.54.15"], resource: "amd.com/gpu"), want: wanted,
            verdict: "skipped", says: ["no node offers accelerators of NVIDIA"]),
        Scenario(
            "slices have drivers, too", facts: nodes(["550.54.15"], resource: "nvidia.com/mig-1g.5gb"), want: wanted,
            verdict: "fail"),
        Scenario(
            "a deployment with accelerators", facts: nodes(["550.54.15"]), want: deployed(1), verdict: "fail",
            says: ["images of dynamo-platform 1.6.2 need"]),
        Scenario(
            "a deployment without", facts: nodes(["550.54.15"]), want: deployed(0), verdict: "skipped",
            says: ["no deployment asks for an accelerator"]),
        Scenario(
            "a deployment on another vendor's", facts: nodes(["550.54.15"]),
            want: deployed(1, more: ", resource: amd.com/gpu"), verdict: "skipped",
            says: ["no deployment asks for accelerators of NVIDIA whose images are known"]),
        Scenario(
            "a deployment for another vendor", facts: nodes(["550.54.15"]),
            want: deployed(1, more: ", accelerator: amd"),
            verdict: "skipped", says: ["no deployment asks for accelerators of NVIDIA"]),
        Scenario(
            "a deployment on slices of NVIDIA's", facts: nodes(["550.54.15"], resource: "nvidia.com/mig-1g.5gb"),
            want: deployed(1, more: ", resource: nvidia.com/mig-1g.5gb"), verdict: "fail"),
        Scenario(
            "a deployment that claims NVIDIA's", facts: nodes(["550.54.15"]),
            want: deployed(0, more: ", claim: {deviceClass: gpu.nvidia.com, count: 1}"), verdict: "fail"),
        Scenario(
            "a deployment that claims another vendor's", facts: nodes(["550.54.15"]),
            want: deployed(0, more: ", claim: {deviceClass: gpu.amd.com, count: 1}"), verdict: "skipped"),
        Scenario(
            "nothing is known of images", facts: nodes(["550.54.15"]), verdict: "skipped",
            says: ["of no image it is known which driver it needs"]),
        Scenario("F32 forbidden", facts: "{nodes: forbidden}", want: wanted, verdict: "unknown"),
        Scenario("F32 timed out", facts: "{nodes: timeout}", want: wanted, verdict: "unknown"),
        Scenario("not gathered", facts: "{}", want: wanted, verdict: "unknown"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-driver")
    }

    @Test func labelsOfDriversAreKept() {
        #expect(Accelerator.isKept(label: "nvidia.com/cuda.driver-version.full"))
        #expect(Accelerator.isKept(label: "nvidia.com/cuda.driver.major"))
        #expect(!Accelerator.isKept(label: "nvidia.com/cuda.runtime-version.full"))
    }

    @Test func nothingWantedIsNothingOld() {
        let node = NodeFact(
            name: "a", labels: ["nvidia.com/cuda.driver-version.major": "1"], allocatable: ["nvidia.com/gpu": 1])
        let value = DriverInventory(nodes: [node], wanted: []).value
        #expect(value["old"] == [] && value["known"] == 1 && value["least"] == 0)
    }
}
