/// What a release would hold, were it installed or upgraded now.
public struct ReleasePreview: Sendable {
    public var manifest: String
    public var notes: String?
    public var chartName: String
    public var chartVersion: String
}
