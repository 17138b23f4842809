import Charts
import RegularExpressions
public import Value

/// Which releases are listed, in which order and how many: the flags of `helm list`.
public struct ListQuery: Sendable {
    /// Where a release stands, as `helm list` has it.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case deployed, failed, pending, superseded, uninstalled, uninstalling

        func holds(_ status: String) -> Bool {
            self == .pending ? ReleaseStatus(rawValue: status).isPending : status == rawValue
        }
    }

    /// None means all.
    public var states: Set<State> = []
    public var selector: LabelSelector?
    /// Oldest change first, instead of by name.
    public var isByDate = false
    public var isReversed = false
    /// How many come before the first.
    public var offset = 0
    /// Nil means all.
    public var limit: Int?
    private var names: RegularExpression?

    public init() {}

    /// - Parameter pattern: what releases' names hold somewhere, as a regular expression.
    /// - Throws: `ReleaseError` with code `invalidRequest` for what is none.
    public mutating func filter(_ pattern: String) throws(ReleaseError) {
        do {
            names = try RegularExpression(pattern)
        } catch {
            throw ReleaseError(.invalidRequest, "the filter cannot be read: \(error.message)")
        }
    }

    /// Superseded revisions are never the last ones of their releases: who asks for them alone gets every one.
    var wantsEveryRevision: Bool { states == [.superseded] }

    /// Those that are asked for, in their order, and how many more there are beyond the limit; pure.
    func chosen(_ releases: [ReleaseRecord]) -> (shown: [ReleaseRecord], omitted: Int) {
        var fitting = releases.filter(fits).sorted(by: isByDate ? Self.isOlder : Self.isBefore)
        if isReversed { fitting.reverse() }
        let rest = fitting.dropFirst(offset)
        let shown = limit.map { rest.prefix($0) } ?? rest
        return (Array(shown), rest.count - shown.count)
    }

    private func fits(_ release: ReleaseRecord) -> Bool {
        if let names, !names.matches(release.name) { return false }
        guard states.isEmpty || states.contains(where: { $0.holds(release.status) }) else { return false }
        guard let selector else { return true }
        return selector.matches(Self.labels(of: release))
    }

    /// Those of its record, Helm's own included.
    private static func labels(of release: ReleaseRecord) -> Object {
        var labels = Object(release.labels.map { ($0.key, .string($0.value)) })
        labels["name"] = .string(release.name)
        labels["owner"] = "helm"
        labels["status"] = .string(release.status)
        labels["version"] = .string(String(release.revision))
        return labels
    }

    private static func isBefore(_ left: ReleaseRecord, _ right: ReleaseRecord) -> Bool {
        (left.name, left.namespace, left.revision) < (right.name, right.namespace, right.revision)
    }

    /// By whole seconds, as Helm has it; what has no time comes first.
    private static func isOlder(_ left: ReleaseRecord, _ right: ReleaseRecord) -> Bool {
        let times = [left, right].map { GoTimeText.seconds($0.updated) ?? .min }
        return times[0] == times[1] ? isBefore(left, right) : times[0] < times[1]
    }
}

extension ReleaseEngine {
    /// The releases that a query asks for, with what could not be read or looked at.
    public func list(_ query: ListQuery, namespace: String?) async throws -> ReleaseListing {
        var listing =
            query.wantsEveryRevision
            ? try await storage.each(.superseded, namespace: namespace)
            : try await list(namespace: namespace, allowsGaps: true)
        (listing.releases, listing.omitted) = query.chosen(listing.releases)
        return listing
    }
}
