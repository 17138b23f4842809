/// The bounds of reports, each in one place.
public enum ReportLimits {
    /// Results of one object of OpenReports; findings come first, and the summary counts all.
    public static let openReportsResults = 250
    /// Bytes of JSON of all of them: etcd takes 1.5 MiB, and the server keeps notes of its own in an object.
    public static let openReportsBytes = 1_000_000
    /// Characters of the message of one of its results.
    public static let openReportsMessage = 1_024
    /// Characters of each of its properties, such as all details together.
    public static let openReportsProperty = 2_048
    /// Bytes of a job summary: GitHub takes 1 MiB for a step.
    public static let summaryBytes = 1_000_000
    /// Details of one finding in a job summary.
    public static let summaryDetails = 20
    /// Characters of one cell of its tables.
    public static let summaryCell = 2_000
}
