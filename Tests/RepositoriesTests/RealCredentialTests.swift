import HTTP
import TestParts
import Testing

@testable import Repositories

/// Who one is, proved to real servers: client certificates, tokens, credential helpers, Helm's environment.
@Suite(.timeLimit(.minutes(5))) struct RealCredentialTests {
    private static func serve(_ folder: String) async throws -> [UInt8] {
        let chart = try TestChart.packed()
        try TestChart.write(chart, to: "\(folder)/files/demo-1.0.0.tgz")
        try await TestParts.run(.helm4, ["repo", "index", "\(folder)/files"], environment: ["HOME": folder]).require()
        return chart
    }

    private static func fetcher(
        _ environment: [String: String] = [:], options: FetchOptions = FetchOptions()
    ) throws -> ChartFetcher {
        ChartFetcher(
            transport: CurlTransport(environment: [:]),
            configuration: try HelmConfiguration.load(environment: environment),
            options: options, retries: RetryPolicy(maxAttempts: 1))
    }

    @Test func aRepositoryAsksForAClientCertificate() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try await Self.serve(folder)
            try await TLSFileServer.with(files: "\(folder)/files") { server in
                // As Helm's own file has it.
                try await TestParts.run(
                    .helm4,
                    [
                        "repo", "add", "mine", server.url, "--ca-file", "\(server.folder)/ca.pem", "--cert-file",
                        "\(server.folder)/client.pem", "--key-file", "\(server.folder)/client.key",
                    ],
                    environment: [
                        "HOME": folder, "HELM_REPOSITORY_CONFIG": "\(folder)/repositories.yaml",
                    ]
                ).require()
                let environment = ["HELM_REPOSITORY_CONFIG": "\(folder)/repositories.yaml"]
                let named = ChartSource.named(repository: "mine", chart: "demo")
                #expect(try await Self.fetcher(environment).fetch(named).bytes == chart)
                // As flags have it.
                var options = FetchOptions()
                let source = ChartSource.repository(url: server.url, chart: "demo")
                func code() async throws -> RepositoryError.Code? {
                    do {
                        _ = try await Self.fetcher(options: options).fetch(source)
                        return nil
                    } catch let error as RepositoryError {
                        return error.code
                    }
                }
                #expect(try await code() == .unreachable)
                options.certificateAuthorities = try ConfigurationFile.read("\(server.folder)/ca.pem")
                #expect(try await code() != nil)
                options.clientIdentity = HTTPConnectionOptions.ClientIdentity(
                    certificate: try ConfigurationFile.read("\(server.folder)/client.pem"),
                    key: try ConfigurationFile.read("\(server.folder)/client.key"))
                #expect(try await code() == nil)
                options.certificateAuthorities = nil
                #expect(try await code() == .unreachable)
                options.skipsVerification = true
                #expect(try await code() == nil)
            }
        }
    }

    @Test func aTokenIsBoughtForARealRegistry() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await TokenServer.with { tokens in
                try await OCIRegistry.with(configuration: tokens.registryConfiguration) { registry in
                    let configuration = "\(folder)/registry.json"
                    let environment: [String: String?] = ["HOME": folder, "HELM_REGISTRY_CONFIG": configuration]
                    try await TestParts.run(
                        .helm4,
                        [
                            "registry", "login", registry.host, "--plain-http", "--username", TokenServer.user,
                            "--password-stdin",
                        ], environment: environment, input: TokenServer.password
                    ).require()
                    let chart = try TestChart.packed(padding: 2000)
                    try TestChart.write(chart, to: "\(folder)/demo-1.0.0.tgz")
                    try await TestParts.run(
                        .helm4,
                        ["push", "\(folder)/demo-1.0.0.tgz", "oci://\(registry.host)/charts", "--plain-http"],
                        environment: environment
                    ).require()
                    let source = ChartSource.oci(reference: "oci://\(registry.host)/charts/demo", version: "1.x")
                    let before = try tokens.requests().count
                    let fetcher = try Self.fetcher(["HELM_REGISTRY_CONFIG": configuration])
                    #expect(try await fetcher.fetch(source).bytes == chart)
                    // One token serves tags, manifest and both blobs.
                    let asked = Array(try tokens.requests().dropFirst(before))
                    #expect(asked == ["repository:charts/demo:pull True"])
                    let anonymous = await #expect(throws: RepositoryError.self) {
                        try await Self.fetcher().fetch(source)
                    }
                    #expect(anonymous?.code == .unauthorized)
                    var options = FetchOptions()
                    options.credentials = .basic(name: TokenServer.user, password: "wrong")
                    let wrong = await #expect(throws: RepositoryError.self) {
                        try await Self.fetcher(options: options).fetch(source)
                    }
                    #expect(wrong?.code == .unauthorized)
                    #expect(wrong?.description.contains("wrong\"") != true)
                }
            }
        }
    }

    @Test func aCredentialHelperLogsIntoARealRegistry() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let htpasswd = "me:$2b$04$AaCimV5WtxDC.hgUkTAdPOcDOb3vqEcFYqWz1fRhs2kzsc3RsL71e\n"
            try await OCIRegistry.with(htpasswd: htpasswd) { registry in
                let chart = try TestChart.packed()
                try TestChart.write(chart, to: "\(folder)/demo-1.0.0.tgz")
                try await TestParts.run(
                    .helm4,
                    [
                        "push", "\(folder)/demo-1.0.0.tgz", "oci://\(registry.host)/charts", "--plain-http",
                        "--username",
                        "me", "--password", "correct horse",
                    ], environment: ["HOME": folder]
                ).require()
                try TestChart.write(
                    """
                    #!/bin/sh
                    read server
                    [ "$1 $server" = "get \(registry.host)" ] || exit 1
                    echo '{"ServerURL": "'$server'", "Username": "me", "Secret": "correct horse"}'

                    """, to: "\(folder)/bin/docker-credential-test")
                try await TestParts.run("chmod", ["+x", "\(folder)/bin/docker-credential-test"]).require()
                try TestChart.write(
                    "{\"credHelpers\": {\"\(registry.host)\": \"test\"}}", to: "\(folder)/docker/config.json")
                let fetcher = try Self.fetcher([
                    "DOCKER_CONFIG": "\(folder)/docker", "PATH": "\(folder)/bin:/usr/bin:/bin",
                ])
                let source = ChartSource.oci(reference: "oci://\(registry.host)/charts/demo")
                #expect(try await fetcher.fetch(source).bytes == chart)
                let without = try Self.fetcher(["DOCKER_CONFIG": "\(folder)/none"])
                let error = await #expect(throws: RepositoryError.self) { try await without.fetch(source) }
                #expect(error?.code == .unauthorized)
            }
        }
    }

    /// A login in the URL of a repository, over a real connection, and none for the other origin.
    @Test func aLoginInTheURLIsShown() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed()
            let needs = #"{"needs": "Basic bWU6aHVudGVyMg=="}"#
            try server.add(
                HTTPRepositoryTests.index(
                    HTTPRepositoryTests.record("1.0.0", ["demo.tgz"], digest: Digest(of: chart).hex)), "index.yaml",
                behaviour: needs)
            try server.add(chart, "demo.tgz", behaviour: needs)
            let url = server.url.replacing("http://", with: "http://me:hunter2@")
            let fetched = try await Self.fetcher().fetch(.repository(url: url, chart: "demo"))
            #expect(fetched.bytes == chart)
            #expect(!fetched.origin.contains("hunter2"))
        }
    }
}
