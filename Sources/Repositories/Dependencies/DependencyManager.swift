public import Charts
import Files
import FoundationEssentials
import Versions

/// What a run brought into `charts/`.
public struct DependencyOutcome: Sendable {
    /// The exact version of each dependency, in the order of `Chart.yaml`.
    public var lock: ChartLock
    /// The files written to `charts/`.
    public var files: [String]
    /// The files that nothing asked for any more.
    public var removed: [String]
    /// Whether the lock file was written; it is not when it says the same already.
    public var wroteLock: Bool
    public var warnings: [String]
}

/// Brings a chart's dependencies into its `charts/`, as `helm dependency` does (`pkg/downloader/manager.go`).
///
/// Everything is fetched before anything is written, and nothing is written through a symbolic link (CVE-2025-53547).
/// Unlike Helm, `build` needs no `helm repo add` for the lock's repositories.
public struct DependencyManager: Sendable {
    private let fetcher: ChartFetcher
    private let folder: String
    /// Path of the keyring that what is fetched has to be verified with.
    private let keyring: String?

    /// - Parameter folder: the chart's, absolute.
    public init(_ fetcher: ChartFetcher, folder: String, keyring: String? = nil) {
        self.fetcher = fetcher
        self.folder = folder
        self.keyring = keyring
    }

    /// Chooses versions anew, fetches them, and writes the lock.
    ///
    /// - Parameter report: called with a line for each step; foreign text.
    /// - Throws: `ChartError`, `RepositoryError`, `ProvenanceError`, `FileError` or `CancellationError`.
    public func update(report: (String) -> Void = { _ in }) async throws -> DependencyOutcome {
        let chart = try Chart.load(folder: folder)
        let writer = try writer(for: chart)
        guard let wanted = chart.metadata.dependencies else { return Self.nothing }
        let resolved = try resolved(wanted)
        let found = try await DependencySearch(fetcher, chart: chart, folder: folder, keyring: try ring())
            .find(resolved, report: report)
        var outcome = try install(found, in: chart, writer, report: report)
        outcome.lock.digest = ChartLock.digest(of: resolved, locked: outcome.lock.dependencies)
        guard chart.lock?.digest != outcome.lock.digest else { return outcome }
        outcome.lock.generated = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        try writer.write(Array(outcome.lock.text.utf8), to: Self.lockName(chart))
        outcome.wroteLock = true
        return outcome
    }

    /// Fetches what the lock says; without a lock, the same as ``update(report:)``.
    public func build(report: (String) -> Void = { _ in }) async throws -> DependencyOutcome {
        let chart = try Chart.load(folder: folder)
        guard let lock = chart.lock else { return try await update(report: report) }
        let writer = try writer(for: chart)
        let wanted = chart.metadata.dependencies ?? []
        let isInStep =
            ChartLock.digest(of: try resolved(wanted), locked: lock.dependencies) == lock.digest
            || chart.metadata.apiVersion == "v1" && ChartLock.legacyDigest(of: wanted) == lock.digest
        guard isInStep else {
            let isV1 = chart.metadata.apiVersion == "v1"
            throw ChartError(
                code: .badDependency,
                message: "the lock file (\(Self.lockName(chart))) is out of sync with the dependencies file "
                    + "(\(isV1 ? "requirements.yaml" : "Chart.yaml")): run `groundcrew chart dependency update`",
                path: folder)
        }
        let found = try await DependencySearch(fetcher, chart: chart, folder: folder, keyring: try ring())
            .find(lock.dependencies, report: report)
        var outcome = try install(found, in: chart, writer, report: report)
        outcome.lock = lock
        return outcome
    }

    // MARK: Repositories

    /// The dependencies with the names of Helm's own repositories replaced by their URLs.
    private func resolved(_ dependencies: [ChartDependency]) throws(RepositoryError) -> [ChartDependency] {
        var resolved = dependencies
        for index in resolved.indices {
            for prefix in ["@", "alias:"] where resolved[index].repository.hasPrefix(prefix) {
                let name = String(resolved[index].repository.dropFirst(prefix.count))
                resolved[index].repository = try fetcher.configuration.repository(named: name).url
            }
            let repository = resolved[index].repository
            guard repository.isEmpty || repository.contains("://") else {
                throw RepositoryError(
                    .invalidReference,
                    "dependency \(resolved[index].name): \"\(RepositoryError.plain(repository))\" is not a repository",
                    hint: "write a URL, oci://…, file://… or @NAME of one that `groundcrew chart repo list` shows")
            }
        }
        return resolved
    }

    private func ring() throws(ProvenanceError) -> Keyring? {
        guard let keyring else { return nil }
        return try Keyring.load(keyring)
    }

    // MARK: Writing

    private static var nothing: DependencyOutcome {
        DependencyOutcome(lock: ChartLock(), files: [], removed: [], wroteLock: false, warnings: [])
    }

    private static func lockName(_ chart: Chart) -> String {
        chart.metadata.apiVersion == "v1" ? "requirements.lock" : "Chart.lock"
    }

    /// Asked before anything is fetched: whether the lock could be written.
    private func writer(for chart: Chart) throws(FileError) -> FolderWriter {
        let writer = try FolderWriter(folder, creating: false)
        try writer.requirePlain(Self.lockName(chart))
        return writer
    }

    private func install(
        _ found: [DependencySearch.Found], in chart: Chart, _ writer: FolderWriter, report: (String) -> Void
    ) throws -> DependencyOutcome {
        var outcome = Self.nothing
        let charts = try writer.subfolder("charts")
        for item in found {
            outcome.lock.dependencies.append(item.locked)
            outcome.warnings += item.warnings
            guard let file = item.file, !outcome.files.contains(file.name) else { continue }
            try Task.checkCancellation()
            try charts.write(file.bytes, to: file.name)
            outcome.files.append(file.name)
        }
        let local = Set(found.filter { $0.locked.repository.isEmpty }.map(\.locked.name))
        for name in charts.fileNames where !outcome.files.contains(name) {
            let file = chart.raw.first { $0.path == "charts/\(name)" }
            // What is not a chart is not ours to remove.
            guard let file, let old = try? Chart.load(archive: file.bytes, name: name), !local.contains(old.name) else {
                continue
            }
            report("removing charts/\(name), which is not asked for any more")
            try charts.remove(name)
            outcome.removed.append(name)
        }
        return outcome
    }
}
