import ArgumentParser
import Reports
import Repositories
import Value

struct ChartRepoUpdate: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Fetch the indexes of chart repositories anew, for Helm.",
        discussion: """
            Commands of groundcrew ask repositories themselves and need no update.
            One that cannot be fetched keeps its former index, and the exit status is 1.
            """, aliases: ["up"])

    @Argument(help: "The repositories; all when none is named.", completion: .repositories)
    var names: [String] = []

    // Helm 3's; since Helm 4 a failure always is one.
    @Flag(help: .hidden)
    var failOnRepoUpdateFail = false

    @OptionGroup var fetch: IndexFetchOptions

    func run(_ context: CommandContext) async throws {
        let isText = fetch.output.output == .text
        let updates = try await fetch.repositories(context).update(names) { update in
            if isText { context.standardOutput.line(plainText(update.text)) }
        }
        let failed = updates.filter { $0.error != nil }
        ResultPrinter(output: context.standardOutput, format: fetch.output.output)
            .print(.array(updates.map(\.value))) { failed.isEmpty ? "Update Complete.\n" : "" }
        guard failed.isEmpty else {
            throw CommandFailure(
                .failed,
                "failed to update the following repositories: "
                    + failed.map(\.repository.shownURL).joined(separator: ", "),
                hint: "the others are up to date; those keep the index that they had")
        }
    }
}

extension HelmRepositories.Update {
    var text: String {
        guard let error else { return "...Successfully got an update from the \"\(repository.name)\" chart repository" }
        return "...Unable to get an update from the \"\(repository.name)\" chart repository"
            + " (\(repository.shownURL)):\n\t\(error)"
    }

    var value: Value {
        var fields = repository.value.object ?? [:]
        fields["updated"] = .bool(error == nil)
        if let error { fields["error"] = .string(error.description) }
        return .object(fields)
    }
}
