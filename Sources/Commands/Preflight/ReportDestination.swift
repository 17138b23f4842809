import Preflight
import Reports
import Value

/// One `--report kind=path`.
struct ReportDestination {
    private let format: ReportFormat
    private let path: String

    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        guard parts.count == 2 else {
            throw CommandFailure(
                .usage, "--report \(text): say KIND=PATH", hint: "kinds are \(known), such as --report junit=out.xml")
        }
        guard let format = ReportFormat(rawValue: parts[0]) else {
            let meant = CloseNames.question(parts[0], among: ReportFormat.allCases.map(\.rawValue))
            throw CommandFailure(
                .usage, "--report \(text): there is no kind '\(parts[0])'\(meant)", hint: "kinds are \(known)")
        }
        self.format = format
        path = parts[1]
    }

    /// One file for each report; from the second on, a number stands before the file's extension.
    func write(_ reports: [PreflightReport], _ context: CommandContext) throws {
        for (index, report) in reports.enumerated() {
            let path = context.absolute(index == 0 ? path : Self.numbered(path, index + 1))
            try TextFile.write(format.render(report), to: path)
        }
    }

    /// `out.xml` becomes `out-2.xml`.
    static func numbered(_ path: String, _ number: Int) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(path)-\(number)" }
        return "\(path.dropLast(name[dot...].count))-\(number)\(name[dot...])"
    }
}
