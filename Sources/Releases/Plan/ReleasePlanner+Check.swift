import Charts
import Kubernetes

extension ReleasePlanner {
    func check(_ request: ReleaseRequest) async throws {
        let history = try await ReleaseHistory.read(request.id, from: storage, allowsGaps: true)
        try history.checkExists(request)
        let (request, resolved) = try await resolved(request, history)
        let crds = try CRDDocument.all(in: resolved.chart)
        do {
            let plan = try await change(request, resolved, crds, try await capabilities(with: crds), history)
            try plan.crdJudgements.require(request.id)
        } catch let error as ReleaseError {
            guard let cause = error.underlying as? KubernetesError, cause.code == .resourceTypeNotFound else {
                throw error
            }
        }
    }

    func check(_ resolved: ResolvedChart, of request: ReleaseRequest) throws(ReleaseError) {
        guard !resolved.chart.metadata.isLibrary else {
            throw ReleaseError(
                .invalidChart, "\(resolved.origin) is a library chart, which cannot be installed",
                release: request.id.description)
        }
    }
}
