/// Sends one request and returns the response as soon as its head has arrived.
///
/// This is the only seam to the network for requests: retries, credentials and logging wrap a transport in another.
/// A status of 400 or more is a response, not an error. Cancelling the calling task ends the transfer before the call
/// returns or throws; a body dropped before its end ends its transfer soon after.
public protocol HTTPTransport: Sendable {
    /// - Throws: `HTTPError`, or `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
