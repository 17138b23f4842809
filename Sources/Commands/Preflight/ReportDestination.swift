import Preflight
import Reports

/// One `--report kind=path`.
struct ReportDestination {
    private let format: ReportFormat
    private let path: String

    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else {
            throw CommandFailure(
                .usage, "--report \(text): say KIND=PATH", hint: "kinds are \(known), such as --report junit=out.xml")
        }
        self.format = format
        path = parts[1]
    }

    func write(_ report: PreflightReport, _ context: CommandContext) throws {
        try TextFile.write(format.render(report), to: context.absolute(path))
    }
}
