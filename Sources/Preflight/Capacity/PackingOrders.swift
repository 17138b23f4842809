/// Arrangements in further orders, for jobs with too many arrangements to try all of them: those that few nodes are good for
/// go first, and each takes what the fewest others can use.
enum PackingOrders {
    /// - Returns: a place for every worker; nil where none of the orders found one, though there may be one.
    static func arrange(_ packing: Packing) -> [[Packing.Share]]? {
        let jobs = packing.jobs.indices.filter { packing.jobs[$0].count > 0 }
        var reach: [Int: Int64] = [:]
        var users: [Int: Int64] = [:]
        for job in jobs {
            for node in packing.jobs[job].nodes where packing.capacity(job, on: node, in: packing.free) > 0 {
                reach[job, default: 0] += 1
                users[node, default: 0] += 1
            }
        }
        func sorted(by key: (Int) -> (Int64, Int64)) -> [Int] {
            let keys = Dictionary(uniqueKeysWithValues: jobs.map { ($0, key($0)) })
            return jobs.sorted { first, second in
                let (one, other) = (keys[first] ?? (0, 0), keys[second] ?? (0, 0))
                return (one.0, one.1, first) < (other.0, other.1, second)
            }
        }
        let orders = [
            sorted { (reach[$0] ?? 0, -packing.jobs[$0].size) },
            sorted { (-packing.jobs[$0].size, reach[$0] ?? 0) },
            sorted { (packing.missing($0) > 0 ? 0 : 1, reach[$0] ?? 0) },
        ]
        for order in orders {
            if let shares = fill(packing, order, users) { return shares }
        }
        return nil
    }

    /// - Parameter users: by node, how many of the jobs can use it.
    private static func fill(_ packing: Packing, _ order: [Int], _ users: [Int: Int64]) -> [[Packing.Share]]? {
        var room = packing.free
        var shares: [[Packing.Share]] = packing.jobs.map { _ in [] }
        for job in order {
            var missing = packing.jobs[job].count
            let rooms = packing.jobs[job].nodes
                .map { Packing.Share(node: $0, workers: packing.capacity(job, on: $0, in: room)) }
                .filter { $0.workers > 0 }
                .sorted { (users[$0.node] ?? 0, $0.workers, $0.node) < (users[$1.node] ?? 0, $1.workers, $1.node) }
            for item in rooms where missing > 0 {
                let share = Packing.Share(node: item.node, workers: min(missing, item.workers))
                packing.take(share.workers, job, on: share.node, from: &room)
                shares[job].append(share)
                missing -= share.workers
            }
            guard missing == 0 else { return nil }
        }
        return shares
    }
}
