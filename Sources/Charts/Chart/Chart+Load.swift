public import Archive

extension Chart {
    /// Loads a chart from a folder or a `.tgz` file, whichever `path` is.
    public static func load(path: String) throws(ChartError) -> Chart {
        if try FileTree.isDirectory(path) { return try load(folder: path) }
        return try load(archive: try FileTree.read(path), name: path)
    }

    /// Loads a chart from a folder, following symbolic links as Helm does, with a warning for each. Never writes.
    ///
    /// What `.helmignore` names is left out.
    public static func load(folder: String) throws(ChartError) -> Chart {
        var warnings: [String] = []
        let files = try FileTree.chartFiles(in: folder, warnings: &warnings)
        var chart = try load(files: files)
        chart.warnings = warnings + chart.warnings
        return chart
    }

    /// Loads a chart from the bytes of a `.tgz`; `name` is for errors.
    public static func load(archive: [UInt8], name: String = "chart archive") throws(ChartError) -> Chart {
        try ChartBuilder().chart(from: try ChartArchive.files(archive, name: name), depth: 0)
    }

    /// Loads a chart from files in memory, in their order.
    public static func load(files: [ChartFile]) throws(ChartError) -> Chart {
        try ChartBuilder().chart(from: files, depth: 0)
    }

    /// The chart's files as a `.tgz`, below a folder of the chart's name: equal charts give equal bytes.
    public func packed() throws(ArchiveError) -> [UInt8] {
        try TarGzip.write(raw.map { ArchiveEntry(path: "\(name)/\($0.path)", bytes: $0.bytes) })
    }
}
