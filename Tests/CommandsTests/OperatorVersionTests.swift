import Commands
import TestParts
import Testing
import Value

/// Where an operator's version is a range, everything that compares versions sees the one that it means.
@Suite(.timeLimit(.minutes(2)))
struct OperatorVersionTests {
    /// A repository with three versions of a chart, of which old ones need NATS.
    private static func with(_ body: (HelmComparison) async throws -> Void) async throws {
        try await HelmComparison.with { both in
            try both.write("apiVersion: v2\nname: platform\nversion: 1.0.0\n", to: "platform/Chart.yaml")
            try both.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v}\ndata: {v: {{ .Chart.Version | quote }}}\n",
                to: "platform/templates/a.yaml")
            for version in ["1.3.0", "1.3.7", "1.6.0"] {
                try await both.prepare("package platform -d served --version \(version)")
            }
            try await both.prepare("repo index served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await both.prepare("repo add mine \(server.url)")
                try await body(both)
            }
        }
    }

    private static func file(_ version: String) -> String {
        TemporaryFolder.oneModel
            + """
            operators:
              dynamo-platform:
                chart: mine/platform
                version: "\(version)"

            """
    }

    @Test(arguments: [
        ("~1.3", "1.3.7", "comes with dynamo-platform 1.3.7"), ("1.3", "1.3.7", "comes with dynamo-platform 1.3.7"),
        (">=1.3 <2", "1.6.0", "not needed by dynamo-platform 1.6.0"),
        ("v1.3.0", "1.3.0", "comes with dynamo-platform 1.3.0"),
        ("1.3.0", "1.3.0", "comes with dynamo-platform 1.3.0"),
    ])
    func conditionsSeeTheVersionThatARangeMeans(range: String, version: String, nats: String) async throws {
        try await Self.with { both in
            try both.write(Self.file(range), to: "cluster.yaml")
            let run = await both.run("bootstrap -f cluster.yaml --sandbox --plan -o json")
            let plan = try run.json
            #expect(plan["operators"]?[0]?["version"]?.string == version, "\(run.everything)")
            let results = plan["preflight"]?["results"]?.array ?? []
            #expect(results.first { $0["id"] == "nats" }?["message"]?.string == nats, "\(results)")
            let install = await both.run([
                "install", "dynamo", "--sandbox", "--dry-run", "--chart", "mine/platform", "--version", range,
            ])
            #expect(install.output.contains("v: \"\(version)\""), "\(install.everything)")
        }
    }

    /// Said where it stands, with what there is, and before the cluster is asked for anything else.
    @Test func aRangeThatFitsNothingIsRefusedInItsPlace() async throws {
        try await Self.with { both in
            try both.write(Self.file("~9.1"), to: "cluster.yaml")
            for flags in ["--plan", "", "-o json"] {
                let run = await both.run("bootstrap -f cluster.yaml --sandbox \(flags)")
                #expect(run.status == .usage, "\(run.everything)")
                #expect(run.output.isEmpty == (flags != "-o json"), "\(run.output)")
                #expect(
                    run.errors.contains(
                        "groundcrew: cluster.yaml:11:5: operators.dynamo-platform.version is '~9.1', which no version "
                            + "of mine/platform fits\n"), "\(run.errors)")
                #expect(run.errors.contains("\n  next: available: 1.6.0, 1.3.7, 1.3.0\n"), "\(run.errors)")
            }
            let install = await both.run("install dynamo --sandbox --chart mine/platform --version ~9.1")
            #expect(install.status == .usage)
            #expect(
                install.errors.contains(
                    "the version of operator dynamo-platform is '~9.1', which no version of mine/platform fits\n"),
                "\(install.errors)")
        }
    }

    private static let neither = "which is neither a version nor a range of versions: "

    @Test(arguments: ["latest", "1.6.2.1", ">", "one || two"])
    func whatIsNeitherIsRefused(version: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.file(version), to: "cluster.yaml")
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("cluster.yaml:11:5: operators.dynamo-platform.version"), "\(run.errors)")
        #expect(run.errors.contains("is '\(version)', \(Self.neither)"), "\(run.errors)")
        for arguments in [
            ["install", "dynamo", "--version"], ["preflight", "--provider", "dynamo", "--operator-version"],
        ] {
            let run = await CommandRun.of(arguments + [version, "--sandbox"])
            #expect(run.status == .usage, "\(run.everything)")
            #expect(
                run.errors.contains(
                    "the version of operator dynamo-platform is '\(version)', \(Self.neither)"), "\(run.errors)")
            #expect(run.errors.contains("\n  next: write 1.6.2, or a range such as ~1.6 or "), "\(run.errors)")
        }
    }

    /// Simulated operators have no repository to look a range up in.
    @Test func inASandboxARangeIsTheProvidersOwnVersionOrNone() async throws {
        for range in ["~1.6", ">=1.5", "1.6", "1.x"] {
            let run = await CommandRun.of([
                "preflight", "--provider", "dynamo", "--operator-version", range, "--sandbox", "-o", "json",
            ])
            let nats = try run.json["results"]?.array?.first { $0["id"] == "nats" }
            #expect(nats?["message"] == "not needed by dynamo-platform 1.6.2", "\(run.everything)")
        }
        let install = await CommandRun.of("install dynamo --version ~1.6 --sandbox -o json")
        #expect(try install.json["operators"]?[0]?["change"] == "created", "\(install.everything)")
        let folder = try TemporaryFolder()
        try folder.write(
            TemporaryFolder.oneModel + "operators: {dynamo-platform: {version: ~1.5}}\n", to: "cluster.yaml")
        for line in [
            "preflight --provider dynamo --operator-version ~1.5", "install dynamo --version ~1.5",
            "bootstrap -f cluster.yaml",
        ] {
            let run = await CommandRun.of("\(line) --sandbox", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(
                run.errors.contains(
                    "is '~1.5', and which version that means cannot be told in a simulated cluster"), "\(run.errors)")
            #expect(run.errors.contains("\n  next: write one version, such as 1.6.2"), "\(run.errors)")
        }
    }
}
