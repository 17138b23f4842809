import ArgumentParser
import Charts
import Reports
import Repositories
import Value

struct ChartDependencies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dependency", abstract: "Look after a chart's dependencies, as `helm dependency` does.",
        discussion: """
            `update` chooses versions anew and writes Chart.lock; `build` fetches
            exactly what Chart.lock says.

            Examples:
              groundcrew chart dependency list ./chart
              groundcrew chart dependency update ./chart
              groundcrew chart dependency build ./chart --verify --keyring keys.gpg
            """,
        subcommands: [List.self, Update.self, Build.self], aliases: ["dep", "dependencies"])

    struct List: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the dependencies, and which of them are in charts/.",
            aliases: ["ls"])

        @Argument(help: "The chart's folder or archive.")
        var chart = "."

        @Option(help: ArgumentHelp("Width at which a column is cut.", valueName: "columns"))
        var maxColWidth = 80

        @OptionGroup var options: OutputOptions

        func run(_ context: CommandContext) async throws {
            let loaded = try Chart.load(path: context.absolute(chart))
            let states = loaded.dependencyStates
            ResultPrinter(output: context.standardOutput, format: options.output)
                .print(.array(states.map(\.value))) { DependencyText.list(loaded, path: chart, width: maxColWidth) }
        }
    }

    /// What fetching takes.
    struct Options: ParsableArguments {
        @Argument(help: "The chart's folder.")
        var chart = "."

        @Flag(help: "As Helm; nothing is kept of repositories here, so it changes nothing.")
        var skipRefresh = false

        @Flag(help: "Verify the signature of what is fetched.")
        var verify = false

        @OptionGroup var keys: KeyringOptions
        @OptionGroup var access: RepositoryAccessOptions
        @OptionGroup var output: OutputOptions

        func manager(_ context: CommandContext) throws -> DependencyManager {
            let fetcher = try access.fetcher(context, logger: output.logger(context)) { options in
                if verify { options.provenance = .required }
            }
            return DependencyManager(
                fetcher, folder: context.absolute(chart), keyring: verify ? keys.path(context) : nil)
        }

        func print(_ outcome: DependencyOutcome, _ context: CommandContext) {
            context.warn(outcome.warnings)
            ResultPrinter(output: context.standardOutput, format: output.output).print(outcome.value) {
                outcome.lock.dependencies.map { "\($0.name) \($0.version)\n" }.joined()
            }
        }

        func report(_ context: CommandContext) -> (String) -> Void {
            { context.standardError.line(plainText($0)) }
        }
    }

    struct Update: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Choose versions, fetch them into charts/ and write Chart.lock.",
            aliases: ["up"])
        @OptionGroup var options: Options

        func run(_ context: CommandContext) async throws {
            options.print(
                try await options.manager(context).update(report: options.report(context)), context)
        }
    }

    struct Build: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "build", abstract: "Fetch into charts/ what Chart.lock says.")
        @OptionGroup var options: Options

        func run(_ context: CommandContext) async throws {
            options.print(
                try await options.manager(context).build(report: options.report(context)), context)
        }
    }
}

/// The table that `helm dependency list` prints.
enum DependencyText {
    static func list(_ chart: Chart, path: String, width: Int) -> String {
        guard chart.metadata.dependencies != nil else {
            return "WARNING: no dependencies at \(ChartPull.join(path, "charts"))\n"
        }
        let rows =
            [["NAME", "VERSION", "REPOSITORY", "STATUS"]]
            + chart.dependencyStates.map {
                [$0.dependency.name, $0.dependency.version, $0.dependency.repository, $0.status]
            }
        let cut = rows.map { $0.map { cell in cell.count > width ? cell.prefix(max(0, width - 3)) + "..." : cell } }
        let widths = cut[0].indices.map { column in cut.map { $0[column].count }.max() ?? 0 }
        let lines = cut.map { row in
            zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
                .joined(separator: "\t") + "\n"
        }
        let unnamed = chart.unnamedDependencies.map {
            "WARNING: \"\(ChartPull.join(path, "charts"))/\($0)\" is not in Chart.yaml.\n"
        }
        return lines.joined() + "\n" + unnamed.joined()
    }
}

extension DependencyStatus {
    var value: Value {
        [
            "name": .string(dependency.name), "version": .string(dependency.version),
            "repository": .string(dependency.repository), "status": .string(status),
        ]
    }
}

extension DependencyOutcome {
    var value: Value {
        [
            "dependencies": .array(lock.dependencies.map(\.value)), "files": .array(files.map(Value.string)),
            "removed": .array(removed.map(Value.string)), "wroteLock": .bool(wroteLock),
        ]
    }
}
