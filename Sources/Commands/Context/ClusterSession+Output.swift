import Events

extension ClusterSession {
    /// Prints what was found out about this cluster.
    func printer(_ options: OutputOptions, _ context: CommandContext) -> ResultPrinter {
        ResultPrinter(output: context.standardOutput, format: options.output, isSimulated: isSimulated)
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
