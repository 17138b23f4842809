import CCurl
import Formats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension HTTPError {
    /// The error behind a result of curl, with curl's words kept.
    ///
    /// - Parameter hasHead: whether the head of the response had arrived, which makes a lost connection a cut body.
    init(_ result: CURLcode, from easy: EasyHandle, plan: TransferPlan, hasHead: Bool) {
        let words = easy.message(result)
        let system = Int32(truncatingIfNeeded: easy.long(CURLINFO_OS_ERRNO))
        let connectStatus = easy.long(CURLINFO_HTTP_CONNECTCODE)
        var code = Self.code(
            result, words: words, systemError: system, hasHead: hasHead, usesProxy: plan.proxy != nil)
        var message = words
        switch code {
        case .connectTimedOut:
            message = "no connection within \((plan.timeouts.connect ?? .zero).limitText): \(words)"
        case .connectionRefused: message = "connection refused: \(words)"
        case .hostUnreachable where system != 0: message = "\(String(cString: strerror(system))): \(words)"
        case .badResponse: message = "the answer is not HTTP: \(words)"
        case .connectionReset, .bodyCut: message = Self.lost(words, hasHead: hasHead)
        default: break
        }
        if connectStatus >= 300, !hasHead {
            code = .proxyFailed
            message = "the proxy answered \(connectStatus) to CONNECT: \(words)"
        } else if code == .proxyFailed {
            message = "the proxy cannot be used: \(words)"
        }
        self.init(code, message, url: plan.url.displayText)
    }

    private static func lost(_ words: String, hasHead: Bool) -> String {
        hasHead ? "the answer broke off: \(words)" : "the connection was lost before an answer: \(words)"
    }

    /// A table of curl's results, apart from handles so that it can be tested.
    static func code(
        _ result: CURLcode, words: String, systemError: Int32, hasHead: Bool, usesProxy: Bool
    ) -> Code {
        if isClientCertificateAlert(words) { return .clientCertificateRejected }
        switch result {
        // curl's word for an answer without a status line.
        case CURLE_UNSUPPORTED_PROTOCOL where words.contains("HTTP/0.9"): return .badResponse
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxyFailed
        case CURLE_COULDNT_CONNECT:
            if usesProxy { return .proxyFailed }
            return systemError == 0 || systemError == ECONNREFUSED ? .connectionRefused : .hostUnreachable
        case CURLE_OPERATION_TIMEDOUT: return .connectTimedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: return .certificateNotTrusted
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE: return .credentialsUnusable
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED: return .tlsFailed
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return hasHead ? .bodyCut : .connectionReset
        case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING: return .bodyCut
        case CURLE_WEIRD_SERVER_REPLY: return .badResponse
        default: return .other
        }
    }

    /// Alerts by which a server refuses the client's certificate, or the lack of one. With TLS 1.3 they arrive after the
    /// handshake, as an error of reading.
    private static func isClientCertificateAlert(_ words: String) -> Bool {
        [
            "certificate required", "bad certificate", "unknown ca", "certificate expired", "certificate revoked",
            "certificate unknown", "unsupported certificate", "access denied",
        ].contains { words.contains("alert \($0)") }
    }
}
