import ArgumentParser
import Kubernetes
import Providers
import Sandbox
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
        help: "A provider's folder, or one of such folders; without it, the built-in ones.", completion: .directory)
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
        let subject = try LintedFolders(folder, with: try folders.registry(context), context)
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

/// What there is to lint: providers as far as they can be read, and what they may need.
private struct LintedFolders {
    let registry: ProviderRegistry
    private let providers: [Provider]
    /// Of folders that cannot be read as providers.
    private let broken: [ProviderLintReport]

    /// - Parameter argument: nil for the built-in providers.
    /// - Throws: `ProviderError` when the folder itself cannot be read, or holds no provider.
    init(_ argument: String?, with base: ProviderRegistry, _ context: CommandContext) throws {
        guard let argument else {
            self.registry = base
            self.providers = try ProviderRegistry.builtIn().providers
            self.broken = []
            return
        }
        let path = try ProviderArgument.path(argument, context)
        var providers: [Provider] = []
        var broken: [ProviderLintReport] = []
        let folders = try ProviderFolder.folders(in: path)
        for folder in folders {
            do {
                providers += try ProviderFolder.providers(in: folder)
            } catch {
                broken.append(ProviderLintReport(broken: error, in: folder))
            }
        }
        var registry = base
        if folders == [path] {
            // Shared operators lie beside a provider's folder. What is around it may be anything, and is no finding.
            let shared = (try? ProviderFolder.sharedOperators(in: "\(path)/..")) ?? []
            registry = (try? base.adding([], sharing: shared)) ?? base
        } else {
            do {
                registry = try base.adding([], sharing: try ProviderFolder.sharedOperators(in: path))
            } catch {
                let shared = "\(path)/operators"
                broken.append(ProviderLintReport(broken: error, in: shared, at: shared))
            }
        }
        self.registry = registry
        self.providers = providers
        self.broken = broken
    }

    /// Of what the providers deploy, and of what their operators bring.
    var crdNames: [String] {
        var names: [String] = []
        for provider in providers {
            let resource = provider.definition.resource
            if let resource, resource.isCustom, !names.contains(resource.name) { names.append(resource.name) }
            // Needs that cannot be told are a finding.
            let operators = (try? registry.operators(of: provider)) ?? provider.definition.operators
            for crd in operators.flatMap(\.crds) where !names.contains(crd.name) { names.append(crd.name) }
        }
        return names
    }

    /// - Parameter crds: that objects are checked against; nil leaves them unchecked.
    func reports(_ crds: [Value]?) throws -> [ProviderLintReport] {
        var check: ProviderLint.ObjectCheck?
        if let crds {
            let schemas = CustomResourceSchemas(crds)
            check = { schemas.problems(of: $0) }
        }
        let lint = ProviderLint(registry: registry, check: check)
        var reports: [ProviderLintReport] = []
        for provider in providers {
            try Task.checkCancellation()
            var report = lint.report(of: provider)
            if let finding = Self.sandboxFinding(provider) { report.findings.append(finding) }
            reports.append(report)
        }
        return (reports + broken).sorted { $0.folder < $1.folder }
    }

    /// Whether `--sandbox` can play the provider as its definition says.
    private static func sandboxFinding(_ provider: Provider) -> ProviderLintFinding? {
        guard let section = provider.definition.sandbox else { return nil }
        do {
            _ = try SandboxOptions(playing: [section])
            return nil
        } catch {
            let cause = (error as? SandboxError)?.underlying ?? error
            return ProviderLintFinding(
                ProviderError(.invalidDefinition, "\(error)", underlying: cause), in: provider.folder)
        }
    }
}
