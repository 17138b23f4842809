import ArgumentParser
import Expressions
import Providers
import Value

struct ProvidersShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a provider needs and can do.")

    @Argument(help: "The provider's name.")
    var provider: String

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let provider = try folders.registry(context).provider(provider)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(provider.definition.value) { text(provider.definition) }
    }

    private func text(_ definition: ProviderDefinition) -> String {
        var lines = ["\(definition.title) (\(definition.name)): \(definition.summary)", ""]
        for item in definition.operators {
            lines.append("operator      \(item.name) \(item.version) in namespace \(item.namespace)")
            lines.append("              \(item.repository.map { $0 + " " } ?? "")\(item.chart)")
        }
        if let resource = definition.resource {
            lines.append("deploys a     \(resource.kind) (\(resource.versions.joined(separator: ", else ")))")
        }
        lines.append("CRDs          \(definition.crds.map(\.name).joined(separator: ", "))")
        lines.append("engines       \(definition.capabilities.engines.joined(separator: ", "))")
        lines.append("modes         \(definition.capabilities.modes.joined(separator: ", "))")
        lines.append("routers       \(definition.capabilities.routers.joined(separator: ", "))")
        lines.append("accelerators  \(definition.capabilities.accelerators.joined(separator: ", "))")
        let needs = definition.requirements
        lines.append("Kubernetes    \(needs.kubernetes.map { "\($0)" } ?? "any version")")
        lines.append("Helm          \(needs.helm.map { "\($0), for --driver helm" } ?? "any version, for --driver helm")")
        if let nats = needs.nats { lines.append("NATS          when \(nats.when.source)") }
        if let etcd = needs.etcd { lines.append("etcd          when \(etcd.when.source)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
