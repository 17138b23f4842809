/// Where Helm and Docker keep what they know, as their environment variables say; nothing is read or written here.
///
/// An empty path means that there is no such file.
public struct HelmPaths: Sendable, Hashable {
    /// Helm's `repositories.yaml`.
    public var repositoryConfiguration: String
    /// Helm's `registry/config.json`.
    public var registryConfiguration: String
    /// Docker's `config.json`, which Helm asks next.
    public var dockerConfiguration: String
    /// The folder of Helm's copies of indexes.
    public var repositoryCache: String

    public init(
        repositoryConfiguration: String, registryConfiguration: String, dockerConfiguration: String,
        repositoryCache: String
    ) {
        self.repositoryConfiguration = repositoryConfiguration
        self.repositoryCache = repositoryCache
        self.registryConfiguration = registryConfiguration
        self.dockerConfiguration = dockerConfiguration
    }

    /// Helm's rules for Linux: `HELM_REPOSITORY_CONFIG` and its kin, `HELM_CONFIG_HOME`, `XDG_CONFIG_HOME`, `HOME`.
    public init(environment: [String: String]) {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = set("HOME")
        let folder =
            set("HELM_CONFIG_HOME") ?? set("XDG_CONFIG_HOME").map { "\($0)/helm" } ?? home.map { "\($0)/.config/helm" }
        func file(_ name: String) -> String { folder.map { "\($0)/\(name)" } ?? "" }
        // Set to nothing, these two mean nothing: Helm does not fall back to the default then.
        repositoryConfiguration = environment["HELM_REPOSITORY_CONFIG"] ?? file("repositories.yaml")
        registryConfiguration = environment["HELM_REGISTRY_CONFIG"] ?? file("registry/config.json")
        let docker = set("DOCKER_CONFIG") ?? home.map { "\($0)/.docker" }
        dockerConfiguration = docker.map { "\($0)/config.json" } ?? ""
        let cache =
            set("HELM_CACHE_HOME") ?? set("XDG_CACHE_HOME").map { "\($0)/helm" } ?? home.map { "\($0)/.cache/helm" }
        repositoryCache = set("HELM_REPOSITORY_CACHE") ?? cache.map { "\($0)/repository" } ?? ""
    }
}
