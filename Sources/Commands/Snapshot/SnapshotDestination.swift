import Preflight
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a snapshot is written: a file that its owner alone may read, or standard output.
struct SnapshotDestination {
    private let file: OutputFile?
    private let text: String

    init(_ path: String, _ context: CommandContext) {
        text = path
        file = path == "-" ? nil : OutputFile(path: context.absolute(path))
    }

    /// - Throws: `CommandFailure` with status `usage` for what cannot be written.
    func check() throws(CommandFailure) { try file?.check() }

    /// Whole or not at all; says on standard error what is not in it.
    func write(_ snapshot: Snapshot, _ context: CommandContext) throws(CommandFailure) {
        if let file {
            if Self.isOther(file.path) {
                try file.write(snapshot.bytes)
            } else {
                try PrivateFile.write(snapshot.bytes, to: file.path)
            }
        } else {
            context.standardOutput.write(snapshot.bytes)
        }
        let unread = snapshot.missing.filter { $0.code != .notGathered }
        for missing in unread {
            context.standardError.line(plainLine("not recorded: \(missing.fact): \(missing.reason)"))
        }
        let facts = snapshot.facts.facts.count - unread.count
        let rest = unread.isEmpty ? "" : ", \(unread.count) not recorded"
        let place = file == nil ? "standard output" : text
        context.standardError.line(plainLine("wrote \(place): \(facts) facts\(rest)"))
    }

    /// Whether something other than a regular file is there, such as a device, which stays what it is.
    private static func isOther(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFREG
    }
}
