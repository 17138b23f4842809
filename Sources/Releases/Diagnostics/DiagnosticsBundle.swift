public import Archive

/// What was found about a release or a namespace, to be read by somebody who cannot see the cluster.
public struct DiagnosticsBundle: Sendable {
    /// As they are packed, with the index first.
    public struct File: Sendable, Hashable {
        public var path: String
        public var bytes: [UInt8]
    }

    /// Such as `release apps/web`.
    public var title: String
    public var files: [File]
    /// What could not be read or was left out, each with its reason.
    public var unread: [String]
    /// False where the server showed nothing at all.
    public var hasSeenCluster: Bool

    /// - Parameters:
    ///   - time: when it was made, RFC 3339.
    init(title: String, time: String, files: [File], unread: [String], hasSeenCluster: Bool = true) {
        self.title = title
        self.hasSeenCluster = hasSeenCluster
        var (kept, unread, size) = ([File](), unread, 0)
        for file in files {
            guard size + file.bytes.count <= DiagnosticsLimits.bytes else {
                unread.append("\(file.path): left out, the bundle holds \(DiagnosticsLimits.bytes) bytes")
                continue
            }
            size += file.bytes.count
            kept.append(file)
        }
        self.unread = unread
        let index = Self.index(title, time, kept, unread)
        self.files = [File(path: "index.txt", bytes: Array(index.utf8))] + kept
    }

    private static func index(_ title: String, _ time: String, _ files: [File], _ unread: [String]) -> String {
        """
        \(title), \(time)

        Values of Secrets are hashes, masked where they stand elsewhere, and so is what
        looks like a token, a password or a key. Values given to charts are left out. Look
        through it all the same before you hand it on.

        Files:
        \(files.map { "  \($0.path)  \($0.bytes.count)\n" }.joined())
        Could not be read, or was left out:
        \(unread.isEmpty ? "  nothing\n" : unread.map { "  \($0.replacing("\n", with: " "))\n" }.joined())
        """
    }

    /// As a `.tar.gz` whose only folder is `folder`.
    public func packed(in folder: String, modified: Int) throws(ArchiveError) -> [UInt8] {
        try TarGzip.write(
            files.map { ArchiveEntry(path: "\(folder)/\($0.path)", bytes: $0.bytes) }, modified: modified)
    }

    /// How much it holds, in words.
    public var summary: String {
        func count(_ folder: String) -> Int { files.filter { $0.path.hasPrefix("\(folder)/") }.count }
        let parts = [
            "\(count("objects")) objects", "\(count("pods") / 2) pods", "\(count("logs")) logs",
            unread.isEmpty ? nil : "\(unread.count) could not be read (see index.txt)",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
