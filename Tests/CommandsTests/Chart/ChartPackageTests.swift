import Archive
import Charts
import Commands
import TestParts
import Testing
import Value

/// `chart package` beside `helm package`.
@Suite(.timeLimit(.minutes(5))) struct ChartPackageTests {
    private static func entries(_ file: String) throws -> [String: String] {
        var entries: [String: String] = [:]
        for entry in try TarGzip.read(TemporaryFolder.bytes(file)) {
            entries[entry.path] = String(decoding: entry.bytes, as: UTF8.self)
        }
        return entries
    }

    @Test(arguments: ["", "--version 2.0.0-rc.1+b.7", "--app-version 10", "--version 3.0.0 --app-version 11"])
    func packsWhatHelmPacks(flags: String) async throws {
        try await HelmComparison.with { both in
            let helm = try await both.prepare("package demo -d theirs \(flags)")
            let run = await both.run("chart package demo -d ours \(flags)")
            #expect(run.status == .done, "\(run.errors)")
            let names = try TemporaryFolder.names(both.folder + "/theirs")
            #expect(try TemporaryFolder.names(both.folder + "/ours") == names)
            let name = try #require(names.first)
            #expect(run.output == helm.standardOutput.replacing("theirs/", with: "ours/"))
            let ours = try Self.entries("\(both.folder)/ours/\(name)")
            let theirs = try Self.entries("\(both.folder)/theirs/\(name)")
            #expect(ours == theirs)
            #expect(ours["demo/old.bak"] == nil)
            // And Helm reads it.
            try await both.prepare("template web ours/\(name)")
            try await both.prepare("show chart ours/\(name)")
        }
    }

    @Test func theSameChartGivesTheSameBytes() async throws {
        try await HelmComparison.with { both in
            for folder in ["a", "b"] { _ = await both.run("chart package demo -d \(folder)") }
            let first = try TemporaryFolder.bytes("\(both.folder)/a/demo-1.2.3.tgz")
            #expect(try TemporaryFolder.bytes("\(both.folder)/b/demo-1.2.3.tgz") == first)
        }
    }

    @Test func packsIntoTheCurrentFolderAndSaysWhatAsJSON() async throws {
        try await HelmComparison.with { both in
            let run = await both.run("chart package demo")
            #expect(run.output == "Successfully packaged chart and saved it to: \(both.folder)/demo-1.2.3.tgz\n")
            let json = try await both.run("chart package demo -o json").json
            #expect(json[0]?["name"] == "demo")
            #expect(json[0]?["version"] == "1.2.3")
        }
    }

    @Test func fetchesDependenciesWhenAskedTo() async throws {
        try await HelmComparison.with { both in
            try both.write("apiVersion: v2\nname: lib\nversion: 1.0.0\n", to: "lib/Chart.yaml")
            try both.write(
                "apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies:\n"
                    + "- {name: lib, version: 1.x, repository: 'file://../lib'}\n", to: "app/Chart.yaml")
            let missing = await both.run("chart package app")
            #expect(missing.status == .usage)
            #expect(missing.errors.contains("app: found in Chart.yaml, but missing in charts/ directory: lib"))
            #expect(missing.errors.contains("next: fetch them: groundcrew chart package --dependency-update"))
            let helm = try await both.helm(["package", "app"])
            #expect(!helm.isSuccess)
            let run = await both.run("chart package app --dependency-update -d ours")
            #expect(run.status == .done, "\(run.errors)")
            #expect(try Self.entries("\(both.folder)/ours/app-0.1.0.tgz")["app/charts/lib/Chart.yaml"] != nil)
        }
    }

    @Test(arguments: [["none"], ["demo", "--version", "no"], ["demo/Chart.yaml"]])
    func refusesWhatHelmRefuses(arguments: [String]) async throws {
        try await HelmComparison.with { both in
            try await both.expectBothRefuse(["package"] + arguments)
            let archives = try TemporaryFolder.names(both.folder).filter { $0.hasSuffix(".tgz") }
            #expect(archives.isEmpty)
        }
    }
}
