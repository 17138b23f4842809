import Deployments
import HTTP
import Kubernetes
import Releases
import Reports

/// Prints the logs of several pods.
struct LogReader: Sendable {
    /// Logs that are followed at once.
    static let followed = 32

    /// Nobody reads what is printed any more.
    private struct OutputClosed: Error {}

    let client: KubernetesClient
    let namespace: String
    /// The container apart, which is each source's own.
    let options: LogOptions
    let output: any Output
    let errors: any Output
    /// Whether control sequences of logs would act on a terminal.
    let isTerminal: Bool

    /// One after another, or all at once where they are followed. What cannot be read is named, and hides no other.
    ///
    /// - Returns: why logs could not be read, in the order of the sources.
    /// - Throws: `CancellationError`, and `CommandFailure` with status `usage` for more than can be followed.
    func run(_ sources: [LogSource]) async throws -> [CommandFailure] {
        guard !options.follow || sources.count <= Self.followed else {
            throw CommandFailure(
                .usage,
                "there are \(sources.count) pods, and the logs of at most \(Self.followed) are followed at once",
                hint: "follow one with --pod")
        }
        do {
            return try await concurrently(sources, limit: options.follow ? Self.followed : 1) { source in
                try await read(source, prefix: sources.count > 1 ? "[\(source.pod)] " : "")
            }
            .compactMap(\.self)
        } catch is OutputClosed {
            return []
        }
    }

    private func read(_ source: LogSource, prefix: String) async throws -> CommandFailure? {
        var options = options
        options.container = source.container
        var lines = LogLines(prefix: prefix)
        do {
            for try await chunk in try await client.logs(pod: source.pod, namespace: namespace, options: options) {
                try write(lines.append(chunk))
            }
            try write(lines.end())
            return nil
        } catch let error where error is KubernetesError || error is HTTPError {
            // What came before it is printed.
            try write(lines.end())
            let failure = CommandFailure(describing: error)
            errors.line("pod \(source.pod): its log cannot be read: \(plainLine(failure.description))")
            return failure
        }
    }

    private func write(_ lines: [UInt8]) throws(OutputClosed) {
        guard !lines.isEmpty else { return }
        output.write(isTerminal ? Array(plainText(String(decoding: lines, as: UTF8.self)).utf8) : lines)
        if output.isClosed { throw OutputClosed() }
    }
}
