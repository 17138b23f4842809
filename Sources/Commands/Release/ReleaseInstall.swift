import ArgumentParser
import Events
import Releases

struct ReleaseInstall: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a chart as a new release.",
        discussion: """
            Helm's arguments and defaults. Refused when the release exists; of one
            that is uninstalled with its history kept, --replace takes the name.

            Examples:
              groundcrew release install web ./chart -n apps --create-namespace --wait
              groundcrew release install web nginx --repo https://charts.example.com
              groundcrew release install web oci://registry.example.com/charts/nginx
              groundcrew release install web ./chart --dry-run
            """)

    @Argument(help: "NAME CHART: the release's name; a folder, .tgz, URL, oci:// or REPO/CHART.")
    var nameAndChart: [String]

    @Flag(help: "Take the name of an uninstalled release whose history is kept.")
    var replace = false

    @OptionGroup var naming: ReleaseNameOptions
    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var making: ReleaseMakingOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        guard nameAndChart.count == 2 || (nameAndChart.count == 1 && naming.makesName) else {
            throw ValidationError(
                nameAndChart.count == 1
                    ? "give a name and a chart, or --generate-name" : "give a release's name and a chart")
        }
        if change.cleanupOnFail {
            throw ValidationError(
                "--cleanup-on-fail goes with upgrade and rollback; --rollback-on-failure removes what a failed install "
                    + "has made")
        }
        try change.check(drivers.choice())
    }

    /// How it is to be done, whatever the chart is.
    func asked() throws -> ReleaseOptions {
        var options = try change.options()
        options.mode = .install
        options.reusesName = replace
        try making.apply(to: &options)
        return options
    }

    func run(_ context: CommandContext) async throws {
        let chart = nameAndChart[nameAndChart.count - 1]
        let name = try naming.newName(given: nameAndChart.count == 2 ? nameAndChart[0] : nil, chart: chart, context)
        try await ReleaseMaking(
            name: name, chart: chart, options: try asked(), change: change, making: making, values: values,
            source: source, drivers: drivers, cluster: cluster, output: self.options, progress: progress
        ).run(context)
    }
}
