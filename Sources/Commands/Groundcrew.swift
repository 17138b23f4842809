import ArgumentParser
import Processes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The program.
public enum Groundcrew {
    /// Runs the command that this process's arguments name, then exits with its status.
    public static func run() async -> Never {
        ProcessTie.becomeIfAsked(CommandLine.arguments)
        let context = CommandContext.live()
        let arguments = Array(CommandLine.arguments.dropFirst())
        // What scripts ask most often needs none of the rest.
        if arguments == ["--version"] {
            context.standardOutput.line("groundcrew \(GroundcrewVersion.current)")
            _exit(ended(.done, context: context).rawValue)
        }
        // The only unstructured task: signals cancel it from outside.
        let work = Task { await run(arguments, context: context) }
        InterruptSignals.onFirst { work.cancel() }
        let status = await work.value
        fflush(nil)
        // Not `exit`: it takes libcurl's and OpenSSL's state down under the network's thread, which may still close
        // connections, and a run that did everything would crash. Every output is written by now.
        _exit(InterruptSignals.wasInterrupted && status != .done ? ExitStatus.interrupted.rawValue : status.rawValue)
    }

    /// Runs one command line to its end; everything it prints goes to `context`.
    public static func run(_ arguments: [String], context: CommandContext) async -> ExitStatus {
        let status: ExitStatus = await CommandContext.$current.withValue(context) {
            do {
                var command = try await parsed(ArgumentRewriting.rewritten(arguments))
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                return .done
            } catch {
                return report(error, arguments, context: context)
            }
        }
        return ended(status, context: context)
    }

    /// A result that could not be written is none: who called must not take half of one for all.
    private static func ended(_ status: ExitStatus, context: CommandContext) -> ExitStatus {
        guard let failure = context.standardOutput.failure else { return status }
        context.standardError.line("groundcrew: standard output cannot be written: \(failure)")
        return status == .done ? .failed : status
    }

    private static func parsed(_ arguments: [String]) async throws -> any ParsableCommand {
        // A completion script asks for names, which may take a cluster to tell.
        if arguments.first == "---completion" { return try await GroundcrewCommand.asyncParseAsRoot(arguments) }
        // What does not parse, or asks for help, is parsed again for the sake of its words.
        if let command = try? PlainCommand.parseAsRoot(arguments), command is any ContextCommand { return command }
        return try GroundcrewCommand.parseAsRoot(arguments)
    }

    private static func report(
        _ error: any Error, _ arguments: [String], context: CommandContext
    ) -> ExitStatus {
        if let status = usageStatus(error, arguments, context: context) { return status }
        let failure = CommandFailure(describing: error)
        failure.tell(context)
        failure.document(context)
        return failure.status
    }

    /// Help and version go to standard output with status 0; wrong arguments to standard error with status 2.
    private static func usageStatus(
        _ error: any Error, _ arguments: [String], context: CommandContext
    ) -> ExitStatus? {
        let code = GroundcrewCommand.exitCode(for: error)
        if code == .success {
            let text = GroundcrewCommand.fullMessage(for: error)
            if !text.isEmpty { context.standardOutput.line(text) }
            return .done
        }
        guard code == .validationFailure else { return nil }
        context.standardError.line(
            HelmFlags.explained(
                UsageMessage.improved(GroundcrewCommand.fullMessage(for: error), arguments: arguments),
                arguments: arguments))
        // What does not parse has not asked for a format by itself.
        if let format = AskedFormat.of(arguments) { context.result.ask(for: format) }
        CommandFailure(.usage, GroundcrewCommand.message(for: error)).document(context)
        return .usage
    }
}
