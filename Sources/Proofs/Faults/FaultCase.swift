import TestParts

/// One run with one fault.
public struct FaultCase: Hashable, Sendable {
    /// Which of its requests breaks, counted from 1.
    public enum Place: Hashable, Sendable {
        case change(Int)
        case read(Int)

        var match: FaultProxy.Match {
            switch self {
            case .change(let number): .changes(.nth(number))
            case .read(let number): .reads(.nth(number))
            }
        }
    }

    public var verb: ProvenVerb
    public var fault: RequestFault
    public var place: Place

    /// Such as `upgrade/kill/change-12`.
    public var id: String {
        switch place {
        case .change(let number): "\(verb.rawValue)/\(fault.rawValue)/change-\(number)"
        case .read(let number): "\(verb.rawValue)/\(fault.rawValue)/read-\(number)"
        }
    }
}
