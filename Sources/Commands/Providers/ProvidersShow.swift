import ArgumentParser
import Deployments
import Expressions
import Providers
import Reports
import Value

struct ProvidersShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a provider needs and can do.")

    @Argument(help: "The provider's name.", completion: .providers)
    var provider: String

    @Option(
        help: ArgumentHelp(
            "Ask the cluster which runtimes that are there could serve this model, and why not.", valueName: "id"),
        completion: .models)
    var model: String?

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup(title: "Cluster, with --model") var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        let provider = try registry.provider(provider)
        let operators = try registry.operators(of: provider)
        let settings = try provider.settings()
        var value = provider.definition.value.merged(with: [
            "needs": .array(operators.filter(\.isShared).map(\.value)),
            "settings": .array(settings.map(\.value)),
        ])
        var runtimes: [String] = []
        if let model {
            let found = try await RuntimeLook(cluster: cluster, options: options, registry: registry)
                .runtimes(of: [provider], for: try CatalogLookup.model(model), context)[provider.name]
            value = value.merged(with: ["runtimes": found?.value ?? .null])
            runtimes = found.map(RuntimeText.lines) ?? ["\(provider.name) takes no runtime that is in the cluster"]
        }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(kind: "Provider", value.object ?? [:]) {
                text(provider.definition, operators, settings, runtimes)
            }
    }

    private func text(
        _ definition: ProviderDefinition, _ operators: [OperatorDefinition], _ settings: [ProviderSetting],
        _ runtimes: [String]
    ) -> String {
        let can = definition.capabilities
        let needs = definition.requirements
        var rows = [("provider", "\(definition.title) (\(definition.name))"), ("summary", definition.summary)]
        for item in operators {
            rows.append(
                (item.isShared ? "needs" : "operator", "\(item.name) \(item.version) in namespace \(item.namespace)"))
            if case .chart(_, let repository?) = item.source {
                rows.append(("", "\(repository) \(item.chartTitle)"))
            } else {
                rows.append(("", item.chartTitle))
            }
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
        if let data = definition.versions { rows += Self.rows(data, of: definition.title) }
        for item in operators {
            if let data = item.versions { rows += Self.rows(data, of: item.name) }
        }
        if let nats = needs.nats { rows.append(("NATS", Self.needed(nats))) }
        if let etcd = needs.etcd { rows.append(("etcd", Self.needed(etcd))) }
        for item in needs.oneOf {
            rows.append(("one of", "needed \(item.words): \(item.crds.joined(separator: " or "))"))
        }
        if let rules = definition.runtimes {
            let kinds = rules.kinds.map(\.kind).joined(separator: " or ")
            rows.append(("runtimes", "one that is in the cluster, with --runtime: a \(kinds)"))
        }
        rows += runtimes.map { ("", $0) }
        return rows.map { Self.row($0.0, $0.1) }.joined() + Self.text(settings)
    }

    /// The versions that are known, the newest first.
    private static func rows(_ data: VersionData, of name: String) -> [(String, String)] {
        var rows = [("versions", "of \(name), as known on \(data.asOf):")]
        rows += data.known.reversed().map { item in
            ("", item.words.isEmpty ? item.version : "\(item.version): \(item.words)")
        }
        rows += data.upgrades.map { ("", "upgrade \($0.words)") }
        return rows
    }

    /// Below the others, since there are many: what each is, and what it is for.
    private static func text(_ settings: [ProviderSetting]) -> String {
        guard !settings.isEmpty else { return "" }
        let rows = settings.map { setting in
            (["  \(setting.name)"] + TextWrap.lines(setting.words, width: 76).map { "    \($0)" }
                + (setting.title.isEmpty ? [] : TextWrap.lines(setting.title, width: 76).map { "    \($0)" }))
                .joined(separator: "\n")
        }
        return "\nvalues, for --set and for models of a bootstrap file:\n" + rows.joined(separator: "\n") + "\n"
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
