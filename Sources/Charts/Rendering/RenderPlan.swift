import GoTemplate
import Value
import Versions

/// All that is settled before templates run: dependencies, values, schema, versions.
struct RenderPlan: Sendable {
    let chart: Chart
    let values: Object
    let release: ReleaseIdentity
    let capabilities: Capabilities
    let options: RenderOptions
    private let warnings: [String]

    init(
        _ chart: Chart, _ userValues: Object, _ release: ReleaseIdentity, _ capabilities: Capabilities,
        _ options: RenderOptions
    ) throws(RenderError) {
        guard chart.metadata.type.isEmpty || chart.metadata.type == "application" else {
            throw RenderError(code: .notInstallable, reason: "\(chart.metadata.type) charts are not installable")
        }
        let missing = DependencyRules.missing(chart)
        guard missing.isEmpty else {
            let lack = "found in Chart.yaml, but missing in charts/ directory: \(missing.joined(separator: ", "))"
            throw RenderError(
                code: .notInstallable,
                reason: "an error occurred while checking for chart dependencies. You may need to run 'helm dependency "
                    + "build' to fetch missing dependencies: \(lack)",
                details: "chart \(chart.name) has dependencies \(lack)",
                hint: "groundcrew chart dependency update FOLDER fetches them")
        }
        var warnings = chart.warnings
        if chart.metadata.isDeprecated { warnings.append("this chart is deprecated") }
        var chart = chart
        do {
            try DependencyRules.apply(to: &chart, userValues, warnings: &warnings)
        } catch {
            throw RenderError(
                code: .badValues, reason: "chart dependencies processing failed: \(error.message)", underlying: error)
        }
        do {
            values = try Coalescing.coalesce(chart, userValues, warnings: &warnings)
            if !options.skipsSchema { try SchemaCheck.validate(chart, values, warnings: &warnings) }
        } catch {
            throw RenderError(code: .badValues, reason: error.message, underlying: error)
        }
        let range = chart.metadata.kubeVersion
        if !range.isEmpty, !DependencyRules.isCompatible(range, capabilities.kubeVersion.normalized) {
            throw RenderError(
                code: .incompatible,
                reason: "chart requires kubeVersion: \(range) which is incompatible with Kubernetes "
                    + capabilities.kubeVersion.version)
        }
        self.chart = chart
        self.release = release
        self.capabilities = capabilities
        self.options = options
        self.warnings = warnings
    }

    /// For lint, which renders whatever loads: `chart`'s dependencies are processed, `values` coalesced.
    init(
        linting chart: Chart, values: Object, release: ReleaseIdentity, capabilities: Capabilities,
        options: RenderOptions
    ) {
        self.chart = chart
        self.values = values
        self.release = release
        self.capabilities = capabilities
        self.options = options
        warnings = []
    }

    /// The outputs of the templates by their paths, before anything is made of them.
    func outputs() throws(RenderError) -> [(path: String, text: String)] {
        try DeepStack.run { () throws(RenderError) in
            try TemplateRun(self, LookupAnswers(isOffline: true)).outputs()
        }
    }

    func render(answers: LookupAnswers) throws(RenderError) -> RenderedChart {
        // Deep includes need more stack than a thread of the pool has.
        try DeepStack.run { () throws(RenderError) in try execute(answers) }
    }

    private func execute(_ answers: LookupAnswers) throws(RenderError) -> RenderedChart {
        let outputs = try TemplateRun(self, answers).outputs()
        var files: [(path: String, text: String)] = []
        var notes: String?
        for output in outputs {
            guard output.path.hasSuffix("NOTES.txt") else {
                files.append(output)
                continue
            }
            let isOwn = output.path == "\(chart.name)/templates/NOTES.txt"
            guard isOwn || options.includesSubchartNotes else { continue }
            if let earlier = notes, !earlier.isEmpty {
                // The chart's own come first; Helm joins them in no order.
                notes = isOwn ? output.text + "\n" + earlier : earlier + "\n" + output.text
            } else {
                notes = output.text
            }
        }
        let sorted = try ManifestSorter.sort(files)
        let rendered = RenderedChart(
            documents: sorted.documents, hooks: sorted.hooks, notes: notes, crdFiles: chart.crds,
            mergedValues: values, chart: chart, warnings: warnings + sorted.warnings)
        if options.isLastWork { Kept.keep(rendered) }
        return rendered
    }
}
