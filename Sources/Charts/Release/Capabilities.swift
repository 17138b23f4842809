/// What `.Capabilities` says in templates: the cluster's version and APIs, and the Helm version we stand in for.
public struct Capabilities: Sendable, Hashable {
    public var kubeVersion: KubernetesVersion
    /// `GROUP/VERSION`, and `GROUP/VERSION/KIND` where a cluster was asked.
    public var apiVersions: [String]
    public var helmVersion: HelmVersion

    public init(
        kubeVersion: KubernetesVersion = .assumed, apiVersions: [String] = Capabilities.builtInAPIVersions,
        helmVersion: HelmVersion = .mirrored
    ) {
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
        self.helmVersion = helmVersion
    }

    /// What Helm 4.3.1 assumes without a cluster.
    public static let assumed = Capabilities()
}

/// The version a Kubernetes API server states.
public struct KubernetesVersion: Sendable, Hashable {
    /// In full, as `v1.33.4-gke.1245000`.
    public var version: String
    public var major: String
    public var minor: String

    public init(version: String, major: String, minor: String) {
        self.version = version
        self.major = major
        self.minor = minor
    }

    /// `version` without what follows the patch number, which is what `kubeVersion` ranges are judged on.
    public var normalized: String {
        guard let cut = version.firstIndex(where: { $0 == "-" || $0 == "+" }) else { return version }
        return String(version[..<cut])
    }

    /// What Helm 4.3.1 assumes without a cluster.
    public static let assumed = KubernetesVersion(version: "v1.37.0", major: "1", minor: "37")
}

/// The Helm version that templates see.
public struct HelmVersion: Sendable, Hashable {
    public var version: String
    public var gitCommit: String
    public var gitTreeState: String
    public var goVersion: String
    public var kubeClientVersion: String

    public init(
        version: String, gitCommit: String, gitTreeState: String, goVersion: String, kubeClientVersion: String
    ) {
        self.version = version
        self.gitCommit = gitCommit
        self.gitTreeState = gitTreeState
        self.goVersion = goVersion
        self.kubeClientVersion = kubeClientVersion
    }

    /// Helm 4.3.1, whose rendering ours follows.
    public static let mirrored = HelmVersion(
        version: "v4.3.1", gitCommit: "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff", gitTreeState: "clean",
        goVersion: "go1.27.2", kubeClientVersion: "v1.37")
}
