import ArgumentParser
import Preflight

/// Which checks run, and what makes them fail.
struct CheckOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder with further checks; repeatable.", valueName: "dir"), completion: .directory)
    var checks: [String] = []

    @Option(help: ArgumentHelp("Leave a check out; repeatable.", valueName: "id"), completion: .checks)
    var skip: [String] = []

    @Option(help: ArgumentHelp("Run only this check; repeatable.", valueName: "id"), completion: .checks)
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run only the checks of this category, beside those of --only; repeatable.", valueName: "name"),
        completion: .list(ReportCategory.order))
    var category: [String] = []

    @Option(
        help: ArgumentHelp(
            "Policy file: which checks are downgraded or skipped, why, and until when.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "Also let this end with status 1: warning or unknown; repeatable.", valueName: "verdict"))
    var failOn: [FailOnArgument] = []
}

/// What makes the preflight fail besides a failed check, which always does.
enum FailOnArgument: String, ExpressibleByArgument, CaseIterable { case error, warning, unknown }

extension CheckOptions {
    func catalog(_ context: CommandContext) throws -> CheckCatalog { try .builtIn(with: checks, context) }

    /// What the flags choose of a catalog.
    ///
    /// - Throws: as `CheckSelection.init` does.
    func selection(from catalog: CheckCatalog) throws(CommandFailure) -> CheckSelection {
        var selection = try CheckSelection(skip: skip, only: only, categories: category, from: catalog)
        selection.failOn = Set(failOn.compactMap { FailOn(rawValue: $0.rawValue) })
        return selection
    }
}
