extension Subject {
    /// A server that operators need.
    public struct Service: Sendable, Hashable {
        /// Whom it is for, such as `dynamo-platform 1.5.1`.
        public var neededBy: [String]
        /// One address or several, separated by commas.
        public var url: String
        public var needsJetStream: Bool
        /// An operator's chart brings it, so that it need not be there before the operator is.
        public var isBundled: Bool
        /// The user gave the address.
        public var isGiven: Bool
        public var monitor: Monitor?

        public init(
            neededBy: [String], url: String, needsJetStream: Bool = false, isBundled: Bool = false,
            isGiven: Bool = false, monitor: Monitor? = nil
        ) {
            self.neededBy = neededBy
            self.url = url
            self.needsJetStream = needsJetStream
            self.isBundled = isBundled
            self.isGiven = isGiven
            self.monitor = monitor
        }

        /// Where its pods are reached through the API server.
        public struct Monitor: Sendable, Hashable {
            public var namespace: String
            public var podSelector: String
            public var port: Int

            public init(namespace: String, podSelector: String, port: Int) {
                self.namespace = namespace
                self.podSelector = podSelector
                self.port = port
            }
        }

        /// Servers by address: one that several operators need is one server, with the needs of all of them. What one
        /// operator's chart brings is there for the others, too.
        public static func merged(_ services: [Service]) -> [Service] {
            var merged: [Service] = []
            for service in services {
                guard let index = merged.firstIndex(where: { $0.url == service.url }) else {
                    merged.append(service)
                    continue
                }
                merged[index].neededBy += service.neededBy.filter { !merged[index].neededBy.contains($0) }
                merged[index].needsJetStream = merged[index].needsJetStream || service.needsJetStream
                merged[index].isBundled = merged[index].isBundled || service.isBundled
                merged[index].isGiven = merged[index].isGiven || service.isGiven
                merged[index].monitor = merged[index].monitor ?? service.monitor
            }
            return merged
        }
    }
}
