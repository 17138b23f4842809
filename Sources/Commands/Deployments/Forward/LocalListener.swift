import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program on this machine that has connected to a listening port.
protocol LocalConnection: Sendable {
    /// Hands on what the program sends, until it closes; to be called once.
    func read(_ body: ([UInt8]) async throws -> Void) async throws
    /// Returns when the system has taken all bytes.
    func write(_ bytes: [UInt8]) async throws
}

/// Takes connections on a TCP port of this machine.
struct LocalListener: Sendable {
    /// Of this machine, in numbers.
    let address: String
    /// The first of them on which no other program listens; zero is any that is free.
    let ports: [Int]

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Takes connections until the task is cancelled; all are closed when it returns.
    ///
    /// - Parameters:
    ///   - onReady: gets the port once connections are taken.
    ///   - handle: gets each connection, which is closed when it returns.
    /// - Throws: `CancellationError`, and `CommandFailure` with status `usage` when it cannot listen there.
    func run(
        onReady: @escaping @Sendable (Int) async -> Void,
        _ handle: @escaping @Sendable (any LocalConnection) async -> Void
    ) async throws {
        let server = try await bound()
        let port = server.channel.localAddress?.port ?? 0
        try await server.executeThenClose { connections in
            await onReady(port)
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await Self.serve(connection, handle) }
                }
            }
        }
        try Task.checkCancellation()
    }

    private static func serve(
        _ connection: Connection, _ handle: @escaping @Sendable (any LocalConnection) async -> Void
    ) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                await handle(TCPConnection(inbound: inbound, outbound: outbound))
            }
        } catch {
            // It was closed already, by the program at its other end.
        }
    }

    private func bound() async throws -> NIOAsyncChannel<Connection, Never> {
        var taken: CommandFailure?
        for port in ports {
            do {
                return try await bind(port)
            } catch let error as IOError {
                let failure = Self.failure(error.errnoCode, "\(address):\(port)")
                guard error.errnoCode == EADDRINUSE else { throw failure }
                taken = taken ?? failure
            } catch let error as SocketAddressError {
                throw CommandFailure(.usage, "'\(address)' is not an address: \(error)", hint: "say 127.0.0.1, or ::1")
            }
        }
        throw taken ?? CommandFailure(.usage, "there is no port to listen on")
    }

    private func bind(_ port: Int) async throws -> NIOAsyncChannel<Connection, Never> {
        let place = try SocketAddress(ipAddress: address, port: port)
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(to: place) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }

    static func failure(_ code: Int32, _ place: String) -> CommandFailure {
        let hint: String? =
            switch code {
            case EADDRINUSE: "another program listens there: take another port, or --port 0 for any that is free"
            case EACCES: "ports below 1024 are the superuser's: take a higher one"
            case EADDRNOTAVAIL: "--address has to be one of this machine"
            default: nil
            }
        return CommandFailure(
            .usage, "cannot listen on \(place): \(String(cString: strerror(code)).lowercased())", hint: hint)
    }
}

private struct TCPConnection: LocalConnection {
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func read(_ body: ([UInt8]) async throws -> Void) async throws {
        for try await buffer in inbound { try await body(Array(buffer: buffer)) }
    }

    func write(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }
}
