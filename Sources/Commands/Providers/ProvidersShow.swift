import ArgumentParser
import Expressions
import Providers
import Reports
import Value

struct ProvidersShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a provider needs and can do.")

    @Argument(help: "The provider's name.", completion: .providers)
    var provider: String

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let provider = try folders.registry(context).provider(provider)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(provider.definition.value) { text(provider.definition) }
    }

    private func text(_ definition: ProviderDefinition) -> String {
        let can = definition.capabilities
        let needs = definition.requirements
        var rows = [("provider", "\(definition.title) (\(definition.name))"), ("summary", definition.summary)]
        for item in definition.operators {
            rows.append(("operator", "\(item.name) \(item.version) in namespace \(item.namespace)"))
            rows.append(("", "\(item.repository.map { $0 + " " } ?? "")\(item.chart)"))
        }
        if let resource = definition.resource {
            rows.append(("deploys a", "\(resource.kind) (\(resource.versions.joined(separator: ", else ")))"))
        }
        rows += [
            ("CRDs", definition.crds.map(\.name).joined(separator: ", ")),
            ("engines", can.engines.joined(separator: ", ")), ("modes", can.modes.joined(separator: ", ")),
            ("routers", can.routers.joined(separator: ", ")),
            ("accelerators", can.accelerators.joined(separator: ", ")),
            ("Kubernetes", needs.kubernetes.map { "\($0)" } ?? "any version"),
            ("Helm", (needs.helm.map { "\($0)" } ?? "any version") + ", for --driver helm"),
        ]
        if let nats = needs.nats { rows.append(("NATS", Self.needed(nats))) }
        if let etcd = needs.etcd { rows.append(("etcd", Self.needed(etcd))) }
        for item in needs.oneOf {
            rows.append(("one of", "needed \(item.words): \(item.crds.joined(separator: " or "))"))
        }
        return rows.map { Self.row($0.0, $0.1) }.joined()
    }

    private static func needed(_ service: ProviderDefinition.Service) -> String {
        "needed " + (service.words ?? "when \(service.when.source)")
    }

    /// Text wrapped beside its heading, in 80 columns; a word that is longer keeps its line.
    private static func row(_ heading: String, _ text: String) -> String {
        TextWrap.lines(text, width: 66).enumerated().map { index, line in
            let start = index == 0 ? heading : ""
            return start + String(repeating: " ", count: max(1, 14 - start.count)) + line + "\n"
        }
        .joined()
    }
}
