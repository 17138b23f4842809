public import Providers
public import Releases

extension ReleaseOptions.OnFailure {
    /// The same, as definitions and files say it.
    public init(_ policy: OperatorDefinition.FailurePolicy) {
        self =
            switch policy {
            case .fail: .fail
            case .hold: .hold
            case .rollback: .rollback
            }
    }
}
