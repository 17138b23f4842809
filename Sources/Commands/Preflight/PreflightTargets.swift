import Kubernetes

/// The clusters that a preflight is about.
struct PreflightTargets: Sendable {
    /// Names of contexts, each once; nil is the kubeconfig's current one.
    var contexts: [String?]
    /// Whether there is one report for all, even where there is one cluster.
    var isFleet: Bool

    /// - Parameter context: that a file names, where no flag does.
    /// - Throws: `KubernetesError` for a kubeconfig that cannot be read, and `CommandFailure` with status `usage` for one
    ///   without contexts.
    init(_ options: FleetOptions, else context: String?, _ command: CommandContext) throws {
        isFleet = options.allContexts || options.contexts.count > 1
        guard options.allContexts else {
            var seen: Set<String> = []
            let named = options.contexts.filter { seen.insert($0).inserted }
            contexts = named.isEmpty ? [context] : named.map { Optional($0) }
            return
        }
        let files = KubeconfigFiles(
            explicit: options.kubeconfig.map(command.absolute), environment: command.environment)
        let names = try Kubeconfig.load(files, reading: command.clientEnvironment.files).contextNames
        guard !names.isEmpty else {
            throw CommandFailure(
                .usage,
                files.paths.isEmpty
                    ? "--all-contexts: there is no kubeconfig"
                    : "--all-contexts: there is no context in \(files.paths.joined(separator: ", "))",
                hint: "give --kubeconfig, or leave --all-contexts out for the cluster around this machine")
        }
        contexts = names.map { Optional($0) }
    }
}
