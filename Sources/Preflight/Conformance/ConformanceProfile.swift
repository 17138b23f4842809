/// What a standard asks of a cluster, as its file says it, with the checks that tell of it by reading.
public struct ConformanceProfile: Sendable, Hashable {
    public enum Level: String, Sendable, CaseIterable { case must, should }

    public struct Requirement: Sendable, Hashable {
        /// As the standard calls it.
        public var id: String
        public var level: Level
        public var title: String
        /// What it asks for, in words of our own.
        public var text: String
        /// Ids of checks that all have to pass; there may be none where nothing is told by reading.
        public var checks: [String]
        /// Whether it is asked of those alone that offer it.
        public var isIfOffered: Bool
        /// What only a run in the cluster shows; nil where reading is enough.
        public var runNeeded: String?

        public init(
            id: String, level: Level, title: String, text: String, checks: [String], isIfOffered: Bool = false,
            runNeeded: String? = nil
        ) {
            self.id = id
            self.level = level
            self.title = title
            self.text = text
            self.checks = checks
            self.isIfOffered = isIfOffered
            self.runNeeded = runNeeded
        }
    }

    /// Also the name of its file, such as `ai-conformance-1.36`.
    public var name: String
    public var title: String
    /// Where the standard is published.
    public var source: String
    public var requirements: [Requirement]

    public init(name: String, title: String, source: String, requirements: [Requirement]) {
        self.name = name
        self.title = title
        self.source = source
        self.requirements = requirements
    }

    /// The checks that tell of it, each once, sorted.
    public var checks: [String] { Set(requirements.flatMap(\.checks)).sorted() }
}
