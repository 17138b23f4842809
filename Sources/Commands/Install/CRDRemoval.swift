import Value

/// What becomes of a CRD of an operator that goes.
struct CRDRemoval: Sendable, Equatable {
    enum Fate: Sendable, Equatable {
        /// It goes with the release, or after it.
        case goes
        case removed
        case stays(because: String)
    }

    var name: String
    /// Of the one that was looked at; nil for one that could not be.
    var uid: String?
    var fate: Fate

    var title: String { "CustomResourceDefinition \(name)" }

    var reason: String? {
        guard case .stays(let reason) = fate else { return nil }
        return reason
    }

    var text: String {
        switch fate {
        case .goes: "\(title) would be removed, too"
        case .removed: "\(title) was removed, too"
        case .stays(let reason): "\(title) stays: \(reason)"
        }
    }

    var value: Value {
        let change =
            switch fate {
            case .goes: "delete"
            case .removed: "deleted"
            case .stays: "kept"
            }
        return ["name": .string(name), "change": .string(change), "reason": reason.map(Value.string) ?? .null]
    }
}
