import Bootstrap
import Deployments
import Kubernetes

extension CommandFailure {
    /// The exit status that an error stands for, with the error's own words.
    ///
    /// - Parameter change: what had become of the cluster by then; nil for nothing.
    init(describing error: any Error, change: ClusterChange? = nil) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ChangedFailure: self.init(describing: error.underlying, change: error.change)
        case let error as BootstrapInterruption:
            self.init(describing: PartialFailure(underlying: error.underlying), change: change)
        case let error as PartialFailure:
            var cause = FailureCause(error.underlying)
            // The rest was not tried: what is not ready stopped the command half-way.
            if cause.kind == .notReady { cause.kind = .failed }
            self.init(cause, change: change)
        default: self.init(FailureCause(error), change: change)
        }
    }

    private init(_ cause: FailureCause, change: ClusterChange?) {
        let status = cause.kind.status(hasChanged: change != nil)
        let state =
            switch change {
            case .made: "what was done stays"
            case .possible: "the cluster may have been changed"
            case nil: "nothing was changed"
            }
        let isStopped = status == .incomplete || status == .interrupted
        let next = isStopped ? "\(state); run the same command again to go on" : nil
        self.init(status, cause.message, hint: Self.joined(cause.hint, next))
    }

    /// A hint of a refusal says that nothing was changed, which holds for its own step alone.
    private static func joined(_ hint: String?, _ next: String?) -> String? {
        guard let next else { return hint }
        let own = hint?.replacing("; nothing was changed", with: "")
        return [own, next].compactMap(\.self).joined(separator: "; ")
    }
}
