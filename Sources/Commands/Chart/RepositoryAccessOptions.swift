import ArgumentParser
import HTTP
import Repositories

/// Credentials and trust for repositories and registries.
struct RepositoryAccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("User of the repository or registry.", valueName: "name"))
    var username: String?

    // Those of PasswordOptions and CertificateOptions, once more: debug builds of the argument parser look at a group within
    // a group again and again.
    @Option(help: ArgumentHelp("The user's password; others may see it: rather --password-stdin.", valueName: "text"))
    var password: String?

    @Flag(help: "Read the password from standard input; $GROUNDCREW_PASSWORD is taken without.")
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
        try secret.check()
        try certificates.check()
        guard username != nil || !secret.isGiven else { throw ValidationError("a password needs --username, too") }
    }

    private var secret: PasswordSource { PasswordSource(given: password, isOnStandardInput: passwordStdin) }
    private var certificates: CertificateFiles { CertificateFiles(ca: caFile, certificate: certFile, key: keyFile) }

    func options(_ context: CommandContext) throws -> FetchOptions {
        var options = FetchOptions()
        if let username {
            options.credentials = .basic(name: username, password: try secret.read(context))
        }
        try certificates.apply(to: &options, context)
        options.skipsVerification = insecureSkipTlsVerify
        options.allowsPlainHTTP = plainHttp
        return options
    }
}

/// Where a user's password comes from.
struct PasswordOptions: ParsableArguments {
    // Helm's scripts give it so, and would break without; help says what is better.
    @Option(help: ArgumentHelp("The user's password; others may see it: rather --password-stdin.", valueName: "text"))
    var password: String?

    @Flag(help: "Read the password from standard input; $GROUNDCREW_PASSWORD is taken without.")
    var passwordStdin = false

    func validate() throws { try source.check() }

    var source: PasswordSource { PasswordSource(given: password, isOnStandardInput: passwordStdin) }
}

/// A password from a flag, from standard input or from the environment.
struct PasswordSource {
    /// For those who cannot give standard input.
    static let variable = "GROUNDCREW_PASSWORD"

    var given: String?
    var isOnStandardInput: Bool

    var isGiven: Bool { given != nil || isOnStandardInput }

    func check() throws {
        guard given == nil || !isOnStandardInput else {
            throw ValidationError("give --password or --password-stdin, not both")
        }
    }

    /// - Throws: `CommandFailure` with status `usage` when there is none.
    func read(_ context: CommandContext) throws(CommandFailure) -> String {
        var password = given ?? context.environment[Self.variable] ?? ""
        if isOnStandardInput {
            let text = String(decoding: try context.standardInput(upTo: CommandLimits.password), as: UTF8.self)
            password = String(text.prefix { !$0.isNewline })
        }
        guard !password.isEmpty else {
            throw CommandFailure(
                .usage, "there is no password for the user",
                hint: "give it by --password-stdin, or in the environment as \(Self.variable); nothing was changed")
        }
        return password
    }
}

/// Who is trusted, and who one is, by certificates.
struct CertificateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Certificates to trust, PEM.", valueName: "file"), completion: .file())
    var caFile: String?

    @Option(help: ArgumentHelp("Client certificate, PEM.", valueName: "file"), completion: .file())
    var certFile: String?

    @Option(help: ArgumentHelp("The client certificate's key, PEM.", valueName: "file"), completion: .file())
    var keyFile: String?

    func validate() throws { try files.check() }

    private var files: CertificateFiles { CertificateFiles(ca: caFile, certificate: certFile, key: keyFile) }

    func apply(to options: inout FetchOptions, _ context: CommandContext) throws(CommandFailure) {
        try files.apply(to: &options, context)
    }
}

/// The files that certificates and keys are in.
struct CertificateFiles {
    var ca: String?
    var certificate: String?
    var key: String?

    func check() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--cert-file and --key-file need each other")
        }
    }

    func apply(to options: inout FetchOptions, _ context: CommandContext) throws(CommandFailure) {
        func read(_ path: String) throws(CommandFailure) -> [UInt8] {
            try context.readFile(path, upTo: CommandLimits.configurationFile)
        }
        if let ca { options.certificateAuthorities = try read(ca) }
        if let certificate, let key {
            options.clientIdentity = HTTPConnectionOptions.ClientIdentity(
                certificate: try read(certificate), key: try read(key))
        }
    }
}
