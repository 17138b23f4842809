/// Facts about nodes and pods, and what is wanted of them, as tests write them down.
enum CapacityText {
    /// - Parameter more: further facts, such as `'objects/x': []`.
    static func facts(
        nodes: String = "[]", pods: String = "[]", uses: String = "[]", slices: String = "null", more: String = ""
    ) -> String {
        "{nodes: \(nodes), pods: \(pods), nodeUse: \(uses), resourceSlices: \(slices)\(more.isEmpty ? "" : ", " + more)}"
    }

    static func node(
        _ name: String = "n", gpus: Int = 4, cpu: Int = 8000, gibibytes: Int = 64, disk: Int = 100,
        architecture: String = "amd64", labels: String = "", more: String = ""
    ) -> String {
        """
        {name: '\(name)', ready: true, labels: {\(labels)}, allocatable: {nvidia.com/gpu: \(gpus)},
         capacity: {nvidia.com/gpu: \(gpus)},
         room: {milliCPU: \(cpu), memory: \(gibibytes << 30), disk: \(disk << 30), pods: 10},
         system: {architecture: \(architecture), operatingSystem: linux} \(more.isEmpty ? "" : ", " + more)}
        """
    }

    static func wanted(_ more: String = "", workers: Int = 1, gpus: Int = 1) -> String {
        """
        {deployments: [{name: qwen, namespace: team, gpus: {perWorker: \(gpus), workers: \(workers)}
          \(more.isEmpty ? "" : ", " + more)}]}
        """
    }

    static func use(cpu: Int = 0, gibibytes: Int = 0, disk: Int = 0) -> String {
        "use: {milliCPU: \(cpu), memory: \(gibibytes << 30), disk: \(disk << 30)}"
    }

    static let priorities = "'objects/priorityclasses.scheduling.k8s.io'"
}
