/// The sizes and counts at which reading an archive stops.
public struct ArchiveLimits: Sendable, Hashable {
    /// Bytes of all entries together, unpacked.
    public var totalBytes: Int
    /// Bytes of one entry, unpacked.
    public var entryBytes: Int
    /// Entries, directories and links included.
    public var entries: Int
    /// Bytes unpacked for each packed byte. Judged only past `ratioFloor`, for small archives of zeros are harmless.
    public var ratio: Int
    /// Unpacked bytes below which the ratio is not judged.
    public var ratioFloor: Int
    /// Bytes of one header extension (a long name, a PAX header).
    public var headerBytes: Int

    public init(
        totalBytes: Int, entryBytes: Int, entries: Int = 50_000, ratio: Int = 900, ratioFloor: Int = 16 << 20,
        headerBytes: Int = 1 << 20
    ) {
        self.totalBytes = totalBytes
        self.entryBytes = entryBytes
        self.entries = entries
        self.ratio = ratio
        self.ratioFloor = ratioFloor
        self.headerBytes = headerBytes
    }

    /// Helm's own limits for a chart: 100 MiB in all and 5 MiB a file.
    /// Helm counts neither entries nor ratio; ours are far beyond any chart.
    public static let chart = ArchiveLimits(totalBytes: 100 << 20, entryBytes: 5 << 20)
}
