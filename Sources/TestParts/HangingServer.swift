#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server that lets clients connect and never says a word.
///
/// The kernel completes connections for a listening socket by itself, so nothing has to run for it: a client's request
/// is taken and no answer comes.
public struct HangingServer: Sendable {
    public let port: UInt16

    /// `127.0.0.1:PORT`.
    public var address: String { "127.0.0.1:\(port)" }

    /// Runs the server while the closure runs; connections are reset afterwards.
    public static func with<Result: Sendable>(_ body: (HangingServer) async throws -> Result) async throws -> Result {
        let (descriptor, port) = try Loopback.listen()
        defer { close(descriptor) }
        return try await body(HangingServer(port: port))
    }

    /// A port of loopback on which nothing listens while the closure runs: connections are refused.
    ///
    /// The port is held by a socket that is bound and does not listen, so no other process can take it.
    public static func withRefusingPort<Result>(_ body: (UInt16) async throws -> Result) async throws -> Result {
        let (descriptor, port) = try Loopback.hold()
        defer { close(descriptor) }
        return try await body(port)
    }
}
