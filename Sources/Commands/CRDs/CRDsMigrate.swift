import ArgumentParser
import Kubernetes
import Providers
import Releases
import Value

struct CRDsMigrate: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Have all objects of CRDs stored in their storage version.",
        discussion: """
            Writes every object back as it is, so that the server stores it anew, and
            then takes the versions of before from the CRD's status.storedVersions: a
            chart may drop them after that. May be run at any time, and again.

            Examples:
              groundcrew crds migrate widgets.example.com --dry-run
              groundcrew crds migrate widgets.example.com
            """)

    @Argument(help: "Names of CRDs, as PLURAL.GROUP.")
    var names: [String]

    @Flag(help: "Ask the server for each write, and change nothing.")
    var dryRun = false

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let (engine, run) = try await session.recorded(
                try session.driver(.native, helm: nil, context), "crds migrate",
                in: cluster.namespace ?? session.client.defaultNamespace, context)
            var done: [MigratedCRD] = []
            try await session.showing(run, progress.events, context) { events in
                for name in names {
                    done.append(try await engine.migrateCRD(name, dryRun: dryRun, events: events))
                }
            }
            session.printer(options, context).print(kind: "CRDMigration", ["crds": .array(done.map(\.value))]) {
                done.map(Self.text).joined()
            }
        }
    }

    private static func text(_ crd: MigratedCRD) -> String {
        guard crd.before != crd.after else {
            return "CRD \(crd.name): all objects are stored in \(crd.storageVersion)\n"
        }
        let verb = crd.isDryRun ? "would be written" : "written"
        var parts = ["\(crd.written) objects \(verb)"]
        if crd.writtenByOthers > 0 { parts.append("\(crd.writtenByOthers) by others meanwhile") }
        if crd.gone > 0 { parts.append("\(crd.gone) gone meanwhile") }
        let state = crd.isDryRun ? "would be" : "is"
        return "CRD \(crd.name): \(parts.joined(separator: ", ")); stored in \(crd.before.joined(separator: ", ")), "
            + "which \(state) \(crd.storageVersion) alone\n"
    }
}
