public import Charts
import Formats
public import Kubernetes
public import Value

/// Installs charts itself: renders, applies server-side as Helm 4 does, waits, and keeps Helm's records.
public struct NativeDriver: ReleaseDriver {
    public let name = "native"
    let client: KubernetesClient
    let charts: ChartResolver

    /// Time comes from the client's clock.
    public init(client: KubernetesClient, charts: ChartResolver) {
        self.client = client
        self.charts = charts
    }

    var storage: ReleaseStorage { ReleaseStorage(client: client) }
    var clock: any Clock<Duration> { client.options.clock }
    var now: String { CivilTime.recordText(client.options.environment.now()) }

    public func preview(_ request: ReleaseRequest) async throws -> ReleasePreview {
        try request.validate()
        let history = try await ReleaseHistory.read(request, from: storage)
        let resolved = try await charts.resolve(request.chart)
        let capabilities = try await capabilities(with: CRDDocument.all(in: resolved.chart))
        let rendered = try await render(
            request, resolved, identity: history.next(request), capabilities: capabilities)
        return ReleasePreview(
            manifest: rendered.manifestText, notes: rendered.notes, chartName: resolved.chart.name,
            chartVersion: resolved.chart.metadata.version)
    }

    public func record(_ name: String, namespace: String) async throws -> ReleaseRecord? {
        try await storage.last(name, namespace: namespace)?.summary
    }

    public func list(name: String?, namespace: String?) async throws -> ReleaseListing {
        try await storage.lastOfEach(name: name, namespace: namespace)
    }

    /// For work that is under way, which goes on through a restart of the server.
    func patient(within timeout: Duration) -> NativeDriver {
        NativeDriver(client: client.patient(for: min(Limits.outage, timeout)), charts: charts)
    }

    /// The chart rendered with what the cluster has, nothing applied: `helm template --dry-run=server`.
    public func rendered(
        _ chart: Chart, values: Object, release: ReleaseIdentity, options: RenderOptions
    ) async throws -> RenderedChart {
        let capabilities = try await capabilities(with: [])
        do {
            return try await Renderer(options: options).render(
                chart, values: values, release: release, capabilities: capabilities,
                lookup: ClusterLookup(client: client))
        } catch let error as RenderError {
            if let reason = error.underlying as? KubernetesError { throw reason }
            throw error
        }
    }

    func render(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, identity: ReleaseIdentity, capabilities: Capabilities
    ) async throws -> RenderedChart {
        do {
            return try await Renderer().render(
                resolved.chart, values: request.values, release: identity, capabilities: capabilities,
                lookup: ClusterLookup(client: client))
        } catch let error as RenderError {
            if let reason = error.underlying as? KubernetesError { throw reason }
            throw ReleaseError(
                error.code == .badValues ? .invalidValues : .invalidChart,
                "cannot render the chart \(resolved.origin): \(error)", release: request.id, underlying: error)
        }
    }
}

extension ReleaseRequest {
    /// As `ReleaseError` names it.
    var id: String { "\(namespace)/\(name)" }

    /// Helm's rule for names, before anything is asked of a cluster.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest`.
    public func validate() throws(ReleaseError) {
        try Self.validate(name, isRelease: true)
        try Self.validate(namespace, isRelease: false)
    }

    /// - Throws: `ReleaseError` with code `invalidRequest` for a name that Helm would not take.
    public static func validate(releaseName name: String) throws(ReleaseError) { try validate(name, isRelease: true) }

    /// - Throws: `ReleaseError` with code `invalidRequest` for a name that no namespace can have.
    public static func validate(namespace name: String) throws(ReleaseError) { try validate(name, isRelease: false) }

    private static func validate(_ name: String, isRelease: Bool) throws(ReleaseError) {
        let limit = isRelease ? 53 : 63
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isValid =
            (1...limit).contains(name.utf8.count) && (isRelease || parts.count == 1)
            && parts.allSatisfy { part in
                guard let first = part.first, let last = part.last else { return false }
                return isAlphanumeric(first) && isAlphanumeric(last)
                    && part.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
        guard isValid else {
            throw ReleaseError(
                .invalidRequest, "\(isRelease ? "release name" : "namespace") \(name.debugDescription) is not allowed",
                hint: "use at most \(limit) lower-case letters, digits and hyphens, with a letter or digit at both ends"
            )
        }
    }
}
