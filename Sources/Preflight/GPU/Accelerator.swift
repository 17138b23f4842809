import Versions

/// A kind of accelerator, told by the name of a Kubernetes resource.
struct Accelerator: Sendable, Hashable {
    enum Share: String, Sendable {
        /// A device that one container has to itself, unless the node's labels say that it is time-sliced.
        case whole
        /// A fixed part of a device, such as MIG.
        case partition
        /// A time-sliced device.
        case shared
    }

    var vendor: String
    var share: Share

    /// Nil when the resource is not an accelerator.
    init?(resource: String) {
        guard let found = Self.names[resource] ?? Self.prefixes.first(where: { resource.hasPrefix($0.prefix) })?.kind
        else { return nil }
        self.init(vendor: found.vendor, share: found.share)
    }

    init(vendor: String, share: Share) {
        self.vendor = vendor
        self.share = share
    }

    /// The resources of whole devices that a deployment on this vendor's accelerators asks for.
    static func wholeResources(of vendor: String) -> [String] {
        names.filter { $0.value.vendor == vendor && $0.value.share == .whole }.keys.sorted()
    }

    static func isOne(_ resource: String) -> Bool { Accelerator(resource: resource) != nil }

    private static let names: [String: Accelerator] = [
        "nvidia.com/gpu": Accelerator(vendor: "nvidia", share: .whole),
        "nvidia.com/gpu.shared": Accelerator(vendor: "nvidia", share: .shared),
        "amd.com/gpu": Accelerator(vendor: "amd", share: .whole),
        "gpu.intel.com/i915": Accelerator(vendor: "intel", share: .whole),
        "gpu.intel.com/xe": Accelerator(vendor: "intel", share: .whole),
        "habana.ai/gaudi": Accelerator(vendor: "habana", share: .whole),
        "google.com/tpu": Accelerator(vendor: "google", share: .whole),
        "aws.amazon.com/neuron": Accelerator(vendor: "aws", share: .whole),
        "aws.amazon.com/neuroncore": Accelerator(vendor: "aws", share: .partition),
        "aws.amazon.com/neurondevice": Accelerator(vendor: "aws", share: .whole),
        "huawei.com/Ascend910": Accelerator(vendor: "huawei", share: .whole),
    ]

    private static let prefixes: [(prefix: String, kind: Accelerator)] = [
        ("nvidia.com/mig-", Accelerator(vendor: "nvidia", share: .partition)),
        ("amd.com/spx_", Accelerator(vendor: "amd", share: .partition)),
        ("amd.com/dpx_", Accelerator(vendor: "amd", share: .partition)),
        ("amd.com/qpx_", Accelerator(vendor: "amd", share: .partition)),
        ("amd.com/cpx_", Accelerator(vendor: "amd", share: .partition)),
    ]

    /// Whether labels say that a node has accelerators, whether or not it offers them.
    static func announces(_ labels: [String: String]) -> Bool { !vendors(announcedBy: labels).isEmpty }

    /// Whose accelerators a node has by its labels.
    static func vendors(announcedBy labels: [String: String]) -> Set<String> {
        var vendors: Set<String> = []
        for (key, value) in labels {
            if let vendor = vendor(announcedBy: key, value) { vendors.insert(vendor) }
        }
        return vendors
    }

    private static func vendor(announcedBy key: String, _ value: String) -> String? {
        switch key {
        case "nvidia.com/gpu.present", "feature.node.kubernetes.io/pci-10de.present",
            "feature.node.kubernetes.io/pci-0300_10de.present", "feature.node.kubernetes.io/pci-0302_10de.present":
            value == "true" ? "nvidia" : nil
        case "feature.node.kubernetes.io/amd-gpu": value == "true" ? "amd" : nil
        case "intel.feature.node.kubernetes.io/gpu": value == "true" ? "intel" : nil
        case "nvidia.com/gpu.count": isSome(value) ? "nvidia" : nil
        case "amd.com/gpu.device-count": isSome(value) ? "amd" : nil
        // All that it has had are NVIDIA's.
        case "cloud.google.com/gke-accelerator": "nvidia"
        default: nil
        }
    }

    private static func isSome(_ count: String) -> Bool { Int(count).map { $0 > 0 } ?? false }

    /// The labels that facts keep of a node, besides those that a deployment's nodeSelector names.
    static func isKept(label key: String) -> Bool {
        keptPrefixes.contains { key.hasPrefix($0) } || key == "feature.node.kubernetes.io/amd-gpu"
            || key.hasPrefix("feature.node.kubernetes.io/pci-")
    }

    private static let keptPrefixes = [
        "nvidia.com/gpu", "nvidia.com/mig", "nvidia.com/mps", DriverVersion.labelPrefix, "amd.com/", "gpu.intel.com/",
        "intel.feature.node.kubernetes.io/",
        "cloud.google.com/gke-", "kubernetes.io/", "node.kubernetes.io/", "topology.kubernetes.io/",
        "node-role.kubernetes.io/", "eks.amazonaws.com/", "karpenter.sh/", "kubernetes.azure.com/agentpool",
    ]
}
