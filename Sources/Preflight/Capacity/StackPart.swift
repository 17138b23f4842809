import Value

/// A part of what makes accelerators of nodes known to Kubernetes, told by the name of its DaemonSet.
struct StackPart: Sendable, Hashable {
    var name: String
    /// Whose accelerators it is for; empty for those of everybody.
    var vendor: String
    /// What the name of its DaemonSet holds.
    var words: [String]
    /// Whether pods get devices by it.
    var gives = false

    static let known = [
        StackPart(name: "the device plugin", vendor: "nvidia", words: ["nvidia", "device-plugin"], gives: true),
        StackPart(name: "the DRA driver", vendor: "nvidia", words: ["nvidia", "kubelet-plugin"], gives: true),
        StackPart(name: "the DRA driver", vendor: "nvidia", words: ["nvidia", "dra-"], gives: true),
        StackPart(
            name: "the container toolkit", vendor: "nvidia", words: ["nvidia", "container-toolkit"], gives: true),
        StackPart(name: "the driver", vendor: "nvidia", words: ["nvidia", "driver-daemonset"], gives: true),
        StackPart(name: "monitoring", vendor: "nvidia", words: ["dcgm"]),
        StackPart(name: "monitoring", vendor: "nvidia", words: ["gpu-health"]),
        StackPart(name: "feature discovery", vendor: "nvidia", words: ["gpu-feature-discovery"]),
        StackPart(name: "the device plugin", vendor: "amd", words: ["amd", "device-plugin"], gives: true),
        StackPart(name: "the DRA driver", vendor: "amd", words: ["amd", "dra-"], gives: true),
        StackPart(name: "monitoring", vendor: "amd", words: ["amd", "metrics-exporter"]),
        StackPart(name: "feature discovery", vendor: "amd", words: ["amd", "node-labeller"]),
        StackPart(name: "the device plugin", vendor: "intel", words: ["intel", "gpu-plugin"], gives: true),
        StackPart(name: "the DRA driver", vendor: "intel", words: ["intel", "dra-"], gives: true),
        StackPart(name: "the device plugin", vendor: "habana", words: ["habana", "device-plugin"], gives: true),
        StackPart(name: "feature discovery", vendor: "", words: ["node-feature-discovery", "worker"]),
        StackPart(name: "feature discovery", vendor: "", words: ["nfd", "worker"]),
    ]

    /// What runs only on nodes where a mode is on, so that 0 pods are as many as it should have.
    private static let optional = ["mps-control", "mig-manager", "sandbox", "kata", "vgpu", "vfio", "cc-manager"]

    /// Nil for a DaemonSet of something else.
    init?(daemonSet name: String) {
        let name = name.lowercased()
        guard !Self.optional.contains(where: { name.contains($0) }),
            let known = Self.known.first(where: { part in part.words.allSatisfy { name.contains($0) } })
        else { return nil }
        self = known
    }

    init(name: String, vendor: String, words: [String], gives: Bool = false) {
        self.name = name
        self.vendor = vendor
        self.words = words
        self.gives = gives
    }

    /// The Deployments of controllers that drivers of dynamic resource allocation have besides: of NVIDIA's, the one that
    /// makes compute domains.
    static func controllers(_ deployments: Value) -> Value {
        .array(
            (deployments.array ?? []).compactMap { object -> Value? in
                guard let name = object["metadata"]?["name"]?.string, isController(name) else { return nil }
                let available = object["status"]?["availableReplicas"]
                let vendor = known.first { !$0.vendor.isEmpty && name.contains($0.vendor) }?.vendor
                return [
                    "name": .string("\(object["metadata"]?["namespace"]?.string ?? "")/\(name)"),
                    "vendor": .string(vendor ?? ""), "replicas": object["spec"]?["replicas"] ?? 1,
                    "available": available ?? 0,
                ]
            })
    }

    /// Words end in "dra-", too, such as cassandra-.
    private static func isController(_ name: String) -> Bool {
        let isOfDriver = name.hasPrefix("dra-") || name.contains("-dra-driver")
        return isOfDriver && name.contains("controller")
    }

    /// Whether it gives devices to claims alone.
    var isOfClaims: Bool { name == "the DRA driver" }

    /// Whether a deployment's devices come by it.
    func serves(_ deployment: Subject.Deployment) -> Bool {
        guard gives, deployment.workers > 0 else { return false }
        let isClaiming = deployment.claim != nil || deployment.claimTemplate != nil
        guard isClaiming || deployment.devices > 0 else { return false }
        // Drivers and toolkits are behind both ways.
        if isOfClaims, !isClaiming { return false }
        if name == "the device plugin", isClaiming { return false }
        return vendor == Self.vendor(of: deployment)
    }

    /// By the device class that it claims, by what its accelerators are called, else as it says itself.
    private static func vendor(of deployment: Subject.Deployment) -> String {
        if let name = deployment.claim?.deviceClass {
            return DRAInventory.vendors[name]
                ?? DRAInventory.vendors.values.first { name.contains($0) } ?? deployment.accelerator
        }
        return deployment.resource.flatMap { Accelerator(resource: $0)?.vendor } ?? deployment.accelerator
    }

    /// Whether another one does the same.
    func isAlike(_ other: StackPart) -> Bool { name == other.name && vendor == other.vendor }
}
