import ArgumentParser

/// Which clusters, and as whom: kubectl's flags, for as many contexts as one likes.
struct FleetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Path to the kubeconfig file.", valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(
        name: .customLong("context"),
        help: ArgumentHelp(
            "Context of the kubeconfig to use; repeatable: all of them are checked.", valueName: "name"),
        completion: .contexts)
    var contexts: [String] = []

    @Flag(help: "Check the clusters of all contexts of the kubeconfig.")
    var allContexts = false

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

    func validate() throws {
        if allContexts, !contexts.isEmpty { throw ValidationError("--all-contexts and --context exclude each other") }
        guard sandbox || sandboxFile != nil else { return }
        if allContexts { throw ValidationError("--all-contexts and --sandbox exclude each other") }
        if contexts.count > 1 { throw ValidationError("several --context and --sandbox exclude each other") }
    }

    /// The first flag that names a cluster; nil where none does.
    var clusterFlag: String? {
        let given = [
            ("--kubeconfig", kubeconfig != nil), ("--context", !contexts.isEmpty), ("--all-contexts", allContexts),
            ("--sandbox", sandbox || sandboxFile != nil),
        ]
        return given.first(where: \.1)?.0
    }

    /// - Parameter context: nil for the kubeconfig's current one.
    func cluster(_ context: String?) -> ClusterOptions {
        var cluster = ClusterOptions()
        cluster.kubeconfig = kubeconfig
        cluster.context = context
        cluster.namespace = namespace
        cluster.sandbox = sandbox
        cluster.sandboxFile = sandboxFile
        cluster.requestTimeout = requestTimeout
        return cluster
    }
}
