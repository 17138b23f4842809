import Formats
import Preflight

/// What reports tell of a run besides its findings.
public struct ReportOrigin: Sendable, Hashable {
    /// groundcrew's own.
    public var version: String
    /// The machine that judged.
    public var hostname: String
    /// When the run began, in seconds since 1970.
    public var start: Int64
    /// What of the user's files the findings are about; nil when nothing but flags says what is wanted.
    public var file: File?
    /// The kubeconfig context that names the cluster; nil when there is none, as in the sandbox.
    public var context: String?

    /// A place in a file.
    public struct File: Sendable, Hashable {
        /// Relative to the root of the repository, else to the current folder; absolute where it lies in neither.
        public var path: String
        /// Counts from 1.
        public var line: Int

        public init(path: String, line: Int) {
            self.path = path
            self.line = line
        }
    }

    public init(version: String, hostname: String, start: Int64, file: File? = nil, context: String? = nil) {
        self.version = version
        self.hostname = hostname
        self.start = start
        self.file = file
        self.context = context
    }

    /// When the run began, in UTC and without a zone, as JUnit's schema takes it: `2026-11-29T07:26:34`.
    var startText: String { String(CivilTime(secondsSince1970: start).text.dropLast()) }

    /// Places of one finding: code scanning shows the first.
    private static let places = 10

    /// Where a finding is shown: in the user's file, at the deployments that it names, else in the check's; at least one.
    func places(of result: CheckResult, in report: PreflightReport) -> [File] {
        guard let file else {
            return [File(path: result.file.isEmpty ? "checks/\(result.id).yaml" : result.file, line: 1)]
        }
        let named = report.deployments(namedBy: result).prefix(Self.places)
        return named.isEmpty ? [file] : named.map { File(path: file.path, line: $0.line) }
    }

    /// What the cluster is called where there is but one: as the user calls it, else by its address.
    func clusterName(_ report: PreflightReport) -> String { context ?? report.cluster?.server ?? "" }
}
