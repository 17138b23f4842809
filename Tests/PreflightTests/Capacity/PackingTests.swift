import Testing

@testable import Preflight

/// Arrangements of several kinds of workers, against a search that tries everything.
@Suite struct PackingTests {
    static func job(
        _ count: Int64, _ need: [Int64], on nodes: [Int], own: [Int: [Int64]] = [:]
    ) -> Packing.Job {
        Packing.Job(count: count, need: need, size: need.first ?? 0, nodes: nodes, own: own)
    }

    /// Every node for every worker; written from the meaning of the words.
    struct Search {
        let width: Int
        let jobs: [Packing.Job]

        func fits(_ free: [Int64]) -> Bool {
            var free = free
            var own = jobs.map(\.own)
            return place(0, jobs.first?.count ?? 0, &free, &own)
        }

        private func place(
            _ job: Int, _ left: Int64, _ free: inout [Int64], _ own: inout [[Int: [Int64]]]
        ) -> Bool {
            guard job < jobs.count else { return true }
            guard left > 0 else {
                return place(job + 1, job + 1 < jobs.count ? jobs[job + 1].count : 0, &free, &own)
            }
            for node in jobs[job].nodes {
                let back = own[job][node] ?? Array(repeating: 0, count: width)
                let room = (0..<width).map { free[node * width + $0] + back[$0] }
                guard zip(room, jobs[job].need).allSatisfy({ $0 >= $1 || $1 == 0 }) else { continue }
                let (oldFree, oldOwn) = (free, own)
                for (column, need) in jobs[job].need.enumerated() {
                    let taken = min(back[column], need)
                    own[job][node, default: back][column] -= taken
                    free[node * width + column] -= need - taken
                }
                if place(job, left - 1, &free, &own) { return true }
                (free, own) = (oldFree, oldOwn)
            }
            return false
        }
    }

    static func random(_ random: inout FleetRandom) -> (free: [Int64], width: Int, jobs: [Packing.Job]) {
        let (nodes, width) = (random.number(1...4), random.number(1...3))
        let free = (0..<(nodes * width)).map { _ in Int64(random.number(-1...5)) }
        var jobs: [Packing.Job] = []
        for _ in 0..<random.number(1...3) {
            var need = (0..<width).map { _ in Int64(random.number(0...3)) }
            if need.allSatisfy({ $0 == 0 }) { need[0] = 1 }
            let reach = (0..<nodes).filter { _ in !random.once(in: 3) }
            var own: [Int: [Int64]] = [:]
            if random.once(in: 3), let node = reach.first {
                own[node] = (0..<width).map { _ in Int64(random.number(0...2)) }
            }
            jobs.append(job(Int64(random.number(1...3)), need, on: reach, own: own))
        }
        return (free, width, jobs)
    }

    @Test func itFitsExactlyWhenASearchFindsAPlace() {
        var random = FleetRandom(seed: 3)
        var fitting = 0
        for round in 0..<2000 {
            let (free, width, jobs) = Self.random(&random)
            let packing = Packing(free: free, width: width, jobs: jobs)
            let expected = Search(width: width, jobs: jobs).fits(free)
            #expect(packing.fits == expected, "round \(round): \(free) \(jobs)")
            #expect(packing.isCertain)
            if expected { fitting += 1 }
        }
        #expect((200...1800).contains(fitting), "only one side is tested: \(fitting)")
    }

    /// What is left is what there was without what was placed.
    @Test func whatIsPlacedIsTakenAndNothingElse() {
        var random = FleetRandom(seed: 9)
        for _ in 0..<500 {
            let (free, width, jobs) = Self.random(&random)
            let packing = Packing(free: free, width: width, jobs: jobs)
            var left = free
            for (index, shares) in packing.shares.enumerated() {
                #expect(shares.reduce(0) { $0 + $1.workers } == packing.placed(index))
                #expect(packing.placed(index) + packing.missing(index) == jobs[index].count)
                for share in shares {
                    #expect(jobs[index].nodes.contains(share.node))
                    #expect(packing.workers(index, on: share.node) == share.workers)
                    for (column, need) in jobs[index].need.enumerated() {
                        let own = jobs[index].own[share.node]?[column] ?? 0
                        left[share.node * width + column] -= max(0, share.workers * need - own)
                    }
                }
            }
            #expect(packing.left == left)
        }
    }

    @Test func theNodeWithTheLeastRoomThatIsEnoughIsTaken() {
        let packing = Packing(free: [8, 4, 2], width: 1, jobs: [Self.job(1, [3], on: [0, 1, 2])])
        #expect(packing.shares == [[Packing.Share(node: 1, workers: 1)]])
    }

    /// The larger one goes first and takes the node that the other needs, unless somebody looks further.
    @Test func aBetterArrangementIsFound() {
        // Of two kinds of room: the first job fits both nodes, the second only the first.
        let jobs = [Self.job(1, [2, 1], on: [0, 1]), Self.job(1, [1, 2], on: [0, 1])]
        let packing = Packing(free: [2, 2, 3, 1], width: 2, jobs: jobs)
        #expect(packing.fits)
        #expect(packing.shares == [[.init(node: 1, workers: 1)], [.init(node: 0, workers: 1)]])
    }

    @Test func manyContendedNodesAreNotSearched() {
        let nodes = Array(0..<(PreflightLimits.searchedNodes + 1))
        // In all there is enough, but not beside each other.
        let jobs = [Self.job(40, [3], on: nodes), Self.job(20, [2], on: nodes)]
        let packing = Packing(free: nodes.map { _ in 4 }, width: 1, jobs: jobs)
        #expect(!packing.fits && !packing.isCertain)
    }

    @Test(.timeLimit(.minutes(1))) func theSearchEnds() {
        let nodes = Array(0..<PreflightLimits.searchedNodes)
        let jobs = (0..<4).map { Self.job(200, [Int64($0 + 2)], on: nodes) }
        let packing = Packing(free: nodes.map { Int64(7 + $0 % 5) }, width: 1, jobs: jobs)
        #expect(!packing.fits)
    }

    @Test func nodesThatOneAloneCanUseAreNoMatterOfContention() {
        let many = Array(0..<200)
        let jobs = [Self.job(150, [2], on: many), Self.job(1, [1], on: [0])]
        let packing = Packing(free: many.map { $0 == 0 ? 1 : 2 }, width: 1, jobs: jobs)
        #expect(packing.fits)
    }

    @Test func whatIsWithoutBoundStaysSo() {
        let packing = Packing(free: [.max, 4], width: 2, jobs: [Self.job(2, [1 << 60, 2], on: [0])])
        #expect(packing.fits)
        #expect(packing.available(0, on: 0, 0) == .max)
        #expect(Packing(free: [.max], width: 1, jobs: [Self.job(3, [.max], on: [0])]).placed(0) == 1)
    }

    @Test func nothingIsNeeded() {
        #expect(Packing(free: [0], width: 1, jobs: [Self.job(5, [0], on: [0])]).fits)
        #expect(!Packing(free: [0], width: 1, jobs: [Self.job(5, [0], on: [])]).fits)
        #expect(Packing(free: [], width: 0, jobs: []).fits)
        #expect(Packing(free: [1], width: 1, jobs: [Self.job(0, [9], on: [0])]).fits)
    }

    @Test func availabilityIsWithoutItsOwnWorkersAndWithTheOthers() {
        let jobs = [Self.job(2, [2], on: [0]), Self.job(1, [1], on: [0])]
        let packing = Packing(free: [5], width: 1, jobs: jobs)
        #expect(packing.available(0, on: 0, 0) == 4)
        #expect(packing.available(1, on: 0, 0) == 1)
        let own = Packing(free: [0], width: 1, jobs: [Self.job(1, [2], on: [0], own: [0: [3]])])
        #expect(own.fits && own.available(0, on: 0, 0) == 3)
    }
}
