import Value

/// Judges by the API server's own record of the changes whether two runs were ever at work at once; pure.
///
/// A run labels its record with its side, and puts the side's name into the objects, so that each change can be told apart.
struct RaceVerdict {
    /// Such as `groundcrew.web`.
    static let lease = "groundcrew.\(ProvenVerb.release)"
    /// Whose work a record and an object are.
    static let sideLabel = "side"

    /// Whether somebody may take the lock from a holder that does not renew it.
    var mayTakeOver = false

    private(set) var problems: [String] = []
    /// How often the lock came into other hands.
    private(set) var handovers = 0
    private var holder: String?
    private var isHeld = false
    private var statuses: [String: String] = [:]
    /// The run of each side, from the records that they begin.
    private var runs: [String: String] = [:]

    init(mayTakeOver: Bool = false) { self.mayTakeOver = mayTakeOver }

    /// - Parameter events: of Leases, Secrets and ConfigMaps of the release's namespace, in any order.
    mutating func judge(_ events: [HistoryEvent]) {
        for event in events.sorted(by: { $0.version < $1.version }) {
            switch event.type {
            case "Lease" where event.name == Self.lease: saw(lease: event)
            case "Secret" where event.name.hasPrefix("sh.helm.release.v1."): saw(record: event)
            case "ConfigMap": saw(map: event)
            default: break
            }
        }
    }

    private mutating func saw(lease event: HistoryEvent) {
        guard event.kind == .stored else {
            (isHeld, holder) = (false, nil)
            return
        }
        let next = event.object["spec"]?["holderIdentity"]?.string ?? ""
        if next != holder { handovers += 1 }
        if isHeld, let holder, next != holder, !mayTakeOver {
            problems.append("\(next) took the lock from \(holder), which held it")
        }
        (isHeld, holder) = (true, next)
    }

    private mutating func saw(record event: HistoryEvent) {
        let former = statuses[event.name]
        guard event.kind == .stored else {
            statuses[event.name] = nil
            return
        }
        let status = event.label("status") ?? ""
        statuses[event.name] = status
        let underWork = statuses.filter { $0.value.hasPrefix("pending") }.keys.sorted()
        if underWork.count > 1 {
            problems.append("two revisions are under work at once: \(underWork.joined(separator: ", "))")
        }
        guard let holder else {
            problems.append("\(event.name) became \(status) while nobody held the lock")
            return
        }
        guard status.hasPrefix("pending"), let run = event.annotation("groundcrew/run") else { return }
        if former == nil, let side = event.label(Self.sideLabel) { runs[side] = run }
        if run != holder { problems.append("\(event.name) is under work by \(run) while \(holder) holds the lock") }
    }

    private mutating func saw(map event: HistoryEvent) {
        guard event.kind == .stored, let side = event.object["data"]?["text"]?.string, let run = runs[side] else {
            return
        }
        if run != holder {
            problems.append("\(event.name) was written by \(side) while \(holder ?? "nobody") held the lock")
        }
    }
}
