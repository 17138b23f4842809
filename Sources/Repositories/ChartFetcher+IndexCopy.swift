import Files
import HTTP
import Value

extension ChartFetcher {
    /// Copies a repository's whole index as it is served, without holding it in memory.
    ///
    /// - Returns: the names of its charts, sorted.
    /// - Throws: `RepositoryError` also for what is not an index; `FileError`; `CancellationError`.
    func copyIndex(of repository: RepositoryEntry, to file: FileReplacement) async throws -> [String] {
        let base = try WebAddress(repository.url)
        let address = try WebAddress(base.resolving("index.yaml"))
        let access = Access(for: base, entry: repository, options: options)
        return try await receivingIndex(address) {
            try file.restart()
            var scanner = IndexScanner(chart: "", limits: options.limits, listsNames: true)
            for try await chunk in try await index(address, access: access).body {
                try scanner.take(chunk)
                try file.append(chunk)
            }
            guard case .needsWhole = try scanner.finish() else { return scanner.names.sorted() }
            let bytes = try ConfigurationFile.read(file.temporaryPath, upTo: options.limits.wholeIndexBytes)
            return try entries(bytes, address: address).keys.sorted()
        }
    }
}
