/// How many requests of each kind a cluster's API server was sent, those that were repeated included.
public struct RequestCounts: Sendable, Hashable {
    /// Of many objects; each page is one.
    public var lists = 0
    /// Of one object.
    public var gets = 0
    /// What the server is and serves.
    public var discovery = 0
    /// Questions about rights and about the caller, which leave nothing behind.
    public var reviews = 0
    /// Writes that the server does everything for but storing the result.
    public var dryRuns = 0
    public var writes = 0
    /// Watches, logs, health, and what goes through to pods and services.
    public var other = 0

    public init(
        lists: Int = 0, gets: Int = 0, discovery: Int = 0, reviews: Int = 0, dryRuns: Int = 0, writes: Int = 0,
        other: Int = 0
    ) {
        self.lists = lists
        self.gets = gets
        self.discovery = discovery
        self.reviews = reviews
        self.dryRuns = dryRuns
        self.writes = writes
        self.other = other
    }

    /// What came after `former`, of the same counter.
    public func since(_ former: RequestCounts) -> RequestCounts {
        RequestCounts(
            lists: lists - former.lists, gets: gets - former.gets, discovery: discovery - former.discovery,
            reviews: reviews - former.reviews, dryRuns: dryRuns - former.dryRuns, writes: writes - former.writes,
            other: other - former.other)
    }

    mutating func count(_ kind: RequestKind) {
        switch kind {
        case .list: lists += 1
        case .get: gets += 1
        case .discovery: discovery += 1
        case .review: reviews += 1
        case .dryRun: dryRuns += 1
        case .write: writes += 1
        case .other: other += 1
        }
    }
}
