import ArgumentParser
import Charts
import Reports
import Value

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ChartLint: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Look for what is wrong with charts, as `helm lint` does.",
        discussion: """
            Ends with status 1 when a chart fails: on errors, and with --strict on
            warnings, too.

            Examples:
              groundcrew chart lint ./chart
              groundcrew chart lint ./chart -f values.yaml --strict --with-subcharts
            """)

    @Argument(help: "Folders or archives of charts.", completion: .directory)
    var paths: [String] = ["."]

    @Flag(help: "Fail on warnings.")
    var strict = false

    @Flag(help: "Lint the charts in charts/, too.")
    var withSubcharts = false

    @Flag(help: "Print warnings and errors only.")
    var quiet = false

    @Option(help: ArgumentHelp("Kubernetes version that APIs are judged by.", valueName: "version"))
    var kubeVersion: String?

    @Flag(help: "Do not check the values against values.schema.json.")
    var skipSchemaValidation = false

    @Option(name: [.short, .long], help: ArgumentHelp("Namespace of the release.", valueName: "name"))
    var namespace: String?

    @OptionGroup var values: ValuesOptions

    @Option(name: [.short, .customLong("output")], help: "Format of the result: text, json or yaml.")
    var output: OutputFormat = .text

    /// Whatever fails from here on is told in that format, too.
    func validate() { CommandContext.current?.result.ask(for: output) }

    func run(_ context: CommandContext) async throws {
        var lint = ChartLinter(skipsSchema: skipSchemaValidation)
        lint.namespace = namespace ?? context.environment["HELM_NAMESPACE"] ?? "default"
        lint.kubeVersion = try kubeVersion.map { try KubernetesVersion($0) }
        lint.values = try await values.merged(context)
        var charts: [LintedChart] = []
        for path in paths + (withSubcharts ? paths.flatMap { Self.subcharts(of: $0, context) } : []) {
            try Task.checkCancellation()
            charts.append(LintedChart(path, lint, isStrict: strict, context))
        }
        let failed = charts.count(where: \.hasFailed)
        let summary = "\(charts.count) chart(s) linted, \(failed) chart(s) failed"
        let shown = charts.filter { !quiet || $0.isRemarkable }
        ResultPrinter(output: context.standardOutput, format: output).print(.array(shown.map(\.value))) {
            shown.map { $0.text(isQuiet: quiet) }.joined()
                + (failed == 0 && (!quiet || !shown.isEmpty) ? summary + "\n" : "")
        }
        if failed > 0 { throw CommandFailure(.failed, summary) }
    }

    /// The charts below `charts/`, at any depth, in Helm's order.
    private static func subcharts(of path: String, _ context: CommandContext) -> [String] {
        var found: [String] = []
        // Links are not followed, so that the walk ends; what has no target to tell is not a link.
        func isLink(_ path: String) -> Bool {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: context.absolute(path))) != nil
        }
        func walk(_ folder: String) {
            // What cannot be listed has no charts; linting its chart says why.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: context.absolute(folder))) ?? []
            for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                let inner = "\(folder)/\(name)"
                if name == "Chart.yaml" {
                    found.append(folder)
                } else if name.hasSuffix(".tgz") || name.hasSuffix(".tar.gz") {
                    found.append(inner)
                } else if !isLink(inner) {
                    walk(inner)
                }
            }
        }
        walk((path.hasSuffix("/") ? String(path.dropLast()) : path) + "/charts")
        return found
    }
}

/// What was found in one chart.
struct LintedChart {
    let path: String
    private let findings: [LintFinding]
    /// Why there was nothing to lint.
    private let refusal: String?
    private let isStrict: Bool

    init(_ path: String, _ lint: ChartLinter, isStrict: Bool, _ context: CommandContext) {
        self.path = path
        self.isStrict = isStrict
        do {
            findings = try lint.findings(path: context.absolute(path))
            refusal = nil
        } catch {
            findings = []
            refusal = error.message
        }
    }

    var hasFailed: Bool { refusal != nil || findings.contains { $0.severity >= (isStrict ? .warning : .error) } }
    var isRemarkable: Bool { refusal != nil || findings.contains { $0.severity > .info } }

    /// Helm's lines; below them, indented, where and why.
    func text(isQuiet: Bool) -> String {
        var text = "==> Linting \(path)\n"
        if let refusal { text += "Error \(refusal)\n" }
        for finding in findings where !isQuiet || finding.severity > .info {
            text += finding.line + "\n"
            for line in (finding.details ?? "").split(separator: "\n") { text += "    \(line)\n" }
        }
        return text + "\n"
    }

    var value: Value {
        var value: Object = [
            "path": .string(path), "failed": .bool(hasFailed),
            "findings": .array(
                findings.map { finding in
                    var value: Object = [
                        "severity": .string(finding.severity.name.lowercased()), "path": .string(finding.path),
                        "message": .string(finding.message),
                    ]
                    if let details = finding.details { value["details"] = .string(details) }
                    return .object(value)
                }),
        ]
        if let refusal { value["error"] = .string(refusal) }
        return .object(value)
    }
}
