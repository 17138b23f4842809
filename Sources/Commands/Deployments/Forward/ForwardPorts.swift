import ArgumentParser

/// Ports as kubectl takes them: `LOCAL`, `LOCAL:REMOTE`, or `:REMOTE` for any free port of this machine.
struct ForwardPorts: ExpressibleByArgument, Sendable, Equatable {
    /// Of this machine; zero is any that is free.
    var local: Int
    /// Of the deployment's Service; nil is its endpoint's own.
    var remote: Int64?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let local = parts[0].isEmpty && parts.count == 2 ? 0 : Self.port(parts[0])
        else { return nil }
        self.local = local
        guard parts.count == 2 else { return }
        guard let remote = Self.port(parts[1]), remote > 0 else { return nil }
        self.remote = Int64(remote)
    }

    private static func port(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt16(text).map(Int.init)
    }
}
