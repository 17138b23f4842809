import Synchronization

/// What a command is asked to print its result in, and whether any of one was printed: a program that reads results gets a
/// document of a failure, too.
final class ResultNote: Sendable {
    private struct State {
        var format = OutputFormat.text
        var isWritten = false
    }

    private let state = Mutex(State())

    /// The command's flags ask for a format.
    func ask(for format: OutputFormat) { state.withLock { $0.format = format } }

    func write() { state.withLock { $0.isWritten = true } }

    /// The format of the document that is due of a failure; nil where a person reads, and where a result, which says what
    /// failed, has been printed.
    var formatOfFailure: OutputFormat? {
        state.withLock { $0.format == .text || $0.isWritten ? nil : $0.format }
    }
}

/// An output that takes note of what is written to it.
struct NotedOutput: Output {
    let output: any Output
    let note: ResultNote

    func write(_ bytes: [UInt8]) {
        if !bytes.isEmpty { note.write() }
        output.write(bytes)
    }

    var isClosed: Bool { output.isClosed }
    var failure: String? { output.failure }
}
