import FoundationEssentials
import HTTP
import TestParts
import Testing

@testable import Repositories

/// Logins proven to a real registry, and stored where the real Helm finds them.
@Suite(
    .enabled(if: TestParts.has(.registry, .helm3, .helm4), "needs the registry and both Helms: run .ci/parts"),
    .timeLimit(.minutes(10)))
struct HelmLoginsTests {
    /// The line of user "me" with password "correct horse".
    private static let htpasswd = "me:$2b$04$AaCimV5WtxDC.hgUkTAdPOcDOb3vqEcFYqWz1fRhs2kzsc3RsL71e\n"
    private static let login = Credentials.basic(name: "me", password: "correct horse")

    private struct Place {
        let folder: String

        var environment: [String: String] {
            [
                "HOME": folder, "HELM_REGISTRY_CONFIG": "\(folder)/registry/config.json",
                "PATH": "\(folder)/bin:/usr/bin:/bin",
            ]
        }
        var file: String { "\(folder)/registry/config.json" }

        func logins(_ options: FetchOptions = FetchOptions()) throws -> HelmLogins {
            let configuration = try HelmConfiguration(repositories: [], environment: environment)
            return HelmLogins(
                HelmPaths(environment: environment),
                fetcher: ChartFetcher(
                    transport: CurlTransport(environment: [:]), configuration: configuration, options: options,
                    retries: RetryPolicy(maxAttempts: 1)))
        }

        func helm(_ program: TestParts.Part, _ arguments: [String], input: String = "") async throws -> CommandResult {
            try await TestParts.run(program, arguments, environment: environment.mapValues { $0 }, input: input)
        }

        func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

        /// A program that keeps logins in files of the folder `kept`.
        func install(_ program: String) async throws {
            try TestChart.write(
                """
                #!/bin/sh
                mkdir -p '\(folder)/kept'
                input=$(cat)
                case "$1" in
                store) echo "$input" > '\(folder)/kept/login' ;;
                get) [ -f '\(folder)/kept/login' ] && cat '\(folder)/kept/login' || { echo "credentials not found in native keychain"; exit 1; } ;;
                erase) rm '\(folder)/kept/login' || { echo "credentials not found in native keychain"; exit 1; } ;;
                esac

                """, to: "\(folder)/bin/\(program)")
            try await TestParts.run("chmod", ["+x", "\(folder)/bin/\(program)"]).require()
        }

        var kept: String? { try? String(contentsOfFile: "\(folder)/kept/login", encoding: .utf8) }
    }

    private static func with(_ body: (Place, OCIRegistry) async throws -> Void) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with(htpasswd: htpasswd) { registry in
                try await body(Place(folder: folder), registry)
            }
        }
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func leavesWhatHelmLeaves(_ helm: TestParts.Part) async throws {
        try await Self.with { place, registry in
            let theirs = Place(folder: "\(place.folder)/theirs")
            let plain = helm == .helm4 ? ["--plain-http"] : []
            try await theirs.helm(
                helm, ["registry", "login", registry.host, "-u", "me", "--password-stdin"] + plain,
                input: "correct horse"
            ).require()
            let login = try await place.logins().logIn(registry.host, Self.login)
            #expect(login.isProven)
            #expect(login.program == nil)
            #expect(try place.text() == theirs.text())
            let mode = try FileManager.default.attributesOfItem(atPath: place.file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            // Each goes on with what the other left.
            try await place.helm(helm, ["registry", "logout", registry.host]).require()
            #expect(try await !place.logins().logOut(registry.host).wasThere)
            #expect(try await theirs.logins().logOut(registry.host).wasThere)
            #expect(try place.text() == theirs.text())
        }
    }

    @Test func helmPushesWithALoginOfOurs() async throws {
        try await Self.with { place, registry in
            try TestChart.write(try TestChart.packed(), to: "\(place.folder)/demo-1.0.0.tgz")
            let push = ["push", "\(place.folder)/demo-1.0.0.tgz", "oci://\(registry.host)/charts", "--plain-http"]
            #expect(try await !place.helm(.helm4, push).isSuccess)
            _ = try await place.logins().logIn(registry.host, Self.login)
            try await place.helm(.helm4, push).require()
            try await place.helm(.helm3, push).require()
        }
    }

    @Test func aLoginThatIsRefusedIsNotStored() async throws {
        try await Self.with { place, registry in
            let error = await #expect(throws: RepositoryError.self) {
                try await place.logins().logIn(registry.host, .basic(name: "me", password: "hunter2"))
            }
            #expect(error?.code == .unauthorized)
            #expect(error?.message.contains("the credentials were refused") == true)
            #expect(error?.description.contains("hunter2") == false)
            #expect(!FileManager.default.fileExists(atPath: place.file))
            let dead = await #expect(throws: RepositoryError.self) {
                try await place.logins().logIn("127.0.0.1:1", Self.login)
            }
            #expect(dead?.code == .unreachable)
            #expect(!FileManager.default.fileExists(atPath: place.file))
        }
    }

    @Test func aRegistryThatAsksNobodyProvesNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with { registry in
                let place = Place(folder: folder)
                let login = try await place.logins().logIn(registry.host, Self.login)
                #expect(!login.isProven)
                #expect(try place.text().contains(registry.host))
            }
        }
    }

    @Test func aTokenIsBoughtToProveALogin() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await TokenServer.with { tokens in
                try await OCIRegistry.with(configuration: tokens.registryConfiguration) { registry in
                    let place = Place(folder: folder)
                    let good = Credentials.basic(name: TokenServer.user, password: TokenServer.password)
                    let login = try await place.logins().logIn(registry.host, good)
                    #expect(login.isProven)
                    #expect(try tokens.requests().last == " True")
                    let error = await #expect(throws: RepositoryError.self) {
                        try await place.logins().logIn(registry.host, .basic(name: "me", password: "wrong"))
                    }
                    #expect(error?.code == .unauthorized)
                }
            }
        }
    }

    /// Helm 4 finds what a program keeps for us, and the reverse.
    @Test(arguments: ["credsStore", "credHelpers"])
    func aProgramKeepsTheLogin(_ way: String) async throws {
        try await Self.with { place, registry in
            try await place.install("docker-credential-own")
            let choice = way == "credsStore" ? "\"own\"" : "{\"\(registry.host)\": \"own\"}"
            try TestChart.write("{\"\(way)\": \(choice), \"keep\": 1}", to: place.file)
            let login = try await place.logins().logIn(registry.host, Self.login)
            #expect(login.program == "docker-credential-own")
            #expect(place.kept?.contains("correct horse") == true)
            #expect(try !place.text().contains("auth\""))
            try TestChart.write(try TestChart.packed(), to: "\(place.folder)/demo-1.0.0.tgz")
            let push = ["push", "\(place.folder)/demo-1.0.0.tgz", "oci://\(registry.host)/charts", "--plain-http"]
            try await place.helm(.helm4, push).require()
            #expect(try await place.logins().logOut(registry.host).wasThere)
            #expect(place.kept == nil)
            #expect(try await !place.logins().logOut(registry.host).wasThere)
            #expect(try await !place.helm(.helm4, push).isSuccess)
            #expect(try place.text().contains("keep"))
        }
    }

    #if os(Linux)
        /// Where the file decides nothing yet, the machine's store is taken, as Helm 4 takes it.
        @Test func theMachinesStoreIsTaken() async throws {
            try await Self.with { place, registry in
                let theirs = Place(folder: "\(place.folder)/theirs")
                for place in [place, theirs] { try await place.install("docker-credential-secretservice") }
                try await theirs.helm(
                    .helm4,
                    ["registry", "login", registry.host, "-u", "me", "--password-stdin", "--plain-http"],
                    input: "correct horse"
                ).require()
                let login = try await place.logins().logIn(registry.host, Self.login)
                #expect(login.program == "docker-credential-secretservice")
                #expect(try place.text() == theirs.text())
                #expect(place.kept?.contains("correct horse") == true)
                #expect(theirs.kept?.contains("correct horse") == true)
            }
        }
    #endif

    @Test func aProgramThatFailsIsSaidAndNothingIsStored() async throws {
        try await Self.with { place, registry in
            let program = "\(place.folder)/bin/docker-credential-own"
            try TestChart.write("#!/bin/sh\ncat >/dev/null; echo locked; exit 1\n", to: program)
            try await TestParts.run("chmod", ["+x", program]).require()
            let text = "{\"credsStore\": \"own\"}"
            try TestChart.write(text, to: place.file)
            let error = await #expect(throws: RepositoryError.self) {
                try await place.logins().logIn(registry.host, Self.login)
            }
            #expect(error?.message.contains("did not store the login for \(registry.host): locked") == true)
            #expect(error?.description.contains("horse") == false)
            #expect(try place.text() == text)
            await #expect(throws: RepositoryError.self) { try await place.logins().logOut(registry.host) }
        }
    }

    @Test func dockersLoginIsToldAtLogout() async throws {
        try await Self.with { place, registry in
            #expect(try await place.logins().logOut(registry.host).remaining == nil)
            let file = "\(place.folder)/.docker/config.json"
            try TestChart.write("{\"auths\": {\"\(registry.host)\": {\"auth\": \"dTpw\"}}}", to: file)
            let logout = try await place.logins().logOut(registry.host)
            #expect(logout == HelmLogins.Logout(wasThere: false, remaining: file))
        }
    }

    @Test func parallelLoginsLoseNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with { registry in
                let logins = try Place(folder: folder).logins()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in ["127.0.0.1", "localhost"] {
                        group.addTask {
                            _ = try await logins.logIn("\(name):\(registry.port)", Self.login)
                        }
                    }
                    try await group.waitForAll()
                }
                let text = try Place(folder: folder).text()
                for name in ["127.0.0.1", "localhost"] { #expect(text.contains("\(name):\(registry.port)")) }
            }
        }
    }
}
