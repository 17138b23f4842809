import ArgumentParser
import Kubernetes
import Processes
import Releases

/// Who installs charts.
enum DriverChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, native, helm
}

struct DriverOptions: ParsableArguments {
    @Option(help: "Who installs charts: native, helm (your Helm CLI) or auto (native).")
    var driver: DriverChoice?

    @Option(help: ArgumentHelp("Helm program for --driver helm; found in PATH otherwise.", valueName: "path"))
    var helm: String?
}

extension DriverOptions {
    /// - Parameter fileChoice: what a bootstrap file says; the flag wins over it.
    func choice(_ fileChoice: String? = nil) -> DriverChoice {
        let chosen = driver ?? fileChoice.flatMap(DriverChoice.init) ?? .auto
        return chosen == .auto ? .native : chosen
    }
}
