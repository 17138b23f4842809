import TestParts

/// How many requests a run makes that nothing happens to.
public struct RequestCounts: Hashable, Sendable {
    public var changes: Int
    public var reads: Int

    public init(changes: Int, reads: Int) {
        self.changes = changes
        self.reads = reads
    }

    init(_ requests: [FaultProxy.Request]) {
        changes = requests.count(where: \.isChange)
        reads = requests.count - changes
    }
}
