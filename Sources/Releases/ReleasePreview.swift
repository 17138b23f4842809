/// What a release would hold, were it installed or upgraded now.
public struct ReleasePreview: Sendable {
    public var manifest: String
    /// Its hooks, tests included, as `helm template` prints them; empty where there are none.
    public var hooks = ""
    public var notes: String?
    public var chartName: String
    public var chartVersion: String
    /// Images that mirrors are about and that are not taken from them, each with its place.
    public var unmirrored: [String] = []

    public init(manifest: String, notes: String?, chartName: String, chartVersion: String) {
        self.manifest = manifest
        self.notes = notes
        self.chartName = chartName
        self.chartVersion = chartVersion
    }
}
