import Commands
import Testing
import Value

/// `release` as Helm's users know it, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct ReleaseCommandTests {
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                "apiVersion: v2\nname: web\nversion: 1.2.0\nappVersion: \"9\"\n", to: "web/Chart.yaml")
            try cluster.folder.write("text: hello\nextra: false\n", to: "web/values.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}-map"}
                data: {text: "{{ .Values.text }}"}
                {{- if .Values.extra }}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: "{{ .Release.Name }}-secret"}
                stringData: {key: "top-{{ .Values.text }}-secret"}
                {{- end }}
                """, to: "web/templates/all.yaml")
            try cluster.folder.write("Say {{ .Values.text }}.", to: "web/templates/NOTES.txt")
            try await body(cluster)
        }
    }

    @Test func aReleaseLivesFromInstallToUninstall() async throws {
        try await with { cluster in
            let install = await cluster.run("release install demo ./web -n apps --create-namespace")
            #expect(install.status == .done, "\(install.everything)")
            #expect(install.said.contains("STATUS: deployed\nREVISION: 1\nCHART: web 1.2.0\n"))
            #expect(install.said.contains("NOTES:\nSay hello.\n"))

            let again = await cluster.run("release install demo ./web -n apps")
            #expect(again.status == .usage)
            #expect(again.errors.contains("release apps/demo: it exists already, at revision 1"))

            let upgrade = try await cluster.run("release upgrade demo ./web -n apps --set text=bye -o json").json
            #expect(upgrade["kind"] == "ReleaseResult")
            #expect(upgrade["revision"] == 2)
            #expect(upgrade["change"] == "changed")

            let values = await cluster.run("release get values demo -n apps")
            #expect(values.said.contains("text: bye\n"))
            let all = try await cluster.run("release get values demo -n apps --all -o json").json
            #expect(all["values"] == ["text": "bye", "extra": false])
            let manifest = await cluster.run("release get manifest demo -n apps")
            #expect(manifest.said.contains("data: {text: \"bye\"}"))
            let notes = await cluster.run("release get notes demo -n apps --revision 1")
            #expect(notes.said.contains("Say hello.\n"))

            let back = await cluster.run("release rollback demo -n apps")
            #expect(back.status == .done, "\(back.everything)")
            let history = await cluster.run("release history demo -n apps")
            let lines = history.said.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.map(\.first) == ["REVISION", "1", "2", "3"])
            #expect(lines.last?.suffix(3).joined(separator: " ") == "Rollback to 1")

            let list = try await cluster.run("release list -n apps -o json").json["releases"]
            #expect(list?.array?.count == 1)
            #expect(list?[0]?["revision"] == 3)

            let removal = await cluster.run("release uninstall demo -n apps")
            #expect(removal.said == "release apps/demo uninstalled\n")
            let absent = await cluster.run("release status demo -n apps")
            #expect(absent.status == .usage)
            #expect(absent.errors.contains("there is no release demo in namespace apps"))
            let gone = await cluster.run("release uninstall demo -n apps")
            #expect(gone.status == .usage)
            let ignored = await cluster.run("release uninstall demo -n apps --ignore-not-found")
            #expect(ignored.status == .done)
        }
    }

    @Test func planAndDiffChangeNothingAndHideSecrets() async throws {
        try await with { cluster in
            _ = await cluster.run("release install demo ./web -n apps --create-namespace --set extra=true")
            let plan = await cluster.run("release plan demo ./web -n apps --set text=bye,extra=true")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(plan.said.contains("upgrade of release apps/demo, revision 1 -> 2: web 1.2.0\n"))
            #expect(plan.said.contains("change   ConfigMap apps/demo-map   data.text\n"), "\(plan.said)")
            #expect(plan.said.contains("2 to change\n"))
            let diff = await cluster.run("release diff demo ./web -n apps --set text=bye,extra=true")
            #expect(diff.said.contains("-  text: hello\n+  text: bye\n"), "\(diff.said)")
            for run in [plan, diff] { #expect(!run.everything.contains("top-")) }
            #expect(diff.said.contains("sha256 "))
            let none = await cluster.run("release diff demo ./web -n apps --set extra=true --exit-code")
            #expect(none.status == .done, "\(none.everything)")
            let some = await cluster.run("release diff demo ./web -n apps --set text=bye,extra=true --exit-code")
            #expect(some.status == .failed)
            let history = await cluster.run("release history demo -n apps")
            #expect(history.said.contains("1          "))
            let listed = try await cluster.run("release list -n apps -o json").json
            #expect(listed["releases"]?[0]?["revision"] == 1)
        }
    }

    @Test func aRehearsalPrintsManifestsWithoutSecrets() async throws {
        try await with { cluster in
            let run = await cluster.run(
                "release install demo ./web -n apps --create-namespace --set extra=true --dry-run")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.said.contains("name: demo-secret"))
            #expect(!run.everything.contains("top-"))
            let left = try await cluster.releases
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: [
        ("release install ./web", "give a name and a chart, or --generate-name"),
        ("release upgrade demo ./web --reset-values --reuse-values", "exclude each other"),
        ("release upgrade demo ./web --driver helm --reuse-values", "--reuse-values cannot be given to --driver helm"),
        ("release install Demo ./web", "release name \"Demo\" is not allowed"),
        ("release upgrade demo ./web -l novalue", "a label is KEY=VALUE"),
        ("release rollback demo -- -1", "they count from 1"),
        ("release install demo ./web --wait=forever", "The value 'forever' is invalid for '--wait"),
    ])
    func wrongArgumentsAreToldBeforeAClusterIsAsked(_ line: String, _ words: String) async throws {
        try await with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == .usage)
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func namesAreMadeWhereTheUserLeavesThemOpen() async throws {
        try await with { cluster in
            let run = try await cluster.run("release install ./web --generate-name -o json").json
            #expect(run["name"]?.string?.hasPrefix("web-") == true)
        }
    }
}
