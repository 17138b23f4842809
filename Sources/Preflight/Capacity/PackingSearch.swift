/// Tries every arrangement of what several jobs contend for, node by node, as far as the bounds allow.
///
/// Nodes that only one job can use are filled with it first: no arrangement does better.
struct PackingSearch {
    enum Outcome: Sendable {
        case found([[Packing.Share]])
        case none
        /// The bounds were met before all were tried.
        case tooMany
    }

    private let packing: Packing
    /// Nodes that several jobs can use, with these jobs.
    private var contested: [(node: Int, jobs: [Int])] = []
    /// By place in `contested` and by job, how many workers it and those after it hold at most.
    private var ceilings: [[Int64]] = []
    private var shares: [[Packing.Share]]
    /// What was tried in vain: a place in `contested`, then what each job still missed.
    private var failed: Set<[Int64]> = []
    private var steps = 0

    static func arrange(_ packing: Packing) -> Outcome {
        var search = PackingSearch(packing)
        var missing = search.fillUncontested()
        guard search.contested.count <= PreflightLimits.searchedNodes else { return .tooMany }
        search.ceilings = search.makeCeilings()
        var room = packing.free
        if search.arrange(from: 0, &missing, &room) { return .found(search.shares) }
        return search.steps > PreflightLimits.searchSteps ? .tooMany : .none
    }

    private init(_ packing: Packing) {
        self.packing = packing
        shares = packing.jobs.map { _ in [] }
    }

    /// - Returns: by job, how many workers are left for the contested nodes.
    private mutating func fillUncontested() -> [Int64] {
        var missing = packing.jobs.map(\.count)
        var users: [Int: [Int]] = [:]
        for (index, job) in packing.jobs.enumerated() where job.count > 0 {
            for node in job.nodes where packing.capacity(index, on: node, in: packing.free) > 0 {
                users[node, default: []].append(index)
            }
        }
        for (node, jobs) in users.sorted(by: { $0.key < $1.key }) {
            guard jobs.count == 1 else {
                contested.append((node, jobs))
                continue
            }
            let job = jobs[0]
            let workers = min(missing[job], packing.capacity(job, on: node, in: packing.free))
            guard workers > 0 else { continue }
            shares[job].append(Packing.Share(node: node, workers: workers))
            missing[job] -= workers
        }
        return missing
    }

    private func makeCeilings() -> [[Int64]] {
        var ceilings = [packing.jobs.map { _ in Int64(0) }]
        for (node, jobs) in contested.reversed() {
            var ceiling = ceilings[ceilings.count - 1]
            for job in jobs {
                ceiling[job] = ceiling[job].adding(packing.capacity(job, on: node, in: packing.free))
            }
            ceilings.append(ceiling)
        }
        return ceilings.reversed()
    }

    private mutating func arrange(from place: Int, _ missing: inout [Int64], _ room: inout [Int64]) -> Bool {
        guard missing.contains(where: { $0 > 0 }) else { return true }
        guard zip(missing, ceilings[place]).allSatisfy({ $0 <= $1 }), place < contested.count else { return false }
        steps += 1
        guard steps <= PreflightLimits.searchSteps else { return false }
        let state = [Int64(place)] + missing
        guard !failed.contains(state) else { return false }
        if fill(place, contested[place].jobs[...], &missing, &room) { return true }
        failed.insert(state)
        return false
    }

    /// Tries every number of workers of the first of the jobs, the most first, then those of the others.
    private mutating func fill(
        _ place: Int, _ jobs: ArraySlice<Int>, _ missing: inout [Int64], _ room: inout [Int64]
    ) -> Bool {
        guard let job = jobs.first else { return arrange(from: place + 1, &missing, &room) }
        let node = contested[place].node
        let columns = (node * packing.width)..<((node + 1) * packing.width)
        let most = min(missing[job], packing.capacity(job, on: node, in: room))
        // Of the last one, fewer than fit never help.
        let least = jobs.count == 1 ? most : 0
        var workers = most
        while workers >= least {
            let before = Array(room[columns])
            packing.take(workers, job, on: node, from: &room)
            missing[job] -= workers
            if workers > 0 { shares[job].append(Packing.Share(node: node, workers: workers)) }
            if fill(place, jobs.dropFirst(), &missing, &room) { return true }
            if workers > 0 { shares[job].removeLast() }
            missing[job] += workers
            room.replaceSubrange(columns, with: before)
            guard steps <= PreflightLimits.searchSteps else { return false }
            workers -= 1
        }
        return false
    }
}
