import Charts
public import HTTP
public import Processes

/// Gets packed charts from HTTP repositories, OCI registries and URLs.
///
/// Safe to share and to use from several tasks at once. Credentials go to the origin they belong to and nowhere else,
/// unless the configuration says so by name; no redirect carries them to another origin.
public struct ChartFetcher: ChartFetching {
    let transport: any HTTPTransport
    let configuration: HelmConfiguration
    let cache: ChartCache?
    let options: FetchOptions
    let helper: CredentialHelper
    let clock: any Clock<Duration>

    /// - Parameters:
    ///   - transport: a bare one: redirects are followed and transient failures repeated here.
    ///   - cache: nil downloads every time.
    ///   - processes: runs `docker-credential-*` programs that the configuration names.
    public init(
        transport: any HTTPTransport, configuration: HelmConfiguration = .none, cache: ChartCache? = nil,
        options: FetchOptions = FetchOptions(), processes: any ProcessRunning = SystemProcesses(),
        retries: RetryPolicy = RetryPolicy(), clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.transport = RedirectingTransport(RetryingTransport(transport, policy: retries, clock: clock))
        self.configuration = configuration
        self.cache = cache
        self.options = options
        helper = CredentialHelper(processes: processes, environment: configuration.environment)
        self.clock = clock
    }

    private init(
        sharing transport: any HTTPTransport, configuration: HelmConfiguration, cache: ChartCache?,
        options: FetchOptions, helper: CredentialHelper, clock: any Clock<Duration>
    ) {
        self.transport = transport
        self.configuration = configuration
        self.cache = cache
        self.options = options
        self.helper = helper
        self.clock = clock
    }

    /// The chart, its digest checked where one is promised.
    ///
    /// - Throws: `RepositoryError`, or `CancellationError`.
    public func fetch(_ source: ChartSource) async throws -> FetchedChart {
        switch source {
        case .path(_, let name):
            throw RepositoryError(
                .invalidReference, "\(RepositoryError.plain(name)) is on this machine: there is nothing to fetch")
        case .archive(let url): return try await fetchArchive(try WebAddress(options.mirrors.url(url)))
        case .repository(let url, let chart, let version):
            if url.hasPrefix("oci://") {
                let base = url.hasSuffix("/") ? String(url.dropLast()) : url
                return try await fetchOCI("\(base)/\(chart)", version: version)
            }
            return try await fetchIndexed(
                IndexRepository(entry: nil, url: options.mirrors.url(url)), chart: chart, version: version)
        case .named(let name, let chart, let version):
            let entry = try configuration.repository(named: name)
            if entry.url.hasPrefix("oci://") {
                return try await fetch(.repository(url: entry.url, chart: chart, version: version))
            }
            let url = options.mirrors.url(entry.url)
            // The repository's login is not its mirror's.
            return try await fetchIndexed(
                IndexRepository(entry: url == entry.url ? entry : nil, url: url), chart: chart, version: version)
        case .oci(let reference, let version): return try await fetchOCI(reference, version: version)
        }
    }

    /// The same, without what flags say of the user: for sources other than the one they were given for.
    var anonymous: ChartFetcher {
        guard !options.passesCredentialsToAll else { return self }
        var options = options
        options.credentials = nil
        options.clientIdentity = nil
        return ChartFetcher(
            sharing: transport, configuration: configuration, cache: cache, options: options, helper: helper,
            clock: clock)
    }

    /// A plain file, such as `-f https://…/values.yaml`: no credentials go along but those in the URL.
    ///
    /// - Throws: `RepositoryError`, or `CancellationError`.
    public func fetchFile(_ url: String, upTo limit: Int) async throws -> [UInt8] {
        let address = try WebAddress(options.mirrors.url(url))
        let request = Access(for: address, entry: nil, options: FetchOptions()).request(address)
        return try await Download(
            transport: transport, clock: clock, what: "the file", address: address, limit: limit,
            limits: options.limits, request: { request }
        ).bytes()
    }

    // MARK: Archives

    private func fetchArchive(_ address: WebAddress) async throws -> FetchedChart {
        let access = Access(for: address, entry: nil, options: options)
        let bytes = try await download(address, access: access, what: "the chart", digest: nil)
        try Self.requireArchive(bytes, address: address)
        var fetched = FetchedChart(
            bytes: bytes, name: "", version: "", fileName: address.fileName, digest: Digest(of: bytes).description,
            origin: address.display)
        do {
            let chart = try fetched.chart()
            fetched.name = chart.metadata.name
            fetched.version = chart.metadata.version
        } catch {
            throw RepositoryError(
                .invalidArchive, "what lies there is no chart: \(error)", url: address.display, underlying: error)
        }
        return try await addingProvenance(to: fetched, from: address, access)
    }

    // MARK: Provenance

    /// Fetches what lies beside the chart, as far as it is asked for.
    func addingProvenance(
        to fetched: FetchedChart, from chart: WebAddress, _ access: Access
    ) async throws -> FetchedChart {
        guard options.provenance != .unwanted else { return fetched }
        var fetched = fetched
        var address = chart
        address.path += ".prov"
        do {
            let request = access.request(address)
            fetched.provenance = try await Download(
                transport: transport, clock: clock, what: "the provenance of \(fetched.fileName)", address: address,
                limit: Provenance.largest, limits: options.limits, request: { request }
            ).bytes()
        } catch let error as RepositoryError {
            guard options.provenance == .ifPresent else {
                throw RepositoryError(
                    error.code, "failed to fetch provenance \"\(address.display)\": \(error.message)",
                    url: address.display, serverMessage: error.serverMessage,
                    hint: "without it the chart cannot be verified: ask its owner to sign it, or leave --verify out",
                    underlying: error)
            }
            fetched.warnings.append("there is no provenance of \(fetched.fileName): \(error.message)")
        }
        return fetched
    }

    func download(
        _ address: WebAddress, access: Access, what: String, digest: Digest?
    ) async throws -> [UInt8] {
        let request = access.request(address, accept: "application/gzip, application/octet-stream, */*;q=0.5")
        return try await Download(
            transport: transport, clock: clock, what: what, address: address, limit: options.limits.chartBytes,
            limits: options.limits, digest: digest, request: { request }
        ).bytes()
    }

    /// A login page instead of a chart is told as such, not as a broken archive.
    static func requireArchive(_ bytes: [UInt8], address: WebAddress) throws(RepositoryError) {
        if bytes.starts(with: [0x1F, 0x8B]) { return }
        let isPage = bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
        throw RepositoryError(
            .invalidArchive, "what the server sent is \(isPage ? "a web page, not a chart" : "not a gzipped archive")",
            url: address.display, hint: isPage ? "a proxy or a login page may stand between" : nil)
    }

    // MARK: Cache

    func cached(_ digest: Digest, limit: Int) -> [UInt8]? { cache?.content(digest, limit: limit) }

    /// Warnings when the cache cannot take it.
    func store(_ bytes: [UInt8], _ digest: Digest) -> [String] {
        do {
            try cache?.store(bytes, digest)
            return []
        } catch {
            return ["the chart is not cached: \(error)"]
        }
    }
}
