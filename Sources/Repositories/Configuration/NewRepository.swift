import Value

/// A repository as Helm's `repositories.yaml` writes it: what `helm repo add` is told.
public struct NewRepository: Sendable {
    public var name: String
    public var url: String
    public var username = ""
    public var password = ""
    /// Paths; read when the repository is used.
    public var certificateFile = ""
    public var keyFile = ""
    public var authorityFile = ""
    public var skipsVerification = false
    public var passesCredentialsToAll = false

    public init(name: String, url: String) {
        self.name = name
        self.url = url
    }

    /// Every field of Helm's `repo.Entry`.
    var fields: Object {
        [
            "caFile": .string(authorityFile), "certFile": .string(certificateFile),
            "insecure_skip_tls_verify": .bool(skipsVerification), "keyFile": .string(keyFile), "name": .string(name),
            "pass_credentials_all": .bool(passesCredentialsToAll), "password": .string(password), "url": .string(url),
            "username": .string(username),
        ]
    }

    /// - Throws: `RepositoryError` for what can be no repository.
    func check(allowsDeprecated: Bool) throws(RepositoryError) {
        guard !name.contains("/") else {
            throw RepositoryError(
                .invalidReference,
                "repository name (\(name)) contains '/', please specify a different name without '/'")
        }
        // It becomes part of a file's name.
        guard !name.isEmpty, name.utf8.count <= Self.longestName, !name.hasPrefix("."),
            !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x5C || $0 == 0x7F })
        else {
            throw RepositoryError(
                .invalidReference, "\(name.debugDescription) cannot name a repository",
                hint: "take letters, digits and dashes: it becomes part of a file's name")
        }
        if !allowsDeprecated, let (_, new) = Self.deprecated.first(where: { url.contains($0.old) }) {
            throw RepositoryError(
                .invalidReference,
                "repo \"\(RepositoryError.plain(url))\" is no longer available; try \"\(new)\" instead",
                hint: "--allow-deprecated-repos adds it all the same")
        }
        guard !url.hasPrefix("oci://") else {
            throw RepositoryError(
                .invalidReference, "\(WebAddress.display(url)) is a registry, which needs no adding",
                hint: "use its charts by their address, such as \(WebAddress.display(url))/CHART")
        }
        _ = try WebAddress(url)
    }

    static let longestName = 200

    /// Repositories of Helm 2 that are gone for ever.
    private static let deprecated = [
        (old: "//kubernetes-charts.storage.googleapis.com", new: "https://charts.helm.sh/stable"),
        (old: "//kubernetes-charts-incubator.storage.googleapis.com", new: "https://charts.helm.sh/incubator"),
    ]
}
