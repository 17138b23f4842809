import CCurl
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The way from any task to the I/O thread: an inbox and a wake-up call.
///
/// The thread starts with the first command and ends after `stop`.
final class CurlEngine: Sendable {
    enum Command: Sendable {
        case start(Exchange)
        case cancel(Exchange)
        /// The buffer of a paused exchange has been taken.
        case resume(Exchange)
        case open(RawExchange)
        case update(RawExchange)
    }

    private struct State {
        var inbox: [Command] = []
        /// The address of curl's multi handle while the thread lives. `curl_multi_wakeup` is the one function that may be
        /// called from other threads, and it is called under this lock, as is the end of the thread's life.
        var multi: UInt?
        var isStopped = false
    }

    let options: CurlTransport.Options
    let trust: TrustStore
    private let state = Mutex(State())

    init(options: CurlTransport.Options, trust: TrustStore) {
        self.options = options
        self.trust = trust
    }

    func post(_ command: Command) {
        let problem = state.withLock { state -> HTTPError? in
            if state.isStopped { return HTTPError(.other, "the transport has been shut down") }
            if state.multi == nil {
                do throws(HTTPError) {
                    state.multi = try launch()
                } catch {
                    return error
                }
            }
            state.inbox.append(command)
            Self.wake(state.multi)
            return nil
        }
        guard let problem else { return }
        switch command {
        case .start(let exchange), .cancel(let exchange), .resume(let exchange): exchange.end(problem)
        case .open(let exchange), .update(let exchange): exchange.end(problem)
        }
    }

    /// Tells the thread to end. It closes the connections that wait for another request.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            Self.wake(state.multi)
        }
    }

    /// What has been posted since the last call, and whether the thread is to end.
    func takeInbox() -> (commands: [Command], isStopped: Bool) {
        state.withLock { state in
            defer { state.inbox = [] }
            return (state.inbox, state.isStopped)
        }
    }

    /// Called by the thread before it frees its multi handle: from here on nobody wakes it.
    func threadEnds() { state.withLock { $0.multi = nil } }

    private static func wake(_ multi: UInt?) {
        guard let multi, let pointer = UnsafeMutableRawPointer(bitPattern: multi) else { return }
        // Fails only when its pipe is full, and then the thread is about to wake anyway.
        ccurl_multi_wakeup(pointer)
    }

    private static let globalInit: CURLcode = ccurl_global_init(Int(CURL_GLOBAL_ALL))

    /// 7.80: the first with CURLOPT_PREREQFUNCTION, and with certificates from memory.
    private static let oldestVersion: UInt32 = 0x07_50_00

    private func launch() throws(HTTPError) -> UInt {
        if let problem = ccurl_problem() {
            throw HTTPError(
                .other, "libcurl cannot be loaded: \(String(cString: problem)); install libcurl 7.80 or newer")
        }
        guard let version = ccurl_version(), version.pointee.version_num >= Self.oldestVersion else {
            let found = String(cString: ccurl_version_text())
            throw HTTPError(.other, "\(found) is too old: install libcurl 7.80 or newer")
        }
        guard Self.globalInit == CURLE_OK else {
            throw HTTPError(.other, "libcurl cannot start: \(String(cString: ccurl_easy_strerror(Self.globalInit)))")
        }
        guard let multi = ccurl_multi_init() else { throw HTTPError(.other, "libcurl cannot start: out of memory") }
        // The loop is not Sendable, and need not be: it is made here, used by the new thread alone, and this function
        // touches it again only when no thread came to be. `pthread_create` orders what was written before it.
        let loop = Unmanaged.passRetained(CurlLoop(engine: self, multi: multi))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, HTTPLimits.threadStackBytes)
        // The thread inherits a mask of all signals: they belong to the program's other threads, and SIGPIPE to nobody.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let result = pthread_create(
            &thread, &attributes,
            { argument in
                #if canImport(Darwin)
                    Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run()
                #else
                    if let argument { Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run() }
                #endif
                return nil
            }, loop.toOpaque())
        guard result == 0 else {
            loop.release()
            ccurl_multi_cleanup(multi)
            throw HTTPError(.other, "no thread for the network: \(String(cString: strerror(result)))")
        }
        return UInt(bitPattern: multi)
    }
}
