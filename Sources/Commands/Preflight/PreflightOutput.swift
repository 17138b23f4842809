import Preflight
import Reports
import Value

/// Shows what preflights found, in every way that was asked for, and how it ends: the same in each format.
struct PreflightOutput {
    let destinations: ReportDestinations
    let options: OutputOptions
    let origin: ReportOrigin
    /// Where roles go that close gaps.
    var roles: RoleDestination?

    /// - Throws: `CommandFailure` with the status that the report stands for; nothing where all is well.
    func show(_ checked: CheckedCluster, _ context: CommandContext) throws {
        var origin = origin
        origin.context = checked.context
        try destinations.write(checked.report, origin: origin, context)
        show(context, checked.report.json) { TextReport.render(checked.report, style: $0) }
        if let roles, let text = checked.roles { try roles.write(text, context) }
        try end(checked.report.outcome, checked.problems, context)
    }

    /// - Throws: `CommandFailure` with the status of the worst cluster.
    func show(_ checked: FleetPreflight.Checked, _ context: CommandContext) throws {
        try destinations.write(checked.report, origin: origin, context)
        show(context, checked.report.json) { TextReport.render(checked.report, style: $0) }
        try end(checked.report.outcome, checked.problems, context)
    }

    private func show(
        _ context: CommandContext, _ value: @autoclosure () -> Value, text: (TextStyle) -> String
    ) {
        var shown = destinations.resultContext(context)
        if roles?.isStandardOutput == true { shown.standardOutput = shown.standardError }
        ResultPrinter(output: shown.standardOutput, format: options.output)
            .printStyled(value()) {
                var style = shown.style(options)
                style.isBrief = !options.verbose
                return text(style)
            }
    }

    private func end(
        _ outcome: PreflightReport.Outcome, _ problems: [CommandFailure], _ context: CommandContext
    ) throws(CommandFailure) {
        for problem in problems { problem.tell(context) }
        switch outcome {
        case .passed: if !problems.isEmpty { throw CommandFailure(.undecided) }
        case .failed: throw CommandFailure(.failed)
        case .undecided: throw CommandFailure(.undecided)
        }
    }
}

extension CommandFailure {
    /// Says it on standard error, without ending anything.
    func tell(_ context: CommandContext) {
        guard let message else { return }
        context.standardError.line("groundcrew: \(plainText(message))")
        if let hint { context.standardError.line("  next: \(plainText(hint))") }
    }
}
