/// What a revision under work bears: whose work it is, and what keeps others from it.
struct RunMark: Sendable, Hashable {
    var run: RunIdentity
    /// False where the record alone locks, because Leases are not for the run.
    var hasLease: Bool

    private static let lockKey = "groundcrew/lock"

    init(_ run: RunIdentity, hasLease: Bool) {
        self.run = run
        self.hasLease = hasLease
    }

    init?(annotations: [String: String]) {
        guard let run = RunIdentity(annotations: annotations) else { return nil }
        self.init(run, hasLease: annotations[Self.lockKey] != "record")
    }

    var annotations: [String: String] {
        run.annotations.merging([Self.lockKey: hasLease ? "lease" : "record"]) { _, new in new }
    }
}
