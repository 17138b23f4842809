import GoTemplate
import Value

/// Builds what templates see as `.`: one map for each chart, parents and subcharts sharing their values.
struct TemplateScopes {
    struct Scope {
        var map: TemplateMap
        var subcharts: [String: Scope] = [:]
    }

    let root: Scope

    init(_ plan: RenderPlan) {
        let release = TemplateMap()
        release["Name"] = .string(plan.release.name)
        release["Namespace"] = .string(plan.release.namespace)
        release["IsUpgrade"] = .bool(plan.release.isUpgrade)
        release["IsInstall"] = .bool(plan.release.isInstall)
        release["Revision"] = .int(plan.release.revision)
        release["Service"] = .string("Helm")
        let shared = Shared(
            release: .map(release), capabilities: .object(CapabilitiesObject(plan.capabilities)))
        let values = TemplateMap()
        for (key, value) in plan.values { values[key] = TemplateValue(value, integers: .int64) }
        root = Self.scope(of: plan.chart, values: values, shared, isRoot: true)
    }

    private struct Shared {
        let release: TemplateValue
        let capabilities: TemplateValue
    }

    private static func scope(of chart: Chart, values: TemplateMap, _ shared: Shared, isRoot: Bool) -> Scope {
        let map = TemplateMap(type: ValuesMap.type)
        var metadata = MetadataMap.map(chart.metadata)
        metadata["IsRoot"] = .bool(isRoot)
        let subcharts = TemplateMap()
        var scope = Scope(map: map)
        for subchart in chart.dependencies {
            let inner = Self.scope(
                of: subchart, values: table(named: subchart.name, in: values), shared, isRoot: false)
            subcharts[subchart.name] = .map(inner.map)
            scope.subcharts[subchart.name] = inner
        }
        map["Chart"] = .dictionary(metadata)
        map["Files"] = .map(FilesMap.map(chart.files.map { ($0.path, $0.bytes) }))
        map["Release"] = shared.release
        map["Capabilities"] = shared.capabilities
        map["Values"] = .map(ValuesMap.map(values))
        map["Subcharts"] = .map(subcharts)
        return scope
    }

    /// A subchart's values are the very map below its name in the parent's: a change through one shows in both.
    private static func table(named name: String, in values: TemplateMap) -> TemplateMap {
        var table = values
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .map(let inner)? = table[String(part)] else { return TemplateMap() }
            table = inner
        }
        return table
    }
}

/// `.Chart`: Helm's Go fields by their Go names.
enum MetadataMap {
    static func map(_ metadata: ChartMetadata) -> [String: TemplateValue] {
        [
            "Name": .string(metadata.name),
            "Home": .string(metadata.home),
            "Sources": texts(metadata.sources),
            "Version": .string(metadata.version),
            "Description": .string(metadata.description),
            "Keywords": texts(metadata.keywords),
            "Maintainers": .list(
                metadata.maintainers.map { maintainer in
                    .dictionary([
                        "Name": .string(maintainer?.name ?? ""), "Email": .string(maintainer?.email ?? ""),
                        "URL": .string(maintainer?.url ?? ""),
                    ])
                }),
            "Icon": .string(metadata.icon),
            "APIVersion": .string(metadata.apiVersion),
            "Condition": .string(metadata.condition),
            "Tags": .string(metadata.tags),
            "AppVersion": .string(metadata.appVersion),
            "Deprecated": .bool(metadata.isDeprecated),
            "Annotations": metadata.annotations.isEmpty
                ? .map(.nilMap(.stringMap, element: .string)) : .stringMap(metadata.annotations),
            "KubeVersion": .string(metadata.kubeVersion),
            "Dependencies": .list((metadata.dependencies ?? []).map(dependency)),
            "Type": .string(metadata.type),
        ]
    }

    private static func dependency(_ dependency: ChartDependency) -> TemplateValue {
        .dictionary([
            "Name": .string(dependency.name),
            "Version": .string(dependency.version),
            "Repository": .string(dependency.repository),
            "Condition": .string(dependency.condition),
            "Tags": texts(dependency.tags),
            "Enabled": .bool(dependency.isEnabled),
            "ImportValues": .list(dependency.importValues.map { TemplateValue($0) }),
            "Alias": .string(dependency.alias),
        ])
    }

    private static func texts(_ texts: [String]) -> TemplateValue { .list(texts.map { .string($0) }) }
}
