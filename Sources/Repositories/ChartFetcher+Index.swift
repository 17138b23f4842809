import HTTP
import Value
import YAML

/// A repository with an index.
struct IndexRepository: Sendable {
    /// nil when it was given by URL alone.
    var entry: RepositoryEntry?
    var url: String
}

extension ChartFetcher {
    func fetchIndexed(
        _ repository: IndexRepository, chart: String, version: String?
    ) async throws -> FetchedChart {
        let base = try WebAddress(repository.url)
        let access = Access(for: base, entry: repository.entry, options: options)
        let records = try await records(of: chart, base: base, access: access)
        let candidates = records.map { ($0.version, $0.versionText) }
        guard
            let choice = try VersionChoice.choose(
                version, from: candidates, includesPrereleases: options.includesPrereleases)
        else { throw Self.noVersion(chart, version, records.map(\.versionText), base.display) }
        let record = records[choice]
        var warnings: [String] = []
        if let version, VersionChoice.isExact(version), version != record.versionText {
            warnings.append("\(chart) has no version \(version) in so many words: taking \(record.versionText)")
        }
        var fetched = try await fetchRecord(record, records, chart, base, access)
        fetched.warnings = warnings + fetched.warnings
        return fetched
    }

    // MARK: One version

    /// Tries the record's URLs in order.
    private func fetchRecord(
        _ record: ChartRecord, _ records: [ChartRecord], _ chart: String, _ base: WebAddress, _ access: Access
    ) async throws -> FetchedChart {
        var digest: Digest?
        if !record.digest.isEmpty {
            digest = Digest(record.digest)
            guard digest != nil else {
                throw RepositoryError(
                    .invalidIndex,
                    "the digest of \(chart) \(record.versionText) is not a SHA-256: \(RepositoryError.plain(record.digest))",
                    url: base.display, hint: "tell the repository's owner, or take another version")
            }
        }
        if let digest, let bytes = cached(digest, limit: options.limits.chartBytes),
            let url = record.urls.first.map({ place(of: $0, in: base) }), !url.hasPrefix("oci://")
        {
            let address = try WebAddress(url)
            let fetched = FetchedChart(
                bytes: bytes, name: record.name, version: record.versionText, fileName: address.fileName,
                digest: digest.description, origin: "\(base.display) (cached)")
            return try await addingProvenance(to: fetched, from: address, access)
        }
        var failures: [RepositoryError] = []
        for url in record.urls {
            do {
                return try await fetchRecord(record, from: place(of: url, in: base), digest, access)
            } catch let error as RepositoryError {
                failures.append(error)
            }
        }
        guard var failure = failures.first else {
            throw RepositoryError(
                .invalidIndex, "the index has no URL for \(chart) \(record.versionText)", url: base.display,
                hint: "take another version: \(VersionChoice.summary(records.map(\.versionText)))")
        }
        if failures.count > 1 {
            failure.message += " (\(failures.count - 1) more URLs failed, the last: \(failures[failures.count - 1]))"
        }
        if failure.code == .notFound {
            let others = records.map(\.versionText).filter { $0 != record.versionText }
            failure.message =
                "the index of \(base.display) lists \(chart) \(record.versionText), but " + failure.message
            failure.hint =
                "the chart has been moved or removed: "
                + (others.isEmpty
                    ? "look for its new home" : "look for its new home, or take \(VersionChoice.summary(others))")
        }
        throw failure
    }

    /// What lies beside the index is where the index is; all else may have a mirror of its own.
    private func place(of url: String, in base: WebAddress) -> String {
        let resolved = base.resolving(url)
        return resolved == url ? options.mirrors.url(url) : resolved
    }

    private func fetchRecord(
        _ record: ChartRecord, from url: String, _ digest: Digest?, _ access: Access
    ) async throws -> FetchedChart {
        if url.hasPrefix("oci://") {
            // The repository's credentials are not the registry's, be they configured or given by flags.
            return try await anonymous.fetchOCI(url, version: nil, promised: digest)
        }
        let address = try WebAddress(url)
        let bytes = try await download(
            address, access: access, what: "chart \(record.name) \(record.versionText)", digest: digest)
        let actual = Digest(of: bytes)
        if let digest, actual != digest { throw Self.mismatch(promised: digest, actual, "the index", address.display) }
        try Self.requireArchive(bytes, address: address)
        let fetched = FetchedChart(
            bytes: bytes, name: record.name, version: record.versionText, fileName: address.fileName,
            digest: actual.description, origin: address.display, warnings: digest == nil ? [] : store(bytes, actual))
        return try await addingProvenance(to: fetched, from: address, access)
    }

    static func mismatch(promised: Digest, _ actual: Digest, _ who: String, _ url: String) -> RepositoryError {
        RepositoryError(
            .digestMismatch, "\(who) promises \(promised), but what came is \(actual)", url: url,
            hint: "try again; if it stays so, the file was changed after it was listed: do not use it")
    }

    private static func noVersion(
        _ chart: String, _ wanted: String?, _ versions: [String], _ url: String
    ) -> RepositoryError {
        let what = wanted.map { "no version of chart \(chart) fits \"\(RepositoryError.plain($0))\"" }
        return RepositoryError(
            .noMatchingVersion, what ?? "chart \(chart) has no released version", url: url,
            hint: versions.isEmpty
                ? "the index lists no valid version of it"
                : "available: \(VersionChoice.summary(versions))"
                    + (wanted == nil ? " (ask for a prerelease by --devel)" : ""))
    }

    // MARK: The index

    /// The chart's records, newest first.
    func records(of chart: String, base: WebAddress, access: Access) async throws -> [ChartRecord] {
        let address = try WebAddress(base.resolving("index.yaml"))
        var (outcome, names) = try await scan(address, chart: chart, access: access)
        var value: Value?
        switch outcome {
        case .absent: break
        case .needsWhole(let reason):
            value = try await parseWhole(address, chart: chart, access: access, reason: reason, &names)
        case .json(let bytes):
            do {
                // What is not quite JSON may be YAML in braces, whose error tells more.
                value = try (try? Value(json: bytes)) ?? YAML.decode(bytes, file: "index.yaml", rules: Self.indexRules)
            } catch {
                throw RepositoryError(
                    .invalidIndex, "the index's entry of chart \(chart) is neither JSON nor YAML: \(error)",
                    url: address.display)
            }
        case .yaml(let bytes, let line):
            do {
                value = try YAML.decode(bytes, file: "index.yaml", rules: Self.indexRules).object?.values.first
            } catch  where error.code == .alias {
                value = try await parseWhole(
                    address, chart: chart, access: access, reason: "the entry refers to another part of it", &names)
            } catch {
                throw Self.broken(error, line: line, address)
            }
        }
        guard let value else {
            throw RepositoryError(
                .notFound, "the repository has no chart \"\(RepositoryError.plain(chart))\"", url: base.display,
                hint: names.names.isEmpty
                    ? "it lists \(names.seen) charts, none of a similar name"
                    : "similar names: \(names.names.joined(separator: ", "))")
        }
        do {
            return try ChartRecord.list(value, chart: chart)
        } catch {
            var error = error
            error.url = address.display
            throw error
        }
    }

    private static var indexRules: YAMLRules {
        var rules = YAMLRules.helm
        rules.rejectsDuplicateKeys = true
        return rules
    }

    private static func broken(_ error: YAMLError, line: Int, _ address: WebAddress) -> RepositoryError {
        RepositoryError(
            .invalidIndex,
            "the index cannot be understood at line \(error.line + line - 1), column \(error.column): \(error.message)",
            url: address.display, hint: "tell the repository's owner", underlying: error)
    }

    /// Reads the index as it arrives.
    private func scan(
        _ address: WebAddress, chart: String, access: Access
    ) async throws -> (IndexOutcome, CloseNames) {
        try await receivingIndex(address) {
            var scanner = IndexScanner(chart: chart, limits: options.limits)
            let response = try await index(address, access: access)
            for try await chunk in response.body { try scanner.take(chunk) }
            let outcome = try scanner.finish()
            return (outcome, scanner.closeNames)
        }
    }

    /// Does the work again from the start when the transfer breaks off.
    func receivingIndex<Result>(_ address: WebAddress, _ body: () async throws -> Result) async throws -> Result {
        for attempt in 1... {
            do {
                return try await body()
            } catch let error as HTTPError {
                guard [.bodyCut, .idleTimedOut].contains(error.code), attempt < options.limits.resumptions else {
                    throw RepositoryError(error, url: address.display)
                }
                try await clock.sleep(for: .milliseconds(200 * attempt))
            } catch var error as RepositoryError {
                if error.url == nil { error.url = address.display }
                throw error
            }
        }
        preconditionFailure("the loop returns or throws")
    }

    func index(_ address: WebAddress, access: Access) async throws -> HTTPResponse {
        let request = access.request(address)
        let response = try await transport.send(request)
        guard response.status == 200 else {
            var error = try await Exchange(transport: transport, limits: options.limits).failure(
                response, what: "the repository's index", request: request, address: address)
            if error.code == .notFound {
                error.hint =
                    "check the repository's URL: it has no index.yaml below it; charts in a registry need oci://"
            }
            throw error
        }
        return response
    }

    /// What Helm does with every index, for those that cannot be read as a stream.
    private func parseWhole(
        _ address: WebAddress, chart: String, access: Access, reason: String, _ names: inout CloseNames
    ) async throws -> Value? {
        let limit = options.limits.wholeIndexBytes
        var bytes: [UInt8] = []
        do {
            bytes = try await index(address, access: access).body.collect(upTo: limit)
        } catch let error as HTTPError where error.code == .bodyTooLarge {
            throw RepositoryError(
                .tooLarge, "the index has to be read whole (\(reason)) and is larger than \(limit) bytes",
                url: address.display, hint: "ask the repository's owner for an index in plain block style")
        } catch let error as HTTPError {
            throw RepositoryError(error, url: address.display)
        }
        let entries = try entries(bytes, address: address)
        names = CloseNames(chart)
        for name in entries.keys { names.offer(Array(name.utf8)) }
        return entries[chart]
    }

    /// The charts of an index that was read whole.
    func entries(_ bytes: [UInt8], address: WebAddress) throws(RepositoryError) -> Object {
        let value: Value
        do {
            value = try YAML.decode(bytes, file: "index.yaml", rules: Self.indexRules)
        } catch {
            throw Self.broken(error, line: 1, address)
        }
        guard let root = value.object, let version = root["apiVersion"], ChartRecord.text(version)?.isEmpty == false
        else {
            var error = YAMLIndexScanner.noVersion
            error.url = address.display
            throw error
        }
        return root["entries"]?.object ?? [:]
    }
}
