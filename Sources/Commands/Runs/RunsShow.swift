import ArgumentParser
import Releases
import Value

struct RunsShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one run: its plan, what happened, what came of it.")

    @Argument(help: "The run's id.")
    var id: String

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await scope.reading(cluster, time, options, context) { session, namespace in
            guard let run = try await session.runs(context).run(id, namespace: namespace) else {
                throw CommandFailure(
                    .usage, "there is no run \(id)" + (namespace.map { " in namespace \($0)" } ?? ""),
                    hint: "groundcrew runs list -A shows what there is")
            }
            var value = run.journal.value.object ?? [:]
            for key in ["apiVersion", "kind"] { value[key] = nil }
            value["state"] = .string(run.summary.state.rawValue)
            value["keptIn"] = .string(run.summary.place)
            session.printer(options, context).print(kind: "Run", value) { RunText.text(run) }
        }
    }
}
