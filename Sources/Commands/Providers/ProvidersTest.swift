import ArgumentParser
import Providers
import Reports
import Value

struct ProvidersTest: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the test cases that providers' folders hold.",
        discussion: """
            A case in tests/*.yaml is an object, and what the readiness rules of
            provider.yaml are to make of it. Rules that no case reaches are named.

            Examples:
              groundcrew providers test
              groundcrew providers test ./my-provider --strict
              groundcrew providers test --charts ./my-providers
            """)

    @Argument(
        help: "A provider's folder, or one of such folders; without it, the built-in ones and those of --charts.",
        completion: .directory)
    var folder: String?

    @Flag(help: "Fail where no case reaches a rule.")
    var strict = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        var reports: [ProviderTestReport] = []
        let found = try providers(context)
        var broken = found.broken
        for provider in found.providers {
            try Task.checkCancellation()
            do { reports.append(try ProviderTestReport(of: provider)) } catch { broken.append(error) }
        }
        // Nothing was tested.
        if reports.isEmpty, let first = broken.first { throw Self.error(first, besides: broken.count - 1) }
        let failed = reports.reduce(0) { $0 + $1.failures.count }
        let passed = reports.reduce(0) { $0 + $1.passed }
        let unreached = reports.reduce(0) { $0 + $1.unreached.count }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(
                kind: "ProviderTest",
                [
                    "passed": .integer(Int64(passed)), "failed": .integer(Int64(failed)),
                    "providers": .array(reports.map(\.value)),
                ]
            ) {
                reports.map { Self.text($0, context) }.joined() + "\(passed) cases passed, \(failed) failed\n"
            }
        if let first = broken.first { throw Self.error(first, besides: broken.count - 1) }
        if let empty = reports.first(where: { $0.count == 0 }) {
            let folder = context.relative(empty.folder)
            throw CommandFailure(
                .failed, "\(folder) has no test cases",
                hint: "write some to \(folder)/tests/readiness.yaml, as docs/providers.md shows")
        }
        // What failed has been printed.
        if failed > 0 { throw CommandFailure(.failed) }
        if strict, unreached > 0 {
            throw CommandFailure(
                .failed, "no case reaches \(unreached == 1 ? "one rule" : "\(unreached) rules")",
                hint: "write a case for each, or remove the rule")
        }
    }

    /// What can be read, and why the rest cannot.
    private func providers(_ context: CommandContext) throws -> (providers: [Provider], broken: [ProviderError]) {
        var providers = try folder == nil ? ProviderRegistry.builtIn().providers : []
        var broken: [ProviderError] = []
        let paths =
            if let folder { [try ProviderArgument.path(folder, context)] } else { try folders.paths(context) }
        for path in paths {
            let contents = try ProviderFolder.contents(of: path)
            providers += contents.providers
            broken += contents.broken.filter { $0.kind == .provider }.map(\.error)
        }
        return (providers, broken)
    }

    private static func error(_ first: ProviderError, besides count: Int) -> ProviderError {
        guard count > 0 else { return first }
        return ProviderError(
            first.code, "\(first.message); and \(count) more that cannot be read: groundcrew providers lint tells all",
            underlying: first.underlying)
    }

    private static func text(_ report: ProviderTestReport, _ context: CommandContext) -> String {
        var text = ""
        for failure in report.failures {
            text += line("\(context.relative(failure.file)): \(failure.name)", indent: 0)
            for problem in failure.problems { text += line(problem, indent: 2) }
        }
        for rule in report.unreached {
            let place = context.relative(rule.place ?? report.folder)
            text += line(
                "warning: \(place): no case reaches \(rule.path) of \(report.name): \(rule.condition)", indent: 0)
        }
        return text
    }

    /// Wrapped; further lines stand under it, two columns in.
    private static func line(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return margin + TextWrap.hanging(text, width: 80 - indent, indent: indent + 2) + "\n"
    }
}
