import Formats
import HTTP
import TestParts
import Testing

@testable import Repositories

/// Provenance that Helm wrote with keys that GnuPG made.
@Suite(.timeLimit(.minutes(10))) struct ProvenanceTests {
    private static let file = "demo-1.0.0.tgz"

    @Test(arguments: ["rsa2048", "rsa4096", "ed25519", "nistp256", "nistp384", "nistp521"])
    func whatHelmSignsIsVerified(_ algorithm: String) async throws {
        try await SigningKey.with(algorithm) { key in
            let (chart, provenance) = try await key.sign()
            for name in ["public.gpg", "public.asc", "secret.gpg"] {
                let keyring = try Keyring.load("\(key.folder)/\(name)")
                let found = try Provenance(provenance).verify(chart, fileName: Self.file, keyring: keyring)
                #expect(found.signers == [key.name])
                #expect(found.digest == Digest(of: chart).description)
                // Helm's own verdict, with the same words.
                guard name != "public.asc" else { continue }
                let helm = try await TestParts.run(
                    .helm4, ["verify", "\(key.folder)/\(Self.file)", "--keyring", "\(key.folder)/\(name)"])
                #expect(
                    helm.standardOutput == "Signed by: \(key.name)\nUsing Key With Fingerprint: \(found.fingerprint)\n"
                        + "Chart Hash Verified: \(found.digest)\n", "\(helm)")
            }
        }
    }

    @Test func aSubkeySignsForItsOwner() async throws {
        try await SigningKey.with("rsa2048", usage: "cert") { key in
            let list = try await TestParts.run(
                "gpg", ["--homedir", "\(key.folder)/gnupg", "--with-colons", "--list-keys"])
            let line = try #require(list.standardOutput.split(separator: "\n").first { $0.hasPrefix("fpr:") })
            let fingerprint = String(line.split(separator: ":", omittingEmptySubsequences: false)[9])
            try await key.gpg("--quick-add-key", fingerprint, "rsa2048", "sign", "never")
            try await key.export()
            // Helm signs with the primary key, which may not sign; it then does not know the signer, and nor do we.
            let (chart, primary) = try await key.sign()
            let keyring = try key.keyring
            let refused = #expect(throws: ProvenanceError.self) {
                try Provenance(primary).verify(chart, fileName: Self.file, keyring: keyring)
            }
            #expect(refused?.code == .unknownSigner)
            #expect(!(try await key.helmVerifies()))
            // GnuPG signs with the subkey.
            let message = try ClearSigned(primary).text
            try TestChart.write(String(message.dropLast()), to: "\(key.folder)/message")
            try await key.gpg(
                "--yes", "--digest-algo", "SHA512", "--output", "\(key.folder)/\(Self.file).prov", "--clearsign",
                "\(key.folder)/message")
            let provenance = try ConfigurationFile.read("\(key.folder)/\(Self.file).prov")
            let found = try Provenance(provenance).verify(chart, fileName: Self.file, keyring: keyring)
            #expect(found.fingerprint == fingerprint)
            #expect(found.signers == [key.name])
            #expect(try await key.helmVerifies())
        }
    }

    @Test func anythingChangedIsRefused() async throws {
        try await SigningKey.with("rsa2048") { key in
            let (chart, provenance) = try await key.sign()
            let keyring = try key.keyring
            func refused(
                _ provenance: [UInt8], _ chart: [UInt8], _ name: String = Self.file
            ) -> ProvenanceError.Code? {
                do {
                    _ = try Provenance(provenance).verify(chart, fileName: name, keyring: keyring)
                    return nil
                } catch {
                    return error.code
                }
            }
            #expect(refused(provenance, chart) == nil)
            #expect(refused(provenance, chart + [0]) == .digestMismatch)
            #expect(refused(provenance, chart, "other-1.0.0.tgz") == .digestMismatch)
            let text = String(decoding: provenance, as: UTF8.self)
            func changed(_ old: String, _ new: String) -> [UInt8] { Array(text.replacing(old, with: new).utf8) }
            #expect(refused(changed("name: demo", "name: evil"), chart) == .badSignature)
            #expect(refused(changed("sha256:", "sha256:0"), chart) == .badSignature)
            #expect(refused(changed("\n...\n", "\n"), chart) == .badSignature)
            #expect(refused(changed("Hash: SHA512", "Hash: SHA512\nComment: x"), chart) == .malformed)
            #expect(refused(changed("-----BEGIN PGP SIGNATURE-----", ""), chart) == .malformed)
            #expect(refused(changed("-----END PGP SIGNATURE-----", ""), chart) == .malformed)
            #expect(refused([], chart) == .malformed)
            #expect(refused(Array("no provenance".utf8), chart) == .malformed)
            // Text before the signed part, and white space at lines' ends, are not signed and do not count.
            #expect(refused(Array("files: {x: y}\n".utf8) + provenance, chart) == nil)
            #expect(refused(changed("name: demo", "name: demo  "), chart) == nil)
            #expect(refused(changed("\n", "\r\n"), chart) == nil)
            // Every bit of the signature counts.
            let signature = try #require(try PGPArmor.decode(text, type: "PGP SIGNATURE"))
            for index in signature.indices {
                var broken = signature
                broken[index] ^= 0x10
                let armored = text.prefix(
                    upTo: text.firstRange(of: "-----BEGIN PGP SIGNATURE-----")?.lowerBound ?? text.endIndex)
                let block = "-----BEGIN PGP SIGNATURE-----\n\n\(Base64.encode(broken))\n-----END PGP SIGNATURE-----\n"
                let code = refused(Array((armored + block).utf8), chart)
                // What stands outside of the signed part may name another issuer, and nothing more.
                #expect(code != nil || index > signature.count - 280, "byte \(index)")
            }
        }
    }

    @Test func theSignerHasToBeInTheKeyring() async throws {
        try await SigningKey.with("rsa2048") { ann in
            let (chart, provenance) = try await ann.sign()
            try await SigningKey.with("rsa2048", name: "Bob <bob@example.com>") { bob in
                let keyring = try bob.keyring
                let error = #expect(throws: ProvenanceError.self) {
                    try Provenance(provenance).verify(chart, fileName: Self.file, keyring: keyring)
                }
                #expect(error?.code == .unknownSigner)
                // Both in one ring, as an export of several keys.
                let both =
                    try ConfigurationFile.read("\(bob.folder)/public.gpg")
                    + ConfigurationFile.read("\(ann.folder)/public.gpg")
                let found = try Provenance(provenance).verify(
                    chart, fileName: Self.file, keyring: try Keyring(both, name: "both"))
                #expect(found.signers == [ann.name])
            }
        }
    }

    @Test func expiredAndRevokedKeysAreRefused() async throws {
        try await SigningKey.with("rsa2048", expires: "2d") { key in
            let (chart, provenance) = try await key.sign()
            let keyring = try key.keyring
            let day = 86_400
            let now = Provenance.now
            _ = try Provenance(provenance).verify(chart, fileName: Self.file, keyring: keyring, time: now + day)
            let late = #expect(throws: ProvenanceError.self) {
                try Provenance(provenance).verify(chart, fileName: Self.file, keyring: keyring, time: now + 3 * day)
            }
            #expect(late?.code == .expired)
            // GnuPG keeps a revocation beside every key, its first line disarmed.
            let folder = "\(key.folder)/gnupg/openpgp-revocs.d"
            let names = try await TestParts.run("ls", [folder]).standardOutput.split(separator: "\n")
            let path = "\(folder)/\(try #require(names.first))"
            let text = String(decoding: try ConfigurationFile.read(path), as: UTF8.self)
            try TestChart.write(text.replacing(":-----BEGIN", with: "-----BEGIN"), to: path)
            try await key.gpg("--import", path)
            try await key.export()
            let revoked = try key.keyring
            let error = #expect(throws: ProvenanceError.self) {
                try Provenance(provenance).verify(chart, fileName: Self.file, keyring: revoked)
            }
            #expect(error?.code == .expired)
            #expect(error?.message.contains("revoked") == true)
            #expect(!(try await key.helmVerifies()))
        }
    }

    @Test func whatIsNoKeyringIsSaid() async throws {
        try await SigningKey.with("rsa2048") { key in
            let keybox = #expect(throws: ProvenanceError.self) { try Keyring.load("\(key.folder)/gnupg/pubring.kbx") }
            #expect(keybox?.message.contains("keybox") == true)
            let missing = #expect(throws: ProvenanceError.self) { try Keyring.load("\(key.folder)/none") }
            #expect(missing?.code == .unreadable)
            #expect(missing?.hint?.contains("gpg --export") == true)
            let bytes = try ConfigurationFile.read("\(key.folder)/public.gpg")
            for count in 0..<bytes.count {
                // Cut anywhere, it is refused or lacks the key; it never crashes.
                _ = try? Keyring(Array(bytes.prefix(count)), name: "cut")
            }
            for bytes in [[], [1, 2, 3], [0x99], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] as [[UInt8]] {
                #expect(throws: ProvenanceError.self) { try Keyring(bytes, name: "bad") }
            }
        }
    }

    @Test func provenanceComesWithChartsFromEverywhere() async throws {
        try await SigningKey.with("rsa2048") { key in
            let (chart, provenance) = try await key.sign()
            try TestChart.write(chart, to: "\(key.folder)/served/\(Self.file)")
            try TestChart.write(provenance, to: "\(key.folder)/served/\(Self.file).prov")
            let environment: [String: String?] = ["HOME": key.folder]
            try await TestParts.run(.helm4, ["repo", "index", "\(key.folder)/served"], environment: environment)
                .require()
            var options = FetchOptions()
            options.provenance = .required
            options.allowsPlainHTTP = true
            let fetcher = ChartFetcher(
                transport: CurlTransport(environment: [:]), cache: ChartCache(folder: "\(key.folder)/cache"),
                options: options)
            try await OCIRegistry.with { registry in
                try await TestParts.run(
                    .helm4,
                    ["push", "\(key.folder)/served/\(Self.file)", "oci://\(registry.host)/charts", "--plain-http"],
                    environment: environment
                ).require()
                try await LoopbackFileServer.with(folder: "\(key.folder)/served") { server in
                    for source in [
                        ChartSource.repository(url: server.url, chart: "demo"),
                        // Out of the cache, too.
                        .repository(url: server.url, chart: "demo"), .archive(url: "\(server.url)/\(Self.file)"),
                        .oci(reference: "oci://\(registry.host)/charts/demo"),
                    ] {
                        let fetched = try await fetcher.fetch(source)
                        #expect(fetched.fileName == Self.file)
                        #expect(try fetched.verified(keyring: key.keyring).signers == [key.name])
                    }
                    try await TestParts.run("rm", ["\(key.folder)/served/\(Self.file).prov"]).require()
                    let error = await #expect(throws: RepositoryError.self) {
                        try await fetcher.fetch(.repository(url: server.url, chart: "demo"))
                    }
                    #expect(error?.code == .notFound)
                    #expect(error?.message.contains("failed to fetch provenance") == true)
                    options.provenance = .ifPresent
                    let lenient = ChartFetcher(transport: CurlTransport(environment: [:]), options: options)
                    let fetched = try await lenient.fetch(.repository(url: server.url, chart: "demo"))
                    #expect(fetched.provenance == nil)
                    #expect(fetched.warnings.first?.contains("there is no provenance") == true)
                }
            }
        }
    }
}
