import Charts
import Kubernetes

extension ReleasePlanner {
    func check(_ request: ReleaseRequest) async throws {
        let history = try await ReleaseHistory.read(request.id, from: storage)
        let resolved = try await charts.resolve(request.chart)
        try await check(request, resolved, history, crds: try CRDDocument.all(in: resolved.chart))
    }

    /// - Parameter crds: those of the chart that the run will install.
    func check(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ history: ReleaseHistory, crds: [CRDDocument]
    ) async throws {
        try check(resolved, of: request)
        try history.checkOrigin(request, chart: resolved.chart.name)
        do {
            _ = try await change(request, resolved, crds, try await capabilities(with: crds), history)
        } catch let error as ReleaseError {
            guard let cause = error.underlying as? KubernetesError, cause.code == .resourceTypeNotFound else {
                throw error
            }
        }
    }

    func check(_ resolved: ResolvedChart, of request: ReleaseRequest) throws(ReleaseError) {
        guard !resolved.chart.metadata.isLibrary else {
            throw ReleaseError(
                .invalidChart, "\(resolved.origin) is a library chart, which cannot be installed", release: request.id.description)
        }
    }
}
