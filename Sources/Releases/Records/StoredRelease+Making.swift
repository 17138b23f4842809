import Charts
import Formats
import Value

extension StoredRelease {
    /// A new revision from what was rendered.
    init(
        _ rendered: RenderedChart, name: String, namespace: String, revision: Int, values: Object, time: String,
        firstDeployed: String?, status: ReleaseStatus, description: String, labels: ReleaseLabels = [:],
        crds: [CRDDocument] = []
    ) {
        var info: Object = [
            "first_deployed": .string(firstDeployed ?? time), "last_deployed": .string(time),
            "description": .string(description), "status": .string(status.rawValue),
        ]
        if let notes = rendered.notes, !notes.isEmpty { info["notes"] = .string(notes) }
        var body: Object = [
            "name": .string(name), "info": .object(info), "chart": Self.json(rendered.chart),
            "config": .object(values), "manifest": .string(rendered.manifestText),
        ]
        if !rendered.hooks.isEmpty { body["hooks"] = .array(rendered.hooks.map(Self.json)) }
        body["version"] = .integer(Int64(revision))
        body["namespace"] = .string(namespace)
        body["apply_method"] = "ssa"
        body["crds"] = .array(crds.map { .string($0.name) })
        if !crds.isEmpty {
            body["crdVersions"] = .object(
                Object(crds.map { ($0.name, .array($0.servedVersions.map(Value.string))) }))
        }
        self.init(body: body, labels: labels)
    }

    private static func json(_ hook: Hook) -> Value {
        var fields: Object = [
            "name": .string(hook.name), "kind": .string(hook.kind), "path": .string(hook.path),
            "manifest": .string(hook.text), "events": .array(hook.events.map { .string($0.rawValue) }),
            "last_run": ["phase": ""],
        ]
        if hook.weight != 0 { fields["weight"] = .integer(Int64(hook.weight)) }
        if !hook.deletePolicies.isEmpty {
            fields["delete_policies"] = .array(hook.deletePolicies.map { .string($0.rawValue) })
        }
        if !hook.outputLogPolicies.isEmpty {
            fields["output_log_policies"] = .array(hook.outputLogPolicies.map { .string($0) })
        }
        return .object(fields)
    }

    /// Whether it was made of this very chart; false, too, where the record does not tell all of it, as with subcharts.
    func isMade(of chart: Chart) -> Bool {
        chart.dependencies.isEmpty && ReleasePlanner.isSame(body["chart"] ?? .null, Self.json(chart))
    }

    /// The chart as Helm's JSON tags spell it; subcharts are left out there, too.
    private static func json(_ chart: Chart) -> Value {
        func files(_ files: [ChartFile]) -> Value {
            .array(files.map { ["name": .string($0.path), "data": .string(Base64.encode($0.bytes))] })
        }
        return [
            "metadata": chart.metadata.value, "lock": .null, "templates": files(chart.templates),
            "values": .object(chart.values), "schema": chart.schema.map { .string(Base64.encode($0)) } ?? .null,
            "files": files(chart.files),
        ]
    }
}
