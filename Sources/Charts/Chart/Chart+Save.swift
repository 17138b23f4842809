public import Archive
import YAML

extension Chart {
    /// The chart as `helm package` packs it: `Chart.yaml` and `Chart.lock` written anew, subcharts unpacked.
    ///
    /// Equal charts give equal bytes, for no time of day is in them.
    public func saved() throws(ArchiveError) -> [UInt8] {
        try TarGzip.write(savedFiles(below: name).map { ArchiveEntry(path: $0.path, bytes: $0.bytes) })
    }

    /// The name of the packed chart's file.
    public var archiveName: String { "\(name)-\(metadata.version).tgz" }

    private func savedFiles(below folder: String) -> [ChartFile] {
        var metadata = metadata
        // Version 1 keeps them in requirements.yaml, which is among the files.
        if metadata.apiVersion == "v1" { metadata.dependencies = nil }
        var saved = [ChartFile(path: "\(folder)/Chart.yaml", bytes: YAML.encodeBytes(metadata.value))]
        func add(_ file: ChartFile) { saved.append(ChartFile(path: "\(folder)/\(file.path)", bytes: file.bytes)) }
        if metadata.apiVersion == "v2", let lock { add(ChartFile(path: "Chart.lock", text: lock.text)) }
        raw.filter { $0.path == "values.yaml" }.forEach(add)
        if let schema { add(ChartFile(path: "values.schema.json", bytes: schema)) }
        templates.forEach(add)
        files.forEach(add)
        return saved + dependencies.flatMap { $0.savedFiles(below: "\(folder)/charts/\($0.name)") }
    }
}
