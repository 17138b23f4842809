import ArgumentParser
import Preflight
import Providers
import Value

struct ChecksLint: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Look for what is wrong with checks' files.",
        discussion: """
            Tells all that is wrong, with its place: keys, facts, expressions, fields that
            are read and not kept, outcomes that are never reached. Ends with status 1
            when there are errors. With --facts it says what the checks make of a
            snapshot; for providers and models, groundcrew preflight --from does.

            Examples:
              groundcrew checks lint ./my-checks
              groundcrew checks lint my-check.yaml --facts facts.json
            """)

    @Argument(
        help: ArgumentHelp("Files of checks, or folders of them.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String]

    @Option(
        help: ArgumentHelp("Also judge them by recorded facts, a file or - for standard input.", valueName: "snapshot"),
        completion: .file(extensions: ["json"]))
    var facts: String?

    @OptionGroup var own: OwnChecksOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let files = try LintedChecks.files(paths, context)
        let lint = CheckLint(besides: try own.catalog(context))
        let reports = lint.reports(of: files)
        let errors = reports.reduce(0) { $0 + $1.count(of: .error) }
        let warnings = reports.reduce(0) { $0 + $1.count(of: .warning) }
        let judged = try await judged(lint, reports, context)
        var fields: Object = [
            "errors": .integer(Int64(errors)), "warnings": .integer(Int64(warnings)),
            "checks": .array(reports.map(CheckLintText.value)),
        ]
        if facts != nil { fields["judged"] = judged?.json ?? .null }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(kind: "CheckLint", fields) {
                CheckLintText.text(reports) + (judged.map(CheckLintText.text) ?? "")
            }
        // What is wrong has been printed.
        if errors > 0 { throw CommandFailure(.failed) }
    }

    /// What the checks that can be used make of the snapshot; nil where there is none of either.
    private func judged(
        _ lint: CheckLint, _ reports: [CheckLint.Report], _ context: CommandContext
    ) async throws -> PreflightReport? {
        guard let facts else { return nil }
        let bytes = try await context.contents(ofArgument: facts, upTo: PreflightLimits.snapshotBytes)
        let snapshot = try Snapshot(jsonBytes: bytes, file: CommandContext.title(ofArgument: facts))
        let ids = reports.compactMap { $0.check?.id }
        guard !ids.isEmpty else { return nil }
        let registry = try ProviderRegistry.builtIn()
        let catalog = try lint.catalog(with: reports)
        let job = PreflightJob(
            wants: PreflightWants(), registry: registry, catalog: catalog,
            selection: try CheckSelection(only: ids, from: catalog),
            drivers: try DriverOptions.parse([]), config: .standard, origin: .here(context))
        return try await job.judge(snapshot, context).report
    }
}
