import Files
import HTTP
import Processes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension CommandContext {
    /// The context of this process.
    static func live() -> CommandContext {
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        let terminal = Terminal.current(environment: environment)
        let errors = DescriptorOutput(STDERR_FILENO)
        return CommandContext(
            environment: environment, currentFolder: FileManager.default.currentDirectoryPath,
            standardOutput: DescriptorOutput(STDOUT_FILENO),
            standardError: terminal.isInteractive ? FramedOutput(errors) : errors, terminal: terminal,
            makeTransport: { CurlTransport() }, processes: SystemProcesses(tie: ProcessTie.ownProgram),
            readStandardInput: { limit throws(WholeInputError) in try WholeInput.read(STDIN_FILENO, upTo: limit) })
    }
}
