import HTTP
import Processes
import Synchronization
import TestParts
import Testing

@testable import Repositories

@Suite struct HelmConfigurationTests {
    @Test(arguments: [
        (["HOME": "/h"], "/h/.config/helm/repositories.yaml", "/h/.config/helm/registry/config.json"),
        (["HOME": "/h", "XDG_CONFIG_HOME": "/x"], "/x/helm/repositories.yaml", "/x/helm/registry/config.json"),
        (["HELM_CONFIG_HOME": "/c", "HOME": "/h"], "/c/repositories.yaml", "/c/registry/config.json"),
        (["HELM_REPOSITORY_CONFIG": "/r", "HELM_REGISTRY_CONFIG": ""], "/r", ""),
        ([:], "", ""),
    ])
    func pathsAreHelms(_ environment: [String: String], _ repositories: String, _ registry: String) {
        let paths = HelmPaths(environment: environment)
        #expect(paths.repositoryConfiguration == repositories)
        #expect(paths.registryConfiguration == registry)
    }

    @Test func pathsAgreeWithHelm() async throws {
        try await TestParts.withTemporaryFolder { folder in
            for variables in [
                ["HOME": folder], ["HOME": folder, "XDG_CONFIG_HOME": "/x", "XDG_CACHE_HOME": "/k"],
                ["HELM_CONFIG_HOME": "/c", "HELM_CACHE_HOME": "/d"], ["HELM_REPOSITORY_CACHE": "/r"],
            ] {
                var environment: [String: String?] = [
                    "XDG_CONFIG_HOME": nil, "HELM_CONFIG_HOME": nil, "HELM_CACHE_HOME": nil, "XDG_CACHE_HOME": nil,
                    "HOME": folder,
                ]
                environment.merge(variables) { $1 }
                let helm = try await TestParts.run(.helm4, ["env"], environment: environment)
                let paths = HelmPaths(environment: variables.merging(["HOME": folder]) { own, _ in own })
                #expect(helm.standardOutput.contains("HELM_REPOSITORY_CONFIG=\"\(paths.repositoryConfiguration)\""))
                #expect(helm.standardOutput.contains("HELM_REPOSITORY_CACHE=\"\(paths.repositoryCache)\""))
                #expect(helm.standardOutput.contains("HELM_REGISTRY_CONFIG=\"\(paths.registryConfiguration)\""))
            }
        }
    }

    @Test func readsWhatHelmWrites() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try TestChart.write("apiVersion: v1\nentries: {}\n", to: "\(folder)/files/index.yaml")
            let environment = ["HOME": folder, "PATH": "/usr/bin:/bin"]
            try await LoopbackFileServer.with(folder: "\(folder)/files") { server in
                let added = try await TestParts.run(
                    .helm4,
                    [
                        "repo", "add", "mine", server.url, "--username", "u", "--password-stdin",
                        "--pass-credentials",
                    ],
                    environment: environment.mapValues { $0 }, input: "s3cret\n")
                try #require(added.isSuccess, "\(added)")
                let entry = try HelmConfiguration.load(environment: environment).repository(named: "mine")
                #expect(entry.url == server.url)
                #expect(entry.passesCredentialsToAll)
                #expect(entry.credentials == .basic(name: "u", password: "s3cret"))
            }
        }
    }

    @Test func anUnknownRepositoryIsToldWithTheKnownOnes() throws {
        let configuration = try HelmConfiguration(repositories: [RepositoryEntry(name: "a", url: "https://h.test")])
        let error = #expect(throws: RepositoryError.self) { try configuration.repository(named: "b") }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("known are a") == true)
        let none = #expect(throws: RepositoryError.self) { try HelmConfiguration.none.repository(named: "b") }
        #expect(none?.description.contains("chart repo add b URL") == true)
    }

    @Test func brokenFilesAreErrorsThatQuoteNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            for (name, text) in [
                ("repositories.yaml", "repositories:\n- name: a\n  password: hunter2: [\n"),
                ("registry/config.json", #"{"auths": {"h": {"auth": "hunter2"#),
                ("registry/config.json", #"{"auths": {"h": {"auth": "hunter2!"}}}"#),
                ("registry/config.json", #"{"auths": {"h": {"auth": "aHVudGVyMg=="}}}"#),
            ] {
                try TestChart.write(text, to: "\(folder)/c/\(name)")
                let error = #expect(throws: RepositoryError.self) {
                    try HelmConfiguration.load(environment: ["HELM_CONFIG_HOME": "\(folder)/c"])
                }
                #expect(error?.code == .invalidConfiguration)
                #expect(error?.description.contains(name) == true)
                #expect(error?.description.contains("hunter2") == false)
                try TestChart.write("", to: "\(folder)/c/repositories.yaml")
            }
            // A folder in the place of a file is not a missing file.
            let error = #expect(throws: RepositoryError.self) {
                try HelmConfiguration.load(environment: ["HELM_REPOSITORY_CONFIG": folder])
            }
            #expect(error?.code == .invalidConfiguration)
        }
    }

    // MARK: Logins

    private static let logins = """
        {"auths": {
            "https://index.docker.io/v1/": {"auth": "ZG9ja2VyOmh1Yg=="},
            "r.test:5000": {"auth": "dTpwOnc=", "identitytoken": ""},
            "https://token.test/v2/": {"identitytoken": "refresh"},
            "bearer.test": {"registrytoken": "tok"},
            "plain.test": {"username": "n", "password": "p"},
            "empty.test": {}
         },
         "credHelpers": {"helped.test": "gcloud"}}
        """

    @Test(
        arguments: [
            ("docker.io", .credentials(.basic(name: "docker", password: "hub"))),
            ("registry-1.docker.io", .credentials(.basic(name: "docker", password: "hub"))),
            ("r.test:5000", .credentials(.basic(name: "u", password: "p:w"))),
            ("R.TEST:5000", .credentials(.basic(name: "u", password: "p:w"))),
            ("r.test", nil), ("token.test", .credentials(.identityToken("refresh"))),
            ("bearer.test", .credentials(.bearer(token: "tok"))), ("empty.test", nil),
            ("plain.test", .credentials(.basic(name: "n", password: "p"))), ("helped.test", .helper("gcloud")),
        ] as [(String, RegistryLogins.Answer?)])
    func findsALogin(_ host: String, _ expected: RegistryLogins.Answer?) throws {
        #expect(try RegistryLogins(Array(Self.logins.utf8), file: "f").answer(host: host) == expected)
    }

    @Test func aStoreGoesBeforeTheFile() throws {
        let text = #"{"auths": {"r.test": {}}, "credsStore": "pass", "credHelpers": {"h.test": "x"}}"#
        let logins = try RegistryLogins(Array(text.utf8), file: "f")
        #expect(logins.answer(host: "r.test") == .helper("pass"))
        #expect(logins.answer(host: "h.test") == .helper("x"))
        #expect(try RegistryLogins([], file: "f").answer(host: "h.test") == nil)
    }

    // MARK: Helpers

    private final class Programs: ProcessRunning {
        let result: ProcessResult
        let commands = Mutex<[ProcessCommand]>([])
        init(_ result: ProcessResult) { self.result = result }
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            commands.withLock { $0.append(command) }
            return result
        }
    }

    private static func ask(_ output: String, exit: Int32 = 0) async throws -> (Credentials?, ProcessCommand?) {
        let programs = Programs(ProcessResult(ending: .exited(exit), standardOutput: Array(output.utf8)))
        let helper = CredentialHelper(processes: programs, environment: ["A": "b"])
        let found = try await helper.credentials(helper: "pass", server: "r.test")
        return (found, programs.commands.withLock { $0.first })
    }

    @Test func asksAHelperByDockersProtocol() async throws {
        let (found, command) = try await Self.ask(#"{"ServerURL":"r.test","Username":"u","Secret":"s"}"#)
        #expect(found == .basic(name: "u", password: "s"))
        #expect(
            command
                == ProcessCommand(
                    "docker-credential-pass", ["get"], environment: ["A": "b"], standardInput: Array("r.test".utf8)))
        #expect(try await Self.ask(#"{"Username":"<token>","Secret":"s"}"#).0 == .identityToken("s"))
        #expect(try await Self.ask("credentials not found in native keychain\n", exit: 1).0 == nil)
    }

    @Test func aFailingHelperIsAnError() async throws {
        await #expect(throws: RepositoryError.self) { try await Self.ask("locked", exit: 1) }
        await #expect(throws: RepositoryError.self) { try await Self.ask("s3cret that is not JSON") }
        let helper = CredentialHelper(processes: SystemProcesses(), environment: ["PATH": "/nowhere"])
        let missing = await #expect(throws: RepositoryError.self) {
            try await helper.credentials(helper: "absent", server: "r.test")
        }
        #expect(missing?.description.contains("docker-credential-absent") == true)
        await #expect(throws: RepositoryError.self) {
            try await helper.credentials(helper: "../../bin/sh", server: "r.test")
        }
    }

    @Test func runsARealProgram() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let program = "\(folder)/docker-credential-demo"
            try TestChart.write(
                """
                #!/bin/sh
                read -r server || true
                [ "$1" = get ] && echo "{\\"Username\\": \\"me\\", \\"Secret\\": \\"for $server\\"}"
                """, to: program)
            #expect(try await TestParts.run("chmod", ["+x", program]).isSuccess)
            let helper = CredentialHelper(
                processes: SystemProcesses(), environment: ["PATH": "\(folder):/usr/bin:/bin"])
            #expect(
                try await helper.credentials(helper: "demo", server: "r.test:5000")
                    == .basic(name: "me", password: "for r.test:5000"))
        }
    }
}
