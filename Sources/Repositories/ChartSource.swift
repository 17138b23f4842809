/// Where a chart is to be had, and which version of it.
///
/// Versions are Helm's: an exact version, a range such as "~1.2" or ">=1 <3", or nil for the newest release.
public enum ChartSource: Sendable, Hashable {
    /// A packed chart at an http or https URL.
    case archive(url: String)
    /// A chart of the repository whose `index.yaml` lies below `url`. An `oci://` URL names a registry instead.
    case repository(url: String, chart: String, version: String? = nil)
    /// A chart of a repository that Helm's `repositories.yaml` names.
    case named(repository: String, chart: String, version: String? = nil)
    /// `oci://HOST/PATH/NAME`, with an optional `:TAG` or `@sha256:DIGEST`.
    case oci(reference: String, version: String? = nil)
}

extension ChartSource {
    /// Reads a chart argument as Helm does: with `--repo` a name, else `oci://…`, an http URL or "repository/chart".
    ///
    /// Folders and files are the caller's to try first.
    /// - Parameter repository: the value of `--repo`; empty counts as absent.
    public init(argument: String, repository: String? = nil, version: String? = nil) throws(RepositoryError) {
        let version = version.flatMap { $0.isEmpty ? nil : $0 }
        if let repository, !repository.isEmpty {
            self = .repository(url: repository, chart: argument, version: version)
        } else if argument.hasPrefix("oci://") {
            self = .oci(reference: argument, version: version)
        } else if argument.contains("://") {
            self = .archive(url: argument)
        } else {
            let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !argument.hasPrefix(".") else {
                throw RepositoryError(
                    .invalidReference, "\"\(argument)\" names no chart",
                    hint: "give a folder or .tgz file that exists, REPOSITORY/CHART, an https:// or an oci:// URL")
            }
            self = .named(repository: String(parts[0]), chart: String(parts[1]), version: version)
        }
    }
}

extension ChartSource: CustomStringConvertible {
    /// Without credentials and queries.
    public var description: String {
        switch self {
        case .archive(let url): WebAddress.display(url)
        case .repository(let url, let chart, let version):
            "chart \(chart)" + Self.suffix(version) + " of \(WebAddress.display(url))"
        case .named(let repository, let chart, let version): "\(repository)/\(chart)" + Self.suffix(version)
        case .oci(let reference, let version): WebAddress.display(reference) + Self.suffix(version)
        }
    }

    private static func suffix(_ version: String?) -> String { version.map { " version \($0)" } ?? "" }
}
