import ArgumentParser
import Kubernetes
import Providers
import Value
import YAML

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ProvidersLint: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Look for what is wrong with providers' folders.",
        discussion: """
            Reads provider.yaml and chart, renders the chart with every engine, mode and
            router that the provider says it can do, and tries the provider's rules on
            what comes out. Says which of them go together. Ends with status 1 when
            there are errors.

            Examples:
              groundcrew providers lint ./my-provider
              groundcrew providers lint ./my-providers --crds ./operator/crds
            """)

    @Argument(
        help: "A provider's folder, or one of such folders; without it, the built-in ones and those of --charts.",
        completion: .directory)
    var folder: String?

    @Option(
        help: ArgumentHelp("Check what charts make against the CRDs in a folder.", valueName: "dir"),
        completion: .directory)
    var crds: String?

    @Flag(name: .customLong("cluster"), help: "Check what charts make against the CRDs of the cluster.")
    var usesCluster = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func validate() throws {
        guard crds == nil || !usesCluster else { throw ValidationError("give --crds or --cluster, not both") }
    }

    func run(_ context: CommandContext) async throws {
        let subject = try LintedFolders(folder, besides: folders, context)
        guard usesCluster else {
            let definitions = try crds.map { try self.definitions(in: $0, context) }
            return try finish(
                subject.reports(definitions), ResultPrinter(output: context.standardOutput, format: options.output),
                context)
        }
        try await ClusterSession.with(
            cluster, providers: subject.registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            var found: [Value] = []
            for name in subject.crdNames {
                if let crd = try await session.client.getIfPresent(.customResourceDefinitions, name) {
                    found.append(crd)
                }
            }
            try finish(subject.reports(found), session.printer(options, context), context)
        }
    }

    /// The CRDs of the YAML and JSON files directly inside a folder.
    private func definitions(in folder: String, _ context: CommandContext) throws -> [Value] {
        let path = try context.folder(folder, "--crds")
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        var found: [Value] = []
        for name in names where [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
            let file = "\(path)/\(name)"
            let bytes = try context.readFile(file, upTo: CommandLimits.crdFile)
            for document in try YAML.decodeAll(bytes, file: file, rules: .helm) {
                found += document.value["items"]?.array ?? [document.value]
            }
        }
        found.removeAll { $0["kind"]?.string != "CustomResourceDefinition" }
        guard !found.isEmpty else {
            throw CommandFailure(
                .usage, "--crds \(folder): no file in it holds a CustomResourceDefinition",
                hint: "give the folder that holds them as YAML files, such as the crds/ of the operator's chart")
        }
        return found
    }

    private func finish(
        _ reports: [ProviderLintReport], _ printer: ResultPrinter, _ context: CommandContext
    ) throws {
        let errors = reports.reduce(0) { $0 + $1.count(of: .error) }
        let warnings = reports.reduce(0) { $0 + $1.count(of: .warning) }
        printer.print(
            kind: "ProviderLint",
            [
                "errors": .integer(Int64(errors)), "warnings": .integer(Int64(warnings)),
                "providers": .array(reports.map(\.value)),
            ]
        ) {
            let counts = [ProviderLintText.counted(errors, "error"), ProviderLintText.counted(warnings, "warning")]
            return reports.map { ProviderLintText.text($0, context) }.joined() + counts.joined(separator: ", ") + "\n"
        }
        // What is wrong has been printed.
        if errors > 0 { throw CommandFailure(.failed) }
    }
}
