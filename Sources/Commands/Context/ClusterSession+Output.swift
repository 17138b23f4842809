import Events

extension ClusterSession {
    /// Prints what was found out about this cluster.
    func printer(_ options: OutputOptions, _ context: CommandContext) -> ResultPrinter {
        printer(options.output, context)
    }

    func printer(_ format: OutputFormat, _ context: CommandContext) -> ResultPrinter {
        ResultPrinter(output: context.standardOutput, format: format, isSimulated: isSimulated, mark: mark)
    }

    /// Prints what would be sent to this cluster.
    func manifestPrinter(_ options: OutputOptions, _ context: CommandContext) -> ManifestPrinter {
        ManifestPrinter(
            output: context.standardOutput, format: options.output, isSimulated: isSimulated, mark: mark)
    }

    /// What a command about a sandbox of its own says first: the next command will find nothing of it.
    func noteSandbox(_ context: CommandContext) {
        guard isInProcess else { return }
        context.standardError.line(InventoryNotes.sandbox)
        mark.take()
    }

    /// Says on standard error that the cluster is simulated, for commands whose output has no place for it.
    func noteSimulated(_ context: CommandContext) {
        guard isSimulated, !mark.isSaid else { return }
        context.standardError.line(SimulatedMark.line)
        mark.take()
    }

    /// Shows what happens in this cluster while a body runs.
    func showing<Result: Sendable>(
        _ format: EventFormat, _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        try await EventOutput.with(format, context) { events in
            try await body(isSimulated ? SimulatedEvents(events) : events)
        }
    }
}
