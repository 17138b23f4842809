import HTTP

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
        return CommandContext(
            environment: environment, currentFolder: FileManager.default.currentDirectoryPath,
            standardOutput: DescriptorOutput(STDOUT_FILENO), standardError: DescriptorOutput(STDERR_FILENO),
            terminal: .current(environment: environment), makeTransport: { CurlTransport() })
    }
}
