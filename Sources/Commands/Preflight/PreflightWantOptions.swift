import ArgumentParser
import Providers

/// What a cluster is to be ready for.
struct PreflightWantOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "Check for all that this bootstrap file brings, a URL, or - for standard input.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Provider to check for; repeatable. Chosen for the models when not given.", valueName: "name"),
        completion: .providers)
    var providers: [String] = []

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("Model that is to be deployed; repeatable.", valueName: "id"), completion: .models)
    var models: [String] = []

    @Option(help: ArgumentHelp("GPUs for each worker.", valueName: "count"))
    var gpus: Int64?

    @Option(help: ArgumentHelp("Workers of each model.", valueName: "count"))
    var replicas: Int64?

    @Option(
        name: .customLong("operator-version"),
        help: ArgumentHelp("Version of the operator, when not the provider's default.", valueName: "version"))
    var operatorVersion: String?

    @Option(help: ArgumentHelp("Check this NATS server, needed or not.", valueName: "url"))
    var natsURL: String?

    @Option(help: ArgumentHelp("Check this etcd server, needed or not.", valueName: "url"))
    var etcdURL: String?

    @Flag(help: "The operators are still to be installed: what they bring may be missing. So it is with a file.")
    var beforeInstall = false

    @OptionGroup var existing: ExistingOptions
    @OptionGroup var values: OperatorValuesOptions

    func validate() throws {
        try CountBounds.check("--gpus", gpus, .gpu)
        try CountBounds.check("--replicas", replicas, .replicas)
        if file != nil, let flag = besidesFile {
            throw ValidationError("\(flag) and --file exclude each other: the file says what is wanted")
        }
    }

    /// The first flag that says what a file says.
    private var besidesFile: String? {
        let given = [
            ("--provider", !providers.isEmpty), ("--model", !models.isEmpty), ("--gpus", gpus != nil),
            ("--replicas", replicas != nil), ("--operator-version", operatorVersion != nil),
            ("--nats-url", natsURL != nil), ("--etcd-url", etcdURL != nil),
            ("--set and --values", !values.given.isEmpty),
        ]
        return given.first(where: \.1)?.0
    }
}
