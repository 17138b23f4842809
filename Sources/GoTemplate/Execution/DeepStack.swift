#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs work on a thread with a stack for some fifty thousand templates within templates, half of what Helm allows.
///
/// The memory is only reserved: pages that the work does not reach cost nothing.
public enum DeepStack {
    public static let standardSize = 160 << 20

    /// Calls `body` on a thread of its own and waits for it; the caller's thread is blocked meanwhile.
    public static func run<Result, Failure: Error>(
        size: Int = standardSize, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var result: Swift.Result<Result, Failure>?
        // The thread ends before this function returns, so the closure never outlives the call.
        withoutActuallyEscaping({
            do throws(Failure) { result = .success(try body()) } catch { result = .failure(error) }
        }) { work in
            Thread(size: size, work).join()
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw error
        case nil: preconditionFailure("the thread ended without a result")
        }
    }

    private struct Thread {
        private final class Work {
            let body: () -> Void
            var size = 0

            init(_ body: @escaping () -> Void) { self.body = body }

            func run() {
                if size > 0 { StackGuard.setSize(size - (64 << 10)) }
                body()
            }
        }

        private var handle = pthread_t()
        private var isRunning = false

        init(size: Int, _ body: @escaping () -> Void) {
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            let work = Unmanaged.passRetained(Work(body))
            var size = size
            // Where the system refuses so much address space, less will do: the evaluator measures what there is.
            while size >= 1 << 20 {
                pthread_attr_setstacksize(&attributes, size)
                work.takeUnretainedValue().size = size
                let status = pthread_create(
                    &handle, &attributes,
                    { argument in
                        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                        return nil
                    }, work.toOpaque())
                if status == 0 {
                    isRunning = true
                    return
                }
                size /= 2
            }
            work.takeUnretainedValue().size = 0
            work.takeRetainedValue().run()
        }

        func join() {
            if isRunning { pthread_join(handle, nil) }
        }
    }
}

/// How far the stack of the thread that made it may still grow.
public struct StackGuard {
    /// The lowest address that evaluation may reach.
    private let limit: UInt

    /// Left for the functions that a template calls.
    private static let reserve: UInt = 192 << 10
    /// What a thread that is not a `DeepStack` is trusted to have left.
    private static let assumed: UInt = 400 << 10

    /// The lowest address of the stack, on threads that `DeepStack` made.
    private static let floor: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    init() {
        if let known = pthread_getspecific(Self.floor) {
            limit = UInt(bitPattern: known) + Self.reserve
        } else {
            limit = Self.address() - Self.assumed + Self.reserve
        }
    }

    /// Says how much stack the current thread has below the caller.
    static func setSize(_ size: Int) {
        pthread_setspecific(floor, UnsafeMutableRawPointer(bitPattern: address() - UInt(size)))
    }

    /// Whether only the reserve for functions that do not recurse is left.
    public var isExhausted: Bool { Self.address() < limit }

    @inline(__always)
    private static func address() -> UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}
