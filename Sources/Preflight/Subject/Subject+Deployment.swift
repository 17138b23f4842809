public import Value

extension Subject {
    /// A deployment and what it asks of the nodes.
    public struct Deployment: Sendable, Hashable {
        public var name: String
        public var namespace: String
        /// The provider's name.
        public var provider: String
        /// As the catalog describes it; null where no model is named.
        public var model: Value
        /// Pods that hold the model.
        public var workers: Int64
        /// Accelerators of each worker, on one node; none where it gets its devices by claim.
        public var perWorker: Int64
        /// The vendor of the accelerators.
        public var accelerator: String
        /// What its accelerators are called as a resource; nil for the whole devices of the vendor.
        public var resource: String?
        /// The devices that each worker claims.
        public var claim: DeviceClaim?
        /// A ResourceClaimTemplate of the namespace that says which devices each worker claims.
        public var claimTemplate: String?
        /// What each worker asks for besides accelerators.
        public var use = Use()
        /// Further extended resources of each worker, such as `rdma/ib`.
        public var extra: [String: Int64] = [:]
        /// Those that its images are made for, such as `arm64`; empty where it is not known.
        public var architectures: [String] = []
        public var tolerations: [Toleration]
        public var nodeSelector: [String: String]
        /// Of a required node affinity; one of them must hold. Empty where there is none.
        public var affinity: [NodeTerm] = []
        /// Of its pods, unless their priority class says another.
        public var priority: Int64 = 0
        /// Empty for the cluster's default.
        public var priorityClass = ""
        /// Empty for the nodes' default.
        public var runtimeClass = ""
        /// The PersistentVolumeClaims that every worker mounts.
        public var volumes: [String] = []
        /// Workers that form one replica; more than one where the mode spans nodes.
        public var groupSize: Int64 = 1
        /// Whether its workers hand data to each other, across nodes or from prefill to decode.
        public var isDistributed = false
        /// The label of nodes whose value must be the same for all workers of a group.
        public var topology: String?
        /// Bytes of weights that each worker brings to its node's disk, by estimate; 0 where it is not known.
        public var download: Int64 = 0
        /// Labels that tell its own pods, such as `app=web,tier=front`; nil for those that deployments carry anyway.
        public var podSelector: String?

        /// What is served and how, as far as checks of models ask.
        public var serving = Serving()
        /// Where a file asks for it, as `file:line:column`; empty where none does.
        public var source = ""

        /// - Parameters:
        ///   - workers: from 0 to `PreflightLimits.count`.
        ///   - perWorker: from 0 to `PreflightLimits.count`.
        public init(
            name: String, namespace: String, provider: String, model: Value = .null, workers: Int64, perWorker: Int64,
            accelerator: String = "nvidia", tolerations: [Toleration] = [], nodeSelector: [String: String] = [:],
            podSelector: String? = nil
        ) {
            self.name = name
            self.namespace = namespace
            self.provider = provider
            self.model = model
            self.workers = min(max(0, workers), PreflightLimits.count)
            self.perWorker = min(max(0, perWorker), PreflightLimits.count)
            self.accelerator = accelerator
            self.tolerations = tolerations
            self.nodeSelector = nodeSelector
            self.podSelector = podSelector
        }

        /// Accelerators of each worker, counted by nodes or claimed.
        public var devicesPerWorker: Int64 { claim.map(\.count) ?? perWorker }
        /// Of all workers.
        public var devices: Int64 { workers * devicesPerWorker }
    }
}

extension Subject.Deployment {
    /// What a pod takes of a node that every node has.
    public struct Use: Sendable, Hashable {
        /// Thousandths of a processor.
        public var milliCPU: Int64
        /// Bytes.
        public var memory: Int64
        /// Bytes of ephemeral storage.
        public var disk: Int64

        /// What is below zero counts as nothing.
        public init(milliCPU: Int64 = 0, memory: Int64 = 0, disk: Int64 = 0) {
            self.milliCPU = max(0, milliCPU)
            self.memory = max(0, memory)
            self.disk = max(0, disk)
        }
    }

    /// Devices by claim, in place of a number that nodes count.
    public struct DeviceClaim: Sendable, Hashable {
        public var deviceClass: String
        /// Of each worker.
        public var count: Int64
        /// In CEL, what each device must be besides.
        public var selectors: [String]

        /// - Parameter count: from 0 to `PreflightLimits.count`.
        public init(deviceClass: String, count: Int64, selectors: [String] = []) {
            self.deviceClass = deviceClass
            self.count = min(max(0, count), PreflightLimits.count)
            self.selectors = selectors
        }

        /// What a pod would ask for to get devices of the class without a claim, as Kubernetes 1.35 calls it.
        var resource: String { DRAClass.implicitPrefix + deviceClass }
    }
}
