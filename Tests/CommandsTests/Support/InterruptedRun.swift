import Commands
import HTTP
import Sandbox
import Synchronization

extension CommandRun {
    /// Runs a command line that has no other end, and interrupts it as soon as enough has been printed.
    ///
    /// - Parameters:
    ///   - isEnough: gets standard output and standard error after every write to either.
    ///   - isReady: as `isEnough`; when it holds for the first time, `act` runs beside the command.
    static func interrupted(
        _ line: String, in folder: String = "/", environment: [String: String] = [:], terminal: Terminal = Terminal(),
        transport: any HTTPTransport = NoNetwork(), clock: any Clock<Duration> = ContinuousClock(),
        after isEnough: (_ output: String, _ errors: String) -> Bool,
        when isReady: (_ output: String, _ errors: String) -> Bool = { _, _ in false },
        act: (_ output: String) async throws -> Void = { _ in }
    ) async throws -> CommandRun {
        let arguments = line.split(separator: " ").map(String.init)
        let (writes, told) = AsyncStream<Void>.makeStream()
        let output = ToldOutput(told)
        let errors = ToldOutput(told)
        let context = CommandContext(
            environment: environment, currentFolder: folder, standardOutput: output, standardError: errors,
            terminal: terminal, makeTransport: { transport }, clock: clock)
        let status = try await withThrowingTaskGroup(of: Commands.ExitStatus.self) { group in
            group.addTask {
                // The command's own end ends the loop, too.
                defer { told.finish() }
                return await Groundcrew.run(arguments, context: context)
            }
            defer { group.cancelAll() }
            var hasActed = false
            for await _ in writes {
                if !hasActed, isReady(output.text, errors.text) {
                    hasActed = true
                    try await act(output.text)
                }
                if isEnough(output.text, errors.text) { break }
            }
            group.cancelAll()
            return try await group.next() ?? .failed
        }
        return CommandRun(arguments: arguments, status: status, output: output.text, errors: errors.text)
    }
}

/// Keeps everything, and tells each time that something came.
private final class ToldOutput: Output {
    private let told: AsyncStream<Void>.Continuation
    private let bytes = Mutex<[UInt8]>([])

    init(_ told: AsyncStream<Void>.Continuation) { self.told = told }

    func write(_ bytes: [UInt8]) {
        self.bytes.withLock { $0.append(contentsOf: bytes) }
        told.yield()
    }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}

extension SimulatedCluster {
    /// As `run`, for a command line that only an interrupt ends.
    func interrupted(
        _ line: String, terminal: Terminal = Terminal(), through transport: (any HTTPTransport)? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        after isEnough: (_ output: String, _ errors: String) -> Bool,
        when isReady: (_ output: String, _ errors: String) -> Bool = { _, _ in false },
        act: (_ output: String) async throws -> Void = { _ in }
    ) async throws -> CommandRun {
        try await CommandRun.interrupted(
            line, in: folder.path, environment: ["KUBECONFIG": folder.path + "/kubeconfig"], terminal: terminal,
            transport: transport ?? sandbox.transport, clock: clock, after: isEnough, when: isReady, act: act)
    }
}
