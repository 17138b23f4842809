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

/// Fetches charts that are not on this machine.
public protocol ChartFetching: Sendable {
    /// - Throws: `RepositoryError`, or `CancellationError`.
    func fetch(_ source: ChartSource) async throws -> FetchedChart
}

/// Loads charts wherever a source says they are.
public struct ChartLocator: Sendable {
    private let remote: any ChartFetching
    /// Path of the keyring that every chart has to be verified with; nil verifies none.
    private let keyring: String?

    public init(_ remote: any ChartFetching, keyring: String? = nil) {
        self.remote = remote
        self.keyring = keyring
    }

    /// What lies on this machine is taken as it is, whatever its version.
    ///
    /// - Throws: `ChartError`, `RepositoryError`, `ProvenanceError` or `CancellationError`.
    public func locate(_ source: ChartSource) async throws -> LocatedChart {
        if case .path(let path, let name) = source { return try local(path, shownAs: name) }
        let fetched = try await remote.fetch(source)
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
