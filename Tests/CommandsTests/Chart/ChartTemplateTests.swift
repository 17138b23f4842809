import Commands
import TestParts
import Testing
import Value

/// `chart template` beside `helm template`.
@Suite(.timeLimit(.minutes(10))) struct ChartTemplateTests {
    @Test(arguments: [
        "demo", "web demo", "web ./demo -n apps", "web demo --include-crds", "web demo --include-crds --skip-crds",
        "web demo --no-hooks", "web demo --skip-tests", "web demo --is-upgrade", "web demo -a x/v1,y/v1 -a z/v1",
        "web demo --kube-version 1.29.3", "web demo --set replicas=7", "web demo --set sub.enabled=false",
        "web demo -s templates/a.yaml", "web demo -s templates/hooks.yaml -s templates/a.yaml",
        "web demo -s templates/*.yaml", "web demo -s templates/tests/*",
        "web demo -s charts/sub/templates/service.yaml",
        "web demo --include-crds -s crds/two.yaml -s charts/sub/crds/sub.yaml", "web demo --skip-schema-validation",
        "demo -g", "demo --name-template {{\"A-b\"|lower}}-{{2|add1}}", "web demo --enable-dns -n apps",
        "web demo --hide-notes --render-subchart-notes", "web demo --dry-run=client",
    ])
    func printsHelmsBytes(_ line: String) async throws {
        try await HelmComparison.with { try await $0.expectSame("template " + line) }
    }

    @Test(arguments: [
        "BAD_NAME demo", "web demo -g", "web demo --name-template x", "demo --name-template {{fail}}",
        "demo --name-template UPPER", "web demo -s templates/none.yaml", "web demo -s templates/_helpers.tpl",
        "web ./none", "web none", "web unknown/none", "web demo --kube-version x", "web demo --dry-run=none",
        "web demo --verify", "web demo --set-json a={",
    ])
    func refusesWhatHelmRefuses(_ line: String) async throws {
        try await HelmComparison.with {
            try await $0.expectBothRefuse(["template"] + line.split(separator: " ").map(String.init))
        }
    }

    @Test(arguments: [
        "", "--include-crds", "--release-name", "--no-hooks", "--skip-tests --include-crds --release-name",
    ])
    func writesHelmsFiles(_ flags: String) async throws {
        try await HelmComparison.with { both in
            let arguments = ["template", "web", "demo"] + flags.split(separator: " ").map(String.init)
            let ours = await both.run(["chart"] + arguments + ["--output-dir", "ours"])
            let theirs = try await both.helm(arguments + ["--output-dir", "theirs"])
            try #require(theirs.isSuccess, "\(theirs)")
            #expect(ours.status == .done, "\(ours.errors)")
            #expect(ours.output == theirs.standardOutput.replacing("theirs/", with: "ours/"))
            let tree = try await TestParts.run("diff", ["-r", "\(both.folder)/ours", "\(both.folder)/theirs"])
            #expect(tree.isSuccess, "\(tree)")
        }
    }

    @Test func writesNoFileThroughALink() async throws {
        try await HelmComparison.with { both in
            try await TestParts.run("mkdir", ["-p", "\(both.folder)/out/demo", "\(both.folder)/elsewhere"]).require()
            try await TestParts.run("ln", ["-s", "../../elsewhere", "\(both.folder)/out/demo/templates"]).require()
            let run = await both.run("chart template web demo --output-dir out")
            #expect(run.status == .usage)
            #expect(run.errors.contains("out/demo/templates: a symbolic link"), "\(run.errors)")
            let names = try await TestParts.run("ls", ["\(both.folder)/elsewhere"])
            #expect(names.standardOutput.isEmpty)
        }
    }

    @Test func readsValuesFromStandardInputAndURLs() async throws {
        try await HelmComparison.with { both in
            try both.write("replicas: 5\n", to: "served/v.yaml")
            let piped = await both.run(["chart", "template", "demo", "-f", "-"], standardInput: "replicas: 4\n")
            #expect(piped.output.contains("replicas: \"4\""))
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await both.expectSame("template demo -f \(server.url)/v.yaml")
                let missing = await both.run("chart template demo -f \(server.url)/none.yaml")
                #expect(missing.status == .usage)
                #expect(missing.errors.contains("/none.yaml"))
            }
        }
    }

    @Test func takesTheNamespaceFromTheEnvironmentAsHelmDoes() async throws {
        try await HelmComparison.with { both in
            try both.write(
                """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, namespace: from-config}}]
                clusters: [{name: k, cluster: {server: "http://127.0.0.1:1"}}]

                """, to: "no-kubeconfig")
            try await both.expectSame("template web demo")
            let run = await both.run("chart template web demo")
            #expect(run.output.contains("web-from-config"))
            let flag = await both.run("chart template web demo -n mine")
            #expect(flag.output.contains("web-mine"))
        }
    }

    /// Repositories, archives by URL, Helm's own configuration, and an OCI registry.
    @Test func rendersChartsFromEverywhere() async throws {
        try await HelmComparison.with { both in
            for version in ["1.2.3", "1.3.0", "2.0.0-rc.1"] {
                try await both.prepare("package demo -d served --version \(version)")
            }
            try await both.prepare("repo index served")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { server in
                try await both.prepare("repo add mine \(server.url)")
                for line in [
                    "served/demo-1.2.3.tgz", "\(server.url)/demo-1.3.0.tgz", "demo --repo \(server.url)",
                    "demo --repo \(server.url) --version ~1.2", "demo --repo \(server.url) --devel", "mine/demo",
                    "mine/demo --version 1.2.3", "mine/demo --devel",
                ] {
                    try await both.expectSame("template web " + line)
                }
                try await both.expectBothRefuse(["template", "web", "mine/demo", "--version", "7"])
                try await both.expectBothRefuse(["template", "web", "mine/none"])
            }
            try await OCIRegistry.with { registry in
                try await both.prepare("push served/demo-1.3.0.tgz oci://\(registry.host)/charts --plain-http")
                try await both.expectSame("template web oci://\(registry.host)/charts/demo --plain-http")
                try await both.expectSame(
                    "template web oci://\(registry.host)/charts/demo:1.3.0 --plain-http --include-crds")
            }
        }
    }

    @Test func rendersWithTheCluster() async throws {
        try await HelmComparison.with { both in
            try both.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\ndata:\n"
                    + "  namespace: {{ (lookup \"v1\" \"Namespace\" \"\" \"default\").metadata.name }}\n",
                to: "demo/templates/lookup.yaml")
            for flag in ["--validate", "--dry-run=server"] {
                let run = await both.run("chart template web demo --sandbox \(flag)")
                #expect(run.status == .done, "\(run.errors)")
                #expect(run.output.contains("  namespace: default\n"))
            }
            let unreachable = await both.run("chart template web demo --dry-run=server")
            #expect(unreachable.status == .usage)
            #expect(unreachable.errors.contains("no cluster is configured"))
        }
    }

    @Test func noPasswordAppearsAnywhere() async throws {
        try await HelmComparison.with { both in
            let arguments = [
                "chart", "template", "web", "demo", "--repo", "http://127.0.0.1:1", "--username", "me",
            ]
            let flag = await both.run(arguments + ["--password", "hunter2"])
            let piped = await both.run(arguments + ["--password-stdin"], standardInput: "hunter2\n")
            for run in [flag, piped] {
                #expect(run.status == .undecided)
                #expect(!run.everything.contains("hunter2"))
            }
            let both = await both.run(arguments + ["--password", "a", "--password-stdin"])
            #expect(both.status == .usage)
        }
    }
}
