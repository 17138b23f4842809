import CCurl
import Testing

@testable import HTTP

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct HeadParserTests {
    private func parse(_ lines: [String]) -> (HeadParser, HeadParser.Step) {
        var parser = HeadParser()
        var step = HeadParser.Step.more
        for line in lines {
            step = parser.take(Array(line.utf8))
            if step != .more { break }
        }
        return (parser, step)
    }

    @Test func keepsOrderAndRepeats() {
        let (parser, step) = parse(["HTTP/1.1 200 OK\r\n", "A: 1\r\n", "b:2\n", "a:  3 \t\r\n", "\r\n"])
        #expect(step == .complete)
        #expect(parser.status == 200)
        #expect(parser.headers.fields.map { "\($0.name)=\($0.value)" } == ["A=1", "b=2", "a=3"])
    }

    @Test func skipsInterimAnswers() {
        let (parser, step) = parse(
            [
                "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 103 Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/2 204\r\n",
                "\r\n",
            ])
        #expect(step == .complete)
        #expect(parser.status == 204)
        #expect(parser.headers == HTTPHeaders())
    }

    @Test func switchingProtocolsIsAnAnswer() {
        #expect(parse(["HTTP/1.1 101 Switching Protocols\r\n", "\r\n"]).1 == .complete)
    }

    @Test(arguments: [
        "SSH-2.0\r\n", "HTTP/1.1\r\n", "HTTP/1.1 2OO OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 099 X\r\n", "\r\n",
    ])
    func refusesOtherStatusLines(line: String) {
        #expect(parse([line]).1 == .malformed)
    }

    @Test func limitsTheHead() {
        let line = "X: " + String(repeating: "v", count: 60_000) + "\r\n"
        #expect(parse(["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 10)).1 == .tooLarge)
    }
}

@Suite struct HTTPErrorCurlTests {
    struct Case: Sendable {
        var result: CURLcode
        var words = ""
        var system: Int32 = 0
        var hasHead = false
        var usesProxy = false
        var code: HTTPError.Code
    }

    @Test(arguments: [
        Case(result: CURLE_COULDNT_CONNECT, system: ECONNREFUSED, code: .connectionRefused),
        Case(result: CURLE_COULDNT_CONNECT, system: EHOSTUNREACH, code: .hostUnreachable),
        Case(result: CURLE_COULDNT_CONNECT, system: ENETUNREACH, code: .hostUnreachable),
        Case(result: CURLE_COULDNT_CONNECT, system: ECONNREFUSED, usesProxy: true, code: .proxyFailed),
        Case(result: CURLE_COULDNT_RESOLVE_HOST, code: .nameNotResolved),
        Case(result: CURLE_COULDNT_RESOLVE_PROXY, code: .proxyFailed),
        Case(result: CURLE_OPERATION_TIMEDOUT, code: .connectTimedOut),
        Case(result: CURLE_RECV_ERROR, code: .connectionReset),
        Case(result: CURLE_RECV_ERROR, hasHead: true, code: .bodyCut),
        Case(result: CURLE_HTTP2_STREAM, code: .connectionReset),
        Case(result: CURLE_HTTP2_STREAM, hasHead: true, code: .bodyCut),
        Case(result: CURLE_RECV_ERROR, words: "tlsv13 alert certificate required", code: .clientCertificateRejected),
        Case(result: CURLE_SSL_CONNECT_ERROR, words: "sslv3 alert bad certificate", code: .clientCertificateRejected),
        Case(result: CURLE_SSL_CONNECT_ERROR, words: "wrong version number", code: .tlsFailed),
        Case(result: CURLE_PEER_FAILED_VERIFICATION, code: .certificateNotTrusted),
        Case(result: CURLE_SSL_CERTPROBLEM, code: .credentialsUnusable),
        Case(result: CURLE_PARTIAL_FILE, hasHead: true, code: .bodyCut),
        Case(result: CURLE_UNSUPPORTED_PROTOCOL, words: "Received HTTP/0.9 when not allowed", code: .badResponse),
        Case(result: CURLE_UNSUPPORTED_PROTOCOL, words: "Protocol x not supported", code: .invalidURL),
        Case(result: CURLE_OUT_OF_MEMORY, code: .other),
    ])
    func mapsCurlsResults(_ test: Case) {
        let code = HTTPError.code(
            test.result, words: test.words, systemError: test.system, hasHead: test.hasHead, usesProxy: test.usesProxy)
        #expect(code == test.code)
    }
}
