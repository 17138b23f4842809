import Files
import Kubernetes
import Repositories

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension CommandContext {
    /// The machine as the Kubernetes client sees it, with this context's environment.
    var clientEnvironment: ClientEnvironment {
        var live = ClientEnvironment.live
        live.variables = environment
        return live
    }

    /// - Throws: `CommandFailure` with status `usage`, saying whether the file is absent, unreadable or too large.
    func readFile(_ path: String, upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            return try clientEnvironment.files.read(absolute(path), upTo: limit)
        } catch {
            if error.code == .cancelled { throw .interrupted(reading: path) }
            let hint: String? =
                switch error.code {
                case .notFound where path.hasPrefix("/"): "check the path"
                case .notFound: "check the path; it is relative to \(currentFolder)"
                case .tooLarge: "the file may have at most \(limit) bytes"
                default: nil
                }
            throw CommandFailure(.usage, "\(path): \(error.message)", hint: hint)
        }
    }

    /// What an argument such as `-f`'s names: a file, standard input for `-`, or what a URL serves, as kubectl and Helm
    /// take them.
    ///
    /// - Parameter fetcher: for URLs, with the logins and certificates that the command was given.
    /// - Throws: as `readFile`, and `RepositoryError` for what cannot be fetched.
    func contents(
        ofArgument argument: String, upTo limit: Int, fetcher: ChartFetcher? = nil
    ) async throws -> [UInt8] {
        if argument == "-" { return try standardInput(upTo: limit) }
        guard argument.hasPrefix("http://") || argument.hasPrefix("https://") else {
            return try readFile(argument, upTo: limit)
        }
        let fetcher =
            try fetcher
            ?? ChartFetcher(
                transport: LazyTransport { observed(makeTransport(), logger: logger()) },
                configuration: try HelmConfiguration.load(environment: environment))
        return try await fetcher.fetchFile(argument, upTo: limit)
    }

    /// What `argument` is called in messages: as it was written, without the login that a URL may hold.
    static func title(ofArgument argument: String) -> String {
        if argument == "-" { return "standard input" }
        guard let scheme = ["http://", "https://"].first(where: argument.hasPrefix) else { return argument }
        let rest = argument.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return argument }
        return scheme + rest[rest.index(after: at)...]
    }

    /// `path`, made absolute, when there is such a folder.
    ///
    /// - Parameter flag: that named it.
    /// - Throws: `CommandFailure` with status `usage`.
    func folder(_ path: String, _ flag: String) throws(CommandFailure) -> String {
        let absolute = absolute(path)
        var info = stat()
        guard stat(absolute, &info) == 0 else {
            let words = errno == ENOENT ? "there is no such folder" : String(cString: strerror(errno)).lowercased()
            throw CommandFailure(
                .usage, "\(flag) \(path): \(words)",
                hint: path.hasPrefix("/") ? "check the path" : "check the path; it is relative to \(currentFolder)")
        }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(
                .usage, "\(flag) \(path): it is a file, not a folder", hint: "give the folder around it")
        }
        guard access(absolute, R_OK | X_OK) == 0 else {
            throw CommandFailure(
                .usage, "\(flag) \(path): \(String(cString: strerror(errno)).lowercased())",
                hint: "you need the rights r and x on the folder")
        }
        return absolute
    }

    /// A path, or a place in a file, as somebody in the current folder writes it: the inverse of `absolute`.
    func relative(_ path: String) -> String {
        let start = currentFolder.hasSuffix("/") ? currentFolder : currentFolder + "/"
        return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path
    }

    /// - Throws: `CommandFailure`, with status `usage` when standard input holds more.
    func standardInput(upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            return try readStandardInput(limit)
        } catch {
            switch error {
            case .tooLarge: throw CommandFailure(.usage, "standard input holds more than \(limit) bytes")
            case .cancelled: throw .interrupted(reading: "standard input")
            case .system(let code):
                throw CommandFailure(.usage, "standard input cannot be read: \(String(cString: strerror(code)))")
            }
        }
    }
}

extension CommandFailure {
    /// Commands read their inputs before they change anything.
    fileprivate static func interrupted(reading what: String) -> CommandFailure {
        CommandFailure(
            .interrupted, "interrupted while \(what) was read; nothing was changed",
            hint: "nobody had written to it: run the same command again with a writer at its other end")
    }
}
