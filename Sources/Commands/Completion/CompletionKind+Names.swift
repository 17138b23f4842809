import ArgumentParser
import Kubernetes
import Models
import Preflight
import Providers
import Repositories
import Value

/// What shells offer for names: the program is called back with the words written so far.
extension CompletionKind {
    static let providers = answered { words, context in
        try registry(words, context).providers.map(\.name)
    }

    /// Providers, and what they share.
    static let operators = answered { words, context in
        let known = try registry(words, context)
        return known.providers.map(\.name) + known.sharedOperators.map(\.name)
    }

    static let models = answered { _, _ in try ModelCatalog.builtIn().models.map(\.id) }

    static let engines = capability(\.engines)
    static let modes = capability(\.modes)
    static let routers = capability(\.routers)

    static let checks = answered { words, context in try catalog(words, context).checks.map(\.id) }

    /// Checks and codes.
    static let explained = answered { words, context in ExplanationIndex(try catalog(words, context)).offered }

    /// A hyphen for standard output, beside which no shell takes the word to be complete.
    static let reports = CompletionKind.list(ReportFormat.allCases.flatMap { ["\($0.rawValue)=", "\($0.rawValue)=-"] })

    static let repositories = answered { _, context in
        try HelmConfiguration.load(environment: context.environment).repositoryNames
    }

    static let contexts = answered { words, context in
        let files = KubeconfigFiles(
            explicit: words.values(of: "--kubeconfig").last.map(context.absolute), environment: context.environment)
        return try Kubeconfig.load(files, reading: context.clientEnvironment.files).contextNames
    }

    /// Asks the cluster, for as long as a person waits for a shell.
    static let namespaces = answered { words, context in
        if words.contains("--sandbox") || words.contains("--sandbox-file") { return [] }
        let request = ClusterRequest(
            kubeconfig: words.values(of: "--kubeconfig").last.map(context.absolute),
            context: words.values(of: "--context").last)
        var environment = context.clientEnvironment
        environment.isInteractive = false
        let configuration = try ClusterConfiguration.load(request, environment: environment)
        let client = KubernetesClient(
            configuration: configuration, transport: context.makeTransport(),
            options: ClientOptions(
                userAgent: "groundcrew/\(GroundcrewVersion.current)", environment: environment))
        return try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask {
                try await client.listAll(.namespaces).items.compactMap { $0["metadata"]?["name"]?.string }
            }
            group.addTask {
                try await context.clock.sleep(for: CommandLimits.completion)
                return []
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func capability(
        _ names: @escaping @Sendable (ProviderDefinition.Capabilities) -> [String]
    ) -> CompletionKind {
        answered { words, context in
            let wanted = words.values(of: "--provider").last
            let providers = try registry(words, context).providers.filter { wanted == nil || $0.name == wanted }
            var found: [String] = []
            for name in providers.flatMap({ names($0.definition.capabilities) }) where !found.contains(name) {
                found.append(name)
            }
            return found
        }
    }

    private static func registry(
        _ words: CompletedWords, _ context: CommandContext
    ) throws -> ProviderRegistry {
        try ProviderFolderOptions.registry(of: words.values(of: "--charts").map(context.absolute))
    }

    private static func catalog(_ words: CompletedWords, _ context: CommandContext) throws -> CheckCatalog {
        try words.values(of: "--checks").reduce(CheckCatalog.builtIn()) { try $0.adding(context.absolute($1)) }
    }

    /// - Parameter find: what it throws leaves nothing to offer: between two keys there is no place for a reason.
    private static func answered(
        _ find: @escaping @Sendable (CompletedWords, CommandContext) async throws -> [String]
    ) -> CompletionKind {
        .custom { words, _, _ in
            guard let context = CommandContext.current else { return [] }
            let names: [String]
            do { names = try await find(CompletedWords(words: words), context) } catch { return [] }
            // zsh takes what stands behind a colon for a description: `arn:aws:eks:…` is one name.
            guard context.environment["SAP_SHELL"] == "zsh" else { return names }
            return names.map { $0.replacing("\\", with: "\\\\").replacing(":", with: "\\:") }
        }
    }
}
