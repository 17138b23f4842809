/// Workers of several kinds on nodes with room of several kinds: whether all of them find a place at once.
///
/// Larger workers are placed first, each kind on the nodes with the least room that is enough. Where that leaves some over,
/// what several kinds of workers contend for is searched for a better arrangement, within bounds; beyond them, some further
/// orders are tried, and what every arrangement would exceed.
struct Packing: Sendable {
    /// Workers that are all alike.
    struct Job: Sendable {
        /// How many are to be placed.
        var count: Int64
        /// What one takes of each column; never below zero.
        var need: [Int64]
        /// By what larger ones go first.
        var size: Int64
        /// Indices of the nodes that they may go to, in order.
        var nodes: [Int]
        /// By node and column, what its own pods there give back.
        var own: [Int: [Int64]] = [:]
    }

    /// Some workers of one job on a node.
    struct Share: Sendable, Hashable {
        var node: Int
        var workers: Int64
    }

    let jobs: [Job]
    /// How many kinds of room there are.
    let width: Int
    /// By node, then by column, what nobody holds before anything is placed; below zero where devices became unhealthy.
    let free: [Int64]
    /// By job, where its workers go.
    private(set) var shares: [[Share]]
    /// By job and node, how many of its workers go there.
    private var counts: [[Int: Int64]]
    /// Whether no arrangement has a place for all where some are left over; false where that is not known, because there were
    /// too many to try.
    private(set) var isCertain = true
    /// What is left of `free`.
    private(set) var left: [Int64]

    init(free: [Int64], width: Int, jobs: [Job]) {
        self.free = free
        self.width = width
        self.jobs = jobs
        left = free
        shares = jobs.map { _ in [] }
        counts = jobs.map { _ in [:] }
        let order = jobs.indices.sorted { first, second in
            let (one, other) = (jobs[first], jobs[second])
            if one.size != other.size { return one.size > other.size }
            return (one.nodes.count, first) < (other.nodes.count, second)
        }
        for job in order { place(job) }
        guard !fits, jobs.count(where: { $0.count > 0 }) > 1 else { return }
        switch PackingSearch.arrange(self) {
        case .found(let shares): adopt(shares)
        case .none: break
        case .tooMany:
            if let shares = PackingOrders.arrange(self) {
                adopt(shares)
            } else {
                isCertain = PackingBound.excludes(self)
            }
        }
    }

    var fits: Bool { jobs.indices.allSatisfy { missing($0) == 0 } }

    func workers(_ job: Int, on node: Int) -> Int64 { counts[job][node] ?? 0 }

    func placed(_ job: Int) -> Int64 { shares[job].reduce(0) { $0 + $1.workers } }

    func missing(_ job: Int) -> Int64 { max(0, jobs[job].count - placed(job)) }

    /// What the job's workers may take of a column, with all other jobs where they are and none of its own placed.
    func available(_ job: Int, on node: Int, _ column: Int) -> Int64 {
        let own = jobs[job].own[node]?[column] ?? 0
        let taken = workers(job, on: node) * jobs[job].need[column]
        return left[node * width + column].adding(taken - min(taken, own)).adding(own)
    }

    /// How many of the job's workers a node holds with what is in `room`, which has an entry for each node and column.
    func capacity(_ job: Int, on node: Int, in room: [Int64]) -> Int64 {
        let (need, own) = (jobs[job].need, jobs[job].own[node])
        var capacity = Int64.max
        for column in 0..<width where need[column] > 0 {
            let available = room[node * width + column].adding(own?[column] ?? 0)
            capacity = min(capacity, max(0, available) / need[column])
        }
        return capacity
    }

    /// Takes what workers of a job need beyond what its own pods give back.
    func take(_ workers: Int64, _ job: Int, on node: Int, from room: inout [Int64]) {
        let own = jobs[job].own[node]
        for (column, need) in jobs[job].need.enumerated() where need > 0 {
            let taken = workers * need  // Never more than is available.
            room[node * width + column] -= taken - min(taken, own?[column] ?? 0)
        }
    }

    private mutating func place(_ index: Int) {
        var missing = jobs[index].count
        guard missing > 0 else { return }
        let rooms = jobs[index].nodes.map { node in
            Room(node: node, capacity: capacity(index, on: node, in: left), most: most(index, on: node))
        }
        let order = rooms.filter { $0.capacity > 0 }
            .sorted { ($0.capacity, $0.most, $0.node) < ($1.capacity, $1.most, $1.node) }
        for room in order where missing > 0 {
            let (node, workers) = (room.node, min(missing, room.capacity))
            take(workers, index, on: node, from: &left)
            shares[index].append(Share(node: node, workers: workers))
            counts[index][node] = workers
            missing -= workers
        }
    }

    private struct Room {
        var node: Int
        /// Workers that it holds.
        var capacity: Int64
        var most: Int64
    }

    /// What is left for the job of the first column that it needs.
    private func most(_ job: Int, on node: Int) -> Int64 {
        guard let column = jobs[job].need.firstIndex(where: { $0 > 0 }) else { return 0 }
        return left[node * width + column].adding(jobs[job].own[node]?[column] ?? 0)
    }

    private mutating func adopt(_ found: [[Share]]) {
        shares = found
        left = free
        counts = jobs.map { _ in [:] }
        for (job, shares) in found.enumerated() {
            for share in shares {
                take(share.workers, job, on: share.node, from: &left)
                counts[job][share.node] = share.workers
            }
        }
    }
}
