import ArgumentParser
import Releases
import Value

struct ReleasePlanCommand: ForecastCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a change would do, object by object; change nothing.",
        discussion: """
            Install or upgrade, --rollback-to REVISION or --uninstall. Every object is
            put to the server in a dry run. What it would refuse, what nobody can say
            and which fields other managers hold is told, too. The exit status is 1
            when something would be refused, and 3 when something is unknown.

            --save FILE keeps the plan for `release apply FILE`, chart included: it is
            carried out as it was seen, and refused once the cluster, the release's
            history or an object has moved. The file holds the chart's Secrets, so
            that only its owner may read it (mode 0600).

            Examples:
              groundcrew release plan web ./chart -n apps -f values.yaml
              groundcrew release plan web ./chart -o json
              groundcrew release plan web ./chart --save web.plan
              groundcrew release plan web --rollback-to 3 --save back.plan
            """)

    @Option(
        help: ArgumentHelp("Keep the plan in a file that only you may read: it holds Secrets.", valueName: "file"),
        completion: .file())
    var save: String?

    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART.")
    var chart: String?

    @Option(
        name: .customLong("rollback-to"),
        help: ArgumentHelp("Look at a rollback instead; 0 is the one before the last.", valueName: "revision"))
    var rollbackRevision: Int?

    @Flag(name: .customLong("uninstall"), help: "Look at the removal instead.")
    var isRemoval = false

    @OptionGroup var former: FormerValuesOptions
    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var making: ReleaseMakingOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws { try check() }

    func run(_ context: CommandContext) async throws {
        try await with(context) { session, engine, work in
            let forecast = try await self.forecast(engine, work, session, saving: save != nil)
            let changes = forecast.changes
            session.printer(options, context).print(
                kind: "ReleasePlan", changes.value.object ?? [:]
            ) {
                ReleaseText.text(changes)
            }
            context.warn(changes.warnings)
            // A plan that cannot be carried out is not kept.
            try ReleaseText.refuse(changes)
            if let save { try keep(forecast.saved, in: save, context) }
        }
    }

    private func keep(_ plan: SavedPlan?, in file: String, _ context: CommandContext) throws {
        guard let plan else {
            throw CommandFailure(.failed, "nothing has to be done, so that no plan was saved")
        }
        try PrivateFile.write(try plan.fileBytes(), to: context.absolute(file))
        context.standardError.line("the plan is in \(file), with its Secrets: groundcrew release apply \(file)")
    }
}

struct ReleaseDiff: ForecastCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how a change would alter live objects, line by line.",
        discussion: """
            What the cluster has is compared with what the server would make of the
            chart's objects, so that drift is seen as well. Values of Secrets are
            hashed.

            Examples:
              groundcrew release diff web ./chart -n apps -f values.yaml
              groundcrew release diff web ./chart --exit-code >/dev/null || echo differs
              groundcrew release diff web --rollback-to 3
            """)

    @Flag(help: "End with 1 when there are differences.")
    var exitCode = false

    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART.")
    var chart: String?

    @Option(
        name: .customLong("rollback-to"),
        help: ArgumentHelp("Look at a rollback instead; 0 is the one before the last.", valueName: "revision"))
    var rollbackRevision: Int?

    @Flag(name: .customLong("uninstall"), help: "Look at the removal instead.")
    var isRemoval = false

    @OptionGroup var former: FormerValuesOptions
    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var making: ReleaseMakingOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws { try check() }

    func run(_ context: CommandContext) async throws {
        try await with(context) { session, engine, work in
            let changes = try await forecast(engine, work, session).changes
            session.printer(options, context).print(kind: "ReleaseDiff", changes.value.object ?? [:]) {
                ReleaseText.diff(changes)
            }
            context.warn(changes.warnings)
            try ReleaseText.refuse(changes)
            if exitCode, !changes.changed.isEmpty { throw CommandFailure(.failed) }
        }
    }
}
