import Logging
import Synchronization
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
        let transport = LoggingTransport(FakeTransport([answer]), logger: logger, clock: FakeClock())
        let request = HTTPRequest(
            .get, "https://me:hunter2@host/path?limit=5&token=hunter2",
            headers: ["Authorization": "Bearer hunter2", "Accept": "a"])
        _ = try? await transport.send(request)
        return lines.texts.withLock { $0 }
    }

    private let answer = Result<HTTPResponse, HTTPError>.success(
        HTTPResponse(status: 200, headers: ["Set-Cookie": "s=hunter2", "Location": "https://b/?sig=hunter2", "X": "y"]))

    @Test func oneLineAtDebug() async {
        #expect(
            await lines(.debug, answer) == [
                "debug http answer http.method=GET http.milliseconds=0 http.status=200 "
                    + "http.url=https://host/path?limit=5&token=[hidden]"
            ])
    }

    @Test func headersAtTraceButNoSecrets() async {
        let lines = await lines(.trace, answer)
        #expect(lines.count == 3)
        #expect(lines[0].contains("http.request.accept=a http.request.authorization=[hidden]"))
        #expect(lines[2].contains("http.response.location=https://b/?sig=[hidden]"))
        #expect(lines[2].contains("http.response.x=y"))
        #expect(!lines.joined().contains("hunter2"))
    }

    @Test func failuresSayWhy() async {
        let lines = await lines(.debug, .failure(HTTPError(.connectionRefused, "refused", url: "https://host/path")))
        #expect(lines.count == 1)
        #expect(lines[0].contains("http.error=https://host/path: refused"))
    }

    @Test func silentAbove() async { #expect(await lines(.info, answer).isEmpty) }
}
