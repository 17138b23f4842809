import BuiltIn
public import Charts

/// The charts inside the binary.
public enum BuiltInChart {
    /// The chart in `charts/name`, without what only groundcrew reads.
    ///
    /// - Throws: `ProviderError` with code `invalidChart`, which a test prevents for the charts there are.
    public static func named(_ name: String) throws(ProviderError) -> Chart {
        let files = BuiltIn.files(below: "charts/\(name)").filter {
            $0.path != Provider.definitionFile && !$0.path.hasPrefix("\(Provider.testsFolder)/")
        }
        do {
            return try Chart.load(files: files.map { ChartFile(path: $0.path, bytes: Array($0.text.utf8)) })
        } catch {
            throw ProviderError(.invalidChart, "charts/\(name): \(error)", underlying: error)
        }
    }
}
