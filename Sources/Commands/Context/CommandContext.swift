public import Files
public import HTTP
public import Processes

/// Everything a command touches outside of its arguments, so that tests can stand in for it.
public struct CommandContext: Sendable {
    public var environment: [String: String]
    public var currentFolder: String
    public var standardOutput: any Output
    public var standardError: any Output
    public var terminal: Terminal
    /// All of standard input, up to a number of bytes.
    public var readStandardInput: @Sendable (Int) throws(WholeInputError) -> [UInt8]
    /// Makes the transport that real clusters and repositories are reached through; called at most once for each of the
    /// two by a command.
    public var makeTransport: @Sendable () -> any HTTPTransport
    public let clock: any Clock<Duration>
    /// What the command waits for.
    let waiting: Waiting
    /// What it says of its run to programs.
    let records = EventRecords()
    /// What has become of its result.
    let result: ResultNote
    /// Runs Helm and other programs.
    public var processes: any ProcessRunning

    public init(
        environment: [String: String], currentFolder: String, standardOutput: any Output, standardError: any Output,
        terminal: Terminal, makeTransport: @escaping @Sendable () -> any HTTPTransport,
        clock: any Clock<Duration> = ContinuousClock(), processes: any ProcessRunning = SystemProcesses(),
        readStandardInput: @escaping @Sendable (Int) throws(WholeInputError) -> [UInt8] = { _ in [] }
    ) {
        self.environment = environment
        self.currentFolder = currentFolder
        let result = ResultNote()
        self.result = result
        self.standardOutput = NotedOutput(output: standardOutput, note: result)
        self.standardError = standardError
        self.terminal = terminal
        self.makeTransport = makeTransport
        self.clock = clock
        waiting = Waiting(clock)
        self.processes = processes
        self.readStandardInput = readStandardInput
    }

    /// The context of the running command.
    @TaskLocal public static var current: CommandContext?

    /// `path`, made absolute against the current folder.
    public func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : currentFolder + "/" + path
    }
}
