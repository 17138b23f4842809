import Logging
import Synchronization
import TestSupport
import Testing

@testable import HTTP

@Suite struct LoggingTransportTests {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.texts.withLock { $0.append("\(event.level) \(event.message) \(pairs.joined(separator: " "))") }
        }
    }

    private func lines(_ level: Logger.Level, _ answer: Result<HTTPResponse, HTTPError>) async -> [String] {
        let lines = Lines()
        let logger = Logger(label: "http") { _ in Handler(lines: lines, logLevel: level) }
        let transport = LoggingTransport(FakeTransport([answer]), logger: logger, clock: InstantClock())
        let request = HTTPRequest(
            .get, "https://me:hunter2@host/path?limit=5&token=hunter2",
            headers: ["Authorization": "Bearer hunter2", "Accept": "a"])
        _ = try? await transport.send(request)
        return lines.texts.withLock { $0 }
    }

    private let answer = Result<HTTPResponse, HTTPError>.success(
        HTTPResponse(status: 200, headers: ["Set-Cookie": "s=hunter2", "Location": "https://b/?sig=hunter2", "X": "y"]))

    @Test(arguments: [Logger.Level.debug, .trace]) func oneLineARequestWithNoSecretsAndNoHeaders(
        _ level: Logger.Level
    ) async {
        #expect(
            await lines(level, answer) == ["debug GET https://host/path?limit=5&token=[hidden] 200 in 0 ms "])
    }

    @Test func failuresSayWhy() async {
        let lines = await lines(.debug, .failure(HTTPError(.connectionRefused, "refused", url: "https://host/path")))
        #expect(lines == ["debug GET https://host/path?limit=5&token=[hidden] failed in 0 ms: refused "])
    }

    @Test func silentAbove() async { #expect(await lines(.info, answer).isEmpty) }

    /// What looks for a transport that greets must find it behind the log.
    @Test func keepsWhatTheInnerTransportCanDo() {
        let logger = Logger(label: "http") { _ in SwiftLogNoOpLogHandler() }
        let greets: any HTTPTransport = LoggingTransport(CurlTransport(environment: [:]), logger: logger)
        #expect(greets is any TCPGreeter)
        let cannot: any HTTPTransport = LoggingTransport(FakeTransport([answer]), logger: logger)
        #expect(!(cannot is any TCPGreeter))
    }
}
