import Archive
import YAML

/// Makes a chart of its files, after `pkg/chart/v2/loader.LoadFiles`.
struct ChartBuilder {
    /// Charts inside charts; Helm has no limit, and no chart comes near this one.
    static let maximumDepth = 32
    /// What the archives within a chart may unpack to together. Helm counts each by itself, and a megabyte of archives
    /// within an archive fills any memory.
    static let nestedBytes = 256 << 20

    /// For linting: Helm's linter looks on where its loader stops.
    var acceptsAnyVersion = false
    private let nested = Allowance()

    private final class Allowance {
        var bytes = ChartBuilder.nestedBytes
    }

    func chart(from files: [ChartFile], depth: Int) throws(ChartError) -> Chart {
        guard depth < Self.maximumDepth else {
            throw ChartError(code: .badDependency, message: "charts nest deeper than \(Self.maximumDepth)")
        }
        var reader = MetadataReader()
        for file in files where file.path == "Chart.yaml" { try reader.read(file) }
        if depth == 0, !acceptsAnyVersion, let metadata = reader.metadata {
            try MetadataRules.validate(apiVersion: metadata.apiVersion)
        }
        var chart = Chart(metadata: ChartMetadata())
        chart.raw = files
        var subcharts: [(name: String, files: [ChartFile])] = []
        for file in files { try place(file, in: &chart, &reader, &subcharts) }
        guard var metadata = reader.metadata else {
            throw ChartError(code: .badMetadata, message: "Chart.yaml file is missing")
        }
        try MetadataRules.validate(&metadata)
        chart.metadata = metadata
        // Helm goes through a Go map here, in no order; ours is the order of names.
        for (name, files) in subcharts.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            guard let first = name.unicodeScalars.first, first != "_", first != "." else { continue }
            do {
                let subchart = try subchart(name, files, in: chart.name, depth: depth + 1)
                chart.warnings += subchart.warnings.map { "\(name): \($0)" }
                chart.dependencies.append(subchart)
            } catch {
                let message = "error unpacking subchart \(name) in \(chart.name): \(error.message)"
                throw ChartError(code: error.code, message: message, path: error.path, underlying: error)
            }
        }
        return chart
    }

    private func place(
        _ file: ChartFile, in chart: inout Chart, _ reader: inout MetadataReader,
        _ subcharts: inout [(name: String, files: [ChartFile])]
    ) throws(ChartError) {
        switch file.path {
        case "Chart.yaml": break
        case "Chart.lock": chart.lock = try reader.readLock(file)
        case "values.yaml":
            do { chart.values = try ValuesText.parse(file.bytes, name: file.path) } catch {
                throw ChartError(
                    code: .badFile, message: "cannot load values.yaml: \(error.message)", path: file.path,
                    underlying: error)
            }
        case "values.schema.json": chart.schema = file.bytes
        case "requirements.yaml":
            try reader.readRequirements(file, warnings: &chart.warnings)
            if reader.metadata?.apiVersion == "v1" { chart.files.append(file) }
        case "requirements.lock":
            chart.lock = try reader.readLock(file)
            if reader.metadata?.apiVersion == "v1" { chart.files.append(file) }
        case let path where path.hasPrefix("templates/"): chart.templates.append(file)
        case let path where path.hasPrefix("charts/"):
            guard PathText.fileExtension(path) != ".prov" else {
                chart.files.append(file)
                return
            }
            let inner = String(path.dropFirst("charts/".count))
            let name = String(inner.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0])
            let moved = ChartFile(path: inner, bytes: file.bytes)
            if let index = subcharts.firstIndex(where: { $0.name == name }) {
                subcharts[index].files.append(moved)
            } else {
                subcharts.append((name, [moved]))
            }
        default: chart.files.append(file)
        }
    }

    private func subchart(
        _ name: String, _ files: [ChartFile], in parent: String, depth: Int
    ) throws(ChartError) -> Chart {
        if PathText.fileExtension(name) == ".tgz" {
            guard let file = files.first, file.path == name else {
                let found = files.first?.path ?? ""
                throw ChartError(
                    code: .badArchive,
                    message: "error unpacking subchart tar in \(parent): expected \(name), got \(found)")
            }
            var limits = ArchiveLimits.chart
            limits.totalBytes = min(limits.totalBytes, nested.bytes)
            let inner = try ChartArchive.files(file.bytes, name: name, limits: limits)
            nested.bytes -= inner.reduce(0) { $0 + $1.bytes.count }
            return try chart(from: inner, depth: depth)
        }
        let inner = files.compactMap { file -> ChartFile? in
            guard let slash = file.path.firstIndex(of: "/") else { return nil }
            return ChartFile(path: String(file.path[file.path.index(after: slash)...]), bytes: file.bytes)
        }
        return try chart(from: inner, depth: depth)
    }
}
