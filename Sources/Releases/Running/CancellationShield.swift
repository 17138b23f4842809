/// Finishes what must not be left half done, although the run was cancelled: a release's record must not stay pending.
enum CancellationShield {
    /// Runs `work` outside the reach of the caller's cancellation, and returns when it has ended.
    ///
    /// An unstructured task is the only means against inherited cancellation. It is awaited here, so it never outlives
    /// the call; `work` must be short and have time limits of its own.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await Task { try await work() }.value
    }
}
