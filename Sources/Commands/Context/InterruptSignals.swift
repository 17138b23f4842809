import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT and SIGTERM: the first asks for a clean end, the second ends at once.
///
/// Handlers rather than a blocked mask or an ignored disposition, because children would inherit either of those.
enum InterruptSignals {
    /// The end of a pipe that the handler writes to; a handler may do little more.
    private static let wakeUp = Atomic<Int32>(-1)
    private static let received = Atomic<Int>(0)

    static var wasInterrupted: Bool { received.load(ordering: .relaxed) > 0 }

    /// Calls `action` once, on a thread of its own, when the first signal arrives.
    static func onFirst(_ action: @escaping @Sendable () -> Void) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else { return }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        wakeUp.store(descriptors[1], ordering: .relaxed)
        for signal in [SIGINT, SIGTERM] {
            var handling = sigaction()
            handling.__sigaction_handler.sa_handler = { _ in
                let saved = errno
                if InterruptSignals.received.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
                var byte: UInt8 = 1
                _ = write(InterruptSignals.wakeUp.load(ordering: .relaxed), &byte, 1)
                errno = saved
            }
            sigemptyset(&handling.sa_mask)
            handling.sa_flags = SA_RESTART
            sigaction(signal, &handling, nil)
        }
        startThread(reading: descriptors[0], action)
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
