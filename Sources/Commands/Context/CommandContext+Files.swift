import Kubernetes
import Repositories

extension CommandContext {
    /// The machine as the Kubernetes client sees it, with this context's environment.
    var surroundings: Surroundings {
        var surroundings = Surroundings.live
        surroundings.environment = environment
        return surroundings
    }

    /// - Throws: `CommandFailure` with status `usage`, saying whether the file is absent, unreadable or too large.
    func readFile(_ path: String, upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            return try surroundings.files.read(absolute(path), upTo: limit)
        } catch {
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
                transport: LazyTransport(makeTransport),
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

    /// - Throws: `CommandFailure` with status `usage` when standard input holds more.
    func standardInput(upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        guard let bytes = readStandardInput(limit) else {
            throw CommandFailure(.usage, "standard input holds more than \(limit) bytes")
        }
        return bytes
    }
}
