#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// TCP on 127.0.0.1 by bare system calls.
enum Loopback {
    /// A socket that listens; the caller closes it.
    ///
    /// - Parameter port: 0 lets the kernel choose.
    static func listen(port: UInt16 = 0, backlog: Int32 = 128) throws(TestPartsError) -> (
        descriptor: Int32, port: UInt16
    ) {
        let descriptor = try open()
        do {
            var yes: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            try check(setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size), "setsockopt")
            try withAddress(port: port) { address, length in bind(descriptor, address, length) }
            #if canImport(Glibc)
                try check(Glibc.listen(descriptor, backlog), "listen")
            #elseif canImport(Musl)
                try check(Musl.listen(descriptor, backlog), "listen")
            #else
                try check(Darwin.listen(descriptor, backlog), "listen")
            #endif
            return (descriptor, try boundPort(descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// A socket that has a port and does not listen; the caller closes it.
    static func hold() throws(TestPartsError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try open()
        do {
            try withAddress(port: 0) { address, length in bind(descriptor, address, length) }
            return (descriptor, try boundPort(descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// A port that was free a moment ago; another process may take it before it is used.
    static func freePort() throws(TestPartsError) -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    /// Whether something accepts connections on the port.
    static func isOpen(port: UInt16) -> Bool {
        guard let descriptor = try? open() else {
            return false
        }
        defer { close(descriptor) }
        return (try? withAddress(port: port) { address, length in connect(descriptor, address, length) }) != nil
    }

    /// Says something and returns all that the other side says until it closes; waits at most ten seconds for each part.
    static func exchange(port: UInt16, _ text: String) throws(TestPartsError) -> String {
        let descriptor = try open()
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        try check(setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size), "setsockopt")
        try withAddress(port: port) { address, length in connect(descriptor, address, length) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            try check(Int32(count), "send")
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            try check(Int32(count), "receive")
            guard count > 0 else {
                return String(decoding: answer, as: UTF8.self)
            }
            answer += buffer[..<count]
        }
    }

    private static func open() throws(TestPartsError) -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try check(descriptor, "socket")
        return descriptor
    }

    private static func withAddress(
        port: UInt16, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(TestPartsError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
        }
        try check(status, "port \(port)")
    }

    private static func boundPort(_ descriptor: Int32) throws(TestPartsError) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        try check(status, "getsockname")
        return UInt16(bigEndian: address.sin_port)
    }

    private static func check(_ status: Int32, _ what: String) throws(TestPartsError) {
        guard status >= 0 else {
            throw TestPartsError(.failed, "\(what): \(String(cString: strerror(errno)))")
        }
    }
}
