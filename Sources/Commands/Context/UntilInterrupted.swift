/// For commands that have no other end.
enum UntilInterrupted {
    /// - Throws: what `body` throws; for a cancellation, a failure with status `interrupted` that says nothing: it is what
    ///   the user waited for.
    static func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch is CancellationError {
            throw CommandFailure(.interrupted)
        }
    }
}
