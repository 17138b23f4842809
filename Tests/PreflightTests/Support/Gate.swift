/// Lets one task wait until another has come so far.
final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream<Void>.makeStream() }

    func open() { continuation.finish() }

    func passed() async throws {
        for await _ in stream {}
        try Task.checkCancellation()
    }
}
