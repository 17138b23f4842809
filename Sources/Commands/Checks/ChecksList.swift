import ArgumentParser
import Preflight
import Value

struct ChecksList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the checks, with the facts that each needs.", aliases: ["ls"])

    @Option(
        help: ArgumentHelp("Only those of this category; repeatable.", valueName: "name"),
        completion: .list(ReportCategory.order))
    var category: [String] = []

    @OptionGroup var own: OwnChecksOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let catalog = try own.catalog(context)
        // It refuses categories that are not there.
        _ = try CheckSelection(categories: category, from: catalog)
        let groups = catalog.categories.filter { category.isEmpty || category.contains($0.name) }
        let checks = groups.flatMap(\.checks)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(checks.map(\.listed))) {
                Table(
                    headings: ["ID", "CATEGORY", "SEVERITY", "TITLE", "FACTS"], rows: checks.map(Self.row),
                    yields: [.init(4, least: 8), .init(3, least: 12), .init(1, least: 8), .init(0, least: 12)]
                )
                .rendered(within: context.tableWidth)
            }
    }

    /// Lists of objects go by their resource alone.
    private static func row(_ check: CheckDefinition) -> [String] {
        let facts = check.needs.map(\.rawValue) + check.objects.map(\.wish.query.resource)
        return [
            check.id, check.category, check.severity.rawValue, check.title,
            facts.isEmpty ? "-" : facts.joined(separator: ","),
        ]
    }
}
