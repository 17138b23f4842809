import Charts
import Files
import Versions

/// Finds the charts that dependencies ask for, wherever they are, and writes nothing.
struct DependencySearch: Sendable {
    struct Found: Sendable {
        /// With the exact version.
        var locked: ChartDependency
        /// nil for a chart that lies unpacked in `charts/` already.
        var file: (name: String, bytes: [UInt8])?
        var warnings: [String] = []
    }

    private let fetcher: ChartFetcher
    private let chart: Chart
    private let folder: String
    private let keyring: Keyring?

    init(_ fetcher: ChartFetcher, chart: Chart, folder: String, keyring: Keyring?) {
        self.fetcher = fetcher
        self.chart = chart
        self.folder = folder
        self.keyring = keyring
    }

    /// In the order of the dependencies; the same chart under two aliases is fetched once.
    func find(_ dependencies: [ChartDependency], report: (String) -> Void) async throws -> [Found] {
        try requireOneRegistry(dependencies)
        var found: [Found] = []
        var known: [Key: Found] = [:]
        for dependency in dependencies {
            try Task.checkCancellation()
            let key = Key(dependency)
            if let earlier = known[key] {
                found.append(earlier)
                continue
            }
            let item = try await find(dependency, report)
            known[key] = item
            found.append(item)
        }
        return found
    }

    /// As with Helm, credentials of flags are a registry's; which one's has to be plain.
    private func requireOneRegistry(_ dependencies: [ChartDependency]) throws {
        guard fetcher.options.credentials != nil else { return }
        let hosts = Set(
            dependencies.filter { $0.repository.hasPrefix("oci://") }
                .map { $0.repository.dropFirst("oci://".count).prefix { $0 != "/" } })
        guard hosts.count > 1 else { return }
        throw RepositoryError(
            .invalidReference,
            "the dependencies lie in \(hosts.count) registries, and --username is meant for one of them",
            hint: "log in instead: groundcrew chart login, or docker login")
    }

    private struct Key: Hashable {
        let name: String
        let version: String
        let repository: String

        init(_ dependency: ChartDependency) {
            (name, version, repository) = (dependency.name, dependency.version, dependency.repository)
        }
    }

    private func find(_ dependency: ChartDependency, _ report: (String) -> Void) async throws -> Found {
        let range: VersionConstraint
        do {
            range = try VersionConstraint(dependency.version)
        } catch {
            throw refusal(dependency, "has an invalid version/constraint format: \(error)")
        }
        var locked = ChartDependency(
            name: dependency.name, version: dependency.version, repository: dependency.repository)
        if dependency.repository.isEmpty {
            report("\(dependency.name) names no repository: it has to be in charts/")
            try check(try unpacked(dependency), dependency, range)
            return Found(locked: locked)
        }
        if dependency.repository.hasPrefix("file://") {
            let local = try chart.localDependency(dependency, folder: folder)
            try check(local, dependency, range)
            locked.version = local.metadata.version
            do {
                return Found(locked: locked, file: (local.archiveName, try local.saved()), warnings: local.warnings)
            } catch {
                throw refusal(dependency, "cannot be packed: \(error)")
            }
        }
        report("fetching \(dependency.name) \(dependency.version) from \(WebAddress.display(dependency.repository))")
        let fetched = try await fetcher.fetch(dependency)
        if let keyring { _ = try fetched.verified(keyring: keyring) }
        guard SafeName.isPart(fetched.fileName), fetched.fileName.hasSuffix(".tgz") else {
            throw refusal(
                dependency, "comes as the file \(fetched.fileName.debugDescription), which is not a safe name")
        }
        locked.version = fetched.version
        return Found(locked: locked, file: (fetched.fileName, fetched.bytes), warnings: fetched.warnings)
    }

    private func unpacked(_ dependency: ChartDependency) throws(ChartError) -> Chart {
        guard let found = chart.dependencies.first(where: { $0.name == dependency.name }) else {
            throw refusal(
                dependency, "names no repository and is not in charts/: put it there, or name its repository")
        }
        return found
    }

    private func check(
        _ found: Chart, _ dependency: ChartDependency, _ range: VersionConstraint
    ) throws(ChartError) {
        // What is not a version fits no range; the refusal shows it.
        guard let version = try? SemanticVersion(found.metadata.version), range.allows(version) else {
            throw refusal(
                dependency,
                "at version \(found.metadata.version) does not satisfy the constraint \(dependency.version)")
        }
    }

    private func refusal(_ dependency: ChartDependency, _ what: String) -> ChartError {
        ChartError(code: .badDependency, message: "dependency \(dependency.name) \(what)", path: folder)
    }
}

extension ChartFetcher {
    /// The chart that a dependency with a repository asks for, with the credentials that Helm knows for it.
    func fetch(_ dependency: ChartDependency) async throws -> FetchedChart {
        let source = ChartSource.repository(
            url: dependency.repository, chart: dependency.name, version: dependency.version)
        if dependency.repository.hasPrefix("oci://") { return try await fetch(source) }
        guard let entry = try configuration.repository(at: dependency.repository) else {
            return try await anonymous.fetch(source)
        }
        return try await anonymous.fetchIndexed(
            IndexRepository(entry: entry, url: entry.url), chart: dependency.name, version: dependency.version)
    }
}
