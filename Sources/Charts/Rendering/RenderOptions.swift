/// What may differ from Helm's default rendering.
public struct RenderOptions: Sendable, Hashable {
    /// Leaves out `values.schema.json`, as `--skip-schema-validation`.
    public var skipsSchema = false
    /// Joins subcharts' notes to the chart's, as `--render-subchart-notes`.
    public var includesSubchartNotes = false
    /// `required` and `fail` pass, as in `helm lint`.
    public var isLinting = false
    /// What rendering needed is left to the system to free: for a process that ends when it has printed. Freeing parsed
    /// templates one by one takes a tenth of a render.
    public var isLastWork = false
    /// `getHostByName` asks the network, as `--enable-dns`; otherwise it gives nothing.
    public var asksDNS = false
    public var limits = RenderLimits.standard

    public init() {}
}

/// Where rendering stops. Far beyond any chart in use; a chart that meets one is hostile or broken.
public struct RenderLimits: Sendable, Hashable {
    /// Bytes that all templates of a chart may print, `include` and `tpl` among them.
    public var outputBytes = 256 << 20
    /// Bytes of what the templates of a chart make and hold at one time.
    public var memoryBytes = 96 << 20
    /// Steps of the evaluator for the whole chart.
    public var steps = 50_000_000
    /// Trial renders until all `lookup` answers are there.
    public var lookupRounds = 16
    /// Different `lookup` queries of one chart.
    public var lookups = 1_000

    public init() {}

    public static let standard = RenderLimits()
}

/// Holds something until the process ends.
final class Kept<Contents> {
    private let contents: Contents

    private init(_ contents: Contents) { self.contents = contents }

    static func keep(_ contents: Contents) { _ = Unmanaged.passRetained(Kept(contents)) }
}
