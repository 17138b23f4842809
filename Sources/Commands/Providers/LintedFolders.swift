import Providers
import Sandbox
import Value

/// What there is to lint: providers as far as they can be read, and what they may need.
struct LintedFolders {
    private(set) var registry: ProviderRegistry
    private var providers: [Provider] = []
    /// Of what cannot be read.
    private var broken: [ProviderLintReport] = []

    /// - Parameter argument: nil for the built-in providers and those of `--charts`.
    /// - Throws: `ProviderError` when a folder itself cannot be read, or holds no provider.
    init(_ argument: String?, besides folders: ProviderFolderOptions, _ context: CommandContext) throws {
        if let argument {
            registry = try folders.registry(context)
            try add(try ProviderArgument.path(argument, context))
        } else {
            registry = try ProviderRegistry.builtIn()
            providers = registry.providers
            for path in try folders.paths(context) { try add(path) }
        }
    }

    private mutating func add(_ path: String) throws {
        var contents = try ProviderFolder.contents(of: path)
        providers += contents.providers
        if contents.folders == [path] {
            // Shared operators lie beside a provider's folder. What is around it may be anything, and is no finding.
            contents.sharedOperators += (try? ProviderFolder.sharedOperators(in: "\(path)/..")) ?? []
        }
        for item in contents.sharedOperators where contents.folders != [path] {
            guard let error = item.sandbox.flatMap(SandboxSectionCheck.fault), let file = item.file else { continue }
            broken.append(ProviderLintReport(broken: error, in: file, at: file))
        }
        let known = registry.broken.count
        registry = registry.adding(contents)
        for one in registry.broken.dropFirst(known) {
            // Anything else that is wrong with a provider is found by looking at it.
            guard one.kind == .sharedOperator || one.isRepeated || contents.broken.contains(where: one.isSame) else {
                continue
            }
            let file = one.kind == .sharedOperator ? one.place : nil
            broken.append(ProviderLintReport(broken: one.error, in: one.place, at: file))
        }
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
            if let error = provider.definition.sandbox.flatMap(SandboxSectionCheck.fault) {
                report.findings.append(ProviderLintFinding(error, in: provider.folder))
            }
            reports.append(report)
        }
        return (reports + broken).sorted { $0.folder < $1.folder }
    }
}
