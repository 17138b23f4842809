public import Value
import YAML

/// Looks for what is wrong with a chart, rule by rule as `helm lint` does (`pkg/chart/v2/lint`).
///
/// A finding is not an error: only a chart that is none at all throws.
public struct ChartLinter: Sendable {
    /// The user's values, merged.
    public var values: Object
    public var namespace: String
    /// nil for the version that Helm assumes.
    public var kubeVersion: KubernetesVersion?
    public var skipsSchema: Bool

    public init(
        values: Object = [:], namespace: String = "default", kubeVersion: KubernetesVersion? = nil,
        skipsSchema: Bool = false
    ) {
        self.values = values
        self.namespace = namespace
        self.kubeVersion = kubeVersion
        self.skipsSchema = skipsSchema
    }

    /// Lints a folder or an archive, by its absolute path.
    ///
    /// - Throws: when there is no chart to lint.
    public func findings(path: String) throws(ChartError) -> [LintFinding] {
        let isArchive = path.hasSuffix(".tgz") || path.hasSuffix(".tar.gz")
        let subject =
            isArchive
            ? try LintSubject(path: path, archive: try FileTree.read(path)) : try LintSubject(folder: path)
        return findings(of: subject)
    }

    /// Lints a chart that is loaded, by the files that it was made of.
    ///
    /// - Throws: when there is no `Chart.yaml` among them.
    public func findings(of chart: Chart) throws(ChartError) -> [LintFinding] {
        findings(of: try LintSubject(path: chart.name, files: chart.raw))
    }

    func findings(of subject: LintSubject) -> [LintFinding] {
        var report = LintReport()
        MetadataLint.run(subject, &report)
        lintValues(of: subject, &report)
        lintTemplates(of: subject, &report)
        DependencyLint.run(subject, &report)
        CRDLint.run(subject, &report)
        return report.findings
    }
}

/// Findings in the order of the rules.
struct LintReport {
    private(set) var findings: [LintFinding] = []

    /// - Returns: whether the rule holds.
    @discardableResult
    mutating func require(
        _ holds: Bool, _ severity: LintSeverity, _ path: String, _ message: @autoclosure () -> String
    ) -> Bool {
        if !holds { add(severity, path, message()) }
        return holds
    }

    mutating func add(_ severity: LintSeverity, _ path: String, _ message: String, details: String? = nil) {
        findings.append(LintFinding(severity, path, message, details: details))
    }

    /// A chart's error; the line of YAML that it quotes goes to the details.
    ///
    /// - Parameters:
    ///   - words: before the error's own.
    ///   - start: is left out of the error's words.
    mutating func add(
        _ severity: LintSeverity, _ path: String, _ error: ChartError, after words: String = "",
        without start: String = ""
    ) {
        var message = error.message
        if message.hasPrefix(start) { message.removeFirst(start.count) }
        var details: String?
        var cause: (any Error)? = error
        while let inner = cause as? ChartError { cause = inner.underlying }
        if let quoting = cause as? YAMLError, let line = quoting.description.firstIndex(of: "\n") {
            let excerpt = String(quoting.description[line...])
            message = message.replacing(excerpt, with: "")
            details = String(excerpt.dropFirst())
        }
        add(severity, path, words + message, details: details)
    }
}
