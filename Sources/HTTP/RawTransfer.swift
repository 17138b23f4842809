import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A connection on the I/O thread that curl only makes, through proxy and TLS; the bytes are the caller's affair.
///
/// The corresponding C functions are `curl_easy_recv` and `curl_easy_send`.
final class RawTransfer: CurlTransfer {
    let easy: EasyHandle
    private let exchange: RawExchange
    private var isConnected = false
    private var isAtEnd = false
    private var problem: HTTPError?

    init(_ exchange: RawExchange, options: CurlTransport.Options, trust: TrustStore) throws(HTTPError) {
        self.exchange = exchange
        easy = try EasyHandle()
        do {
            try easy.configure(exchange.plan, options: options, trust: trust)
            try easy.set(CURLOPT_CONNECT_ONLY, true)
            // An upgrade exists in HTTP/1.1 only, so nothing else is offered by ALPN.
            try easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
            // Absolute-form requests would go to the proxy itself: every connection is a tunnel.
            try easy.set(CURLOPT_HTTPPROXYTUNNEL, true)
        } catch {
            throw HTTPError(error.code, error.message, url: exchange.plan.url.displayText)
        }
    }

    var exchangeIdentifier: ObjectIdentifier { ObjectIdentifier(exchange) }

    var deadline: SuspendingClock.Instant? { exchange.deadline }

    var watched: curl_waitfd? {
        guard isConnected, let socket = easy.socket else { return nil }
        var events: Int16 = 0
        if !isAtEnd, exchange.wantsBytes { events |= Int16(CURL_WAIT_POLLIN) }
        if exchange.hasOutput { events |= Int16(CURL_WAIT_POLLOUT) }
        return events == 0 ? nil : curl_waitfd(fd: socket, events: events, revents: 0)
    }

    func completed(_ code: CURLcode) -> Completion {
        guard code == CURLE_OK else { return .ended(failure(code)) }
        isConnected = true
        exchange.connected()
        return .goesOn
    }

    func advance(now: SuspendingClock.Instant) {
        guard isConnected, problem == nil else { return }
        receive()
        send()
    }

    private func receive() {
        guard !isAtEnd, exchange.wantsBytes else { return }
        withUnsafeTemporaryAllocation(byteCount: HTTPLimits.rawRead, alignment: 1) { space in
            while !isAtEnd, exchange.wantsBytes {
                var count = 0
                let code = ccurl_easy_recv(easy.handle, space.baseAddress, space.count, &count)
                if code == CURLE_AGAIN { break }
                if code != CURLE_OK {
                    problem = failure(code)
                    isAtEnd = true
                } else if count == 0 {
                    isAtEnd = true
                    exchange.inputEnded()
                } else {
                    exchange.append(UnsafeRawBufferPointer(rebasing: space[..<count]))
                }
            }
        }
    }

    private func send() {
        while problem == nil {
            let output = exchange.output
            if output.isEmpty { return }
            var count = 0
            let code = output.withUnsafeBytes { ccurl_easy_send(easy.handle, $0.baseAddress, $0.count, &count) }
            if code == CURLE_AGAIN { return }
            guard code == CURLE_OK else {
                problem = failure(code)
                return
            }
            exchange.sent(count)
        }
    }

    func failure(now: SuspendingClock.Instant) -> (any Error)? { problem ?? exchange.timeout(now: now) }

    func ended(_ error: (any Error)?) { exchange.end(error) }

    private func failure(_ code: CURLcode) -> HTTPError {
        HTTPError(code, from: easy, plan: exchange.plan, hasHead: false)
    }
}
