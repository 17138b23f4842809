import FoundationEssentials
import TestParts
import Testing

@testable import Repositories

/// Keys that GnuPG made, and charts that Helm signed with them.
struct SigningKey: Sendable {
    let folder: String
    let name: String

    /// GnuPG's agent lives in a socket, whose path has to be short.
    static func with<Result: Sendable>(
        _ algorithm: String, usage: String = "sign", expires: String = "never", name: String = "Ann <ann@example.com>",
        _ body: (SigningKey) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let key = SigningKey(folder: folder, name: name)
            try TestChart.write("", to: "\(folder)/gnupg/.keep")
            try await TestParts.run("chmod", ["700", "\(folder)/gnupg"]).require()
            try await key.gpg("--quick-gen-key", name, algorithm, usage, expires)
            try await key.export()
            let result: Result
            do {
                result = try await body(key)
            } catch {
                await key.stopAgent()
                throw error
            }
            await key.stopAgent()
            return result
        }
    }

    /// Writes `public.gpg`, `public.asc` and `secret.gpg`.
    func export() async throws {
        for (file, arguments) in [
            ("public.gpg", ["--export"]), ("public.asc", ["--armor", "--export"]),
            ("secret.gpg", ["--export-secret-keys"]),
        ] {
            try await gpg(["--output", "\(folder)/\(file)", "--yes"] + arguments)
        }
    }

    func gpg(_ arguments: String...) async throws { try await gpg(arguments) }

    func gpg(_ arguments: [String]) async throws {
        try await TestParts.run(
            "gpg",
            ["--homedir", "\(folder)/gnupg", "--batch", "--pinentry-mode", "loopback", "--passphrase", ""] + arguments
        ).require()
    }

    private func stopAgent() async {
        // An agent that is gone already is as good.
        _ = try? await TestParts.run("gpgconf", ["--homedir", "\(folder)/gnupg", "--kill", "all"])
    }

    /// Packs and signs a small chart; gives the bytes of both files.
    func sign(_ version: String = "1.0.0") async throws -> (chart: [UInt8], provenance: [UInt8]) {
        try TestChart.write("apiVersion: v2\nname: demo\nversion: \(version)\n", to: "\(folder)/demo/Chart.yaml")
        try await TestParts.run(
            .helm4,
            [
                "package", "\(folder)/demo", "-d", folder, "--sign", "--key", name, "--keyring", "\(folder)/secret.gpg",
            ], environment: ["HOME": folder]
        ).require()
        return (
            try ConfigurationFile.read("\(folder)/demo-\(version).tgz"),
            try ConfigurationFile.read("\(folder)/demo-\(version).tgz.prov")
        )
    }

    /// Helm's verdict on version 1.0.0 as it lies there.
    func helmVerifies() async throws -> Bool {
        try await TestParts.run(
            .helm4, ["verify", "\(folder)/demo-1.0.0.tgz", "--keyring", "\(folder)/public.gpg"]
        ).isSuccess
    }

    var keyring: Keyring { get throws { try Keyring.load("\(folder)/public.gpg") } }
}
