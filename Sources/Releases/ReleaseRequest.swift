public import Charts
public import Repositories
public import Value

/// A release that should exist, whatever made it before.
public struct ReleaseRequest: Sendable {
    public var name: String
    public var namespace: String
    public var chart: ChartReference
    /// The user's values, already merged; the chart's defaults lie below them.
    public var values: Object
    public var createsNamespace: Bool
    /// Waits until the release's objects are ready by the generic rules.
    public var waits: Bool
    /// For the whole of install or upgrade, waiting included.
    public var timeout: Duration
    /// Who made the release; kept with its record, through upgrades by Helm too. A release that holds another chart and
    /// lacks one of them is left alone.
    public var labels: ReleaseLabels
    /// Names of CRDs without which the release does not count as being in place.
    public var crds: [String]
    /// Names of DaemonSets that must run somewhere: one that wants no pod is not ready then, instead of a warning. They are
    /// the release's own, or its operator's, which makes them in its namespace.
    public var mustRun: [String] = []
    public var options: ReleaseOptions
    /// Changes what the chart is rendered to.
    public var postRenderer: PostRenderer?

    public init(
        name: String, namespace: String, chart: ChartReference, values: Object = [:], createsNamespace: Bool = true,
        waits: Bool = true, timeout: Duration = .seconds(300), labels: ReleaseLabels = [:], crds: [String] = [],
        options: ReleaseOptions = ReleaseOptions()
    ) {
        self.name = name
        self.namespace = namespace
        self.chart = chart
        self.values = values
        self.createsNamespace = createsNamespace
        self.waits = waits
        self.timeout = timeout
        self.labels = labels
        self.crds = crds
        self.options = options
    }
}

extension ReleaseRequest {
    var id: ReleaseName { ReleaseName(name: name, namespace: namespace) }

    /// Helm's rule for names, before anything is asked of a cluster.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest`.
    public func validate() throws(ReleaseError) {
        try Self.validate(name, isRelease: true)
        try Self.validate(namespace, isRelease: false)
    }

    /// - Throws: `ReleaseError` with code `invalidRequest` for a name that Helm would not take.
    public static func validate(releaseName name: String) throws(ReleaseError) { try validate(name, isRelease: true) }

    /// - Throws: `ReleaseError` with code `invalidRequest` for a name that no namespace can have.
    public static func validate(namespace name: String) throws(ReleaseError) { try validate(name, isRelease: false) }

    private static func validate(_ name: String, isRelease: Bool) throws(ReleaseError) {
        let limit = isRelease ? 53 : 63
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isValid =
            (1...limit).contains(name.utf8.count) && (isRelease || parts.count == 1)
            && parts.allSatisfy { part in
                guard let first = part.first, let last = part.last else { return false }
                return isAlphanumeric(first) && isAlphanumeric(last)
                    && part.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
        guard isValid else {
            throw ReleaseError(
                .invalidRequest, "\(isRelease ? "release name" : "namespace") \(name.debugDescription) is not allowed",
                hint: "use at most \(limit) lower-case letters, digits and hyphens, with a letter or digit at both ends"
            )
        }
    }
}

/// Where a release's chart is.
public enum ChartReference: Sendable {
    /// In memory already, such as a built-in provider's; `origin` names it in messages.
    case loaded(Chart, origin: String)
    /// To be made when it is needed; of one name and version, so that it need not be made to see that it is in place.
    case deferred(DeferredChart)
    case source(ChartSource)
}

/// A chart that is made only where something has to be done with it.
public struct DeferredChart: Sendable {
    public var name: String
    public var version: String
    /// What messages call it.
    public var origin: String
    /// - Throws: `ReleaseError`, best with code `chartNotFound` or `invalidChart`; `CancellationError`.
    public var make: @Sendable () async throws -> Chart

    public init(name: String, version: String, origin: String, make: @escaping @Sendable () async throws -> Chart) {
        self.name = name
        self.version = version
        self.origin = origin
        self.make = make
    }
}
