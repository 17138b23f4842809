import TestParts
import Testing

/// The provider that docs/providers.md shows.
enum GuideProvider {
    /// The files of the guide: a name in bold, and the fenced text below it.
    private static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        var name: String?
        var text: [Substring]?
        let guide = try TemporaryFolder.read("\(TestParts.projectRoot)/docs/providers.md")
        for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = text {
                guard line == "```" else {
                    text = lines + [line]
                    continue
                }
                if let name { files[name] = lines.joined(separator: "\n") + "\n" }
                (name, text) = (nil, nil)
            } else if line.hasPrefix("**"), line.hasSuffix("**"), line.count > 4 {
                name = String(line.dropFirst(2).dropLast(2))
            } else if line.hasPrefix("```"), name != nil {
                text = []
            }
        }
        return files
    }

    /// - Parameter changes: what is another text in a file of the example; nil takes the file away.
    @discardableResult
    static func write(
        to folder: TemporaryFolder, _ changes: [(file: String, from: String, to: String?)] = []
    ) throws -> TemporaryFolder {
        var files = try files()
        #expect(files.count == 9, "\(files.keys)")
        for change in changes {
            let text = files[change.file] ?? ""
            try #require(change.from.isEmpty || text.contains(change.from), "\(change.file): \(change.from)")
            files[change.file] = change.to.map { text.replacing(change.from, with: $0) }
        }
        for (name, text) in files { try folder.write(text, to: name) }
        return folder
    }

    static func example(_ changes: (file: String, from: String, to: String?)...) throws -> TemporaryFolder {
        try write(to: TemporaryFolder(), changes)
    }

    static let definition = "charts/beacon/provider.yaml"
    static let tests = "charts/beacon/tests/readiness.yaml"
}
