import ArgumentParser
import Deployments
import Kubernetes
import Providers
import Releases
import Value

struct StatusCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the cluster, the operators installed and the models served.")

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            let driver = try session.driver(.native, helm: nil, context)
            let identity = try await session.client.identity()
            let version = try await session.client.serverVersion()
            var operators: [(provider: Provider, name: String, record: ReleaseRecord?)] = []
            for provider in registry.providers {
                for item in provider.definition.operators {
                    let record = try await driver.record(of: item)
                    operators.append((provider, item.name, record))
                }
            }
            let deployments = try await session.engine(driver, registry, context).list(namespace: cluster.namespace)
            session.printer(options, context).print(
                [
                    "cluster": [
                        "server": .string(identity.server), "uid": identity.kubeSystemUID.map(Value.string) ?? .null,
                        "version": .string("\(version)"),
                    ],
                    "operators": .array(
                        operators.map { item in
                            [
                                "provider": .string(item.provider.name), "name": .string(item.name),
                                "status": .string(item.record?.status ?? "not installed"),
                                "version": item.record.map { .string($0.chartVersion) } ?? .null,
                            ]
                        }),
                    "deployments": .array(deployments.map(\.value)),
                ]
            ) {
                "cluster    \(identity)\nversion    \(version)\n\n"
                    + Table(
                        headings: ["PROVIDER", "OPERATOR", "STATUS", "VERSION"],
                        rows: operators.map { item in
                            [
                                item.provider.name, item.name, item.record?.status ?? "not installed",
                                item.record?.chartVersion ?? "",
                            ]
                        }
                    )
                    .rendered()
                    + (deployments.isEmpty ? "\nno model is deployed\n" : "\n" + DeploymentTable.text(deployments))
            }
        }
    }
}
