/// What Helm and Docker know of repositories and registries, read once.
public struct HelmConfiguration: Sendable {
    var repositories: [RepositoryRecord]
    var logins: [RegistryLogins]
    /// For messages.
    var repositoryFile: String
    /// For credential helpers, which are found on PATH.
    var environment: [String: String]

    public static let none = HelmConfiguration(repositories: [])

    /// - Parameters:
    ///   - registryFiles: texts of Docker's `config.json` format, asked in order.
    ///   - environment: given to credential helpers.
    public init(
        repositories: [RepositoryEntry], registryFiles: [[UInt8]] = [], environment: [String: String] = [:]
    ) throws(RepositoryError) {
        self.init(repositories: repositories)
        self.environment = environment
        for bytes in registryFiles { logins.append(try RegistryLogins(bytes, file: "registry configuration")) }
    }

    private init(repositories: [RepositoryEntry]) {
        self.repositories = repositories.map(RepositoryRecord.init)
        logins = []
        repositoryFile = "repositories.yaml"
        environment = [:]
    }

    /// Reads the files behind `paths`; a file that does not exist says nothing, one that cannot be read is an error.
    public static func load(
        _ paths: HelmPaths, environment: [String: String]
    ) throws(RepositoryError) -> HelmConfiguration {
        var configuration = none
        configuration.environment = environment
        configuration.repositoryFile = paths.repositoryConfiguration
        if let bytes = try ConfigurationFile.readIfPresent(paths.repositoryConfiguration) {
            configuration.repositories = try RepositoryRecord.list(bytes, file: paths.repositoryConfiguration)
        }
        for path in [paths.registryConfiguration, paths.dockerConfiguration] {
            guard let bytes = try ConfigurationFile.readIfPresent(path) else { continue }
            configuration.logins.append(try RegistryLogins(bytes, file: path))
        }
        return configuration
    }

    public static func load(environment: [String: String]) throws(RepositoryError) -> HelmConfiguration {
        try load(HelmPaths(environment: environment), environment: environment)
    }

    public var repositoryNames: [String] { repositories.map(\.entry.name) }

    /// The repository of that name.
    public func repository(named name: String) throws(RepositoryError) -> RepositoryEntry {
        guard let record = repositories.first(where: { $0.entry.name == name }) else {
            let known = repositoryNames
            throw RepositoryError(
                .invalidConfiguration, "no repository named \"\(name)\" in \(repositoryFile)",
                hint: known.isEmpty
                    ? "none is named there: give --repo URL, or `groundcrew chart repo add \(name) URL`"
                    : "known are \(known.prefix(20).joined(separator: ", "))")
        }
        guard !record.entry.url.isEmpty else {
            throw RepositoryError(.invalidConfiguration, "repository \"\(name)\" in \(repositoryFile) has no URL")
        }
        return try record.complete { path throws(RepositoryError) in try ConfigurationFile.read(path) }
    }

    /// The repository that has the URL, a slash at the end aside; nil when there is none.
    func repository(at url: String) throws(RepositoryError) -> RepositoryEntry? {
        func bare(_ url: String) -> Substring { url.hasSuffix("/") ? url.dropLast() : url[...] }
        guard let record = repositories.first(where: { bare($0.entry.url) == bare(url) }) else { return nil }
        return try record.complete { path throws(RepositoryError) in try ConfigurationFile.read(path) }
    }
}
