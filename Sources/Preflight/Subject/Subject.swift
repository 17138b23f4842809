/// What is about to be installed and deployed: everything that one run wants of a cluster, of every provider.
///
/// Its numbers are whole and bounded: charts' and users' are read once, where a subject is made.
public struct Subject: Sendable, Hashable {
    /// In the order in which deployments name them.
    public var providers: [Provider]
    /// Of every provider, in the order in which they are installed.
    public var operators: [Operator]
    public var deployments: [Deployment]
    /// The ranges of every provider that has one.
    public var kubernetes: [VersionRange]
    public var helm: [VersionRange]
    /// Of every provider; one that two providers need is there twice, with the versions that each can write.
    public var crds: [CRD]
    /// What some of the deployments need besides.
    public var alternatives: [Alternatives]
    /// Those that are needed, each once.
    public var nats: [Service]
    public var etcd: [Service]
    /// What the images of deployments need of the driver of their nodes, of every provider of which it is known.
    public var drivers: [Driver]
    /// What images and charts come from: hosts of registries that nodes pull from, and URLs that are read from here.
    public var registries: [String]
    /// How deployments are to be reached from outside, for those that are to be.
    public var routes: [Route]
    /// `native` or `helm`.
    public var driver: String
    /// Whether the operators are installed later in the same run, so that what they bring may still be missing.
    public var installs: Bool

    public init(
        providers: [Provider] = [], operators: [Operator] = [], deployments: [Deployment] = [],
        kubernetes: [VersionRange] = [], helm: [VersionRange] = [], crds: [CRD] = [],
        alternatives: [Alternatives] = [], nats: [Service] = [], etcd: [Service] = [],
        drivers: [Driver] = [], driver: String = "native", installs: Bool = false, registries: [String] = [],
        routes: [Route] = []
    ) {
        self.providers = providers
        self.operators = operators
        self.deployments = deployments
        self.kubernetes = kubernetes
        self.helm = helm
        self.crds = crds
        self.alternatives = alternatives
        self.nats = nats
        self.etcd = etcd
        self.drivers = drivers
        self.driver = driver
        self.installs = installs
        self.registries = registries
        self.routes = routes
    }

    public struct Provider: Sendable, Hashable {
        public var name: String
        public var title: String
        /// What its deployments tolerate unless they say otherwise.
        public var tolerations: [Toleration]

        public init(name: String, title: String, tolerations: [Toleration] = []) {
            self.name = name
            self.title = title
            self.tolerations = tolerations
        }
    }

    public struct Operator: Sendable, Hashable {
        /// The release's name.
        public var name: String
        /// The name of the provider that needs it.
        public var provider: String
        public var namespace: String
        public var version: String
        public var chart: String
        public var podSelector: String?
        /// The names of those that it brings.
        public var crds: [String]

        public init(
            name: String, provider: String, namespace: String = "", version: String, chart: String = "",
            podSelector: String? = nil, crds: [String] = []
        ) {
            self.name = name
            self.provider = provider
            self.namespace = namespace
            self.version = version
            self.chart = chart
            self.podSelector = podSelector
            self.crds = crds
        }
    }

    /// The oldest NVIDIA driver that images run with.
    public struct Driver: Sendable, Hashable {
        /// Whose images, for people: a name and a version.
        public var neededBy: String
        /// The first number of its version.
        public var least: Int64
        /// The version of CUDA that the images bring; nil where it is not known.
        public var cuda: String?
        /// The name of the provider whose deployments have these images; empty where all of them do.
        public var provider: String

        public init(neededBy: String, least: Int64, cuda: String? = nil, provider: String = "") {
            self.neededBy = neededBy
            self.least = least
            self.cuda = cuda
            self.provider = provider
        }
    }

    /// A range of versions that a provider is made for.
    public struct VersionRange: Sendable, Hashable {
        /// As `VersionConstraint` reads it.
        public var versions: String
        /// The provider's title.
        public var provider: String

        public init(versions: String, provider: String) {
            self.versions = versions
            self.provider = provider
        }
    }

    public struct CRD: Sendable, Hashable {
        /// `plural.group`.
        public var name: String
        /// Those that the provider can write; any when empty.
        public var versions: [String]
        /// The provider's name.
        public var provider: String
        /// The provider's title.
        public var title: String

        public init(name: String, versions: [String] = [], provider: String, title: String) {
            self.name = name
            self.versions = versions
            self.provider = provider
            self.title = title
        }
    }
}
