/// The bounds of a preflight, each in one place.
public enum PreflightLimits {
    /// Facts that are gathered at once.
    public static let concurrentFacts = 12
    /// Until everything is read: an etcd that hangs behind its API server costs no more.
    public static let whole: Duration = .seconds(120)
    /// Until a name is found and a connection stands.
    public static let connect: Duration = .seconds(5)
    /// Until a single read or a probe answers.
    public static let answer: Duration = .seconds(10)
    /// Until the claims that are mounted are listed, and again until all volumes behind them are read: the nodes wait for both.
    public static let claims: Duration = .seconds(10)
    /// Until a page of a list starts to arrive.
    public static let page: Duration = .seconds(60)
    /// Until a program has said its version.
    public static let program: Duration = .seconds(10)
    /// Nodes or pods in one page of a list: nodes name the images they hold, so that one may have 16 KiB.
    public static let pageSize = 250
    /// Bytes of a probe's answer.
    public static let probeBytes = 64 << 10
    /// Bytes of one check's file.
    public static let checkBytes = 256 << 10
    /// Bytes of a recorded snapshot.
    public static let snapshotBytes = 512 << 20
    /// Lines of details that one result carries.
    public static let detailLines = 200
    /// Workers of a deployment, and accelerators of a worker: more are a mistake, not a wish.
    public static let count: Int64 = 1_000_000
    /// Pods of NATS or etcd that are asked for their health.
    public static let probedPods = 9
    /// Objects of one fact: what has more is no list that anybody judges.
    public static let objects = 20_000
    /// Bytes of JSON of one object of a list, and of what the list says of itself: etcd holds objects up to 1.5 MiB, which
    /// escapes make longer.
    public static let objectBytes = 16 << 20
    /// Lists of objects that one check may ask for.
    public static let objectsFacts = 16
    /// Fields of one list of objects.
    public static let objectFields = 32
    /// Objects of one fact that are read by name.
    public static let objectNames = 64
    /// Reads of one fact that are under way at once, such as of namespaces.
    public static let concurrentReads = 4
    /// Nodes that several deployments contend for and whose arrangements are all tried.
    public static let searchedNodes = 48
    /// Arrangements that are tried before the first one counts.
    public static let searchSteps = 20_000
    /// Nodes whose names one result carries for each deployment.
    public static let placedNodes = 50
    /// Registries and chart repositories that are asked whether they answer.
    public static let probedRegistries = 24
    /// Images of which registries are asked for which processors they are made.
    public static let askedImages = 48
    /// Bytes of an image's manifest or configuration.
    public static let imageBytes = 1 << 20
    /// CRDs of former installations whose objects are looked for.
    public static let leftDefinitions = 32
    /// Objects of one of them: there may be more, which is said.
    public static let leftObjects = 100
    /// Pods that wait for a node and are facts of their own; the others are counted.
    public static let waitingPods = 1000
    /// Characters of what the scheduler says of a pod.
    public static let unschedulableText = 300
    /// Lists and objects within each other in a snapshot.
    public static let snapshotDepth = 128
    /// Changes of one fact that a comparison of snapshots tells.
    public static let driftChanges = 1000
    /// Bytes of a policy's file.
    public static let policyBytes = 256 << 10
    /// Models that the hub is asked about; of those beyond, it is said that they were not.
    public static let hubModels = 100
    /// Those of them that are under way at once.
    public static let concurrentHubModels = 12
    /// Bytes of an answer of the hub about a model: it names every file.
    public static let hubBytes = 4 << 20
    /// Bytes of a profile's file.
    public static let profileBytes = 256 << 10
    /// Requirements of one profile.
    public static let requirements = 100
}
