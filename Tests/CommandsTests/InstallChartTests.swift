import Commands
import TestParts
import Testing
import Value

/// `install` takes charts and values from wherever `chart template` does.
@Suite(.timeLimit(.minutes(2)))
struct InstallChartTests {
    @Test func takesChartsOfHelmsRepositoriesAndValuesFromURLs() async throws {
        try await HelmComparison.with { both in
            try Self.writeChart(both)
            for version in ["1.2.3", "1.3.0"] { try await both.prepare("package web -d served --version \(version)") }
            try await both.prepare("repo index served")
            try both.write("replicas: 5\n", to: "served/v.yaml")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await both.prepare("repo add mine \(server.url)")
                for chart in [
                    "mine/web", "mine/web --version ~1.2", "web --repo \(server.url)", "web",
                    "./served/web-1.3.0.tgz", "\(server.url)/web-1.3.0.tgz",
                ] {
                    let values = "-f \(server.url)/v.yaml"
                    let install = await both.run("install dynamo --sandbox --dry-run --chart \(chart) \(values)")
                    #expect(install.status == .done, "\(chart): \(install.errors)")
                    #expect(install.output.contains("replicas: \"5\""), "\(chart): \(install.output)")
                    #expect(install.output.contains("# Source: web/templates/a.yaml"))
                }
                let piped = await both.run(
                    ["install", "dynamo", "--sandbox", "--dry-run", "--chart", "mine/web", "-f", "-"],
                    standardInput: "replicas: 6\n")
                #expect(piped.output.contains("replicas: \"6\""), "\(piped.everything)")
                let missing = await both.run("install dynamo --sandbox --chart mine/web -f \(server.url)/none.yaml")
                #expect(missing.status == .usage)
                #expect(missing.errors.contains("\(server.url)/none.yaml"))

                // A bootstrap file names charts the same way.
                try both.write(
                    TemporaryFolder.oneModel + "operators: {dynamo-platform: {chart: mine/web, version: 1.2.3}}\n",
                    to: "cluster.yaml")
                let plan = await both.run("bootstrap -f cluster.yaml --sandbox --plan -o json")
                #expect(try plan.json["operators"]?[0]?["change"] == "install", "\(plan.everything)")
            }
        }
    }

    @Test(arguments: [
        ("other/demo", "no repository named \"other\" in ", "known are mine"),
        ("./none", "path \"./none\" not found", "give a folder with a Chart.yaml or a .tgz"),
        ("none", "\"none\" names no chart", "give a folder or .tgz file that exists, REPOSITORY/CHART"),
    ])
    func saysWhatIsNoChart(chart: String, message: String, hint: String) async throws {
        try await HelmComparison.with { both in
            try both.write(
                "repositories: [{name: mine, url: \"http://127.0.0.1:9\"}]\n", to: "helm/config/repositories.yaml")
            let run = await both.run("install dynamo --sandbox --chart \(chart)")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(message))
            #expect(run.errors.contains("\n  next: \(hint)"))
        }
    }

    private static func writeChart(_ both: HelmComparison) throws {
        try both.write("apiVersion: v2\nname: web\nversion: 1.0.0\n", to: "web/Chart.yaml")
        try both.write("replicas: 1\n", to: "web/values.yaml")
        try both.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {replicas: \"{{ .Values.replicas }}\"}\n",
            to: "web/templates/a.yaml")
    }
}
