import ArgumentParser
import Charts
import Kubernetes
import Providers
import Releases
import Reports
import Repositories
import Value

struct ChartTemplate: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Render a chart and print its manifests, as `helm template` does.",
        discussion: """
            Needs no cluster: `lookup` finds nothing, and capabilities are those of
            the flags. With --dry-run=server both come from the cluster.

            Examples:
              groundcrew chart template my-release ./chart -f values.yaml
              groundcrew chart template ./chart.tgz --set replicas=2 --kube-version 1.34
              groundcrew chart template web nginx --repo https://charts.example.com
              groundcrew chart template web oci://registry.example.com/charts/nginx
              groundcrew chart template web ./chart --output-dir manifests
            """)

    @Argument(help: "[NAME] CHART: the release's name; a folder, .tgz, URL, oci:// or REPO/CHART.")
    var nameAndChart: [String]

    @OptionGroup var naming: ReleaseNameOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var rendering: TemplateRenderingOptions
    @OptionGroup var selection: TemplateSelectionOptions
    @OptionGroup var source: ChartSourceOptions

    @Flag(help: "Fetch dependencies into charts/ when some are missing.")
    var dependencyUpdate = false

    @OptionGroup var cluster: ClusterOptions

    func validate() throws {
        guard (1...2).contains(nameAndChart.count) else {
            throw ValidationError("give a chart, or a release's name and a chart")
        }
    }

    func run(_ context: CommandContext) async throws {
        let name = try naming.name(given: nameAndChart.count == 2 ? nameAndChart[0] : nil, context)
        let fetcher = try source.fetcher(context)
        let located = try await source.locate(nameAndChart[nameAndChart.count - 1], fetcher: fetcher, context)
        let values = try await values.merged(context, fetcher: fetcher)
        let chart = try await located.completed(updates: dependencyUpdate, fetcher, context)
        let release = ReleaseIdentity(
            name: name, namespace: cluster.templateNamespace(context), isUpgrade: rendering.isUpgrade)
        var options = rendering.options
        options.isLastWork = true
        let rendered =
            try rendering.asksServer
            ? await serverRendered(chart, values, release, context)
            : Renderer(options: options).render(
                chart, values: values, release: release, capabilities: rendering.capabilities())
        context.warn(located.warnings.filter { !rendered.warnings.contains($0) } + rendered.warnings)
        try selection.write(rendered, release: name, context)
    }

    private func serverRendered(
        _ chart: Chart, _ values: Object, _ release: ReleaseIdentity, _ context: CommandContext
    ) async throws -> RenderedChart {
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: context.logger()
        ) { session in
            let charts = ChartResolver(remote: ChartFetcher(transport: session.transport))
            return try await ReleaseEngine.native(client: session.client, charts: charts)
                .rendered(chart, values: values, release: release, options: rendering.options)
        }
    }
}

extension ClusterOptions {
    /// The namespace that Helm would render for: the flag's, `HELM_NAMESPACE`'s, the kubeconfig's, or `default`.
    func templateNamespace(_ context: CommandContext) -> String {
        if let namespace { return namespace }
        if let namespace = context.environment["HELM_NAMESPACE"], !namespace.isEmpty { return namespace }
        if usesSandbox { return "default" }
        let request = ClusterRequest(kubeconfig: kubeconfig, context: self.context)
        // As Helm: rendering needs no cluster, so a kubeconfig that cannot be read says nothing.
        return (try? ClusterConfiguration.load(request, environment: context.clientEnvironment))?.namespace ?? "default"
    }
}
