public import Operators
public import Preflight

extension Preflight {
    /// The same, showing the decisions of a look that the run goes by, too.
    public func deciding(by look: OperatorLook) -> Preflight {
        deciding { try await look.decided().compactMap(OperatorFact.init) }
    }
}
