/// What a preflight has shown of a standard's requirements.
public struct ConformanceReport: Sendable, Hashable {
    public enum Status: String, Sendable, CaseIterable {
        /// By reading alone.
        case proven
        case notProven
        /// What can be read speaks for it; the rest shows only when something runs in the cluster.
        case needsRun
        /// It is asked only of those that offer it, and nothing of it is there.
        case notOffered
    }

    public struct Entry: Sendable, Hashable {
        public var requirement: ConformanceProfile.Requirement
        public var status: Status
        /// What was seen, or why it is not proven: lower case, no full stop; may hold text of the cluster.
        public var reason: String
        /// What to do next; nil where nothing is left to do.
        public var hint: String?

        public init(
            _ requirement: ConformanceProfile.Requirement, _ status: Status, reason: String, hint: String? = nil
        ) {
            self.requirement = requirement
            self.status = status
            self.reason = reason
            self.hint = hint
        }
    }

    /// The profile's name.
    public var profile: String
    public var title: String
    public var source: String
    /// In the profile's order.
    public var entries: [Entry]

    public init(profile: String, title: String, source: String, entries: [Entry]) {
        self.profile = profile
        self.title = title
        self.source = source
        self.entries = entries
    }

    public func count(_ level: ConformanceProfile.Level, _ status: Status) -> Int {
        entries.count { $0.requirement.level == level && $0.status == status }
    }

    /// Such as `of 8 musts 3 are proven, 4 need a run in the cluster, 1 is not proven`.
    public func summary(_ level: ConformanceProfile.Level) -> String {
        let all = entries.count { $0.requirement.level == level }
        guard all > 0 else { return "no \(level.rawValue)" }
        let parts = Status.allCases.compactMap { status -> String? in
            let number = count(level, status)
            return number == 0 ? nil : "\(number) \(status.words(isOne: number == 1))"
        }
        return "of \(all) \(level.rawValue)\(all == 1 ? "" : "s") " + parts.joined(separator: ", ")
    }
}

extension ConformanceReport.Status {
    func words(isOne: Bool) -> String {
        switch self {
        case .proven: isOne ? "is proven" : "are proven"
        case .notProven: isOne ? "is not proven" : "are not proven"
        case .needsRun: isOne ? "needs a run in the cluster" : "need a run in the cluster"
        case .notOffered: isOne ? "is not offered" : "are not offered"
        }
    }
}
