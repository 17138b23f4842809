public import Charts

/// A packed chart, its digest checked against what the index or the registry promised, where it promised any.
public struct FetchedChart: Sendable, Hashable {
    /// The `.tgz`.
    public var bytes: [UInt8]
    public var name: String
    public var version: String
    /// The name that Helm gives the file: the URL's last part, or `name-version.tgz` out of a registry. Foreign text.
    public var fileName: String
    /// "sha256:" and 64 digits, of `bytes`.
    public var digest: String
    /// Where it came from, for people: an URL without credentials and query.
    public var origin: String
    /// What is worth telling though the chart is good: a cache that could not be written, a version chosen by range.
    public var warnings: [String]
    /// The `.prov` file, unverified, where it was asked for and is there.
    public var provenance: [UInt8]?

    public init(
        bytes: [UInt8], name: String, version: String, fileName: String, digest: String, origin: String,
        warnings: [String] = [], provenance: [UInt8]? = nil
    ) {
        self.bytes = bytes
        self.name = name
        self.version = version
        self.fileName = fileName
        self.digest = digest
        self.origin = origin
        self.warnings = warnings
        self.provenance = provenance
    }

    /// Unpacks it, in memory.
    public func chart() throws(ChartError) -> Chart { try Chart.load(archive: bytes, name: origin) }
}
