import ArgumentParser
import Logging
import Reports
import Repositories

/// Where a chart comes from and how to reach it: Helm's flags.
struct ChartSourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Chart repository that holds the chart.", valueName: "url"))
    var repo: String?

    @Option(help: ArgumentHelp("Version of the chart, or a range of versions.", valueName: "version"))
    var version: String?

    @Flag(help: "Take prereleases, too, when no version is given.")
    var devel = false

    @Flag(help: "Verify the chart's signature before it is used.")
    var verify = false

    @OptionGroup var keys: KeyringOptions
    @OptionGroup var access: RepositoryAccessOptions

    @Flag(help: "Send the credentials to other hosts that the repository names, too.")
    var passCredentials = false
}

/// Whose signatures count.
struct KeyringOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Public keys, as gpg --export writes them.", valueName: "file"), completion: .file())
    var keyring: String?

    /// Helm's default: GnuPG's old ring of public keys.
    func path(_ context: CommandContext) -> String {
        if let keyring { return context.absolute(keyring) }
        let folder = context.environment["GNUPGHOME"] ?? "\(context.environment["HOME"] ?? "")/.gnupg"
        return "\(folder)/pubring.gpg"
    }
}

extension RepositoryAccessOptions {
    /// - Parameters:
    ///   - logger: gets the requests; nil is the context's, which shows none.
    ///   - adjust: what other flags say.
    func fetcher(
        _ context: CommandContext, logger: Logger? = nil, adjust: (inout FetchOptions) -> Void = { _ in }
    ) throws -> ChartFetcher {
        var options = try options(context)
        adjust(&options)
        return ChartFetcher(
            transport: LazyTransport { context.observed(context.makeTransport(), logger: logger ?? context.logger()) },
            configuration: try HelmConfiguration.load(environment: context.environment),
            cache: ChartCache(environment: context.environment), options: options)
    }
}

extension ChartSourceOptions {
    func fetcher(
        _ context: CommandContext, logger: Logger? = nil, provenance: ProvenancePolicy? = nil
    ) throws -> ChartFetcher {
        try access.fetcher(context, logger: logger) { options in
            options.passesCredentialsToAll = passCredentials
            options.includesPrereleases = devel
            options.provenance = provenance ?? (verify ? .required : .unwanted)
        }
    }

    /// Finds the chart and says what was odd about it.
    func locate(
        _ argument: String, fetcher: ChartFetcher, _ context: CommandContext
    ) async throws -> LocatedChart {
        let chart = try ChartSource(
            argument: argument, repository: repo, version: version, currentFolder: context.currentFolder)
        return try await ChartLocator(fetcher, keyring: verify ? keys.path(context) : nil).locate(chart)
    }
}

extension CommandContext {
    func warn(_ warnings: [String]) {
        for warning in warnings { standardError.line("groundcrew: warning: \(plainText(warning))") }
    }
}
