import Archive

/// Helm's rules for the names inside a chart's archive, after `pkg/chart/loader/archive`.
enum ChartArchive {
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// The archive's files without the folder they all lie in. Links are empty files, as for Helm.
    static func files(
        _ bytes: [UInt8], name: String, limits: ArchiveLimits = .chart
    ) throws(ChartError) -> [ChartFile] {
        let entries: [ArchiveEntry]
        do {
            entries = try TarGzip.read(bytes, limits: limits)
        } catch {
            throw ChartError(code: .badArchive, message: reason(error, name, limits), path: name, underlying: error)
        }
        var files: [ChartFile] = []
        for entry in entries where entry.kind != .directory {
            let path = try path(of: entry.path, archive: name)
            files.append(ChartFile(path: path, bytes: withoutMark(entry.bytes)))
        }
        guard !files.isEmpty else {
            throw ChartError(code: .badArchive, message: "no files in chart archive", path: name)
        }
        return files
    }

    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
    }

    private static func reason(_ error: ArchiveError, _ name: String, _ limits: ArchiveLimits) -> String {
        switch error.code {
        case .notGzip where name.hasSuffix(".yaml") || name.hasSuffix(".yml"):
            "file '\(name)' seems to be a YAML file, but expected a gzipped archive"
        case .notGzip: "file '\(name)' does not appear to be a gzipped archive"
        case .tooLarge where error.message.contains("maximum file size"):
            "decompressed chart file is larger than the maximum file size \(ArchiveLimits.chart.entryBytes)"
        case .tooLarge where error.message.contains("maximum size"):
            "decompressed chart is larger than the maximum size \(limits.totalBytes)"
        default: error.description
        }
    }

    /// The path without the outermost folder, judged as Helm judges it.
    static func path(of name: String, archive: String) throws(ChartError) -> String {
        let delimiter: Character = name.contains("\\") ? "\\" : "/"
        let parts = name.split(separator: delimiter, omittingEmptySubsequences: false)
        let inner = parts.dropFirst().joined(separator: "/")
        func refuse(_ message: String) -> ChartError { ChartError(code: .badArchive, message: message, path: archive) }
        if inner.hasPrefix("/") { throw refuse("chart illegally contains absolute paths") }
        let path = PathText.clean(inner)
        if path == "." {
            throw refuse("chart illegally contains content outside the base directory: \(name.debugDescription)")
        }
        if path.hasPrefix("..") { throw refuse("chart illegally references parent directory") }
        let bytes = Array(path.utf8.prefix(3))
        if bytes.count == 3, bytes[1] == UInt8(ascii: ":"), bytes[2] == UInt8(ascii: "/"),
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[0] | 0x20)
        {
            throw refuse("chart contains illegally named files")
        }
        if parts.first == "Chart.yaml" { throw refuse("chart yaml not in base directory") }
        return path
    }
}
