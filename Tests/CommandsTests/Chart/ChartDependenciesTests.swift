import Commands
import TestParts
import Testing
import Value

/// `chart dependency` beside `helm dependency`.
@Suite(.timeLimit(.minutes(10))) struct ChartDependenciesTests {
    /// Charts `lib` in several versions and `app`, served and pushed.
    private static func serve(
        _ body: (HelmComparison, LoopbackFileServer, OCIRegistry) async throws -> Void
    ) async throws {
        try await HelmComparison.with { both in
            try both.write("apiVersion: v2\nname: lib\nversion: 1.0.0\n", to: "lib/Chart.yaml")
            try both.write("value: 1\n", to: "lib/values.yaml")
            try both.write(
                "kind: A\nmetadata: {name: \"{{ .Chart.Name }}\"}\nversion: {{ .Chart.Version }}\n",
                to: "lib/templates/a.yaml")
            for version in ["1.0.0", "1.1.0", "1.2.0-rc.1", "2.0.0"] {
                try await both.prepare("package lib -d served --version \(version)")
            }
            try await both.prepare("repo index served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await OCIRegistry.with { registry in
                    for version in ["1.0.0", "1.1.0"] {
                        try await both.prepare(
                            "push served/lib-\(version).tgz oci://\(registry.host)/charts --plain-http")
                    }
                    try await body(both, server, registry)
                }
            }
        }
    }

    private static func chart(_ dependencies: String, apiVersion: String = "v2") -> String {
        "apiVersion: \(apiVersion)\nname: app\nversion: 0.1.0\ndependencies:\n" + dependencies
    }

    private static func lockBody(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("generated: ") }.joined(separator: "\n")
    }

    @Test func locksAndFetchesWhatHelmDoes() async throws {
        try await Self.serve { both, server, registry in
            try await both.prepare("repo add mine \(server.url)")
            try both.write("apiVersion: v2\nname: beside\nversion: 3.1.0\n", to: "beside/Chart.yaml")
            for (index, dependencies) in [
                "- {name: lib, version: 1.x, repository: '\(server.url)'}\n",
                "- {name: lib, version: '~1.0', repository: '\(server.url)/', tags: [b, a], condition: lib.on}\n",
                "- {name: lib, version: '>=1.2.0-0 <2', repository: '@mine', alias: other}\n"
                    + "- {name: lib, version: ^1, repository: 'alias:mine', import-values: [x, {parent: p, child: c}]}\n",
                "- {name: lib, version: 1.0.0, repository: 'oci://\(registry.host)/charts'}\n",
                "- {name: lib, version: ^1.0.0, repository: 'oci://\(registry.host)/charts'}\n",
                "- {name: beside, version: 3.x, repository: 'file://../../beside'}\n"
                    + "- {name: lib, version: '*', repository: '\(server.url)'}\n",
            ].enumerated() {
                for side in ["ours", "theirs"] {
                    try both.write(Self.chart(dependencies), to: "\(side)\(index)/app/Chart.yaml")
                    // `../../beside` from both.
                }
                let ours = await both.run("chart dependency update ours\(index)/app --plain-http")
                let theirs = try await both.helm(["dependency", "update", "theirs\(index)/app", "--plain-http"])
                try #require(theirs.isSuccess, "\(dependencies): \(theirs)")
                #expect(ours.status == .done, "\(dependencies): \(ours.errors)")
                let ourLock = try both.read("ours\(index)/app/Chart.lock")
                #expect(Self.lockBody(ourLock) == Self.lockBody(try both.read("theirs\(index)/app/Chart.lock")))
                #expect(ourLock.contains("\ngenerated: \"20"))
                let list = [
                    "-c", "cd \(both.folder)/$0\(index)/app/charts && for f in *; do echo $f; tar -tzf $f; done",
                ]
                let files = try await TestParts.run("sh", list + ["ours"])
                let helmFiles = try await TestParts.run("sh", list + ["theirs"])
                #expect(files.standardOutput == helmFiles.standardOutput)
                // Each accepts the other's lock, and both render alike.
                try await both.prepare("dependency build ours\(index)/app --plain-http")
                let build = await both.run("chart dependency build theirs\(index)/app --plain-http")
                #expect(build.status == .done, "\(build.errors)")
                let rendered = await both.run("chart template ours\(index)/app")
                let helmRendered = try await both.helm(["template", "theirs\(index)/app"])
                #expect(rendered.output == helmRendered.standardOutput)
                try await both.expectSame("dependency list ours\(index)/app")
            }
        }
    }

    @Test func templateFetchesWhatIsMissing() async throws {
        try await Self.serve { both, server, _ in
            try both.write(
                Self.chart("- {name: lib, version: 1.x, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            let without = await both.run("chart template app")
            #expect(without.status == .usage)
            #expect(without.errors.contains("missing in charts/ directory: lib"))
            let with = await both.run("chart template app --dependency-update")
            #expect(with.status == .done, "\(with.errors)")
            #expect(with.output == (try await both.helm(["template", "app"])).standardOutput)
            #expect(with.output.contains("version: 1.1.0"))
        }
    }

    @Test func outdatedChartsGoAndOthersStay() async throws {
        try await Self.serve { both, server, _ in
            try both.write(
                Self.chart("- {name: lib, version: 1.0.0, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            #expect(await both.run("chart dependency update app").status == .done)
            try both.write("mine", to: "app/charts/_notes/x")
            try both.write(
                Self.chart("- {name: lib, version: ^1, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            let run = await both.run(["chart", "dependency", "update", "app", "-o", "json"])
            #expect(run.status == .done, "\(run.errors)")
            let json = try run.json
            #expect(json["files"] == ["lib-1.1.0.tgz"])
            #expect(json["removed"] == ["lib-1.0.0.tgz"])
            #expect(json["wroteLock"] == true)
            #expect(try both.read("app/charts/_notes/x") == "mine")
            let again = try await both.run(["chart", "dependency", "update", "app", "-o", "json"]).json
            #expect(again["wroteLock"] == false)
        }
    }

    @Test func aSymlinkedLockIsNeverWrittenCVE2025x53547() async throws {
        try await Self.serve { both, server, _ in
            try both.write(
                Self.chart("- {name: lib, version: 1.x, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            try both.write("precious", to: "elsewhere")
            try await TestParts.run("ln", ["-s", "../elsewhere", "\(both.folder)/app/Chart.lock"]).require()
            // Reading the lock through the link fails first when it is not a lock; an empty one is read.
            try both.write("", to: "elsewhere")
            let run = await both.run("chart dependency update app")
            #expect(run.status == .usage)
            #expect(run.errors.contains("Chart.lock is a symbolic link"), "\(run.errors)")
            #expect(try both.read("elsewhere") == "")
            try await TestParts.run("rm", ["\(both.folder)/app/Chart.lock"]).require()
            try await TestParts.run("ln", ["-s", "../demo", "\(both.folder)/app/charts"]).require()
            let charts = await both.run("chart dependency update app")
            #expect(charts.status == .usage)
        }
    }

    @Test func aLockOutOfStepIsNotBuilt() async throws {
        try await Self.serve { both, server, _ in
            try both.write(
                Self.chart("- {name: lib, version: 1.x, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            #expect(await both.run("chart dependency build app").status == .done)
            try both.write(
                Self.chart("- {name: lib, version: 2.x, repository: '\(server.url)'}\n"), to: "app/Chart.yaml")
            let run = await both.run("chart dependency build app")
            #expect(run.status == .usage)
            #expect(run.errors.contains("out of sync"))
            #expect(!(try await both.helm(["dependency", "build", "app"])).isSuccess)
        }
    }

    @Test(arguments: [
        "- {name: lib, version: 9.x, repository: 'URL'}\n", "- {name: none, version: 1.x, repository: 'URL'}\n",
        "- {name: lib, version: 'x y', repository: 'URL'}\n", "- {name: lib, version: 1.x, repository: stable}\n",
        "- {name: lib, version: 1.x, repository: '@unknown'}\n", "- {name: lib, version: 1.x, repository: ''}\n",
        "- {name: lib, version: 1.x, repository: 'file://../none'}\n",
        "- {name: lib, version: 9.x, repository: 'file://../lib'}\n",
    ])
    func whatCannotBeFoundIsRefusedByBoth(_ dependencies: String) async throws {
        try await Self.serve { both, server, _ in
            try both.write(Self.chart(dependencies.replacing("URL", with: server.url)), to: "app/Chart.yaml")
            try await both.expectBothRefuse(["dependency", "update", "app"])
            let names = try await TestParts.run("ls", ["-A", "\(both.folder)/app"])
            #expect(!names.standardOutput.contains("Chart.lock"))
        }
    }

    @Test func listsEveryState() async throws {
        try await Self.serve { both, _, _ in
            try both.write(
                Self.chart(
                    ["lib", "old", "bad", "gone", "range"].map {
                        "- {name: \($0), version: '\($0 == "bad" ? "x y" : "1.x")', repository: 'https://example.com/charts'}\n"
                    }.joined()), to: "app/Chart.yaml")
            try both.write("apiVersion: v2\nname: old\nversion: 0.1.0\n", to: "app/charts/old/Chart.yaml")
            try both.write("apiVersion: v2\nname: bad\nversion: 1.0.0\n", to: "app/charts/bad/Chart.yaml")
            try both.write("apiVersion: v2\nname: range\nversion: 1.4.0\n", to: "app/charts/range/Chart.yaml")
            try both.write("apiVersion: v2\nname: extra\nversion: 1.4.0\n", to: "app/charts/extra/Chart.yaml")
            try await TestParts.run("cp", ["\(both.folder)/served/lib-1.1.0.tgz", "\(both.folder)/app/charts/"])
                .require()
            try await both.expectSame("dependency list app")
            try await both.expectSame("dependency list app --max-col-width 12")
            try await both.expectSame("dependency list lib")
            let json = try await both.run("chart dependency list app -o json").json
            #expect(
                json.array?.map { $0["status"]?.string } == [
                    "ok", "wrong version", "invalid version", "missing", "unpacked",
                ])
        }
    }
}
