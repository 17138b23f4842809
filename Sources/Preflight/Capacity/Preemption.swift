import Value

/// Pods of lower priority that would have to go so that all workers find room: what the scheduler does, and what nobody
/// should find out afterwards.
struct Preemption: Sendable {
    /// Whether there is room then; false where nothing needs to go, too.
    private(set) var fits = false
    /// Those that would go, in the order of nodes.
    private(set) var victims: [PodFact] = []
    /// Nodes with further pods of lower priority, of which it is not known what each takes.
    private(set) var others: [String] = []

    private let table: RoomTable
    private let nodes: [[Int]]
    private let indices: [String: Int]

    /// - Parameters:
    ///   - packing: of the table, with some workers left over.
    ///   - nodes: by demand, where its workers may go.
    ///   - priorities: of each demand; nil where it is not known, or where it preempts nothing.
    init(_ table: RoomTable, _ packing: Packing, nodes: [[Int]], priorities: [Int64?]) {
        self.table = table
        self.nodes = nodes
        indices = table.inventory.indices
        let missing = table.starts.indices.filter { packing.missing($0) > 0 }
        let known = missing.compactMap { priorities[$0] }
        guard !missing.isEmpty, known.count == missing.count, let priority = known.min() else { return }
        let lower = table.inventory.pods.filter { pod in
            // What stands for claims of others is no pod.
            pod.priority < priority && !pod.namespace.isEmpty && !table.starts.contains { $0.demand.owns(pod) }
        }
        others = table.inventory.nodes.map(\.fact.name).filter { name in
            table.others[name].map { $0.pods > 0 && $0.lowestPriority < priority } ?? false
        }
        guard !lower.isEmpty else { return }
        // First beside what fits anyway, so that nobody has to go from where there is room.
        var attempt = beside(packing, lower)
        if !attempt.fits { attempt = anew(lower) }
        guard attempt.fits else { return }
        fits = true
        victims = goers(lower, attempt)
    }

    /// By node, then by column, what is free when the pods are gone.
    private func freed(_ free: [Int64], _ pods: [PodFact]) -> [Int64] {
        var free = free
        for pod in pods {
            guard let node = indices[pod.node] else { continue }
            for (column, kind) in table.kinds.enumerated() {
                let place = node * table.kinds.count + column
                free[place] = free[place].adding(kind.held(by: pod))
            }
        }
        return free
    }

    /// The workers that are left over, with all others where they are.
    private func beside(_ packing: Packing, _ pods: [PodFact]) -> Packing {
        var jobs: [Packing.Job] = []
        for (index, job) in packing.jobs.enumerated() {
            var rest = job
            rest.count = packing.missing(index)
            rest.nodes = nodes[index]
            for (node, own) in job.own {
                let workers = packing.workers(index, on: node)
                rest.own[node] = zip(own, job.need).map { $0 - min($0, workers * $1) }
            }
            jobs.append(rest)
        }
        return Packing(free: freed(packing.left, pods), width: packing.width, jobs: jobs)
    }

    private func anew(_ pods: [PodFact]) -> Packing {
        Packing(
            free: freed(table.free, pods), width: table.kinds.count,
            jobs: table.starts.indices.map { table.job($0, nodes: nodes[$0]) })
    }

    /// Those that workers leave no room for; of several, the higher ones stay.
    private func goers(_ pods: [PodFact], _ packing: Packing) -> [PodFact] {
        let taken = Set(packing.shares.flatMap { $0.map(\.node) })
        var left = packing.left
        var goers: [(node: Int, pod: PodFact)] = []
        for pod in pods.sorted(by: { $0.priority > $1.priority }) {
            guard let node = indices[pod.node], taken.contains(node) else { continue }
            let columns = node * table.kinds.count..<(node + 1) * table.kinds.count
            let held = table.kinds.map { $0.held(by: pod) }
            if zip(left[columns], held).allSatisfy({ $0 >= $1 || $1 == 0 }) {
                for (column, amount) in zip(columns, held) { left[column] -= amount }
            } else {
                goers.append((node, pod))
            }
        }
        return goers.sorted { ($0.node, $0.pod.namespace, $0.pod.name) < ($1.node, $1.pod.namespace, $1.pod.name) }
            .map(\.pod)
    }

    /// What checks see.
    var value: Value {
        let names = victims.map { "\($0.namespace)/\($0.name)" }
        let lines = victims.map { "\($0.namespace)/\($0.name) on \($0.node) has priority \($0.priority)" }
        return [
            "fits": .bool(fits), "count": .integer(Int64(victims.count)), "pods": .array(lines.map(Value.string)),
            "text": .string(NodeLines.names(names)), "others": .array(others.map(Value.string)),
        ]
    }
}
