import CCurl

/// The I/O thread: the only place where curl's handles are touched.
///
/// It is not Sendable. `CurlEngine.launch` makes it and hands its only reference to the thread that runs `run()`.
final class CurlLoop {
    private let engine: CurlEngine
    private let multi: UnsafeMutableRawPointer
    /// Transfers by the address of their easy handle, and by the exchange they serve.
    private var transfers: [UnsafeMutableRawPointer: any CurlTransfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
    private let clock = SuspendingClock()

    init(engine: CurlEngine, multi: UnsafeMutableRawPointer) {
        self.engine = engine
        self.multi = multi
        let options = engine.options
        // One request at a time on a connection, HTTP/2 too: in curl 7.88 a paused stream holds up the others on its
        // connection, and a caller who reads one body while it asks for the next would wait for itself.
        ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
        ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maxConnections)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maxConnections)
    }

    func run() {
        while true {
            let (commands, isStopped) = engine.takeInbox()
            for command in commands { perform(command) }
            if isStopped { break }
            var running: Int32 = 0
            ccurl_multi_perform(multi, &running)
            readMessages()
            let now = clock.now
            for transfer in transfers.values { transfer.advance(now: now) }
            endExpired(now: now)
            wait(now: now)
        }
        for transfer in Array(transfers.values) { end(transfer, CancellationError()) }
        engine.threadEnds()
        ccurl_multi_cleanup(multi)
    }

    private func perform(_ command: CurlEngine.Command) {
        switch command {
        case .start(let exchange):
            guard !exchange.isCancelled else { return exchange.end(CancellationError()) }
            do throws(HTTPError) {
                try add(HTTPTransfer(exchange, options: engine.options, trust: engine.trust), for: exchange)
            } catch {
                exchange.end(error)
            }
        case .open(let exchange):
            guard !exchange.isClosed else { return exchange.end(CancellationError()) }
            do throws(HTTPError) {
                try add(RawTransfer(exchange, options: engine.options, trust: engine.trust), for: exchange)
            } catch {
                exchange.end(error)
            }
        case .cancel(let exchange):
            if let transfer = transfer(for: exchange) { end(transfer, CancellationError()) }
        case .resume(let exchange):
            if let transfer = transfer(for: exchange) as? HTTPTransfer, let error = transfer.resume(now: clock.now) {
                end(transfer, error)
            }
        case .update(let exchange):
            guard let transfer = transfer(for: exchange) else { break }
            if exchange.isClosed { end(transfer, nil) }
        }
    }

    private func transfer(for exchange: AnyObject) -> (any CurlTransfer)? {
        handles[ObjectIdentifier(exchange)].flatMap { transfers[$0] }
    }

    private func add(_ transfer: any CurlTransfer, for exchange: AnyObject) throws(HTTPError) {
        let handle = transfer.easy.handle
        let code = ccurl_multi_add_handle(multi, handle)
        guard code == CURLM_OK else { throw HTTPError(.other, String(cString: ccurl_multi_strerror(code))) }
        transfers[handle] = transfer
        handles[ObjectIdentifier(exchange)] = handle
    }

    /// Lets go of a transfer, then tells its caller.
    private func end(_ transfer: any CurlTransfer, _ error: (any Error)?) {
        let handle = transfer.easy.handle
        ccurl_multi_remove_handle(multi, handle)
        transfers[handle] = nil
        handles[transfer.exchangeIdentifier] = nil
        transfer.easy.close()
        transfer.ended(error)
    }

    private func readMessages() {
        var left: Int32 = 0
        while let message = ccurl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = transfers[handle]
            else { continue }
            let code = ccurl_message_result(message)
            switch transfer.completed(code) {
            case .goesOn: break
            case .ended(let error): end(transfer, error)
            }
        }
    }

    private func endExpired(now: SuspendingClock.Instant) {
        for transfer in Array(transfers.values) {
            if let error = transfer.failure(now: now) { end(transfer, error) }
        }
    }

    private func wait(now: SuspendingClock.Instant) {
        var timeout = HTTPLimits.longestPollMilliseconds
        var descriptors: [curl_waitfd] = []
        for transfer in transfers.values {
            if let deadline = transfer.deadline {
                timeout = min(timeout, (deadline - now).roundedUpMilliseconds)
            }
            if let descriptor = transfer.watched { descriptors.append(descriptor) }
        }
        // curl shortens the wait by its own timers, and adds the sockets of its own transfers.
        ccurl_multi_poll(multi, &descriptors, UInt32(descriptors.count), Int32(max(timeout, 0)), nil)
    }
}

/// One easy handle's work; lives on the I/O thread only.
protocol CurlTransfer: AnyObject {
    var easy: EasyHandle { get }
    var exchangeIdentifier: ObjectIdentifier { get }
    /// When `failure` is to be asked again at the latest.
    var deadline: SuspendingClock.Instant? { get }
    /// A socket to watch beside those that curl watches.
    var watched: curl_waitfd? { get }
    /// curl has finished with the handle.
    func completed(_ code: CURLcode) -> Completion
    /// Hands over what arrived in this turn.
    func advance(now: SuspendingClock.Instant)
    /// The error that ends this transfer now: a timeout, or what went wrong in a callback.
    func failure(now: SuspendingClock.Instant) -> (any Error)?
    /// The handle is gone; the caller may be told.
    func ended(_ error: (any Error)?)
}

enum Completion {
    case goesOn
    case ended((any Error)?)
}

extension Duration {
    /// Rounded up, so that a wait never ends before its deadline; at most 24 days, curl's longest.
    var roundedUpMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < HTTPLimits.longestMilliseconds / 1000 else { return HTTPLimits.longestMilliseconds }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
