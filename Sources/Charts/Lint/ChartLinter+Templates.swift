import Value

extension ChartLinter {
    private static var folder: String { "templates/" }

    /// The rules for templates and what they give (`rules/template.go`).
    func lintTemplates(of subject: LintSubject, _ report: inout LintReport) {
        guard
            report.require(subject.templates != .absent, .warning, Self.folder, "directory does not exist"),
            report.require(subject.templates == .folder, .error, Self.folder, "not a directory")
        else { return }
        var chart: Chart
        do {
            chart = try subject.chart.get()
        } catch {
            report.add(.error, Self.folder, error)
            return
        }
        guard let outputs = outputs(of: &chart, &report) else { return }
        for template in chart.templates {
            let kind = PathText.fileExtension(template.path)
            report.require(
                [".yaml", ".yml", ".tpl", ".txt"].contains(kind), .error, template.path,
                "file extension '\(kind)' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt")
            guard [".yaml", ".yml"].contains(kind.lowercased()) else { continue }
            let text = outputs[PathText.clean("\(chart.name)/\(template.path)")] ?? ""
            guard !text.trimmingSpace().isEmpty else { continue }
            let manifests = ManifestLint(path: template.path, text: text, kubeVersion: kubeVersion ?? .assumed)
            // Helm stops at the first text that is not YAML.
            guard manifests.run(&report) else { return }
        }
    }

    /// What the templates give, by path; nil when they do not render.
    private func outputs(of chart: inout Chart, _ report: inout LintReport) -> [String: String]? {
        var warnings: [String] = []
        let merged: Object
        do {
            // Helm's linter says nothing of either failure; other rules and installing do.
            try DependencyRules.apply(to: &chart, values, warnings: &warnings)
            merged = try Coalescing.coalesce(chart, values, warnings: &warnings)
        } catch {
            return nil
        }
        var capabilities = Capabilities.assumed
        if let kubeVersion { capabilities.kubeVersion = kubeVersion }
        var options = RenderOptions()
        options.isLinting = true
        do throws(ChartError) {
            let values = try Coalescing.coalesce(chart, merged, warnings: &warnings)
            if !skipsSchema { try SchemaCheck.validate(chart, values, warnings: &warnings) }
            let plan = RenderPlan(
                linting: chart, values: values, release: ReleaseIdentity(name: "test-release", namespace: namespace),
                capabilities: capabilities, options: options)
            do throws(RenderError) {
                return Dictionary(try plan.outputs().map { ($0.path, $0.text) }) { _, new in new }
            } catch {
                report.add(.error, Self.folder, error.reason, details: error.details)
            }
        } catch {
            report.add(.error, Self.folder, error)
        }
        return nil
    }
}
