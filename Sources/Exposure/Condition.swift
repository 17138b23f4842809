import Value

/// One of an object's conditions, as far as it is about the object as it is now.
struct Condition: Sendable, Hashable {
    enum Truth: Sendable, Hashable { case yes, no, open }

    var type: String
    var truth: Truth
    var reason: String
    /// The controller's words; empty where it has none.
    var message: String

    /// - Parameters:
    ///   - conditions: a list of them.
    ///   - generation: of the object; what was said of an older one is open.
    /// - Returns: nil where nobody has said anything.
    init?(_ type: String, in conditions: Value?, of generation: Int64?) {
        guard let found = conditions?.array?.first(where: { $0["type"]?.string == type }) else { return nil }
        self.type = type
        reason = found["reason"]?.string ?? ""
        message = found["message"]?.string ?? ""
        let isStale =
            if let generation, let observed = found["observedGeneration"]?.integer { observed < generation } else {
                false
            }
        switch found["status"]?.string {
        case "True" where !isStale: truth = .yes
        case "False" where !isStale: truth = .no
        default: truth = .open
        }
    }

    /// Such as `Accepted is False (NotAllowedByListeners): no listener takes it`.
    var text: String {
        let word =
            switch truth {
            case .yes: "True"
            case .no: "False"
            case .open: "open"
            }
        return "\(type) is \(word)\(reason.isEmpty ? "" : " (\(reason))")\(message.isEmpty ? "" : ": \(message)")"
    }
}

extension Value {
    /// Nil where the server does not count.
    var generation: Int64? { self["metadata"]?["generation"]?.integer }
}
