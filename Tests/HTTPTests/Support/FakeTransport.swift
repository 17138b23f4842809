import HTTP
import Synchronization

/// Gives prepared answers in order and keeps the requests.
final class FakeTransport: HTTPTransport {
    private let answers: Mutex<[Result<HTTPResponse, HTTPError>]>
    private let seen = Mutex<[HTTPRequest]>([])

    init(_ answers: [Result<HTTPResponse, HTTPError>]) { self.answers = Mutex(answers) }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        seen.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let answer else { throw LocalServer.Failure("more requests than prepared answers") }
        return try answer.get()
    }
}
