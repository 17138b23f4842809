import ArgumentParser
import Repositories
import Value

struct ChartLogin: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in to a registry of charts, for groundcrew and Helm.",
        discussion: """
            The login is proven to the registry, then stored in Helm's own file, or by
            the program docker-credential-NAME that the file names for it.

            Examples:
              echo $TOKEN | groundcrew chart login ghcr.io -u me --password-stdin
            """)

    @Argument(help: "The registry's host, with its port if it has one.")
    var host: String

    @Option(name: [.customShort("u"), .long], help: ArgumentHelp("User of the registry.", valueName: "name"))
    var username: String

    // Helm's scripts give it so, and would break without; help says what is better.
    @Option(
        name: [.customShort("p"), .long],
        help: ArgumentHelp("The password; others may see it: rather --password-stdin.", valueName: "text"))
    var password: String?

    @Flag(help: "Read the password from standard input; $GROUNDCREW_PASSWORD is taken without.")
    var passwordStdin = false

    @OptionGroup var certificates: CertificateOptions

    @Flag(help: "Trust any certificate.")
    var insecure = false

    @Flag(help: "Speak plain HTTP.")
    var plainHttp = false

    @OptionGroup var options: OutputOptions

    private var source: PasswordSource { PasswordSource(given: password, isOnStandardInput: passwordStdin) }

    func validate() throws { try source.check() }

    func run(_ context: CommandContext) async throws {
        let password = try source.read(context)
        var fetch = FetchOptions()
        try certificates.apply(to: &fetch, context)
        fetch.skipsVerification = insecure
        fetch.allowsPlainHTTP = plainHttp
        let login = try await context.helmLogins(fetch, options).logIn(host, .basic(name: username, password: password))
        if !login.isProven {
            context.warn(["\(host) lets everybody in: it did not look at the login"])
        }
        var fields: Object = ["host": .string(host), "username": .string(username), "proven": .bool(login.isProven)]
        fields["program"] = login.program.map(Value.string)
        if login.program == nil { fields["file"] = .string(login.file) }
        ResultPrinter(output: context.standardOutput, format: options.output).print(.object(fields)) {
            "Login Succeeded\n"
        }
    }
}

extension CommandContext {
    func helmLogins(_ fetch: FetchOptions, _ output: OutputOptions) throws -> HelmLogins {
        let logger = output.logger(self)
        // Other logins are not asked for: a file that is broken is told by whoever changes it.
        let configuration = try HelmConfiguration(repositories: [], environment: environment)
        let fetcher = ChartFetcher(
            transport: LazyTransport { observed(makeTransport(), logger: logger) }, configuration: configuration,
            options: fetch, processes: processes, clock: clock)
        return HelmLogins(HelmPaths(environment: environment), fetcher: fetcher, clock: clock)
    }
}
