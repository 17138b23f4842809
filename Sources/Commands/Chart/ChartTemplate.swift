import ArgumentParser
import Charts
import Reports
import Value

struct ChartTemplate: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Render a chart and print its manifests, as `helm template` does.",
        discussion: """
            Needs no cluster: `lookup` finds nothing, and capabilities are those of
            the flags.

            Examples:
              groundcrew chart template my-release ./chart -f values.yaml
              groundcrew chart template ./chart.tgz --set replicas=2 --kube-version 1.34
            """)

    @Argument(help: "[NAME] CHART: the release's name, and a chart's folder or archive.")
    var nameAndChart: [String]

    @Option(name: [.short, .long], help: ArgumentHelp("Namespace of the release.", valueName: "name"))
    var namespace = "default"

    @OptionGroup var values: ValuesOptions

    @Flag(help: "Print the chart's crds/ too.")
    var includeCrds = false

    @Option(
        name: [.customShort("a"), .customLong("api-versions")],
        help: ArgumentHelp("API versions that the cluster is taken to have; repeatable.", valueName: "version"))
    var apiVersions: [String] = []

    @Option(help: ArgumentHelp("Kubernetes version that the cluster is taken to have.", valueName: "version"))
    var kubeVersion: String?

    @Option(
        name: [.customShort("s"), .long],
        help: ArgumentHelp("Only manifests of this template; repeatable.", valueName: "path"))
    var showOnly: [String] = []

    @Flag(help: "Leave hooks out.")
    var noHooks = false

    @Flag(help: "Leave tests out.")
    var skipTests = false

    @Flag(help: "Render as for an upgrade.")
    var isUpgrade = false

    @Flag(help: "Do not check the values against values.schema.json.")
    var skipSchemaValidation = false

    func validate() throws {
        guard (1...2).contains(nameAndChart.count) else {
            throw ValidationError("give a chart, or a release's name and a chart")
        }
    }

    func run(_ context: CommandContext) async throws {
        let chart = try Chart.load(path: context.absolute(nameAndChart.last ?? ""))
        var capabilities = Capabilities.assumed
        if let kubeVersion { capabilities.kubeVersion = try KubernetesVersion(kubeVersion) }
        capabilities.apiVersions += apiVersions.flatMap { $0.split(separator: ",").map(String.init) }
        var options = RenderOptions()
        options.skipsSchema = skipSchemaValidation
        options.isLastWork = true
        let rendered = try Renderer(options: options).render(
            chart, values: try values.merged(context),
            release: ReleaseIdentity(
                name: nameAndChart.count == 2 ? nameAndChart[0] : "release-name", namespace: namespace,
                isUpgrade: isUpgrade),
            capabilities: capabilities)
        for warning in rendered.warnings { context.standardError.line("groundcrew: warning: \(plainText(warning))") }
        var output = TemplateOutputOptions()
        output.includesCRDs = includeCrds
        output.showOnly = showOnly
        output.leavesOutHooks = noHooks
        output.skipsTests = skipTests
        context.standardOutput.write(try rendered.templateOutput(output))
    }
}
