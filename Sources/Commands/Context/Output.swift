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
    /// Why not all could be written, in the system's words; nil while all was, and where nobody reads any more.
    var failure: String? { get }
}

extension Output {
    public var isClosed: Bool { false }
    public var failure: String? { nil }
    public func write(_ text: String) { write(Array(text.utf8)) }
    public func line(_ text: String = "") { write(text + "\n") }
}

/// Standard output or standard error. A reader that went away ends the process quietly, as SIGPIPE would; what cannot be
/// written for another reason, such as a full disk, is told at the end, and nothing more is written.
public final class DescriptorOutput: Output {
    private let descriptor: Int32
    private let reason = Mutex<String?>(nil)
    private let hasNoReader = Atomic(false)

    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    public var isClosed: Bool { hasNoReader.load(ordering: .relaxed) }

    public var failure: String? { reason.withLock { $0 } }

    public func write(_ bytes: [UInt8]) {
        reason.withLock { reason in
            guard reason == nil else { return }
            var start = 0
            while start < bytes.count {
                let written = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
                if written > 0 {
                    start += written
                } else if errno != EINTR && errno != EAGAIN {
                    let code = errno
                    if code == EPIPE {
                        hasNoReader.store(true, ordering: .relaxed)
                    } else {
                        reason = String(cString: strerror(code))
                    }
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
