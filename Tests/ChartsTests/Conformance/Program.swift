#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs another program to its end and keeps what it printed.
struct Program {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    struct Result {
        var status: Int32
        var output: [UInt8]
        var errors: [UInt8]
        var cost: Cost
    }

    /// What a run took.
    struct Cost: Sendable {
        /// Processor time in user and system mode.
        var time: Duration
        /// The most memory it held at once, in bytes.
        var peakMemory: Int
    }

    let path: String

    /// The environment is the given one and nothing else: no test sees the machine's Helm settings.
    func run(_ arguments: [String], environment: [String]) throws -> Result {
        let output = try TemporaryFile()
        let errors = try TemporaryFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, path, &actions, nil, &argv, &envp)
        guard code == 0 else { throw Failure(description: "cannot start \(path): \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failure(description: "cannot wait for \(path)") }
        }
        let isExit = status & 0x7f == 0
        return Result(
            status: isExit ? status >> 8 & 0xff : 128 + (status & 0x7f), output: try output.contents(),
            errors: try errors.contents(),
            cost: Cost(time: usage.ru_utime.duration + usage.ru_stime.duration, peakMemory: usage.ru_maxrss << 10))
    }
}

extension timeval {
    var duration: Duration { .seconds(tv_sec) + .microseconds(tv_usec) }
}

/// A nameless file that ends with its last reference.
private final class TemporaryFile {
    let descriptor: Int32

    init() throws {
        var name = Array("/tmp/conformance.XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Program.Failure(description: "cannot create a temporary file") }
        unlink(name)
    }

    deinit { close(descriptor) }

    func contents() throws -> [UInt8] {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw Program.Failure(description: "cannot read a temporary file") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }
}
