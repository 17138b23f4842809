import ArgumentParser
import Preflight
import Reports

/// Where reports go.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a report: text, json, junit, ctrf, sarif, github, summary (of a GitHub job), openreports or "
                + "prometheus, to a file, or - for standard output; repeatable.", valueName: "kind=path"),
        completion: .reports)
    var reports: [String] = []

    /// Tries all of them, before anything is asked of a cluster.
    ///
    /// - Parameter result: the format of the command's own result on standard output.
    /// - Throws: `CommandFailure` with status `usage`.
    func destinations(_ result: OutputFormat, _ context: CommandContext) throws -> ReportDestinations {
        let destinations = ReportDestinations(all: try reports.map { try ReportDestination($0, context) })
        try destinations.check(result)
        return destinations
    }
}

/// All `--report`s of a command.
struct ReportDestinations {
    let all: [ReportDestination]

    /// The context for the command's own result: on standard error where a report for programs has standard output.
    /// GitHub's annotations are lines among others.
    func resultContext(_ context: CommandContext) -> CommandContext {
        guard all.contains(where: { $0.target == .standardOutput && !$0.format.isAmongLines }) else { return context }
        var context = context
        context.standardOutput = context.standardError
        return context
    }

    func write(_ report: PreflightReport, origin: ReportOrigin, _ context: CommandContext) throws {
        try write(context) { $0.render(report, origin: origin) }
    }

    func write(_ fleet: FleetReport, origin: ReportOrigin, _ context: CommandContext) throws {
        try write(context) { $0.render(fleet, origin: origin) }
    }

    private func write(_ context: CommandContext, _ render: (ReportFormat) -> String) throws {
        for destination in all {
            let text = render(destination.format)
            switch destination.target {
            case .standardOutput: context.standardOutput.write(text)
            case .file(let file): try file.write(Array(text.utf8))
            }
        }
    }

    func check(_ result: OutputFormat) throws(CommandFailure) {
        var seen: [ReportDestination.Target: String] = [:]
        for destination in all {
            if let other = seen.updateValue(destination.text, forKey: destination.target) {
                throw CommandFailure(
                    .usage, "--report \(other) and --report \(destination.text) would write over each other",
                    hint: "give each a file of its own")
            }
            switch destination.target {
            case .file(let file): try file.check()
            case .standardOutput:
                guard result == .text else {
                    throw CommandFailure(
                        .usage, "--report \(destination.text) and -o \(result.rawValue) both want standard output",
                        hint: "give the report a file, or leave -o \(result.rawValue) out")
                }
            }
        }
    }
}
