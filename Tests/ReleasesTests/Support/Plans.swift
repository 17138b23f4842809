import Charts
import Value

@testable import Releases

extension ReleasePlan {
    /// Of a release `demo` in `apps`, of the chart `plain`.
    static func plain(
        _ verb: ReleaseVerb = .upgrade, objects: [ReleaseObject] = [], takesOverClientSide: Bool = false,
        _ adjust: (inout ReleaseOptions) -> Void = { _ in }
    ) throws -> ReleasePlan {
        var request = try TestChart.plain.request("demo", in: "apps")
        adjust(&request.options)
        return ReleasePlan(
            verb: verb, request: request,
            chart: ResolvedChart(chart: try Chart.load(files: TestChart.plain.files), origin: "test"),
            history: .deployed(),
            record: StoredRelease(body: ["name": "demo", "version": 2]), crds: [], objects: objects, obsolete: [],
            takesOverClientSide: takesOverClientSide)
    }
}

extension ReleaseHistory {
    /// One revision, deployed whole.
    static func deployed() -> ReleaseHistory {
        let key = ReleaseStorage.Key(
            object: "sh.helm.release.v1.demo.v1", namespace: "apps", release: "demo", revision: 1, status: "deployed")
        return ReleaseHistory(keys: [key], deployed: StoredRelease(body: ["version": 1]))
    }
}
