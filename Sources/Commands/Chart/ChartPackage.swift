import ArgumentParser
import Charts
import Files
import Reports
import Repositories
import Value

struct ChartPackage: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Pack a chart's folder into a .tgz, as `helm package` does.",
        discussion: """
            The same chart always gives the same bytes. Signing is Helm's part:
            helm package --sign.

            Examples:
              groundcrew chart package ./chart
              groundcrew chart package ./chart --version 1.2.3 --app-version 9 -d dist
              groundcrew chart package ./chart --dependency-update
            """)

    @Argument(help: "The chart's folder; repeatable.", completion: .directory)
    var folders = ["."]

    @Option(help: ArgumentHelp("Version instead of the one in Chart.yaml.", valueName: "version"))
    var version: String?

    @Option(help: ArgumentHelp("Version of the application instead of the one in Chart.yaml.", valueName: "version"))
    var appVersion: String?

    @Option(
        name: [.short, .long], help: ArgumentHelp("Folder to write to.", valueName: "dir"), completion: .directory)
    var destination = "."

    @Flag(name: [.customShort("u"), .long], help: "Fetch dependencies into charts/ first.")
    var dependencyUpdate = false

    @OptionGroup var access: RepositoryAccessOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        var packed: [Packed] = []
        for folder in folders { packed.append(try await pack(folder, context)) }
        ResultPrinter(output: context.standardOutput, format: options.output).print(.array(packed.map(\.value))) {
            packed.map { "Successfully packaged chart and saved it to: \($0.path)\n" }.joined()
        }
    }

    private func pack(_ folder: String, _ context: CommandContext) async throws -> Packed {
        try Task.checkCancellation()
        let path = context.absolute(folder)
        if dependencyUpdate {
            let updated = try await DependencyManager(
                try access.fetcher(context, logger: options.logger(context)), folder: path
            ).update {
                context.standardError.line(plainText($0))
            }
            context.warn(updated.warnings)
        }
        let chart = try prepared(try Chart.load(folder: path), folder)
        context.warn(chart.warnings)
        let bytes = try chart.saved()
        let target = context.absolute(destination)
        try FolderWriter(target).write(bytes, to: chart.archiveName)
        let isHere = destination == "." || destination == "./"
        return Packed(
            chart: chart, path: ChartPull.join(isHere ? context.currentFolder : destination, chart.archiveName),
            bytes: bytes)
    }

    private func prepared(_ chart: Chart, _ folder: String) throws(CommandFailure) -> Chart {
        do {
            return try chart.packaged(version: version, appVersion: appVersion)
        } catch {
            throw CommandFailure(
                .usage, "\(folder): \(error.message)",
                hint: error.code == .badDependency
                    ? "fetch them: groundcrew chart package --dependency-update, or chart dependency build \(folder)"
                    : nil)
        }
    }

    private struct Packed {
        var chart: Chart
        var path: String
        var bytes: [UInt8]

        var value: Value {
            [
                "path": .string(path), "name": .string(chart.name), "version": .string(chart.metadata.version),
                "bytes": .integer(Int64(bytes.count)),
            ]
        }
    }
}
