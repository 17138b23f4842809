#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a chart is to be had, and which version of it.
///
/// Versions are Helm's: an exact version, a range such as "~1.2" or ">=1 <3", or nil for the newest release.
public enum ChartSource: Sendable, Hashable {
    /// A folder or a packed chart on this machine, absolute; `shownAs` is what the user wrote.
    case path(String, shownAs: String)
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
    /// Reads a chart argument as Helm does: with `--repo` a name, else what exists on this machine, then `oci://…`, an
    /// http URL or "repository/chart".
    ///
    /// - Parameters:
    ///   - repository: the value of `--repo`; empty counts as absent.
    ///   - currentFolder: what relative paths start at.
    ///   - exists: whether there is a file or a folder at an absolute path.
    /// - Throws: with the code `notFound` for what can only be a path and does not exist.
    public init(
        argument: String, repository: String? = nil, version: String? = nil, currentFolder: String,
        exists: (String) -> Bool = ChartSource.exists
    ) throws(RepositoryError) {
        let argument = argument.trimmingSpace()
        if (repository ?? "").isEmpty, !argument.isEmpty {
            let path = argument.hasPrefix("/") ? argument : "\(currentFolder)/\(argument)"
            if exists(path) {
                self = .path(path, shownAs: argument)
                return
            }
            guard !argument.hasPrefix("/"), !argument.hasPrefix(".") else {
                throw RepositoryError(
                    .notFound, "path \"\(RepositoryError.plain(argument))\" not found",
                    hint: "give a folder with a Chart.yaml or a .tgz; a relative path starts at \(currentFolder)")
            }
        }
        self = try ChartSource(argument: argument, repository: repository, version: version)
    }

    /// The same for what is fetched in any case: nothing on this machine is looked for.
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
        case .path(_, let name): RepositoryError.plain(name)
        case .archive(let url): WebAddress.display(url)
        case .repository(let url, let chart, let version):
            "chart \(chart)" + Self.suffix(version) + " of \(WebAddress.display(url))"
        case .named(let repository, let chart, let version): "\(repository)/\(chart)" + Self.suffix(version)
        case .oci(let reference, let version): WebAddress.display(reference) + Self.suffix(version)
        }
    }

    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    private static func suffix(_ version: String?) -> String { version.map { " version \($0)" } ?? "" }
}

extension String {
    fileprivate func trimmingSpace() -> String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
