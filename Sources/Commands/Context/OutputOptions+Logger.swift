import Logging
import Reports

extension OutputOptions {
    /// Warnings always, everything with `--verbose`, on standard error.
    func logger(_ context: CommandContext) -> Logger { context.logger(isVerbose: verbose) }
}

extension CommandContext {
    /// Warnings, or everything, on standard error.
    func logger(isVerbose: Bool = false) -> Logger {
        var logger = Logger(label: "groundcrew") { [standardError] _ in OutputLogHandler(output: standardError) }
        logger.logLevel = isVerbose ? .debug : .warning
        return logger
    }
}

/// One line a message: level, message, metadata.
private struct OutputLogHandler: LogHandler {
    let output: any Output
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let fields = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        output.line(plainText("\(event.level): \(event.message)\(fields)"))
    }
}
