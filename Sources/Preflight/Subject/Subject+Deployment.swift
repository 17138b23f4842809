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
        /// Pods that hold accelerators.
        public var workers: Int64
        /// Accelerators of each worker, on one node.
        public var perWorker: Int64
        /// The vendor of the accelerators.
        public var accelerator: String
        public var tolerations: [Toleration]
        public var nodeSelector: [String: String]
        /// Labels that tell its own pods, such as `app=web,tier=front`; nil for those that deployments carry anyway.
        public var podSelector: String?

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
    }
}
