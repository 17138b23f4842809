import ArgumentParser
import Charts
import Reports
import Repositories
import Value
import YAML

struct ChartShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a chart's parts, as `helm show` does.",
        discussion: """
            Examples:
              groundcrew chart show values ./chart
              groundcrew chart show chart oci://registry.example.com/charts/nginx
              groundcrew chart show values nginx --repo https://charts.example.com
            """,
        subcommands: [All.self, Metadata.self, Values.self, Readme.self, CRDs.self])

    /// What all parts have in common.
    struct Options: ParsableArguments {
        @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART.")
        var chart: String

        @OptionGroup var source: ChartSourceOptions

        /// As Helm, `show` says nothing of what is odd about a chart.
        func load(_ context: CommandContext) async throws -> Chart {
            try await source.locate(chart, fetcher: try source.fetcher(context), context).chart
        }

        func print(_ part: ChartPart, _ context: CommandContext) async throws {
            context.writeForeign(try await load(context).shown(part))
        }
    }

    struct All: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "all", abstract: "Show everything: metadata, values, readme and CRDs.")
        @OptionGroup var options: Options
        func run(_ context: CommandContext) async throws { try await options.print(.all, context) }
    }

    struct Readme: ContextCommand {
        static let configuration = CommandConfiguration(commandName: "readme", abstract: "Show the chart's readme.")
        @OptionGroup var options: Options
        func run(_ context: CommandContext) async throws { try await options.print(.readme, context) }
    }

    struct CRDs: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "crds", abstract: "Show the custom resource definitions that the chart brings.")
        @OptionGroup var options: Options
        func run(_ context: CommandContext) async throws { try await options.print(.crds, context) }
    }

    struct Metadata: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "chart", abstract: "Show the chart's metadata.")
        @OptionGroup var options: Options
        @Option(name: [.short, .customLong("output")], help: "Format: text, which is YAML, json or yaml.")
        var output: OutputFormat = .text

        /// Whatever fails from here on is told in that format, too.
        func validate() { CommandContext.current?.result.ask(for: output) }

        func run(_ context: CommandContext) async throws {
            guard output != .text else { return try await options.print(.chart, context) }
            let metadata = try await options.load(context).metadata.value
            ResultPrinter(output: context.standardOutput, format: output).print(metadata) { "" }
        }
    }

    struct Values: ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "values", abstract: "Show the chart's default values.")
        @OptionGroup var options: Options
        @Option(name: [.short, .customLong("output")], help: "Format: text, the file as it is, json or yaml.")
        var output: OutputFormat = .text
        @Option(help: ArgumentHelp("Only what this JSONPath template gives, such as {.image}.", valueName: "text"))
        var jsonpath: String?

        /// Whatever fails from here on is told in that format, too.
        func validate() { CommandContext.current?.result.ask(for: output) }

        func run(_ context: CommandContext) async throws {
            let chart = try await options.load(context)
            if let jsonpath, !jsonpath.isEmpty {
                context.writeForeign(Array(try JSONPath(jsonpath).text(.object(chart.values)).utf8))
            } else if output == .text {
                context.writeForeign(chart.shown(.values))
            } else {
                let values = Self.withWholeNumbers(.object(chart.values))
                ResultPrinter(output: context.standardOutput, format: output).print(values) { "" }
            }
        }

        /// Helm reads every number as a float; people write most of them as integers.
        private static func withWholeNumbers(_ value: Value) -> Value {
            switch value {
            case .float(let float): Int64(exactly: float).map(Value.integer) ?? value
            case .array(let elements): .array(elements.map(withWholeNumbers))
            case .object(let members): .object(Object(members.map { ($0.key, withWholeNumbers($0.value)) }))
            default: value
            }
        }
    }
}

extension CommandContext {
    /// Text of a chart's author: as it is for a file or a program, without control sequences for a terminal.
    func writeForeign(_ bytes: [UInt8]) {
        standardOutput.write(terminal.isOutput ? Array(plainText(String(decoding: bytes, as: UTF8.self)).utf8) : bytes)
    }
}
