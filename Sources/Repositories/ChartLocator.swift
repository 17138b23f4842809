public import Charts

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A chart that was found by what a user wrote.
public struct LocatedChart: Sendable {
    public var chart: Chart
    /// The chart's own folder, absolute; nil for archives and what was fetched.
    public var folder: String?
    /// A path or an URL, never with credentials.
    public var origin: String
    public var warnings: [String]
}

/// Finds charts as Helm's commands do: what exists on this machine first, then URLs, registries and repositories.
public struct ChartLocator: Sendable {
    private let fetcher: ChartFetcher
    private let currentFolder: String
    /// Path of the keyring that every chart has to be verified with; nil verifies none.
    private let keyring: String?

    public init(_ fetcher: ChartFetcher, currentFolder: String, keyring: String? = nil) {
        self.fetcher = fetcher
        self.currentFolder = currentFolder
        self.keyring = keyring
    }

    /// - Parameters:
    ///   - argument: a path, `REPOSITORY/CHART`, or an `https://`, `http://` or `oci://` URL; with `repository`, a name.
    ///   - version: a version or a range; what lies on disk is taken as it is.
    /// - Throws: `ChartError`, `RepositoryError`, `ProvenanceError` or `CancellationError`.
    public func locate(
        _ argument: String, repository: String? = nil, version: String? = nil
    ) async throws -> LocatedChart {
        let argument = argument.trimmingSpace()
        if (repository ?? "").isEmpty {
            let path = argument.hasPrefix("/") ? argument : "\(currentFolder)/\(argument)"
            if Self.exists(path) { return try local(path, shownAs: argument) }
            guard !argument.hasPrefix("/"), !argument.hasPrefix(".") else {
                throw RepositoryError(
                    .notFound, "path \"\(RepositoryError.plain(argument))\" not found",
                    hint: "give a folder with a Chart.yaml or a .tgz; a relative path starts at \(currentFolder)")
            }
        }
        let source = try ChartSource(argument: argument, repository: repository, version: version)
        let fetched = try await fetcher.fetch(source)
        if let keyring { _ = try fetched.verified(keyring: try Keyring.load(keyring)) }
        let chart = try fetched.chart()
        return LocatedChart(
            chart: chart, folder: nil, origin: fetched.origin, warnings: fetched.warnings + chart.warnings)
    }

    private func local(_ path: String, shownAs name: String) throws -> LocatedChart {
        let isFolder = !Self.isFile(path)
        guard let keyring else {
            let chart = try Chart.load(path: path)
            return LocatedChart(chart: chart, folder: isFolder ? path : nil, origin: name, warnings: chart.warnings)
        }
        guard !isFolder else {
            throw RepositoryError(
                .invalidReference, "unpacked charts cannot be verified: \(RepositoryError.plain(name)) is a folder",
                hint: "give the .tgz that was signed, its .prov beside it")
        }
        // What was verified is what is loaded, whatever happens to the file meanwhile.
        let (bytes, _) = try Self.verified(file: path, keyring: try Keyring.load(keyring))
        let chart = try Chart.load(archive: bytes, name: name)
        return LocatedChart(chart: chart, folder: nil, origin: name, warnings: chart.warnings)
    }

    /// The bytes of a packed chart on disk, verified with the `.prov` beside it.
    ///
    /// - Throws: `ProvenanceError`, `RepositoryError`.
    public static func verified(file path: String, keyring: Keyring) throws -> ([UInt8], ProvenanceVerification) {
        guard path.lowercased().hasSuffix(".tgz") else {
            throw ProvenanceError(.malformed, "chart must be a tgz file: \(path)")
        }
        let archive = try ConfigurationFile.read(path, upTo: RepositoryLimits.standard.chartBytes)
        guard let provenance = try ConfigurationFile.readIfPresent("\(path).prov") else {
            throw ProvenanceError(
                .missing, "could not load provenance file \(path).prov: no such file",
                hint: "get it from where the chart came from: groundcrew chart pull --prov")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return (archive, try Provenance(provenance).verify(archive, fileName: name, keyring: keyring))
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }
}

extension FetchedChart {
    /// Checks the provenance that came along.
    public func verified(keyring: Keyring) throws(ProvenanceError) -> ProvenanceVerification {
        guard let provenance else {
            throw ProvenanceError(.missing, "there is no provenance of \(fileName)")
        }
        return try Provenance(provenance).verify(bytes, fileName: fileName, keyring: keyring)
    }
}

extension String {
    fileprivate func trimmingSpace() -> String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
