/// Where `--print-role` writes.
struct RoleDestination {
    private let file: OutputFile?
    private let text: String

    /// - Parameter path: `-` is standard output.
    init(_ path: String, _ context: CommandContext) {
        text = path
        file = path == "-" ? nil : OutputFile(path: context.absolute(path))
    }

    var isStandardOutput: Bool { file == nil }

    /// Tries it, before anything is asked of a cluster.
    ///
    /// - Parameter result: the format of the command's own result on standard output.
    /// - Throws: `CommandFailure` with status `usage`.
    func check(_ result: OutputFormat, beside reports: ReportDestinations) throws(CommandFailure) {
        guard let file else {
            let report = reports.all.first { $0.target == .standardOutput }
            guard result == .text, report == nil else {
                let other = report.map { "--report \($0.text)" } ?? "-o \(result.rawValue)"
                throw CommandFailure(
                    .usage, "--print-role \(text) and \(other) both want standard output",
                    hint: "give the roles a file")
            }
            return
        }
        if let report = reports.all.first(where: { $0.target == .file(file) }) {
            throw CommandFailure(
                .usage, "--print-role \(text) and --report \(report.text) would write over each other",
                hint: "give each a file of its own")
        }
        try file.check()
    }

    func write(_ roles: String, _ context: CommandContext) throws(CommandFailure) {
        let text = roles.isEmpty ? "# no right is missing\n" : roles
        guard let file else { return context.standardOutput.write(text) }
        try file.write(Array(text.utf8))
    }
}
