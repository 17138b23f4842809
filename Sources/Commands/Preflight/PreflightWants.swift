import Bootstrap
import Models
import Operators
import Preflight
import Providers
import Settings
import Value

/// What a cluster is to be ready for, before one is asked: a bootstrap file, written or made of flags.
///
/// Both go the same way from here on: to the plan of a run, and to the subject of the checks.
struct PreflightWants: Sendable {
    private(set) var file: BootstrapFile
    /// What the flags say of the operator; nil where they say nothing.
    private var override: OperatorOverride?
    /// Of a deployment whose model nobody names.
    private var gpus: Int64?
    private var replicas: Int64?
    /// Of the flag.
    private let namespace: String?
    private let isWritten: Bool
    /// Whether what operators bring may still be missing.
    let installs: Bool

    /// Nothing in particular.
    init() {
        file = BootstrapFile()
        namespace = nil
        isWritten = false
        installs = false
    }

    /// Refuses what no cluster could do; reads what the flags name.
    ///
    /// - Parameter namespace: of the flag.
    init(
        _ options: PreflightWantOptions, namespace: String?, from registry: ProviderRegistry, _ context: CommandContext
    ) async throws {
        self.namespace = namespace
        isWritten = options.file != nil
        installs = options.file != nil || options.beforeInstall
        let words = try options.existing.words()
        if let path = options.file {
            file = try await context.bootstrapFile(path)
            if let namespace { file.place(inNamespace: namespace) }
            file.existing.merge(words) { $1 }
            return
        }
        file = BootstrapFile(
            existing: words, preflight: .init(natsURL: options.natsURL, etcdURL: options.etcdURL))
        let named = try Self.each(options.providers).map(registry.provider)
        file.providers = named.map { .init($0.name) }
        file.models = try Self.models(options, among: named, namespace, registry)
        override = try await Self.override(options, context)
        if options.models.isEmpty { (gpus, replicas) = (options.gpus, options.replicas) }
        _ = try completed(in: "default", by: Settings(), from: registry, isSure: false)
    }

    /// Whether a cluster's settings have a say: about models, and where nothing is named at all.
    var heedsSettings: Bool { !file.models.isEmpty || file.wantsNothing }

    // MARK: - In a cluster

    /// The file with what a cluster adds.
    ///
    /// - Parameter place: the namespace in which the kubeconfig's user works.
    /// - Throws: `CommandFailure` with status `usage` for what cannot be told of an operator, `SettingsError` for settings
    ///   that name an unknown provider, and what `BootstrapFile.applying` throws.
    func file(
        in place: String, by settings: Settings, from registry: ProviderRegistry
    ) throws -> BootstrapFile {
        try completed(in: place, by: settings, from: registry, isSure: true)
    }

    /// - Parameter isSure: false where settings may still name the provider.
    private func completed(
        in place: String, by settings: Settings, from registry: ProviderRegistry, isSure: Bool
    ) throws -> BootstrapFile {
        guard !isWritten else { return try file.applying(settings, from: registry) }
        var file = file
        for index in file.models.indices {
            var model = file.models[index]
            model.namespace = namespace ?? place
            // A namespace of the kubeconfig's is the user's own choice, too.
            file.models[index] = settings.placed(
                model, choosesNamespace: namespace == nil && model.namespace == "default")
        }
        if file.wantsNothing, let name = settings.provider {
            guard registry.providers.contains(where: { $0.name == name }) else {
                throw SettingsError(
                    .badValue, "the settings name the provider '\(name)', which is not known",
                    hint: "groundcrew config set provider NAME, or unset provider")
            }
            file.providers = [.init(name)]
        }
        if isSure || !file.wantsNothing { file.operators = try overrides(for: file, from: registry) }
        return try file.applying(settings, from: registry)
    }

    /// The subject with room for the deployment whose model nobody names.
    ///
    /// - Parameter providers: those that are wanted; the first one's chart says what a worker is.
    func withRoom(_ subject: Subject, for providers: [Provider], from registry: ProviderRegistry) throws -> Subject {
        guard gpus != nil || replicas != nil, let provider = providers.first ?? registry.providers.first else {
            return subject
        }
        var values: Object = [:]
        values["replicas"] = replicas.map(Value.integer)
        if let gpus { values["resources"] = ["gpu": .integer(gpus)] }
        let unnamed = PreflightSubject.Deployment(
            name: "a deployment", namespace: namespace ?? "default", values: values)
        let alone = PreflightSubject(
            [.init(provider, operators: [], deployments: [unnamed])], driver: subject.driver,
            installs: subject.installs)
        var subject = subject
        subject.deployments += try alone.subject().deployments
        return subject
    }
}

// MARK: - Flags

extension PreflightWants {
    private static func models(
        _ options: PreflightWantOptions, among named: [Provider], _ namespace: String?, _ registry: ProviderRegistry
    ) throws -> [DeploymentRequest] {
        let choices = named.isEmpty ? registry : ProviderRegistry(named, sharing: registry.sharedOperators)
        var requests: [DeploymentRequest] = []
        for id in each(options.models) {
            var request = DeploymentRequest(model: try CatalogLookup.model(id), namespace: namespace ?? "default")
            request[.gpu] = options.gpus.map(Value.integer)
            request[.replicas] = options.replicas.map(Value.integer)
            if let other = requests.first(where: { $0.name == request.name }) {
                throw CommandFailure(
                    .usage, "--model \(other.model.id) and --model \(id) would both be called \(request.name)",
                    hint: "give each a name in a bootstrap file, and that with -f")
            }
            let selection = try ProviderSelection.select(for: request, from: choices)
            // Which one serves it otherwise, a cluster has a say in.
            if !named.isEmpty { request.provider = selection.provider.name }
            requests.append(request)
        }
        return requests
    }

    private static func override(
        _ options: PreflightWantOptions, _ context: CommandContext
    ) async throws -> OperatorOverride? {
        guard options.operatorVersion != nil || !options.values.given.isEmpty else { return nil }
        var override = OperatorOverride(values: try await options.values.given.merged(context))
        override.version = options.operatorVersion
        return override
    }

    /// Whose operator a version and values are for.
    private func overrides(
        for file: BootstrapFile, from registry: ProviderRegistry
    ) throws -> [String: OperatorOverride] {
        guard let override else { return [:] }
        let serving = try file.models.map { try ProviderSelection.select(for: $0, from: registry).provider.name }
        let names = Self.each(file.providers.map(\.name) + serving)
        guard names.count == 1, let provider = registry.providers.first(where: { $0.name == names[0] }) else {
            throw CommandFailure(
                .usage,
                names.isEmpty
                    ? "which operator a version or values are for cannot be told: no provider is named"
                    : "which operator a version or values are for cannot be told: there are the providers "
                        + names.joined(separator: ", "), hint: "name one with --provider")
        }
        let operators = provider.definition.operators.map(\.name)
        guard operators.count == 1 else {
            throw CommandFailure(
                .usage,
                operators.isEmpty
                    ? "provider \(provider.name) has no operator that a version or values could be for"
                    : "provider \(provider.name) has the operators \(operators.joined(separator: ", ")); which one a "
                        + "version or values are for cannot be told",
                hint: "leave them out, or write them under operators in a bootstrap file")
        }
        return [operators[0]: override]
    }

    /// Each once, in the order in which they are named.
    private static func each(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
