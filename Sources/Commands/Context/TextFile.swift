#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files for everyone to read.
enum TextFile {
    /// Writes the file whole or not at all.
    ///
    /// - Throws: `CommandFailure` with status `usage`: the path is the user's.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be written: \(error)")
        }
    }
}
