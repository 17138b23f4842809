import Charts
import Events
import Kubernetes
import Preflight
import Releases
import Testing
import Value

@testable import Bootstrap

/// A small chart in memory.
struct FieldChart: Sendable {
    var name = "field"
    var version = "1.0.0"
    /// By path; without the chart's metadata.
    var files: [String: String]

    func request(in namespace: String, labels: ReleaseLabels = [:]) throws -> ReleaseRequest {
        let metadata = "apiVersion: v2\nname: \(name)\nversion: \(version)\n"
        let all =
            [ChartFile(path: "Chart.yaml", text: metadata)]
            + files.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) }
        return ReleaseRequest(
            name: name, namespace: namespace, chart: .loaded(try Chart.load(files: all), origin: "test chart \(name)"),
            waits: false, timeout: .seconds(60), labels: labels)
    }

    /// One ConfigMap, for what has to be there alone.
    static func plain(_ name: String, version: String) -> FieldChart {
        FieldChart(
            name: name, version: version,
            files: ["templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"])
    }
}

extension FieldCluster {
    /// Somebody installs the chart, or upgrades it.
    func install(_ chart: FieldChart, in namespace: String, labels: ReleaseLabels = [:]) async throws {
        _ = try await engine.ensure(
            try chart.request(in: namespace, labels: labels), phase: .operators, events: NoEvents())
    }

    /// What a check makes of a release that is about to be made.
    func result(of check: String, applying chart: FieldChart, in namespace: String) async throws -> CheckResult {
        let want = "{operators: [{name: \(chart.name), namespace: \(namespace), version: \(chart.version)}]}"
        let work = PlannedWork.release(try chart.request(in: namespace), by: engine)
        return try await result(of: check, want: want, planned: work)
    }
}

extension PlannedWork {
    /// What making one release would do: rendered, and put to the server, as a run does it.
    static func release(_ request: ReleaseRequest, by engine: ReleaseEngine) -> PlannedWork {
        PlannedWork(
            operators: { [] },
            rendered: { client in
                let rendering = try await engine.asking(client).rendering(of: request)
                return [RenderedPart("operator \(request.name)", rendering)]
            },
            admission: { client, parts in
                var facts: [AdmissionFact] = []
                for part in parts {
                    let types = try await ObjectTypes.read(part.objects, client: client)
                    let trial = AdmissionTrial(
                        client: client, release: part.release, namespace: part.namespace, options: request.options,
                        driver: "native")
                    let tried = try await trial.results(
                        of: part.objects, types: types, hooks: part.hooks, held: part.held, settled: part.judgedCRDs)
                    facts += tried.map { AdmissionFact(part.owner, $0) }
                }
                return facts
            })
    }
}
