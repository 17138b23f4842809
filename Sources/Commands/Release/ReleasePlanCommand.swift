import ArgumentParser
import Releases
import Value

struct ReleasePlanCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what install or upgrade would do, object by object; change nothing.",
        discussion: """
            Every object is put to the server in a dry run. What it would refuse, what
            nobody can say and which fields other managers hold is told, too. The exit
            status is 1 when something would be refused, and 3 when something is unknown.

            Examples:
              groundcrew release plan web ./chart -n apps -f values.yaml
              groundcrew release plan web ./chart -o json
            """)

    @OptionGroup var forecast: ReleaseForecastOptions

    var progress: ProgressOptions { forecast.progress }

    func run(_ context: CommandContext) async throws {
        try await forecast.making(context).with(context) { session, engine, request in
            let changes = try await engine.plan(request)
            session.printer(forecast.options, context).print(kind: "ReleasePlan", changes.value.object ?? [:]) {
                ReleaseText.text(changes)
            }
            context.warn(changes.warnings)
            try ReleaseText.refuse(changes)
        }
    }
}

struct ReleaseDiff: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how install or upgrade would change live objects, line by line.",
        discussion: """
            What the cluster has is compared with what the server would make of the
            chart's objects, so that drift is seen as well. Values of Secrets are
            hashed.

            Examples:
              groundcrew release diff web ./chart -n apps -f values.yaml
              groundcrew release diff web ./chart --exit-code >/dev/null || echo differs
            """)

    @Flag(help: "End with 1 when there are differences.")
    var exitCode = false

    @OptionGroup var forecast: ReleaseForecastOptions

    var progress: ProgressOptions { forecast.progress }

    func run(_ context: CommandContext) async throws {
        try await forecast.making(context).with(context) { session, engine, request in
            let changes = try await engine.plan(request)
            session.printer(forecast.options, context).print(kind: "ReleaseDiff", changes.value.object ?? [:]) {
                ReleaseText.diff(changes)
            }
            context.warn(changes.warnings)
            try ReleaseText.refuse(changes)
            if exitCode, !changes.changed.isEmpty { throw CommandFailure(.failed) }
        }
    }
}
