import CCurl
import Formats

/// One request on the I/O thread: curl's callbacks in, the exchange out.
final class HTTPTransfer: CurlTransfer {
    let easy: EasyHandle
    private let exchange: Exchange
    private var parser = HeadParser()
    private var phase = Phase.connecting
    private var uploaded = 0
    /// What a callback found wrong; curl only says that it was told to stop.
    private var callbackError: HTTPError?
    private var hasNews = false
    private let clock = SuspendingClock()

    private enum Phase {
        /// Waiting for a connection or making one: curl watches its time.
        case connecting
        /// The request goes out, or has gone.
        case waiting(since: SuspendingClock.Instant)
        case receiving(since: SuspendingClock.Instant)
        /// The caller is slow: no limit of time.
        case paused

        var hasHead: Bool {
            switch self {
            case .connecting, .waiting: false
            case .receiving, .paused: true
            }
        }
    }

    init(_ exchange: Exchange, options: CurlTransport.Options, trust: TrustStore) throws(HTTPError) {
        self.exchange = exchange
        easy = try EasyHandle()
        let plan = exchange.plan
        do {
            try easy.configure(plan, options: options, trust: trust)
            try configureRequest(plan, options: options)
            try configureCallbacks()
        } catch {
            throw HTTPError(error.code, error.message, url: plan.url.displayText)
        }
    }

    var exchangeIdentifier: ObjectIdentifier { ObjectIdentifier(exchange) }

    private func configureRequest(_ plan: TransferPlan, options: CurlTransport.Options) throws(HTTPError) {
        try easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        try easy.set(CURLOPT_BUFFERSIZE, HTTPLimits.receiveBuffer)
        try easy.set(CURLOPT_USERAGENT, options.userAgent)
        if plan.decodesBody { try easy.set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        let sendsBody = plan.body != nil || ["POST", "PUT", "PATCH"].contains(plan.method.rawValue)
        if sendsBody {
            try easy.set(body: plan.body ?? [])
        } else if plan.method == .head {
            try easy.set(CURLOPT_NOBODY, true)
        } else {
            try easy.set(CURLOPT_HTTPGET, true)
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, plan.method.rawValue)
        try easy.set(headers: plan.headerLines)
    }

    /// The callbacks get an unretained reference to this object: the loop keeps it until the handle has left curl.
    private func configureCallbacks() throws(HTTPError) {
        let reference = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_HEADERDATA, pointer: reference)
        try easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, reference in
            HTTPTransfer.from(reference).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try easy.set(CURLOPT_WRITEDATA, pointer: reference)
        try easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, reference in
            HTTPTransfer.from(reference).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try easy.set(CURLOPT_PREREQDATA, pointer: reference)
        try easy.set { reference, _, _, _, _ in HTTPTransfer.from(reference).connected() }
    }

    private static func from(_ reference: UnsafeMutableRawPointer?) -> HTTPTransfer {
        guard let reference else { preconditionFailure("curl gave a callback no data") }
        return Unmanaged<HTTPTransfer>.fromOpaque(reference).takeUnretainedValue()
    }

    // MARK: Callbacks

    /// The connection stands and the request is about to be sent.
    private func connected() -> Int32 {
        if case .waiting = phase, !exchange.plan.mayRepeat {
            // A kept connection died under the request and curl would send it again: the server may have acted on it.
            callbackError = HTTPError(
                .connectionReset,
                "the server closed a kept connection under this \(exchange.plan.method) before it answered; the request may or"
                    + " may not have been carried out")
            return Int32(CURL_PREREQFUNC_ABORT)
        }
        phase = .waiting(since: clock.now)
        return Int32(CURL_PREREQFUNC_OK)
    }

    private func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
        // After the head come trailers only; nobody asks for them.
        if phase.hasHead { return line.count }
        switch parser.take(line) {
        case .more: break
        case .complete:
            var headers = parser.headers
            if exchange.plan.decodesBody, headers["Content-Encoding"]?.lowercased() == "gzip" {
                // They describe bytes that the caller never sees.
                headers["Content-Encoding"] = nil
                headers["Content-Length"] = nil
            }
            exchange.setHead(Exchange.Head(status: parser.status, headers: headers))
            phase = .receiving(since: clock.now)
            hasNews = true
        case .tooLarge:
            callbackError = HTTPError(.badResponse, "the head of the answer is larger than \(HTTPLimits.head) bytes")
            return -1
        case .malformed:
            callbackError = HTTPError(.badResponse, "the answer does not begin with an HTTP status line")
            return -1
        }
        return line.count
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.isEmpty { return 0 }
        guard exchange.append(bytes) else {
            phase = .paused
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        phase = .receiving(since: clock.now)
        hasNews = true
        return bytes.count
    }

    // MARK: The loop's calls

    func advance(now: SuspendingClock.Instant) {
        guard hasNews else { return }
        hasNews = false
        exchange.deliver()
    }

    /// Lets a paused transfer go on.
    func resume(now: SuspendingClock.Instant) -> (any Error)? {
        guard case .paused = phase else { return nil }
        phase = .receiving(since: now)
        let code = ccurl_easy_pause(easy.handle, CURLPAUSE_CONT)
        return code == CURLE_OK ? nil : failure(code)
    }

    var watched: curl_waitfd? { nil }

    var deadline: SuspendingClock.Instant? {
        let timeouts = exchange.plan.timeouts
        return switch phase {
        case .connecting, .paused: nil
        case .waiting(let since): timeouts.firstByte.map { since + $0 }
        case .receiving(let since): timeouts.idle.map { since + $0 }
        }
    }

    func failure(now: SuspendingClock.Instant) -> (any Error)? {
        guard let deadline, deadline <= now else { return nil }
        let timeouts = exchange.plan.timeouts
        let url = exchange.plan.url.displayText
        guard case .waiting = phase else {
            let limit = timeouts.idle ?? .zero
            return HTTPError(.idleTimedOut, "the body stopped arriving: nothing for \(limit.limitText)", url: url)
        }
        // As long as a large body goes out, the request has not been sent.
        let sent = easy.offset(CURLINFO_SIZE_UPLOAD_T)
        if sent > uploaded {
            uploaded = sent
            phase = .waiting(since: now)
            return nil
        }
        let limit = timeouts.firstByte ?? .zero
        return HTTPError(.firstByteTimedOut, "connected, but no answer within \(limit.limitText)", url: url)
    }

    func completed(_ code: CURLcode) -> Completion { .ended(code == CURLE_OK ? nil : failure(code)) }

    func ended(_ error: (any Error)?) { exchange.end(error) }

    private func failure(_ code: CURLcode) -> HTTPError {
        let plan = exchange.plan
        if var error = callbackError {
            error.url = plan.url.displayText
            return error
        }
        return HTTPError(code, from: easy, plan: plan, hasHead: phase.hasHead)
    }
}
