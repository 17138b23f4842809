import Charts

@testable import Operators
@testable import Providers

/// Providers and shared operators out of a few words.
enum Docks {
    /// An operator in a provider's list: version 1.0.0, from an OCI registry, in a namespace of its own.
    ///
    /// - Parameter more: further keys as YAML writes them within braces, such as `needs: [anchor]`.
    static func item(_ name: String, _ more: String = "") -> String {
        var keys = ["name: \(name)", "namespace: \(name)-system"]
        if !more.contains("chart:"), !more.contains("manifests:") { keys.append("chart: '\(chart(name))'") }
        if !more.contains("version:") { keys.append("version: 1.0.0") }
        if !more.isEmpty { keys.append(more) }
        return "{\(keys.joined(separator: ", "))}"
    }

    static func chart(_ name: String) -> String { "oci://charts.example.com/\(name)" }

    /// - Parameter deploymentNeeds: names, or mappings, as YAML writes them within brackets.
    static func provider(_ name: String, _ operators: String..., deploymentNeeds: String = "") throws -> Provider {
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: \(name)\nversion: 0.1.0\n")
        ])
        let definition = """
            apiVersion: groundcrew/v1
            kind: Provider
            name: \(name)
            capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
            readiness: {rules: [{when: "true", phase: Running}]}
            operators: [\(operators.joined(separator: ", "))]
            needs: [\(deploymentNeeds)]

            """
        return try Provider(definition: definition, chart: chart, folder: name)
    }

    static func shared(_ name: String, _ more: String = "") throws -> OperatorDefinition {
        let text = item(name, more).dropFirst()
        return try OperatorReader.shared(
            yaml: "{apiVersion: groundcrew/v1, kind: Operator, \(text)\n", file: "\(name).yaml")
    }

    static func planning(
        _ providers: [Provider], sharing operators: [OperatorDefinition] = [],
        charts: any OperatorCharts = PublishedCharts()
    ) -> OperatorPlanning {
        OperatorPlanning(
            registry: ProviderRegistry(providers, sharing: operators), charts: charts, manifests: .none,
            currentFolder: "/work", timeout: .seconds(7))
    }
}
