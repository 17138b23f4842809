/// A chart as lint looks at it: files that may be missing or broken, and the chart that they make, if any.
struct LintSubject {
    enum Presence: Hashable {
        case absent, file, folder
    }

    /// As findings name the chart.
    let path: String
    let metadata: Result<ChartFile, ChartError>
    let metadataPresence: Presence
    let values: Result<ChartFile, ChartError>?
    let schema: [UInt8]
    let templates: Presence
    let crds: Presence
    /// Loading it is what several rules begin with.
    let chart: Result<Chart, ChartError>

    /// - Throws: when there is no `Chart.yaml`, or the archive cannot be read: nothing is linted then.
    init(path: String, archive bytes: [UInt8]) throws(ChartError) {
        let files: [ChartFile]
        do {
            files = try ChartArchive.files(bytes, name: path)
        } catch {
            throw ChartError(
                code: error.code, message: "unable to extract tarball: \(error.message)", path: path, underlying: error)
        }
        try self.init(path: path, files: files)
    }

    init(path: String, files: [ChartFile]) throws(ChartError) {
        guard let metadata = files.first(where: { $0.path == "Chart.yaml" }) else { throw Self.noChart(path) }
        func presence(_ folder: String) -> Presence {
            if files.contains(where: { $0.path == folder }) { return .file }
            return files.contains { $0.path.hasPrefix(folder + "/") } ? .folder : .absent
        }
        self.path = path
        self.metadata = .success(metadata)
        metadataPresence = .file
        values = files.first { $0.path == "values.yaml" }.map { .success($0) }
        schema = files.first { $0.path == "values.schema.json" }?.bytes ?? []
        templates = presence("templates")
        crds = presence("crds")
        // Helm unpacks the archive and loads the folder, whose .helmignore counts then.
        chart = Result { () throws(ChartError) in
            var files = files
            if let ignore = files.first(where: { $0.path == ".helmignore" }) {
                let rules = try IgnoreRules(ignore.bytes, path: ".helmignore")
                files.removeAll { rules.ignoresAnyPart(of: $0.path) }
            }
            return try Self.load(files)
        }
    }

    init(folder: String) throws(ChartError) {
        func presence(_ name: String) throws(ChartError) -> Presence {
            do {
                guard let isFolder = try FileTree.isDirectoryIfPresent("\(folder)/\(name)") else { return .absent }
                return isFolder ? .folder : .file
            } catch {
                let message = "unable to check \(name) in chart: \(error.message)"
                throw ChartError(code: error.code, message: message, path: error.path, underlying: error)
            }
        }
        func file(_ name: String) -> Result<ChartFile, ChartError> {
            Result { () throws(ChartError) in
                ChartFile(path: name, bytes: ChartArchive.withoutMark(try FileTree.read("\(folder)/\(name)")))
            }
        }
        metadataPresence = try presence("Chart.yaml")
        guard metadataPresence != .absent else { throw Self.noChart(folder) }
        path = folder
        metadata = file("Chart.yaml")
        values = try presence("values.yaml") == .absent ? nil : file("values.yaml")
        // Helm takes a schema that cannot be read for none here; loading the chart tells.
        schema = (try? file("values.schema.json").get().bytes) ?? []
        templates = try presence("templates")
        crds = try presence("crds")
        chart = Result { () throws(ChartError) in
            var warnings: [String] = []
            return try Self.load(try FileTree.chartFiles(in: folder, warnings: &warnings))
        }
    }

    /// A version of charts that is not installed is a finding of its own, and no reason not to look further.
    private static func load(_ files: [ChartFile]) throws(ChartError) -> Chart {
        var builder = ChartBuilder()
        builder.acceptsAnyVersion = true
        return try builder.chart(from: files, depth: 0)
    }

    private static func noChart(_ path: String) -> ChartError {
        ChartError(
            code: .unreadable,
            message: "unable to check Chart.yaml file in chart: \(path)/Chart.yaml: no such file or directory",
            path: path)
    }
}

extension IgnoreRules {
    /// Whether the file, or a folder it lies in, is ignored.
    func ignoresAnyPart(of path: String) -> Bool {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            if ignores(String(path[..<slash]), isDirectory: true) { return true }
            end = path.index(after: slash)
        }
        return ignores(path, isDirectory: false)
    }
}
