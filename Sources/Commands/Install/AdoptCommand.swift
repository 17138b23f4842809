import ArgumentParser
import Events
import Kubernetes
import Operators
import Providers
import Releases
import Value

struct AdoptCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Make an operator that somebody else installed with Helm groundcrew's.",
        discussion: """
            By the rules of --existing NAME=adopt, for what is there already. RELEASE is
            a release of Helm's, or the name of an operator, whatever its release is
            called. Labels of the release's record are all that changes: its objects,
            version and values stay, and its former owner can go on with it.
            Refused is what another tool or the cluster's provider looks after, what
            cannot be read, does not fit what needs it, somebody is at work on, or came
            as one part of a release that holds more.

            Examples:
              groundcrew adopt cert-manager --dry-run
              groundcrew adopt certs -n security
              groundcrew adopt gpus -n gpu --as gpu-operator
            """)

    @Argument(help: "Name of the release, or of the operator.", completion: .operators)
    var release: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The operator that it is, where its chart does not tell.", valueName: "name"),
        completion: .operators)
    var operatorName: String?

    @Flag(help: "Say what would be changed, and change nothing.")
    var dryRun = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: release)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let driver = try session.driver(.native, helm: nil, context)
            let adoption = try await AdoptionSearch(
                plans: try session.planning(registry, timeout: .seconds(600), context).all(),
                name: release, namespace: cluster.namespace, operatorName: operatorName,
                defaultNamespace: session.client.defaultNamespace, client: session.client, engine: driver
            ).adoption()
            guard adoption.isDue, !dryRun else {
                print(adoption, hasChanged: false, session, context)
                return try adoption.refuse()
            }
            let (engine, run) = try await session.recorded(driver, "adopt", in: adoption.place.namespace, context)
            let hasChanged = try await session.showing(run, progress.events, context) { events in
                events.emit(
                    Event(
                        .stepStarted, .operators, step: "operator/\(adoption.plan.name)",
                        "\(adoption.plan.name): \(adoption.decision.reason)"))
                let hasChanged = try await engine.adopt(
                    adoption.place.name, namespace: adoption.place.namespace, labels: adoption.plan.adoptionLabels,
                    events: SteppedEvents("operator/\(adoption.plan.name)", events))
                events.emit(
                    Event(
                        .stepFinished, .operators, step: "operator/\(adoption.plan.name)",
                        "\(adoption.plan.name) is groundcrew's from now on",
                        outcome: hasChanged ? .changed : .unchanged))
                return hasChanged
            }
            print(adoption, hasChanged: hasChanged, session, context)
        }
    }

    private func print(
        _ adoption: Adoption, hasChanged: Bool, _ session: ClusterSession, _ context: CommandContext
    ) {
        var value = adoption.value.object ?? [:]
        value["change"] = .string(hasChanged ? "changed" : "unchanged")
        value["dryRun"] = .bool(dryRun)
        session.printer(options, context)
            .print(kind: "AdoptResult", value) { adoption.text(hasChanged: hasChanged, isDryRun: dryRun) }
    }
}
