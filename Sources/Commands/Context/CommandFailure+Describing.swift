import Bootstrap
import Deployments

extension CommandFailure {
    /// The exit status that an error stands for, with the error's own words.
    ///
    /// - Parameter hasChanged: whether anything in the cluster had been changed by then.
    init(describing error: any Error, hasChanged: Bool = false) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ChangedFailure: self.init(describing: error.underlying, hasChanged: true)
        case let error as BootstrapInterruption:
            self.init(describing: PartialFailure(underlying: error.underlying), hasChanged: hasChanged)
        case let error as PartialFailure:
            var cause = FailureCause(error.underlying)
            // The rest was not tried: what is not ready stopped the command half-way.
            if cause.kind == .notReady { cause.kind = .failed }
            self.init(cause, hasChanged: hasChanged)
        default: self.init(FailureCause(error), hasChanged: hasChanged)
        }
    }

    private init(_ cause: FailureCause, hasChanged: Bool) {
        let status = cause.kind.status(hasChanged: hasChanged)
        let next: String? =
            switch status {
            case .incomplete: "what was done stays; run the same command again to go on"
            case .interrupted:
                "\(hasChanged ? "what was done stays" : "nothing was changed"); run the same command again to go on"
            default: nil
            }
        self.init(status, cause.message, hint: Self.joined(cause.hint, next))
    }

    /// A hint of a refusal says that nothing was changed, which holds for its own step alone.
    private static func joined(_ hint: String?, _ next: String?) -> String? {
        guard let next else { return hint }
        let own = hint?.replacing("; nothing was changed", with: "")
        return [own, next].compactMap(\.self).joined(separator: "; ")
    }
}
