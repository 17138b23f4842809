/// What `Chart.yaml` says, with `requirements.yaml` of version 1 charts read into it.
///
/// Mirrors `pkg/chart/v2.Metadata` of Helm. Unset texts are empty, as there.
public struct ChartMetadata: Sendable, Hashable {
    public var name = ""
    public var home = ""
    public var sources: [String] = []
    public var version = ""
    public var description = ""
    public var keywords: [String] = []
    public var maintainers: [ChartMaintainer?] = []
    public var icon = ""
    public var apiVersion = ""
    public var condition = ""
    public var tags = ""
    public var appVersion = ""
    public var isDeprecated = false
    public var annotations: [String: String] = [:]
    /// A range of Kubernetes versions.
    public var kubeVersion = ""
    /// nil when the file has no such key, which Helm tells from an empty list.
    public var dependencies: [ChartDependency]?
    /// Empty, `application` or `library`.
    public var type = ""

    public init() {}

    public init(name: String, version: String, apiVersion: String = "v2") {
        self.name = name
        self.version = version
        self.apiVersion = apiVersion
    }

    public var isLibrary: Bool { type.lowercased() == "library" }
}

/// A person or team; unset texts are empty.
public struct ChartMaintainer: Sendable, Hashable {
    public var name = ""
    public var email = ""
    public var url = ""

    public init(name: String = "", email: String = "", url: String = "") {
        self.name = name
        self.email = email
        self.url = url
    }
}
