import Charts
import Formats
import Kubernetes
import Repositories
import Value

/// Makes plans of changes; reads the cluster, and changes nothing.
struct ReleasePlanner: Sendable {
    let client: KubernetesClient
    let charts: ChartResolver
    let executor: any ReleaseExecutor
    let records: RecordChoice

    var storage: ReleaseStorage { ReleaseStorage(client: client, named: records.named) }
    var clock: any Clock<Duration> { client.options.clock }
    var now: String { CivilTime.recordText(client.options.environment.now()) }

    func preview(_ request: ReleaseRequest) async throws -> ReleasePreview {
        let history = try await ReleaseHistory.read(request.id, from: storage, allowsGaps: true)
        let (request, resolved) = try await resolved(request, history)
        let rehearsed = try await executor.rehearse(request, resolved) {
            try await recordKind(history, of: request.id)
        }
        if let rehearsed {
            var preview = ReleasePreview(
                manifest: rehearsed.manifest, notes: rehearsed.notes.isEmpty ? nil : rehearsed.notes,
                chartName: resolved.chart.name, chartVersion: resolved.chart.metadata.version)
            preview.hooks = rehearsed.hookText
            return preview
        }
        let capabilities = try await capabilities(with: CRDDocument.all(in: resolved.chart))
        let (rendered, mirroring) = try await render(
            request, resolved, identity: history.next(request), capabilities: capabilities)
        var preview = ReleasePreview(
            manifest: rendered.manifestText, notes: rendered.notes, chartName: resolved.chart.name,
            chartVersion: resolved.chart.metadata.version)
        preview.hooks = rendered.hookText
        preview.unmirrored = mirroring.left
        return preview
    }

    func rendered(
        _ chart: Chart, values: Object, release: ReleaseIdentity, options: RenderOptions
    ) async throws -> RenderedChart {
        let capabilities = try await capabilities(with: [])
        do {
            return try await Renderer(options: options).render(
                chart, values: values, release: release, capabilities: capabilities,
                lookup: ClusterLookup(client: client))
        } catch let error as RenderError {
            if let refused = error.refusedLookup { throw refused }
            throw error
        }
    }

    /// What would be applied, and which images of it come from mirrors.
    func render(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, identity: ReleaseIdentity, capabilities: Capabilities
    ) async throws -> (RenderedChart, ImageMirroring) {
        var rendered: RenderedChart
        do {
            rendered = try await Renderer(options: request.options.rendering).render(
                resolved.chart, values: request.values, release: identity, capabilities: capabilities,
                lookup: ClusterLookup(client: client))
        } catch let error as RenderError {
            if let refused = error.refusedLookup { throw refused }
            throw ReleaseError(
                error.code == .badValues ? .invalidValues : .invalidChart,
                "cannot render the chart \(resolved.origin): \(error)", release: request.id.description,
                underlying: error)
        }
        var mirroring = ImageMirroring(request.options.mirrors ?? RegistryMirrors())
        if request.options.mirrors?.mapsImages == true { rendered = mirroring.mirrored(rendered) }
        guard let postRenderer = request.postRenderer else { return (rendered, mirroring) }
        let changed = try await postRenderer.applied(
            to: rendered, within: request.timeout, release: request.id.description)
        return (changed, mirroring)
    }
}
