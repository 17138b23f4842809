import Readiness
import Synchronization

/// Decides from one status after another whether to go on waiting.
final class WaitJudge: Sendable {
    enum Decision: Equatable {
        case goOn
        /// As it was asked for.
        case settled
        case failed
    }

    private struct State {
        var said: String?
        /// Since when a pod has shown a fault without a break.
        var faultSince: ContinuousClock.Instant?
        /// Since when the provider has reported a state that only counts as a failure when it lasts.
        var troubleSince: ContinuousClock.Instant?
    }

    private let patience: Duration
    private let wantsNoWorker: Bool
    private let state = Mutex(State())

    /// - Parameter wantsNoWorker: a deployment that is stopped is what was asked for.
    init(patience: Duration, wantsNoWorker: Bool = false) {
        self.patience = patience
        self.wantsNoWorker = wantsNoWorker
    }

    /// - Returns: the decision, and whether the status differs from the last one in what a person reads.
    func judge(_ status: DeploymentStatus, at now: ContinuousClock.Instant) -> (decision: Decision, isNews: Bool) {
        state.withLock { state in
            let words = "\(status.phase.rawValue)\(status.counts)\(status.message)\(status.causes.map(\.message))"
            let isNews = state.said != words
            state.said = words
            if status.phase == .running || (status.phase == .stopped && wantsNoWorker) { return (.settled, isNews) }
            if status.phase == .failed { return (.failed, isNews) }
            state.faultSince = status.causes.contains(where: \.needsChange) ? state.faultSince ?? now : nil
            state.troubleSince = status.patience == nil ? nil : state.troubleSince ?? now
            let isOver =
                Self.isOver(state.faultSince, patience, now) || Self.isOver(state.troubleSince, status.patience, now)
            return (isOver ? .failed : .goOn, isNews)
        }
    }

    private static func isOver(
        _ since: ContinuousClock.Instant?, _ limit: Duration?, _ now: ContinuousClock.Instant
    ) -> Bool {
        guard let since, let limit else { return false }
        return now - since >= limit
    }
}

extension PodDiagnosis {
    /// Nothing but a change by a person cures it; new nodes, freed GPUs and loading models come by waiting.
    var needsChange: Bool {
        switch cause {
        case .notCreated, .imagePull, .containerConfiguration, .outOfMemory, .crashLoop: true
        case .unschedulable, .volume, .evicted, .failingProbe, .pullingImage: false
        }
    }
}
