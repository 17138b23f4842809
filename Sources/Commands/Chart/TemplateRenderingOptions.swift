import ArgumentParser
import Charts

/// What the chart is rendered for.
struct TemplateRenderingOptions: ParsableArguments {
    @Option(
        name: [.customShort("a"), .customLong("api-versions")],
        help: ArgumentHelp("API versions that the cluster is taken to have; repeatable.", valueName: "version"))
    var apiVersions: [String] = []

    @Option(help: ArgumentHelp("Kubernetes version that the cluster is taken to have.", valueName: "version"))
    var kubeVersion: String?

    @Flag(help: "Render as for an upgrade.")
    var isUpgrade = false

    @Flag(help: "Do not check the values against values.schema.json.")
    var skipSchemaValidation = false

    @Flag(help: "Let `getHostByName` ask the network.")
    var enableDns = false

    @Flag(help: "client, the default, or server: --dry-run=server renders with the cluster.")
    var dryRun = false

    @Option(help: .private)
    var dryRunKind: DryRunKind?

    @Flag(help: "The same as --dry-run=server.")
    var validate = false

    // As with Helm, these are taken and change nothing.
    @Flag(help: .hidden) var hideNotes = false
    @Flag(help: .hidden) var renderSubchartNotes = false
    @Flag(help: .hidden) var createNamespace = false
    @Flag(help: .hidden) var replace = false
    @Flag(help: .hidden) var disableOpenapiValidation = false

    enum DryRunKind: String, ExpressibleByArgument, CaseIterable {
        case client, server
    }

    var asksServer: Bool { validate || dryRunKind == .server }

    var options: RenderOptions {
        var options = RenderOptions()
        options.skipsSchema = skipSchemaValidation
        options.asksDNS = enableDns
        return options
    }

    func capabilities() throws(ChartError) -> Capabilities {
        var capabilities = Capabilities.assumed
        if let kubeVersion { capabilities.kubeVersion = try KubernetesVersion(kubeVersion) }
        capabilities.apiVersions += apiVersions.flatMap { $0.split(separator: ",").map(String.init) }
        return capabilities
    }
}
