/// What no arrangement gets around, for jobs with too many arrangements to try all of them.
enum PackingBound {
    /// Whether no arrangement has a place for every worker; false where that is not known.
    static func excludes(_ packing: Packing) -> Bool {
        let jobs = packing.jobs.indices.filter { packing.jobs[$0].count > 0 }
        var reaches: [Int: Set<Int>] = [:]
        for job in jobs {
            var reach: Set<Int> = []
            var workers: Int64 = 0
            for node in packing.jobs[job].nodes {
                let capacity = packing.capacity(job, on: node, in: packing.free)
                guard capacity > 0 else { continue }
                reach.insert(node)
                workers = workers.adding(capacity)
            }
            // Not even if it had all nodes to itself.
            if workers < packing.jobs[job].count { return true }
            reaches[job] = reach
        }
        let all = reaches.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
        return Set(reaches.values).union([all]).contains { nodes in
            let inside = jobs.filter { reaches[$0]?.isSubset(of: nodes) ?? false }
            return (0..<packing.width).contains { exceeds(packing, inside, nodes, $0) }
        }
    }

    /// Whether jobs that have these nodes alone need more of a column than these have together.
    private static func exceeds(_ packing: Packing, _ jobs: [Int], _ nodes: Set<Int>, _ column: Int) -> Bool {
        let using = jobs.filter { packing.jobs[$0].need[column] > 0 }
        // Workers of several sizes take a multiple of what divides them all; what is left beside is of no use.
        let unit = using.reduce(Int64(0)) { divisor($0, packing.jobs[$1].need[column]) }
        guard unit > 0 else { return false }
        var wanted: Int64 = 0
        for job in using {
            let (amount, isBeyond) = packing.jobs[job].count.multipliedReportingOverflow(
                by: packing.jobs[job].need[column])
            wanted = wanted.adding(isBeyond ? .max : amount)
        }
        var room: Int64 = 0
        for node in nodes {
            var available = packing.free[node * packing.width + column]
            for job in using { available = available.adding(packing.jobs[job].own[node]?[column] ?? 0) }
            // What is without bound stays so.
            room = room.adding(available == .max ? .max : max(0, available) / unit * unit)
        }
        return wanted > room
    }

    private static func divisor(_ first: Int64, _ second: Int64) -> Int64 {
        var (one, other) = (first, second)
        while other > 0 { (one, other) = (other, one % other) }
        return one
    }
}
