#if os(Linux)
    import CProcess
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ties programs to the process that starts them, so that they end with it however it ends, SIGKILL included.
///
/// Only a process itself can ask the kernel for a signal when its parent is gone (PR_SET_PDEATHSIG of prctl(2)), and
/// what it asked for outlives `execve`. So a program is started by way of this one: started anew with the words below,
/// it asks, and becomes the program. The kernel watches the thread that started it; Subprocess starts everything on one
/// thread, which lives as long as the process. Elsewhere than on Linux programs are not tied.
///
/// The end of this process also closes the pipes that a program writes to, and a program that then says that it was
/// stopped would end by SIGPIPE before it has cleaned up: Helm would leave its release locked. So a program holds the
/// other ends of its pipes itself.
///
/// A process that is stopped (SIGSTOP) keeps no promise that it has made, such as to renew a lock, while its programs go
/// on. One that must not is watched by a process beside it, which ends the group of both.
public enum ProcessTie {
    private static let word = "__run-tied"

    /// The way to this program for itself, wherever it lies and whatever has become of its file.
    public static var ownProgram: String? {
        #if os(Linux)
            "/proc/self/exe"
        #else
            nil
        #endif
    }

    /// What a program is started with in place of its own arguments.
    ///
    /// - Parameters:
    ///   - program: a path.
    ///   - stopLimit: for how long this process may be stopped; nil has nobody watch.
    static func arguments(_ program: String, _ arguments: [String], stopLimit: Duration?) -> [String] {
        let seconds = stopLimit.map { max(1, $0.components.seconds) } ?? 0
        return [word, String(getpid()), String(seconds), program] + arguments
    }

    /// Becomes the program that the arguments ask for, and returns only when they ask for none; to be called before
    /// anything else happens in the process.
    ///
    /// - Parameter arguments: the process's own, its name included.
    public static func becomeIfAsked(_ arguments: [String]) {
        guard arguments.count > 4, arguments[1] == word, let parent = pid_t(arguments[2]),
            let stopLimit = Int32(arguments[3])
        else { return }
        let program = arguments[4]
        #if os(Linux)
            _ = cprocess_end_with_parent(SIGTERM)
        #endif
        // It may have ended before the kernel was asked.
        guard getppid() == parent else { _exit(128 + SIGTERM) }
        #if os(Linux)
            if stopLimit > 0 { cprocess_watch(parent, stopLimit) }
            holdReadingEnd(of: STDOUT_FILENO)
            holdReadingEnd(of: STDERR_FILENO)
        #endif
        // This runs on a thread of the runtime's, which blocks most signals, and a blocked one stays so in the program.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var words = arguments.dropFirst(4).map { strdup($0) }
        words.append(nil)
        execv(program, words)
        let message = "cannot run \(program): \(String(cString: strerror(errno)))\n"
        _ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        _exit(127)
    }

    #if os(Linux)
        /// Left open for the program, which knows nothing of it.
        private static func holdReadingEnd(of descriptor: Int32) {
            var information = stat()
            guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFIFO else { return }
            // Without it, as where /proc is not there, the program runs as well.
            _ = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_NONBLOCK)
        }
    #endif
}
