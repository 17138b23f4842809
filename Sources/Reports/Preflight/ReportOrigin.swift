/// What reports tell of a run besides its findings.
public struct ReportOrigin: Sendable, Hashable {
    /// groundcrew's own.
    public var version: String
    /// The machine that judged.
    public var hostname: String
    /// When the run began, in UTC: `2026-11-29T07:26:34`.
    public var startedAt: String
    /// What of the user's files the findings are about; nil when nothing but flags says what is wanted.
    public var file: File?

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

    public init(version: String, hostname: String, startedAt: String, file: File? = nil) {
        self.version = version
        self.hostname = hostname
        self.startedAt = startedAt
        self.file = file
    }
}
