/// The sizes and counts at which fetching a chart stops.
public struct RepositoryLimits: Sendable, Hashable {
    /// Bytes of an index, unpacked, when it is read as a stream.
    public var indexBytes: Int
    /// Bytes of one chart's versions within an index.
    public var entryBytes: Int
    /// Bytes of an index that has to be parsed whole: flow style, anchors, aliases.
    public var wholeIndexBytes: Int
    /// Bytes of one line of an index.
    public var lineBytes: Int
    /// Bytes of a packed chart: what Helm allows its contents to be together.
    public var chartBytes: Int
    /// Bytes of a registry's manifest, index, configuration or page of tags.
    public var documentBytes: Int
    /// Tags of one repository.
    public var tags: Int
    /// Bytes of an error's body that are read for the server's words.
    public var errorBytes: Int
    /// Attempts to go on with a download that broke off, without any byte arriving between them.
    public var resumptions: Int

    public init(
        indexBytes: Int = 2 << 30, entryBytes: Int = 64 << 20, wholeIndexBytes: Int = 32 << 20,
        lineBytes: Int = 16 << 20, chartBytes: Int = 100 << 20, documentBytes: Int = 4 << 20, tags: Int = 100_000,
        errorBytes: Int = 16 << 10, resumptions: Int = 3
    ) {
        self.indexBytes = indexBytes
        self.entryBytes = entryBytes
        self.wholeIndexBytes = wholeIndexBytes
        self.lineBytes = lineBytes
        self.chartBytes = chartBytes
        self.documentBytes = documentBytes
        self.tags = tags
        self.errorBytes = errorBytes
        self.resumptions = resumptions
    }

    public static let standard = RepositoryLimits()
}
