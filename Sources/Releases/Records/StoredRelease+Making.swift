import Charts
import FoundationEssentials
import Value

extension StoredRelease {
    /// A new revision from what was rendered.
    init(
        _ rendered: RenderedChart, name: String, namespace: String, revision: Int, values: Object, time: String,
        firstDeployed: String?, status: ReleaseStatus, description: String
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
        self.init(body: body)
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

    /// The chart as Helm's JSON tags spell it; subcharts are left out there, too.
    private static func json(_ chart: Chart) -> Value {
        func files(_ files: [ChartFile]) -> Value {
            .array(files.map { ["name": .string($0.path), "data": .string(base64($0.bytes))] })
        }
        return [
            "metadata": json(chart.metadata), "lock": .null, "templates": files(chart.templates),
            "values": .object(chart.values), "schema": chart.schema.map { .string(base64($0)) } ?? .null,
            "files": files(chart.files),
        ]
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// `Chart.yaml` as `pkg/chart/v2.Metadata` marshals it: what is empty is left out.
    static func json(_ metadata: ChartMetadata) -> Value {
        var fields: Object = [:]
        func set(_ key: String, _ text: String) { if !text.isEmpty { fields[key] = .string(text) } }
        func set(_ key: String, _ texts: [String]) {
            if !texts.isEmpty { fields[key] = .array(texts.map { .string($0) }) }
        }
        set("name", metadata.name)
        set("home", metadata.home)
        set("sources", metadata.sources)
        set("version", metadata.version)
        set("description", metadata.description)
        set("keywords", metadata.keywords)
        let maintainers = metadata.maintainers.compactMap { $0 }
        if !maintainers.isEmpty {
            fields["maintainers"] = .array(maintainers.map { json($0) })
        }
        set("icon", metadata.icon)
        set("apiVersion", metadata.apiVersion)
        set("condition", metadata.condition)
        set("tags", metadata.tags)
        set("appVersion", metadata.appVersion)
        if metadata.isDeprecated { fields["deprecated"] = true }
        if !metadata.annotations.isEmpty {
            let sorted = metadata.annotations.sorted { $0.key < $1.key }
            fields["annotations"] = .object(Object(sorted.map { ($0.key, Value.string($0.value)) }))
        }
        set("kubeVersion", metadata.kubeVersion)
        if let dependencies = metadata.dependencies, !dependencies.isEmpty {
            fields["dependencies"] = .array(dependencies.map(json))
        }
        set("type", metadata.type)
        return .object(fields)
    }

    private static func json(_ maintainer: ChartMaintainer) -> Value {
        var fields: Object = [:]
        if !maintainer.name.isEmpty { fields["name"] = .string(maintainer.name) }
        if !maintainer.email.isEmpty { fields["email"] = .string(maintainer.email) }
        if !maintainer.url.isEmpty { fields["url"] = .string(maintainer.url) }
        return .object(fields)
    }

    private static func json(_ dependency: ChartDependency) -> Value {
        var fields: Object = ["name": .string(dependency.name), "repository": .string(dependency.repository)]
        if !dependency.version.isEmpty { fields["version"] = .string(dependency.version) }
        if !dependency.condition.isEmpty { fields["condition"] = .string(dependency.condition) }
        if !dependency.tags.isEmpty { fields["tags"] = .array(dependency.tags.map { .string($0) }) }
        if dependency.isEnabled { fields["enabled"] = true }
        if !dependency.importValues.isEmpty { fields["import-values"] = .array(dependency.importValues) }
        if !dependency.alias.isEmpty { fields["alias"] = .string(dependency.alias) }
        return .object(fields)
    }
}
