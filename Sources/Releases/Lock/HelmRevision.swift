import Kubernetes

/// A revision that a run had Helm make, or remove, and when: Helm's records bear no mark of the run.
struct HelmRevision: Sendable, Equatable {
    var number: Int
    /// From before Helm was begun until it had ended for certain, in seconds since 1970 on the clock of the machine of both;
    /// nil in Leases of before it was noted.
    var attempt: ClosedRange<Int64>?

    static let numberKey = "groundcrew/revision"
    static let attemptKey = "groundcrew/attempt"

    init(_ number: Int, attempt: ClosedRange<Int64>? = nil) {
        self.number = number
        self.attempt = attempt
    }

    /// - Parameter annotations: of a Lease; nil when they name none.
    init?(annotations: [String: String]) {
        guard let number = annotations[Self.numberKey].flatMap({ Int($0) }) else { return nil }
        self.number = number
        let times = (annotations[Self.attemptKey] ?? "").split(separator: "-").compactMap { Int64($0) }
        if times.count == 2, times[0] <= times[1] { attempt = times[0]...times[1] }
    }

    var annotations: [String: String] {
        var annotations = [Self.numberKey: String(number)]
        if let attempt { annotations[Self.attemptKey] = "\(attempt.lowerBound)-\(attempt.upperBound)" }
        return annotations
    }

    /// Whether the record is what came of it: a Helm by hand may have made a revision of that number before or since.
    func isOf(_ record: StoredRelease) -> Bool {
        guard number == record.revision else { return false }
        guard let attempt else { return true }
        guard let time = Timestamp(record.lastChange)?.secondsSince1970 else { return false }
        return attempt.contains(Int64(time.rounded(.down)))
    }
}
