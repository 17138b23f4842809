import HTTP
import Kubernetes
import Processes

extension UnknownReason {
    /// Why something is not known that threw an error.
    public init(of error: any Error) {
        switch error {
        case let reason as UnknownReason: self = reason
        case let error as KubernetesError: self.init(error)
        case let error as HTTPError: self.init(error)
        case let error as ProcessError: self.init(error)
        default: self.init(.failed, "\(error)")
        }
    }
}
