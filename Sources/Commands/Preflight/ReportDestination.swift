import Value

/// One `--report KIND=PATH`.
struct ReportDestination {
    enum Target: Hashable {
        case standardOutput
        case file(OutputFile)
    }

    let format: ReportFormat
    let target: Target
    /// As the user wrote it.
    let text: String

    init(_ text: String, _ context: CommandContext) throws(CommandFailure) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        guard parts.count == 2, !parts[1].isEmpty else {
            throw CommandFailure(
                .usage, "--report \(text): say KIND=PATH", hint: "kinds are \(known), such as --report junit=out.xml")
        }
        guard let format = ReportFormat(rawValue: parts[0]) else {
            let meant = CloseNames.question(parts[0], among: ReportFormat.allCases.map(\.rawValue))
            throw CommandFailure(
                .usage, "--report \(text): there is no kind '\(parts[0])'\(meant)", hint: "kinds are \(known)")
        }
        self.format = format
        self.text = text
        target =
            Self.standardOutput.contains(parts[1])
            ? .standardOutput : .file(OutputFile(path: context.absolute(parts[1])))
    }

    /// A file opened by one of these names would begin again at the start of what standard output has written.
    private static let standardOutput: Set = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
}
