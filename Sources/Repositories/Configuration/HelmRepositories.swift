import Files

/// Helm's `repositories.yaml` and the indexes that Helm keeps beside it, changed as `helm repo` changes them.
///
/// The file is changed under Helm's own lock and replaced whole, so that programs which add at the same time lose nothing of
/// each other's. An index is fetched before the lock is taken: a slow repository holds up nobody.
public struct HelmRepositories: Sendable {
    let paths: HelmPaths
    let fetcher: ChartFetcher
    let clock: any Clock<Duration>

    /// How long others may hold the lock: as Helm.
    static let lockPatience = Duration.seconds(30)
    /// Indexes fetched at a time.
    static let concurrency = 8
    /// Of the file, which holds passwords, and of the indexes, which hold none: as Helm.
    private static let fileMode: UInt16 = 0o600
    private static let indexMode: UInt16 = 0o644

    /// - Parameter fetcher: without credentials of its own: each repository has its own.
    public init(_ paths: HelmPaths, fetcher: ChartFetcher, clock: any Clock<Duration> = ContinuousClock()) {
        self.paths = paths
        self.fetcher = fetcher
        self.clock = clock
    }

    public enum Addition: String, Sendable, Hashable { case added, replaced, unchanged }

    /// What a repository is called and where it is.
    public struct Summary: Sendable, Hashable {
        public var name: String
        public var url: String
    }

    /// One repository's index, fetched anew or not.
    public struct Update: Sendable {
        public var repository: Summary
        /// Nil when it was fetched.
        public var error: RepositoryError?
    }

    public func list() throws(RepositoryError) -> [Summary] {
        try configuration().repositories.map { Summary(name: $0.entry.name, url: $0.entry.url) }
    }

    /// Adds a repository whose index could be fetched.
    ///
    /// - Throws: `RepositoryError`, `FileError` or `CancellationError`; nothing has changed then.
    public func add(
        _ repository: NewRepository, replacing: Bool = false, allowsDeprecated: Bool = false
    ) async throws -> Addition {
        try repository.check(allowsDeprecated: allowsDeprecated)
        // Asked again under the lock: this spares a download.
        var before = try file()
        if try before.add(repository, replacing: replacing) == .unchanged, !replacing { return .unchanged }
        let index = try await fetchIndex(of: RepositoryRecord(repository.fields))
        return try await changed { file in
            let addition = try file.add(repository, replacing: replacing)
            try index.commit()
            return (addition, addition != .unchanged)
        }
    }

    /// Fetches indexes anew, of all repositories or of those named.
    ///
    /// - Parameter told: called with each outcome as it comes.
    /// - Returns: the outcomes in the file's order.
    /// - Throws: `RepositoryError` when there is none, or not one of the names; `FileError`; `CancellationError`.
    public func update(
        _ names: [String] = [], told: (Update) -> Void = { _ in }
    ) async throws -> [Update] {
        let records = try configuration().repositories
        guard !records.isEmpty else {
            throw RepositoryError(
                .invalidConfiguration, "no repositories found. You must add one before updating",
                hint: "groundcrew chart repo add NAME URL")
        }
        for name in names where !records.contains(where: { $0.entry.name == name }) {
            throw RepositoryError(
                .invalidConfiguration,
                "no repositories found matching '\(RepositoryError.plain(name))'.  Nothing will be updated",
                hint: "known are \(records.prefix(20).map(\.entry.name).joined(separator: ", "))")
        }
        let chosen = records.filter { names.isEmpty || names.contains($0.entry.name) }
        var updates: [Update?] = Array(repeating: nil, count: chosen.count)
        try await withThrowingTaskGroup(of: (Int, Update).self) { group in
            var next = 0
            func start() {
                guard next < chosen.count else { return }
                let (index, record) = (next, chosen[next])
                next += 1
                group.addTask { (index, try await self.update(record)) }
            }
            for _ in 0..<Self.concurrency { start() }
            while let (index, update) = try await group.next() {
                updates[index] = update
                told(update)
                start()
            }
        }
        return updates.compactMap(\.self)
    }

    /// Removes repositories with their indexes, all of them or none.
    ///
    /// - Throws: `RepositoryError` when one is not there; `FileError`; `CancellationError`.
    public func remove(_ names: [String]) async throws {
        try await changed { file in
            try file.remove(names)
            return ((), true)
        }
        guard !paths.repositoryCache.isEmpty, !names.isEmpty else { return }
        let cache: FolderWriter
        do {
            cache = try FolderWriter(paths.repositoryCache, creating: false)
        } catch {
            return  // Nothing was ever fetched.
        }
        // The file may hold a name that nobody could make a file of.
        for name in names where SafeName.isPart(name) {
            try cache.remove(Self.namesFile(name))
            try cache.remove(Self.indexFile(name))
        }
    }

    // MARK: The file

    private func configuration() throws(RepositoryError) -> HelmConfiguration {
        try HelmConfiguration.load(paths, environment: [:])
    }

    private func file() throws(RepositoryError) -> RepositoriesFile {
        guard !paths.repositoryConfiguration.isEmpty else {
            throw RepositoryError(
                .invalidConfiguration, "there is no place for Helm's repositories",
                hint: "set HOME, HELM_CONFIG_HOME or HELM_REPOSITORY_CONFIG")
        }
        let path = paths.repositoryConfiguration
        return try RepositoriesFile(try ConfigurationFile.readIfPresent(path), file: path)
    }

    /// Reads, changes and writes the file while nobody else does.
    private func changed<Result>(
        _ change: (inout RepositoriesFile) throws -> (Result, isChanged: Bool)
    ) async throws -> Result {
        let path = paths.repositoryConfiguration
        _ = try file()
        FileReplacement.makeFolder(of: path)
        return try await FileLock.with(Self.lockPath(path), patience: Self.lockPatience, clock: clock) {
            var file = try file()
            let (result, isChanged) = try change(&file)
            if isChanged { try FileReplacement.write(file.bytes, to: path, mode: .kept(or: Self.fileMode)) }
            return result
        }
    }

    /// Helm's rule: the file's extension is replaced.
    static func lockPath(_ path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), path.count > name[dot...].count else { return path + ".lock" }
        return path.dropLast(name[dot...].count) + ".lock"
    }

    // MARK: Indexes

    /// As Helm names them (`helmpath.CacheIndexFile`, `CacheChartsFile`).
    static func indexFile(_ name: String) -> String { "\(name)-index.yaml" }
    static func namesFile(_ name: String) -> String { "\(name)-charts.txt" }

    /// An index that lies beside its place.
    private struct FetchedIndex {
        let index: FileReplacement
        let names: FileReplacement

        func commit() throws(FileError) {
            try names.commit()
            try index.commit()
        }
    }

    private func update(_ record: RepositoryRecord) async throws -> Update {
        let summary = Summary(name: record.entry.name, url: record.entry.url)
        do {
            try await fetchIndex(of: record).commit()
            return Update(repository: summary)
        } catch let error as RepositoryError {
            return Update(repository: summary, error: error)
        }
    }

    private func fetchIndex(of record: RepositoryRecord) async throws -> FetchedIndex {
        let name = record.entry.name
        guard !paths.repositoryCache.isEmpty, SafeName.isPart(Self.indexFile(name)) else {
            throw RepositoryError(
                .invalidConfiguration, "there is no place for the index of \"\(RepositoryError.plain(name))\"",
                hint: "set HOME, HELM_CACHE_HOME or HELM_REPOSITORY_CACHE")
        }
        let entry = try record.complete { path throws(RepositoryError) in try ConfigurationFile.read(path) }
        func place(_ file: String) throws(FileError) -> FileReplacement {
            try FileReplacement("\(paths.repositoryCache)/\(file)", mode: .kept(or: Self.indexMode))
        }
        let index = try place(Self.indexFile(name))
        let charts: [String]
        do {
            charts = try await fetcher.copyIndex(of: entry, to: index)
        } catch var error as RepositoryError {
            error.message =
                "looks like \"\(WebAddress.display(entry.url))\" is not a valid chart repository or cannot be reached: "
                + error.message
            throw error
        }
        let names = try place(Self.namesFile(name))
        try names.append(Array(charts.map { $0 + "\n" }.joined().utf8))
        return FetchedIndex(index: index, names: names)
    }
}
