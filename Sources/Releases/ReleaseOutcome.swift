/// What a run has come to.
public struct ReleaseOutcome: Sendable {
    public enum Change: String, Sendable, CaseIterable {
        case created, changed, unchanged
        /// Nothing was changed, and not every object could be compared with what it should be.
        case unknown
    }

    public var change: Change
    public var record: ReleaseRecord
    /// Of the objects that the release holds now.
    public var objectCount: Int
    /// The server's remarks, and what could not be done as asked or compared.
    public var warnings: [String]
    /// Empty unless the change is `unknown`.
    public var uncompared: [UncomparedObject]

    /// Whether the cluster is other than before.
    public var hasChanged: Bool { change == .created || change == .changed }

    init(
        change: Change, record: ReleaseRecord, objectCount: Int, warnings: [String],
        uncompared: [UncomparedObject] = []
    ) {
        self.change = change
        self.record = record
        self.objectCount = objectCount
        self.warnings = warnings + uncompared.map(\.description)
        self.uncompared = uncompared
    }
}

/// An object of which nobody knows whether it is as the release left it.
public struct UncomparedObject: Sendable, Hashable, CustomStringConvertible {
    /// Such as `Deployment.apps default/web`.
    public var object: String
    /// In the server's words.
    public var reason: String

    public var description: String { "\(object) could not be compared: \(reason)" }
}
