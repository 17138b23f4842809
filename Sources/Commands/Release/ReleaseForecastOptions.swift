import ArgumentParser
import Releases

/// What `plan` and `diff` take: install's and upgrade's arguments, since it is their work that they look at.
struct ReleaseForecastOptions: ParsableArguments {
    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "A folder, .tgz, URL, oci:// or REPO/CHART.")
    var chart: String

    @OptionGroup var former: FormerValuesOptions
    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var making: ReleaseMakingOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    /// Installs where there is no release: that is what looking ahead is for, too.
    func making(_ context: CommandContext) throws -> ReleaseMaking {
        try ReleaseRequest.validate(releaseName: name)
        var options = change.options
        options.mode = .upgradeOrInstall
        options.formerValues = former.policy
        making.apply(to: &options)
        return ReleaseMaking(
            name: name, chart: chart, options: options, change: change, making: making, values: values,
            source: source, drivers: drivers, cluster: cluster, output: self.options, progress: progress)
    }
}
