#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads inputs whole, those too that wait for a writer: FIFOs such as `<(…)`, pipes and terminals.
///
/// A reader that waits looks every tenth of a second whether its task was cancelled, and ends then: a signal can end a
/// program that nobody writes to.
public enum WholeInput {
    /// - Throws: `WholeInputError`.
    public static func file(_ path: String, upTo limit: Int) throws(WholeInputError) -> [UInt8] {
        // Opening a FIFO would wait for its writer, where no cancellation reaches.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        return try read(descriptor, upTo: limit)
    }

    /// - Throws: `WholeInputError`; `tooLarge` as soon as more than `limit` bytes have come.
    public static func read(_ descriptor: CInt, upTo limit: Int) throws(WholeInputError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            try waitForInput(descriptor)
            let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw .system(errno)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw .tooLarge }
            bytes += chunk[..<count]
        }
    }

    /// Returns when a read will not wait: there are bytes, or it is the end. A FIFO without a writer has neither.
    private static func waitForInput(_ descriptor: CInt) throws(WholeInputError) {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&polled, 1, 100)
            if count > 0 { return }
            if count < 0, errno != EINTR { throw .system(errno) }
            // Only a read that would wait: what has to be read for a clean end still is.
            if Task.isCancelled { throw .cancelled }
        }
    }

    private static func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}

/// Why an input was not read.
public enum WholeInputError: Error, Sendable, Hashable {
    /// An `errno` of open or read.
    case system(CInt)
    case tooLarge
    /// The task was cancelled while nobody wrote.
    case cancelled
}
