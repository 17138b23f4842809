/// What came of a combination.
public enum StrictOutcome: Sendable, Equatable {
    case accepted
    /// By the server, in its words; or the chart comes to nothing, or not to Helm's bytes. A line each.
    case refused([String])
    /// The chart refuses it, in its words.
    case notApplicable(String)
}

extension StrictOutcome {
    /// What the server's words come to.
    ///
    /// - Parameter refusals: one for each object that it does not take.
    init(refusals: [String], by server: StrictServer) {
        if refusals.isEmpty {
            self = .accepted
        } else if server.isTooOld, refusals.allSatisfy(Self.isOfAge) {
            self = .notApplicable("newer than the server: \(refusals.joined(separator: "; "))")
        } else {
            self = .refused(refusals)
        }
    }

    /// Whether a server from before refuses something for not knowing it yet: a field, a value or a kind of Kubernetes'
    /// own.
    private static func isOfAge(_ words: String) -> Bool {
        words.contains("field not declared in schema") || words.contains(".k8s.io/v")
    }
}
