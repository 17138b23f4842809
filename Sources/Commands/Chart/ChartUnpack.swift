import ArgumentParser
import Charts
import Files
import Reports
import Value

struct ChartUnpack: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpack", abstract: "Unpack a chart's archive into a folder of the chart's name.",
        discussion: """
            Writes nothing outside of that folder, follows no link, and leaves nothing
            behind when it fails. A folder that is there already is left alone.

            Examples:
              groundcrew chart unpack nginx-1.2.3.tgz
              groundcrew chart unpack nginx-1.2.3.tgz -d charts
            """)

    @Argument(help: "The chart's .tgz file.", completion: .file(extensions: ["tgz"]))
    var file: String

    @Option(
        name: [.short, .long], help: ArgumentHelp("Folder to unpack into.", valueName: "dir"), completion: .directory)
    var destination = "."

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let path = context.absolute(file)
        let bytes = try context.readFile(file, upTo: CommandLimits.chartArchive)
        let unpacked = try UnpackedChart(bytes, name: path)
        let writer = try FolderWriter(context.absolute(destination))
        try unpacked.write(to: writer)
        context.warn(unpacked.warnings)
        let folder = "\(destination)/\(unpacked.name)"
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print([
                "folder": .string(folder), "name": .string(unpacked.name), "version": .string(unpacked.version),
                "files": .integer(Int64(unpacked.files.count)),
            ]) { "\(folder)\n" }
    }
}

/// An archive's files, ready to be written below a folder of the chart's name.
struct UnpackedChart {
    let name: String
    let version: String
    let files: [(path: String, bytes: [UInt8])]
    let warnings: [String]

    /// - Parameter name: of the archive, for errors.
    /// - Throws: `ChartError`, also for a chart whose name cannot name a folder (CVE-2024-25620, CVE-2026-35206).
    init(_ archive: [UInt8], name: String) throws {
        let chart = try Chart.load(archive: archive, name: name)
        self.name = chart.name
        version = chart.metadata.version
        // An archive may hold a path twice; the last one counts, as for whoever unpacks it in order.
        var places: [String: Int] = [:]
        var files: [(path: String, bytes: [UInt8])] = []
        for file in chart.raw {
            if let place = places[file.path] {
                files[place].bytes = file.bytes
            } else {
                places[file.path] = files.count
                files.append((file.path, file.bytes))
            }
        }
        self.files = files
        warnings = chart.warnings
    }

    /// - Throws: `CommandFailure` when the folder is there already, `FileError`, `CancellationError`.
    func write(to writer: FolderWriter) throws {
        do {
            try writer.writeFolder(name, files: files)
        } catch let error as FileError where error.code == .exists {
            throw CommandFailure(
                .usage, "\(error.message): a chart is not unpacked over another",
                hint: "remove it, or give another folder")
        }
    }
}
