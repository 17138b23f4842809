import Commands
import HTTP
import TestParts
import Testing
import Value

/// `chart repo`, `chart login` and `chart logout` beside Helm.
@Suite(.timeLimit(.minutes(10))) struct ChartRepoTests {
    /// A repository with one chart.
    private static func with(_ body: (HelmComparison, _ url: String) async throws -> Void) async throws {
        try await HelmComparison.with { both in
            try await both.prepare("package demo -d served")
            try await both.prepare("repo index served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await body(both, server.url)
            }
        }
    }

    /// What is added is used by name, here and by Helm.
    @Test func nobodyNeedsHelmForARepository() async throws {
        try await Self.with { both, url in
            let added = await both.run("chart repo add mine \(url)")
            #expect(added.output == "\"mine\" has been added to your repositories\n")
            #expect(added.status == .done, "\(added.errors)")
            let again = await both.run("chart repo add mine \(url)")
            #expect(again.output == "\"mine\" already exists with the same configuration, skipping\n")
            let pulled = await both.run("chart pull mine/demo")
            #expect(pulled.output == "demo-1.2.3.tgz\n", "\(pulled.errors)")
            try await both.prepare("pull mine/demo -d theirs --untar")
            #expect(try await both.prepare("search repo demo").standardOutput.contains("mine/demo"))
            let list = await both.run("chart repo list")
            #expect(list.output == "NAME   URL\nmine   \(url)\n")
            let table = await both.run("chart repo ls -o table")
            #expect(table.output == list.output)
            let bare = await both.run("chart repo list --no-headers")
            #expect(list.output.hasSuffix("\n" + bare.output) && !bare.output.contains("NAME"), "\(bare.output)")
            let json = try await both.run("chart repo list -o json").json
            #expect(json == [["name": "mine", "url": .string(url)]])
            #expect(try Value(jsonText: try await both.prepare("repo list -o json").standardOutput) == json)
            #expect(try await both.run("chart repo list -o yaml").yaml == json)
            let update = await both.run("chart repo update mine")
            #expect(
                update.output == "...Successfully got an update from the \"mine\" chart repository\nUpdate Complete.\n")
            let removed = await both.run("chart repo rm mine")
            #expect(removed.output == "\"mine\" has been removed from your repositories\n")
            let none = await both.run("chart repo list")
            #expect(none.output.isEmpty)
            #expect(none.errors == "no repositories to show\n")
            #expect(none.status == .done)
            #expect(try await both.run("chart repo list -o json").json == [])
        }
    }

    /// What Helm refuses is refused in its words, with status 2.
    @Test func refusesInHelmsWords() async throws {
        try await Self.with { both, url in
            for line in ["repo update", "repo remove x"] {
                try await Self.expectSameRefusal(line, both)
            }
            await #expect(both.run("chart repo add mine \(url)").status == .done)
            for line in [
                "repo add mine \(url)/", "repo add a/b \(url)", "repo remove nope", "repo update mine nope",
                "repo add old https://kubernetes-charts.storage.googleapis.com",
            ] {
                try await Self.expectSameRefusal(line, both)
            }
            let bad = await both.run("chart repo add bad \(url)/nope")
            #expect(bad.errors.contains("looks like \"\(url)/nope\" is not a valid chart repository or cannot be"))
            #expect(bad.status == .usage)
            let dead = await both.run("chart repo add bad http://127.0.0.1:1")
            #expect(dead.status == .undecided, "\(dead.errors)")
            #expect(try await both.run("chart repo list -o json").json.array?.count == 1)
        }
    }

    private static func expectSameRefusal(_ line: String, _ both: HelmComparison) async throws {
        let theirs = try await both.helm(line.split(separator: " ").map(String.init))
        let ours = await both.run("chart \(line)")
        let words = theirs.standardError.replacing("Error: ", with: "").replacing("\n", with: "")
        #expect(!theirs.isSuccess && ours.errors.contains(words), "\(line): \(ours.errors) instead of \(words)")
        #expect(ours.status == .usage)
        #expect(ours.output.isEmpty)
    }

    @Test func aFailedUpdateIsAFailure() async throws {
        try await Self.with { both, url in
            try both.write("apiVersion: v1\n", to: "served/sub/index.yaml")
            await #expect(both.run("chart repo add mine \(url)").status == .done)
            await #expect(both.run("chart repo add sub \(url)/sub").status == .done)
            try both.write("<html>", to: "served/sub/index.yaml")
            let run = await both.run("chart repo update")
            #expect(run.status == .failed)
            #expect(run.output.contains("...Successfully got an update from the \"mine\" chart repository\n"))
            #expect(
                run.output.contains("...Unable to get an update from the \"sub\" chart repository (\(url)/sub):\n\t"))
            #expect(!run.output.contains("Complete"))
            #expect(run.errors.contains("failed to update the following repositories: \(url)/sub"))
            let json = await both.run("chart repo update -o json")
            #expect(json.status == .failed)
            #expect(try json.json[1]?["updated"] == false)
            #expect(try json.json[0]?["updated"] == true)
        }
    }

    /// No password is shown, whichever way it came.
    @Test func passwordsAreKeptAndNotShown() async throws {
        try await Self.with { both, url in
            let stdin = await both.run(
                ["chart", "repo", "add", "one", url, "--username", "u", "--password-stdin"],
                standardInput: "hunter2\r\nmore")
            #expect(stdin.status == .done, "\(stdin.errors)")
            let inURL = url.replacing("http://", with: "http://me:hunter2@")
            let added = await both.run(["chart", "repo", "add", "two", inURL, "-o", "json"])
            let list = await both.run("chart repo list -o json")
            for run in [stdin, added, list] { #expect(!run.everything.contains("hunter2")) }
            let file = try both.read("helm/config/repositories.yaml")
            #expect(file.contains("password: hunter2\n"))
            #expect(file.contains("me:hunter2@"))
            let without = await both.run("chart repo add three \(url) --username u")
            #expect(without.status == .usage)
            #expect(without.errors.contains("GROUNDCREW_PASSWORD"))
        }
    }

    @Test func aPasswordComesFromTheEnvironment() async throws {
        try await Self.with { both, url in
            let run = await CommandRun.of(
                ["chart", "repo", "add", "one", url, "--username", "u"], in: both.folder,
                environment: both.environment.merging(["GROUNDCREW_PASSWORD": "hunter2"]) { $1 },
                transport: CurlTransport(environment: [:]))
            #expect(run.status == .done, "\(run.errors)")
            let file = try both.read("helm/config/repositories.yaml")
            #expect(file.contains("password: hunter2\n"))
        }
    }

    @Test func pathsOfCertificatesAreStoredInFull() async throws {
        try await Self.with { both, url in
            for name in ["ca", "c", "k"] { try both.write("x", to: name) }
            // Over plain HTTP they are not looked at.
            let run = await both.run(
                "chart repo add one \(url) --ca-file ca --cert-file c --key-file k --pass-credentials")
            #expect(run.status == .done, "\(run.errors)")
            let file = try both.read("helm/config/repositories.yaml")
            #expect(file.contains("caFile: \(both.folder)/ca\n"))
            #expect(file.contains("certFile: \(both.folder)/c\n"))
            #expect(file.contains("pass_credentials_all: true\n"))
            let replaced = await both.run("chart repo add one \(url) --force-update --no-update")
            #expect(replaced.output == "\"one\" has been added to your repositories\n")
            #expect(replaced.errors.contains("--no-update does nothing"))
            #expect(try both.read("helm/config/repositories.yaml").contains("caFile: \"\"\n"))
        }
    }

    @Test func aLockThatIsHeldIsBusy() async throws {
        try await Self.with { both, url in
            await #expect(both.run("chart repo add mine \(url)").status == .done)
            let lock = "\(both.folder)/helm/config/repositories.lock"
            let script = "touch '\(both.folder)/held'; while [ -e '\(both.folder)/held' ]; do sleep 0.05; done"
            async let holder = TestParts.run("flock", [lock, "sh", "-c", script])
            while try await !TestParts.run("test", ["-e", "\(both.folder)/held"]).isSuccess {}
            let run = await CommandRun.of(
                ["chart", "repo", "remove", "mine"], in: both.folder, environment: both.environment,
                clock: FastClock())
            try await TestParts.run("rm", ["\(both.folder)/held"]).require()
            try await holder.require()
            #expect(run.status == .busy)
            #expect(run.errors.contains(lock))
        }
    }

    @Test(.enabled(if: TestParts.has(.registry), "needs the registry: run .ci/parts"))
    func nobodyNeedsHelmForALogin() async throws {
        try await HelmComparison.with { both in
            let htpasswd = "me:$2b$04$AaCimV5WtxDC.hgUkTAdPOcDOb3vqEcFYqWz1fRhs2kzsc3RsL71e\n"
            try await OCIRegistry.with(htpasswd: htpasswd) { registry in
                let line = ["chart", "login", registry.host, "-u", "me", "--password-stdin"]
                let refused = await both.run(line, standardInput: "hunter2")
                #expect(refused.status == .undecided)
                #expect(!refused.everything.contains("hunter2"))
                let login = await both.run(line, standardInput: "correct horse\n")
                #expect(login.output == "Login Succeeded\n", "\(login.errors)")
                try await both.prepare("package demo -d packed")
                try await both.prepare("push packed/demo-1.2.3.tgz oci://\(registry.host)/charts --plain-http")
                let pulled = await both.run("chart pull oci://\(registry.host)/charts/demo")
                #expect(pulled.status == .done, "\(pulled.errors)")
                let logout = await both.run("chart logout \(registry.host)")
                #expect(logout.output == "Removing login credentials for \(registry.host)\n")
                let again = try await both.run("chart logout \(registry.host) -o json").json
                #expect(again == ["host": .string(registry.host), "removed": false])
                await #expect(both.run("chart pull oci://\(registry.host)/charts/demo").status == .undecided)
            }
        }
    }
}
