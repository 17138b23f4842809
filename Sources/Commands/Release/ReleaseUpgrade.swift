import ArgumentParser
import Events
import Releases

struct ReleaseUpgrade: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Make a new revision of a release.",
        discussion: """
            Helm's arguments and defaults: without values the former ones are kept.

            Examples:
              groundcrew release upgrade web ./chart -n apps --set replicas=3 --wait
              groundcrew release upgrade --install web ./chart --rollback-on-failure
            """)

    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART.")
    var chart: String

    @Flag(name: [.customShort("i"), .long], help: "Install the release when there is none.")
    var install = false

    @OptionGroup var former: FormerValuesOptions
    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var making: ReleaseMakingOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        if former.reuseValues, drivers.choice() == .helm {
            throw ValidationError(
                "--reuse-values cannot be given to --driver helm: give --reset-then-reuse-values, or --driver native")
        }
        if change.cleanupOnFail, making.onFailure == .hold {
            throw ValidationError("--cleanup-on-fail and --on-failure hold exclude each other")
        }
        try change.check(drivers.choice())
    }

    /// How it is to be done, whatever the chart is.
    func asked() throws -> ReleaseOptions {
        var options = try change.options()
        options.mode = install ? .upgradeOrInstall : .upgrade
        options.formerValues = former.policy
        try making.apply(to: &options)
        return options
    }

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        try await ReleaseMaking(
            name: name, chart: chart, options: try asked(), change: change, making: making, values: values,
            source: source, drivers: drivers, cluster: cluster, output: self.options, progress: progress
        ).run(context)
    }
}
