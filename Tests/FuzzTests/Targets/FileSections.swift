/// Several files in one input: a line `-- PATH --` begins each. Text mutates well, unlike an archive.
enum FileSections {
    /// What stands before the first such line is a file called `first`.
    static func split(_ bytes: [UInt8], first: String) -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = [(first, [])]
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "-- ".utf8), line.suffix(3).elementsEqual(" --".utf8), line.count > 6 {
                files.append((String(decoding: line.dropFirst(3).dropLast(3), as: UTF8.self), []))
            } else {
                files[files.count - 1].bytes += line
                files[files.count - 1].bytes.append(UInt8(ascii: "\n"))
            }
        }
        // The split made one line break too many.
        if files[files.count - 1].bytes.last == UInt8(ascii: "\n") { files[files.count - 1].bytes.removeLast() }
        if files[0].bytes.isEmpty, files.count > 1 { files.removeFirst() }
        return files
    }
}
