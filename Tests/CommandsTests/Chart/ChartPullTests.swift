import Archive
import Commands
import HTTP
import TestParts
import Testing
import Value

/// `chart pull` and `chart unpack` beside `helm pull`, and against hostile charts.
@Suite(.timeLimit(.minutes(10))) struct ChartPullTests {
    private static func names(_ folder: String) async throws -> String {
        let found = try await TestParts.run("find", [folder, "-mindepth", "1"])
        return found.standardOutput.replacing(folder + "/", with: "").split(separator: "\n").sorted()
            .joined(separator: "\n")
    }

    @Test func writesTheFilesThatHelmWrites() async throws {
        try await HelmComparison.with { both in
            for version in ["1.2.3", "1.3.0+build.7"] {
                try await both.prepare("package demo -d served --version \(version)")
            }
            try await both.prepare("repo index served")
            try await OCIRegistry.with { registry in
                try await both.prepare("push served/demo-1.3.0+build.7.tgz oci://\(registry.host)/charts --plain-http")
                try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                    try await both.prepare("repo add mine \(server.url)")
                    for (index, line) in [
                        "demo --repo \(server.url)", "demo --repo \(server.url) --version 1.2.3",
                        "\(server.url)/demo-1.3.0%2Bbuild.7.tgz", "mine/demo", "mine/demo --untar",
                        "mine/demo --untar --untardir deep/er", "mine/demo --prov",
                        "oci://\(registry.host)/charts/demo --plain-http --version 1.3.0+build.7",
                    ].enumerated() {
                        let arguments = ["pull"] + line.split(separator: " ").map(String.init)
                        let ours = await both.run(["chart"] + arguments + ["-d", "ours\(index)"])
                        try await TestParts.run("mkdir", ["\(both.folder)/theirs\(index)"]).require()
                        let theirs = try await both.helm(arguments + ["-d", "theirs\(index)"])
                        try #require(theirs.isSuccess, "\(line): \(theirs)")
                        #expect(ours.status == .done, "\(line): \(ours.errors)")
                        let tree = try await TestParts.run(
                            "diff", ["-r", "\(both.folder)/ours\(index)", "\(both.folder)/theirs\(index)"])
                        #expect(tree.isSuccess, "\(line): \(tree)")
                    }
                }
            }
        }
    }

    @Test func saysWhatItWrote() async throws {
        try await HelmComparison.with { both in
            try await both.prepare("package demo -d served")
            try await both.prepare("repo index served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                let text = await both.run("chart pull demo --repo \(server.url) -d out")
                #expect(text.output == "out/demo-1.2.3.tgz\n")
                let json = try await both.run("chart pull demo --repo \(server.url) --untar -d new -o json").json
                #expect(json[0]?["path"] == "new/demo")
                #expect(json[0]?["version"] == "1.2.3")
                #expect(json[0]?["digest"]?.string?.hasPrefix("sha256:") == true)
                // A folder that is there is left alone.
                let again = await both.run("chart pull demo --repo \(server.url) --untar")
                #expect(again.status == .usage)
                #expect(again.errors.contains("exists already"))
            }
        }
    }

    @Test func aDigestThatDiffersLeavesNothing() async throws {
        try await HelmComparison.with { both in
            try await both.prepare("package demo -d served")
            try await both.prepare("repo index served")
            try both.write("other: 1\n", to: "demo/values.yaml")
            try await both.prepare("package demo -d served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                let run = await both.run("chart pull demo --repo \(server.url) -d out")
                #expect(run.status == .usage)
                #expect(run.errors.contains("promises sha256:"))
                let left = try await Self.names("\(both.folder)/out")
                #expect(left == "")
            }
        }
    }

    @Test func nothingIsWrittenThroughALink() async throws {
        try await HelmComparison.with { both in
            try await both.prepare("package demo -d served")
            try await both.prepare("repo index served")
            try both.write("mine", to: "precious")
            try await TestParts.run("mkdir", ["\(both.folder)/out", "\(both.folder)/elsewhere"]).require()
            try await TestParts.run("ln", ["-s", "../precious", "\(both.folder)/out/demo-1.2.3.tgz"]).require()
            try await TestParts.run("ln", ["-s", "../elsewhere", "\(both.folder)/out/demo"]).require()
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                for flags in ["", " --untar"] {
                    let run = await both.run("chart pull demo --repo \(server.url) -d out" + flags)
                    #expect(run.status == .usage, "\(run.everything)")
                }
            }
            #expect(try both.read("precious") == "mine")
            let left = try await Self.names("\(both.folder)/elsewhere")
            #expect(left == "")
        }
    }

    @Test func unpacksWhatHelmUnpacks() async throws {
        try await HelmComparison.with { both in
            try await both.prepare("package demo")
            let run = await both.run("chart unpack demo-1.2.3.tgz -d ours")
            #expect(run.status == .done, "\(run.errors)")
            #expect(run.output == "ours/demo\n")
            try await TestParts.run("mkdir", ["\(both.folder)/theirs"]).require()
            try await TestParts.run(
                "tar", ["-xzf", "\(both.folder)/demo-1.2.3.tgz", "-C", "\(both.folder)/theirs"]
            ).require()
            let tree = try await TestParts.run("diff", ["-r", "\(both.folder)/ours", "\(both.folder)/theirs"])
            #expect(tree.isSuccess, "\(tree)")
            let again = await both.run("chart unpack demo-1.2.3.tgz -d ours")
            #expect(again.status == .usage)
            #expect(again.errors.contains("ours/demo exists already"))
            let json = try await both.run("chart unpack demo-1.2.3.tgz -d third -o json").json
            #expect(json["name"] == "demo")
        }
    }

    /// CVE-2024-25620 and CVE-2026-35206: the chart's name is a way out; and paths that are.
    @Test(arguments: [
        ("..", "Chart.yaml"), (".", "Chart.yaml"), ("../evil", "Chart.yaml"), ("a\\\\b", "Chart.yaml"),
        ("fine", "../../evil"), ("fine", "/etc/evil"), ("fine", "templates/../../../evil"),
    ])
    func aHostileChartWritesNothingOutside(_ name: String, _ path: String) async throws {
        try await HelmComparison.with { both in
            let metadata = "apiVersion: v2\nname: \"\(name)\"\nversion: 1.0.0\n"
            let archive = try TarGzip.write([
                ArchiveEntry(path: "x/Chart.yaml", bytes: Array(metadata.utf8)),
                ArchiveEntry(path: path == "Chart.yaml" ? "x/values.yaml" : "x/\(path)", bytes: Array("a: 1\n".utf8)),
            ])
            try both.write(archive, to: "in/bad.tgz")
            try await TestParts.run("mkdir", ["-p", "\(both.folder)/deep/out"]).require()
            let before = try await Self.names(both.folder)
            let run = await both.run("chart unpack in/bad.tgz -d deep/out")
            #expect(run.status == .usage, "\(run.everything)")
            let left = try await Self.names(both.folder)
            #expect(left == before)
        }
    }

    @Test func aChartThatIsTooLargeOrNoArchiveIsRefused() async throws {
        try await HelmComparison.with { both in
            try both.write("no archive", to: "a.tgz")
            let run = await both.run("chart unpack a.tgz")
            #expect(run.status == .usage)
            #expect(run.errors.contains("does not appear to be a gzipped archive"))
            let missing = await both.run("chart unpack none.tgz")
            #expect(missing.errors.contains("none.tgz"))
        }
    }
}
