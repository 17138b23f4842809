import Testing

@testable import Preflight

/// What is known where there are too many arrangements to try all of them.
@Suite struct PackingBoundTests {
    typealias Base = PackingTests

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var free: [Int64]
        var width = 1
        var jobs: [Packing.Job]
        /// Nil where nobody can tell.
        var fits: Bool?
    }

    private static let many = Array(0..<60)

    static let cases = [
        Case(
            testDescription: "more than all nodes have together", free: many.map { _ in 2 },
            jobs: [Base.job(40, [2], on: many), Base.job(40, [2], on: many)], fits: false),
        Case(
            testDescription: "more than they have in whole workers", free: many.map { _ in 3 },
            jobs: [Base.job(40, [2], on: many), Base.job(21, [2], on: many)], fits: false),
        Case(
            testDescription: "as many as they have in whole workers", free: many.map { _ in 3 },
            jobs: [Base.job(40, [2], on: many), Base.job(20, [2], on: many)], fits: true),
        Case(
            testDescription: "one of them would not fit alone", free: many.map { _ in 3 },
            jobs: [Base.job(61, [2], on: many), Base.job(1, [1], on: many)], fits: false),
        Case(
            testDescription: "more than those nodes have that two may use", free: many.map { _ in 2 },
            jobs: [
                Base.job(1, [1], on: many), Base.job(30, [2], on: Array(0..<50)), Base.job(41, [1], on: Array(0..<50)),
            ], fits: false),
        Case(
            testDescription: "more of the second kind of room", free: many.flatMap { _ in [9, 1] }, width: 2,
            jobs: [Base.job(31, [1, 1], on: many), Base.job(30, [1, 1], on: many)], fits: false),
        Case(
            testDescription: "workers of two sizes that leave too much unused", free: many.map { _ in 4 },
            jobs: [Base.job(50, [3], on: many), Base.job(25, [2], on: many)], fits: nil),
        Case(
            testDescription: "what its own pods hold is room", free: many.map { _ in 0 },
            jobs: [
                Base.job(60, [2], on: many, own: Dictionary(uniqueKeysWithValues: many.map { ($0, [2]) })),
                Base.job(60, [1], on: many, own: Dictionary(uniqueKeysWithValues: many.map { ($0, [1]) })),
            ], fits: true),
        Case(
            testDescription: "room without bound is no matter of sums", free: many.map { $0 == 0 ? .max : 1 },
            jobs: [Base.job(99, [1], on: many), Base.job(99, [1], on: many)], fits: true),
        // The first one takes all nodes of the second unless it is told to keep away.
        Case(
            testDescription: "the smaller one has fewer nodes", free: (0..<110).map { _ in 8 },
            jobs: [Base.job(60, [8], on: Array(0..<110)), Base.job(100, [1], on: Array(0..<50))], fits: true),
        Case(
            testDescription: "each prefers what the other cannot use", free: (0..<180).map { _ in 2 },
            jobs: [
                Base.job(100, [2], on: Array(0..<120)), Base.job(60, [2], on: Array(60..<180)),
                Base.job(20, [2], on: Array(60..<120)),
            ], fits: true),
    ]

    @Test(arguments: cases) func whatIsKnownIsSaid(_ item: Case) {
        let packing = Packing(free: item.free, width: item.width, jobs: item.jobs)
        #expect(packing.fits == (item.fits ?? false))
        #expect(packing.isCertain == (item.fits != nil))
    }

    /// Nothing is excluded that a search through everything finds, and no order finds what is not there.
    @Test func noBoundIsWrong() {
        var random = FleetRandom(seed: 17)
        var (excluded, found) = (0, 0)
        for round in 0..<2000 {
            let (free, width, jobs) = Base.random(&random)
            let packing = Packing(free: free, width: width, jobs: jobs)
            let fits = Base.Search(width: width, jobs: jobs).fits(free)
            if PackingBound.excludes(packing) {
                excluded += 1
                #expect(!fits, "round \(round): \(free) \(jobs)")
            }
            if let shares = PackingOrders.arrange(packing) {
                found += 1
                #expect(fits, "round \(round): \(free) \(jobs)")
                let counts = shares.map { $0.reduce(0) { $0 + $1.workers } }
                #expect(counts == jobs.map(\.count))
            }
        }
        #expect(excluded > 200 && found > 200, "only one side is tested: \(excluded), \(found)")
    }
}
