import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where text goes; every call writes all of its bytes, in order with other calls.
public protocol Output: Sendable {
    func write(_ bytes: [UInt8])
    /// Whether nobody reads any more, so that what has no other end may stop.
    var isClosed: Bool { get }
}

extension Output {
    public var isClosed: Bool { false }
    public func write(_ text: String) { write(Array(text.utf8)) }
    public func line(_ text: String = "") { write(text + "\n") }
}

/// Standard output or standard error. A reader that went away ends the process quietly, as SIGPIPE would.
public final class DescriptorOutput: Output {
    private let descriptor: Int32
    private let lock = Mutex(())
    private let hasNoReader = Atomic(false)

    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    public var isClosed: Bool { hasNoReader.load(ordering: .relaxed) }

    public func write(_ bytes: [UInt8]) {
        lock.withLock { _ in
            var start = 0
            while start < bytes.count {
                let written = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
                if written > 0 {
                    start += written
                } else if errno != EINTR && errno != EAGAIN {
                    if errno == EPIPE { hasNoReader.store(true, ordering: .relaxed) }
                    return
                }
            }
        }
    }
}

/// `write(2)`, which `Output` has a method of the same name as.
func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
        Musl.write(descriptor, bytes, count)
    #else
        Darwin.write(descriptor, bytes, count)
    #endif
}
