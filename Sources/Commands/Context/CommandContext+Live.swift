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
            terminal: .current(environment: environment), makeTransport: { CurlTransport() },
            readStandardInput: standardInput)
    }

    private static func standardInput(upTo limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            if bytes.count > limit { return nil }
        }
    }
}
