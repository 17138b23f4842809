import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP: the first asks for a clean end, the second ends at once.
///
/// One deed may send a signal twice: a terminal that closes sends SIGHUP, and its shell sends it again; `timeout` signals
/// the program and then its group. So SIGHUP is never the second, and what follows within a moment is not either.
///
/// Handlers rather than a blocked mask or an ignored disposition, because children would inherit either of those.
enum InterruptSignals {
    /// The end of a pipe that the handler writes to.
    private static let wakeUp = Atomic<Int32>(-1)
    /// When the first came, in nanoseconds of the monotonic clock; zero before.
    private static let first = Atomic<Int64>(0)
    /// Nanoseconds after the first signal in which others are taken for its echo.
    private static var echo: Int64 { 300_000_000 }

    static var wasInterrupted: Bool { first.load(ordering: .relaxed) != 0 }

    /// Calls `action` once, on a thread of its own, when the first signal arrives.
    static func onFirst(_ action: @escaping @Sendable () -> Void) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else { return }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        wakeUp.store(descriptors[1], ordering: .relaxed)
        // Made here: a handler may not make it.
        first.store(0, ordering: .relaxed)
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            var handling = sigaction()
            // What nohup said stays.
            if signal == SIGHUP, sigaction(signal, nil, &handling) == 0, isIgnored(handling) { continue }
            handling = sigaction()
            handling.__sigaction_handler.sa_handler = { InterruptSignals.take($0) }
            sigemptyset(&handling.sa_mask)
            handling.sa_flags = SA_RESTART
            sigaction(signal, &handling, nil)
        }
        startThread(reading: descriptors[0], action)
    }

    private static func isIgnored(_ handling: sigaction) -> Bool {
        guard let handler = handling.__sigaction_handler.sa_handler else { return false }
        return unsafeBitCast(handler, to: Int.self) == 1  // SIG_IGN, which is not a function to compare with.
    }

    /// Runs in the handler, which may do little more.
    private static func take(_ signal: CInt) {
        let saved = errno
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = max(1, Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        let (isFirst, since) = first.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        if !isFirst, signal != SIGHUP, now - since > echo { _exit(130) }
        if isFirst {
            var byte: UInt8 = 1
            _ = write(wakeUp.load(ordering: .relaxed), &byte, 1)
        }
        errno = saved
    }

    private static func startThread(reading descriptor: Int32, _ action: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let descriptor: Int32
            let action: @Sendable () -> Void
            init(_ descriptor: Int32, _ action: @escaping @Sendable () -> Void) {
                self.descriptor = descriptor
                self.action = action
            }
        }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(descriptor, action)).toOpaque()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                var byte: UInt8 = 0
                while read(work.descriptor, &byte, 1) < 0 && errno == EINTR {}
                work.action()
                return nil
            }, work)
        if result == 0 { pthread_detach(thread) }
    }
}
