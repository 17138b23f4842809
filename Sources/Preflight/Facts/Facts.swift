public import Value

/// What was gathered of the world at one time; the whole input of judging besides what is wanted.
public struct Facts: Sendable, Hashable {
    /// Nil when no check asked for the cluster.
    public var cluster: ClusterIdentityFact?
    public var facts: [FactName: Fact]
    /// When each was gathered; empty where nobody looked at a clock.
    public var times: [FactName: FactTime]
    /// Labels that nodes and pods keep because a deployment asked for them, besides those that are always kept.
    public var labels: Set<String>
    /// How lists of objects were read; one that is not here holds all that anybody may ask for.
    public var objects: [FactName: RecordedObjects]
    /// What a newer groundcrew has recorded and this one knows nothing of, as it stands in the snapshot.
    public var others: Object
    /// True where the cluster is the built-in sandbox.
    public var isSimulated: Bool

    public init(
        cluster: ClusterIdentityFact? = nil, facts: [FactName: Fact] = [:], times: [FactName: FactTime] = [:],
        labels: Set<String> = [], objects: [FactName: RecordedObjects] = [:], isSimulated: Bool = false
    ) {
        self.cluster = cluster
        self.facts = facts
        self.times = times
        self.labels = labels
        self.objects = objects
        others = [:]
        self.isSimulated = isSimulated
    }

    /// A fact that was not gathered is unknown.
    public subscript(name: FactName) -> Fact {
        get {
            facts[name]
                ?? .unknown(UnknownReason(.notGathered, "the fact '\(name)' was not gathered"))
        }
        set { facts[name] = newValue }
    }

    mutating func set(_ name: FactName, _ fact: Fact, _ time: FactTime) {
        facts[name] = fact
        times[name] = time
    }

    /// Drops what nobody asked for.
    mutating func keep(_ names: Set<FactName>) {
        facts = facts.filter { names.contains($0.key) }
        times = times.filter { names.contains($0.key) }
        objects = objects.filter { names.contains($0.key) }
    }
}

/// Which cluster the facts are about.
public struct ClusterIdentityFact: Sendable, Hashable {
    public var server: String
    /// The uid of namespace `kube-system`; nil when it cannot be read.
    public var uid: String?
    /// Why the uid is missing.
    public var note: String?

    public init(server: String, uid: String? = nil, note: String? = nil) {
        self.server = server
        self.uid = uid
        self.note = note
    }
}
