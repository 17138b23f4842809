import ArgumentParser
import HTTP
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

/// Credentials and trust for repositories and registries.
struct RepositoryAccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("User of the repository or registry.", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("The user's password; others may see it: rather --password-stdin.", valueName: "text"))
    var password: String?

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @Option(help: ArgumentHelp("Certificates to trust, PEM.", valueName: "file"), completion: .file())
    var caFile: String?

    @Option(help: ArgumentHelp("Client certificate, PEM.", valueName: "file"), completion: .file())
    var certFile: String?

    @Option(help: ArgumentHelp("The client certificate's key, PEM.", valueName: "file"), completion: .file())
    var keyFile: String?

    @Flag(help: "Trust any certificate.")
    var insecureSkipTlsVerify = false

    @Flag(help: "Speak plain HTTP to registries.")
    var plainHttp = false

    func validate() throws {
        guard password == nil || !passwordStdin else {
            throw ValidationError("give --password or --password-stdin, not both")
        }
        guard username != nil || password == nil && !passwordStdin else {
            throw ValidationError("a password needs --username, too")
        }
        guard (certFile == nil) == (keyFile == nil) else {
            throw ValidationError("--cert-file and --key-file need each other")
        }
    }

    func options(_ context: CommandContext) throws -> FetchOptions {
        var options = FetchOptions()
        func read(_ path: String) throws -> [UInt8] {
            try context.readFile(path, upTo: CommandLimits.configurationFile)
        }
        if let username, let password = try secret(context) {
            options.credentials = .basic(name: username, password: password)
        }
        options.certificateAuthorities = try caFile.map(read)
        if let certFile, let keyFile {
            options.clientIdentity = HTTPConnectionOptions.ClientIdentity(
                certificate: try read(certFile), key: try read(keyFile))
        }
        options.skipsVerification = insecureSkipTlsVerify
        options.allowsPlainHTTP = plainHttp
        return options
    }

    private func secret(_ context: CommandContext) throws(CommandFailure) -> String? {
        guard passwordStdin else { return password }
        let text = String(decoding: try context.standardInput(upTo: CommandLimits.password), as: UTF8.self)
        return String(text.prefix { !$0.isNewline })
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
