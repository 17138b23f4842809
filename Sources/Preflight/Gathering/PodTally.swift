/// Pods: those that matter by themselves, and of all others what they take of their nodes.
struct PodTally: FleetTally {
    typealias Element = APIPod

    /// What is wanted, whose pods matter whatever they hold.
    let demands: [GPUDemand]
    /// Labels that are kept besides those that always are.
    let kept: Set<String>
    /// At most so many of those that wait for a node are facts of their own.
    let waitingLimit: Int
    private var placed: [PodFact] = []
    private var waiting: [Waiting] = []
    private var uses: [String: NodeUse] = [:]
    private var texts = Interned<String>()
    private var counts = Interned<[String: Int64]>()
    private var labels = Interned<[String: String]>()

    private struct Waiting {
        var fact: PodFact
        /// Those of what is wanted matter more than others.
        var isWanted: Bool

        static func precedes(_ left: Waiting, _ right: Waiting) -> Bool {
            left.isWanted != right.isWanted ? left.isWanted : PodFacts.precedes(left.fact, right.fact)
        }
    }

    init(demands: [GPUDemand] = [], keeping kept: Set<String> = [], waitingLimit: Int = PreflightLimits.waitingPods) {
        self.demands = demands
        self.kept = kept
        self.waitingLimit = waitingLimit
    }

    mutating func add(_ object: APIPod) throws {
        guard let fact = try object.fact(keeping: kept) else { return }
        let isWanted = demands.contains { $0.owns(fact) }
        let waits = fact.node.isEmpty
        let hasReason = !fact.gates.isEmpty || !fact.unschedulable.isEmpty
        guard isWanted || !fact.requests.isEmpty || waits && hasReason else { return use(fact) }
        if waits {
            waiting.append(Waiting(fact: lean(fact), isWanted: isWanted))
            if waiting.count > 2 * waitingLimit { cut() }
        } else {
            placed.append(lean(fact))
        }
    }

    mutating func add(_ other: PodTally) {
        placed += other.placed
        waiting += other.waiting
        for use in other.uses.values { uses[use.node, default: NodeUse(node: use.node)].add(use) }
        cut()
    }

    /// Sorted, so that they do not depend on the server's order.
    var facts: PodFacts {
        var last = self
        last.cut()
        return PodFacts(
            pods: (last.placed + last.waiting.map(\.fact)).sorted(by: PodFacts.precedes),
            uses: last.uses.values.sorted { $0.node < $1.node })
    }

    private mutating func use(_ fact: PodFact) {
        let node = texts(fact.node)
        uses[node, default: NodeUse(node: node)].add(fact)
    }

    /// Counts those that are too many.
    private mutating func cut() {
        guard waiting.count > waitingLimit else { return }
        waiting.sort(by: Waiting.precedes)
        for pod in waiting[waitingLimit...] { use(pod.fact) }
        waiting.removeSubrange(waitingLimit...)
    }

    /// The same, with what it has in common with others in one place.
    private mutating func lean(_ fact: PodFact) -> PodFact {
        var fact = fact
        fact.namespace = texts(fact.namespace)
        fact.node = texts(fact.node)
        fact.requests = counts(fact.requests)
        fact.labels = labels(fact.labels)
        return fact
    }
}
