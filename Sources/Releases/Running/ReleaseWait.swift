import Kubernetes
import Waiting

/// Any wait of a release: its time, its news and its errors.
struct ReleaseWait: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    /// `namespace/name`, for errors.
    let release: String
    /// Nil says nothing.
    let progress: Progress?

    /// - Parameters:
    ///   - hint: what to do next when time is over, whatever the wait itself advises.
    ///   - otherwise: what to do next where the wait itself has no advice.
    /// - Throws: `ReleaseError`, `KubernetesError`, `CancellationError`.
    func run(_ awaited: [Awaited], hint: String? = nil, otherwise: String? = nil) async throws {
        let progress = progress
        let waiter = Waiter(client: client, clock: deadline.clock) { news in progress?.tell(news) }
        do {
            _ = try await waiter.wait(
                for: awaited,
                limits: WaitLimits(deadline.limit, spent: min(deadline.passed, deadline.limit), idle: deadline.idle))
        } catch let error as WaitError {
            var failure = ReleaseError(error, release: release)
            failure.hint = (error.isTimeout ? hint : nil) ?? failure.hint ?? otherwise
            throw failure
        }
    }
}

extension Progress {
    /// What a release's user hears of a wait: objects one by one would be too much, except those that turn.
    func tell(_ news: WaitNews) {
        if case .changed(let report) = news, !report.hasRelapsed { return }
        if news.isWarning { warn(news.text) } else { say(news.text) }
    }
}

extension ReleaseError {
    init(_ error: WaitError, release: String) {
        let code: Code =
            switch error.reason {
            case .timedOut, .idle: .timedOut
            case .fault(.namesNotAccepted): .applyFailed
            case .fault: .notReady
            }
        self.init(code, error.message, hint: error.hint, release: release, underlying: error)
    }
}
