import FoundationEssentials
import TestParts
import Testing

/// Files of the project that code makes: with `GOLDEN=write` they are written, and otherwise compared.
enum Golden {
    /// - Parameter path: from the project's root.
    static func check(_ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = "\(TestParts.projectRoot)/\(path)"
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: false, encoding: .utf8)
            // What was written was not compared with anything.
            Issue.record("\(path) is written: look at it, and run again without GOLDEN", sourceLocation: sourceLocation)
            return
        }
        // A file that is not there differs from all text.
        let known = try? String(contentsOfFile: file, encoding: .utf8)
        #expect(
            text == known, "\(path) is not what the code makes: run with GOLDEN=write", sourceLocation: sourceLocation)
    }
}
