import ArgumentParser
import Kubernetes

/// Which cluster, and as whom: kubectl's flags.
struct ClusterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Path to the kubeconfig file.", valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("Context of the kubeconfig to use.", valueName: "name"), completion: .contexts)
    var context: String?

    @Option(
        name: [.short, .long], help: ArgumentHelp("Namespace to work in.", valueName: "name"),
        completion: .namespaces)
    var namespace: String?

    @Flag(help: "Use the built-in simulated cluster instead of a real one.")
    var sandbox = false

    @Option(
        help: ArgumentHelp("Like --sandbox, with the simulated cluster described in a file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var sandboxFile: String?

    /// kubectl's; zero is as if it were not given.
    @Option(help: .hidden)
    var requestTimeout: DurationArgument?

    var usesSandbox: Bool { sandbox || sandboxFile != nil }

    /// How long one request waits for its answer; lists, which a busy server takes longer to start, wait no longer.
    var timeouts: CallTimeouts {
        var timeouts = CallTimeouts()
        if let requestTimeout, requestTimeout.duration > .zero {
            (timeouts.object, timeouts.list) = (requestTimeout.duration, requestTimeout.duration)
        }
        return timeouts
    }
}

/// How to print the result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, yaml

    /// Helm calls text a table.
    init?(argument: String) { self.init(rawValue: argument == "table" ? "text" : argument) }
}

struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .customLong("output")], help: "Format of the result: text, json or yaml.")
    var output: OutputFormat = .text

    @Flag(help: "Never use color.")
    var noColor = false

    @Flag(name: [.short, .long], help: "Log requests and what else is done, on standard error.")
    var verbose = false

    /// Whatever fails from here on is told in that format, too.
    func validate() { CommandContext.current?.result.ask(for: output) }
}

/// How to show what happens meanwhile.
enum EventFormat: String, ExpressibleByArgument, CaseIterable {
    case auto, plain, ndjson, none
}

struct ProgressOptions: ParsableArguments {
    @Option(help: "Progress on standard error: auto (live on a terminal), plain, ndjson or none.")
    var events: EventFormat = .auto
}
