import ArgumentParser
import Reports
import Repositories
import Value

struct ChartRepoAdd: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a chart repository, once its index could be fetched.",
        discussion: """
            The same repository again changes nothing; another one of that name is
            refused unless --force-update says otherwise. Paths of certificates are
            stored in full, so that they hold in every folder.
            """)

    @Argument(help: "What the repository is called here.")
    var name: String

    @Argument(help: "Where it is: index.yaml lies below it.")
    var url: String

    @Option(help: ArgumentHelp("User of the repository.", valueName: "name"))
    var username: String?

    @OptionGroup var secret: PasswordOptions
    @OptionGroup var certificates: CertificateOptions

    @Flag(help: "Trust any certificate.")
    var insecureSkipTlsVerify = false

    @Flag(help: "Send the credentials to other hosts that the repository names, too.")
    var passCredentials = false

    @Flag(help: "Replace another repository of that name.")
    var forceUpdate = false

    @Flag(help: "Add even one that is known to be gone for ever.")
    var allowDeprecatedRepos = false

    @Flag(help: .hidden)
    var noUpdate = false

    @OptionGroup var fetch: IndexFetchOptions

    func validate() throws {
        guard username != nil || !secret.source.isGiven else {
            throw ValidationError("a password needs --username, too")
        }
    }

    func run(_ context: CommandContext) async throws {
        var repository = NewRepository(name: name, url: url)
        if let username {
            repository.username = username
            repository.password = try secret.source.read(context)
        }
        repository.authorityFile = certificates.caFile.map(context.absolute) ?? ""
        repository.certificateFile = certificates.certFile.map(context.absolute) ?? ""
        repository.keyFile = certificates.keyFile.map(context.absolute) ?? ""
        repository.skipsVerification = insecureSkipTlsVerify
        repository.passesCredentialsToAll = passCredentials
        if noUpdate { context.warn(["--no-update does nothing, as in Helm: leave it out"]) }
        let addition = try await fetch.repositories(context).add(
            repository, replacing: forceUpdate, allowsDeprecated: allowDeprecatedRepos)
        let fields: Object = [
            "name": .string(name), "url": .string(CommandContext.title(ofArgument: url)),
            "result": .string(addition.rawValue),
        ]
        ResultPrinter(output: context.standardOutput, format: fetch.output.output).print(.object(fields)) {
            addition == .unchanged
                ? "\"\(name)\" already exists with the same configuration, skipping\n"
                : "\"\(name)\" has been added to your repositories\n"
        }
    }
}
