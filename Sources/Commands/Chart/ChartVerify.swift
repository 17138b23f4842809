import ArgumentParser
import Reports
import Repositories
import Value

struct ChartVerify: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a packed chart with the .prov file beside it.",
        discussion: """
            Example:
              groundcrew chart verify nginx-1.2.3.tgz --keyring keys.gpg
            """)

    @Argument(help: "The chart's .tgz file.", completion: .file(extensions: ["tgz"]))
    var file: String

    @OptionGroup var keys: KeyringOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let keyring = try Keyring.load(keys.path(context))
        let (_, verification) = try ChartLocator.verified(file: context.absolute(file), keyring: keyring)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(verification.value) { verification.text }
    }
}

extension ProvenanceVerification {
    /// What `helm verify` prints.
    var text: String {
        signers.map { "Signed by: \($0)\n" }.joined() + "Using Key With Fingerprint: \(fingerprint)\n"
            + "Chart Hash Verified: \(digest)\n"
    }

    var value: Value {
        [
            "signedBy": .array(signers.map(Value.string)), "fingerprint": .string(fingerprint),
            "digest": .string(digest),
        ]
    }
}
