/// Finishes what must not be left half done, although the run was cancelled: a release's record must not stay pending.
enum CancellationShield {
    /// Runs `work` outside the reach of the caller's cancellation, and returns when it has ended.
    ///
    /// Once a signal has cancelled the whole command, that is for as long as the command's grace lasts; where only a part of
    /// it was cancelled (time was up, a sibling failed, the lock was lost), `NativeLimits.recordPatience`.
    ///
    /// An unstructured task is the only means against inherited cancellation. It is awaited here, so it never outlives
    /// the call.
    /// - Throws: what `work` throws, and `GraceError` when it had not ended by then.
    static func run<Outcome: Sendable>(
        _ work: @escaping @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        let grace = Grace.current ?? Grace()
        let (cancellation, isCancelled) = AsyncStream.makeStream(of: Void.self)
        let task = Task { try await run(work, within: grace, of: cancellation) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            isCancelled.finish()
        }
    }

    /// - Parameter cancellation: ends when the caller is cancelled.
    private static func run<Outcome: Sendable>(
        _ work: @escaping @Sendable () async throws -> Outcome, within grace: Grace, of cancellation: AsyncStream<Void>
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in cancellation {}
                try await grace.pass()
                return nil
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let outcome = first { return outcome }
            group.cancelAll()
            // What came of it by then is true all the same.
            switch await group.nextResult() {
            case .success(let late?)?: return late
            case .failure(let error)? where !(error is CancellationError): throw error
            default: throw GraceError(limit: grace.span)
            }
        }
    }
}
