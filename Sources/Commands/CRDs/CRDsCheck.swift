import ArgumentParser
import Charts
import Providers
import Releases
import Repositories
import Value

struct CRDsCheck: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what new CRDs would do to those of the cluster; change nothing.",
        discussion: """
            Looks at the crds/ of a chart and its subcharts, or at a file of CRDs; what
            a chart has in templates/, `groundcrew release plan` looks at. The exit
            status is 1 when an upgrade would be refused.

            Examples:
              groundcrew crds check ./chart
              groundcrew crds check crds.yaml -o json
            """)

    @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART, or a .yaml file of CRDs.")
    var chart: String

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let chart = try await loaded(context)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            let checked = try await session.driver(.native, helm: nil, context).checkCRDs(of: chart)
            session.printer(options, context).print(kind: "CRDCheck", ["crds": .array(checked.map(\.value))]) {
                checked.isEmpty ? "there are no CRDs in \(self.chart)\n" : checked.map(CRDText.text).joined()
            }
            let blocked = checked.filter { $0.refusal != nil }
            guard let first = blocked.first else { return }
            throw CommandFailure(
                .failed,
                blocked.count == 1
                    ? "CRD \(first.name) cannot be upgraded so" : "\(blocked.count) CRDs cannot be upgraded so",
                hint: first.nextSteps.joined(separator: "; "))
        }
    }

    private func loaded(_ context: CommandContext) async throws -> Chart {
        guard [".yaml", ".yml", ".json"].contains(where: chart.hasSuffix) else {
            let fetcher = try source.fetcher(context, logger: options.logger(context))
            let located = try await source.locate(chart, fetcher: fetcher, context)
            context.warn(located.warnings)
            return located.chart
        }
        let bytes = try context.readFile(chart, upTo: CommandLimits.crdFile)
        return try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: file\nversion: 0.0.0\n"),
            ChartFile(path: "crds/file.yaml", bytes: bytes),
        ])
    }
}

/// What is found of CRDs, as a person reads it.
enum CRDText {
    static func text(_ crd: CheckedCRD) -> String {
        let state: String
        if let left = crd.left {
            state = "would be left as it is: \(left)"
        } else if crd.refusal != nil {
            state = "cannot be upgraded so"
        } else if !crd.isThere {
            state = "is not there yet"
        } else {
            state = crd.findings.isEmpty ? "fits" : "can be upgraded"
        }
        let reason = crd.findings.isEmpty ? crd.refusal.map { "  \($0)\n" } ?? "" : ""
        return "CRD \(crd.name) \(state)\n\(reason)\(lines(crd.findings))"
    }

    /// One a line: what it may lead to, its class, where and what.
    static func lines(_ findings: [CRDFinding]) -> String {
        findings.map { finding in
            "  \(finding.effect.rawValue): \(finding.path) \(finding.message) (\(finding.kind.rawValue))\n"
        }.joined()
    }
}
