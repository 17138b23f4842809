import HTTP
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A Python server on loopback, ended when this object goes.
final class LocalServer: Sendable {
    let port: Int
    private let process: Int32
    private let input: Int32

    var base: String { "http://127.0.0.1:\(port)" }
    var secureBase: String { "https://127.0.0.1:\(port)" }

    /// One server for all tests that do not count what it sees: starting Python takes longer than most of them.
    static func shared() throws -> LocalServer { try sharedResult.get() }

    private static let sharedResult = Result { try http() }

    static func http(_ arguments: [String] = []) throws -> LocalServer {
        try LocalServer("python3", ["-c", ServerScript.http] + arguments)
    }

    static func proxy(_ arguments: [String] = []) throws -> LocalServer {
        try LocalServer("python3", ["-c", ServerScript.proxy] + arguments)
    }

    static func tcp(_ greeting: String, _ mode: String) throws -> LocalServer {
        try LocalServer("python3", ["-c", ServerScript.tcp, greeting, mode])
    }

    /// - Parameter port: for programs that cannot choose a port and print it.
    init(_ program: String, _ arguments: [String], port fixed: Int? = nil) throws {
        let child = try Self.turn.withLock { _ in try Self.launch(program, arguments) }
        process = child.process
        input = child.input
        let output = child.output
        defer { close(output) }
        if let fixed {
            port = fixed
            return
        }
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != 10 { text.append(byte) }
        guard let port = Int(String(decoding: text, as: UTF8.self)) else {
            kill(process, SIGKILL)
            throw Failure("\(program) did not print its port")
        }
        self.port = port
    }

    deinit {
        close(input)
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let process = try spawn(program, arguments, &actions)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        guard status == 0 else { throw Failure("\(program) \(arguments.joined(separator: " ")) ended with \(status)") }
    }

    static func isInstalled(_ program: String) -> Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    /// One launch at a time: between `pipe` and `fcntl` a child of another thread would inherit the ends.
    private static let turn = Mutex(())

    private static func launch(_ program: String, _ arguments: [String]) throws -> (
        process: Int32, input: Int32, output: Int32
    ) {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw Failure("no pipe") }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer {
            close(toChild[0])
            close(fromChild[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        return (try spawn(program, arguments, &actions), toChild[1], fromChild[0])
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ actions: inout posix_spawn_file_actions_t
    ) throws -> Int32 {
        var process: pid_t = 0
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }
        let result = posix_spawnp(&process, program, &actions, nil, argv, environ)
        guard result == 0 else { throw Failure("cannot run \(program): \(String(cString: strerror(result)))") }
        return process
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}

extension HTTPResponse {
    func text() async throws -> String { String(decoding: try await body.collect(upTo: 64 << 20), as: UTF8.self) }
}

/// The error that `body` throws, or nil.
func httpError(_ body: () async throws -> Void) async throws -> HTTPError? {
    do {
        try await body()
        return nil
    } catch let error as HTTPError {
        return error
    }
}
