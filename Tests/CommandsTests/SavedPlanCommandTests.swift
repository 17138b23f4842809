import Commands
import TestParts
import Testing
import Value

/// `release plan --save` and `release apply`, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct SavedPlanCommandTests {
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
            try cluster.folder.write("text: hello\n", to: "web/values.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}-map"}
                data: {text: "{{ .Values.text }}"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: "{{ .Release.Name }}-secret"}
                stringData: {key: "top-{{ .Values.text }}-secret"}
                """, to: "web/templates/all.yaml")
            try await body(cluster)
        }
    }

    @Test func aPlanIsKeptPrivateAndCarriedOutOnce() async throws {
        try await with { cluster in
            let file = "\(cluster.folder.path)/web.plan"
            let plan = await cluster.run("release plan demo ./web -n apps --create-namespace --save web.plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(plan.errors.contains("the plan is in web.plan, with its Secrets"))
            let mode = try await TestParts.run("stat", ["-c", "%a", file])
            #expect(mode.standardOutput == "600\n")
            #expect(!plan.everything.contains("top-hello"))
            #expect(try await cluster.releases.isEmpty)
            // The chart is in the plan.
            try TemporaryFolder.remove("\(cluster.folder.path)/web")
            let applied = await cluster.run("release apply web.plan")
            #expect(applied.status == .done, "\(applied.everything)")
            #expect(applied.said.contains("STATUS: deployed\nREVISION: 1\nCHART: web 1.2.0\n"))
            let again = await cluster.run("release apply web.plan")
            #expect(again.status == .usage)
            #expect(again.errors.contains("no longer fits: no revision was the last one"), "\(again.errors)")
            #expect(again.errors.contains("nothing was changed"))
        }
    }

    @Test func removalsAndRollbacksAreSavedToo() async throws {
        try await with { cluster in
            _ = await cluster.run("release install demo ./web -n apps --create-namespace")
            _ = await cluster.run("release upgrade demo ./web -n apps --set text=bye")
            let diff = await cluster.run("release diff demo -n apps --rollback-to 0")
            #expect(diff.said.contains("-  text: bye\n+  text: hello\n"), "\(diff.everything)")
            let back = await cluster.run("release plan demo -n apps --rollback-to 1 --save back.plan -o json")
            #expect(back.status == .done, "\(back.everything)")
            #expect(try back.json["verb"] == "rollback")
            #expect(try back.json["kind"] == "ReleasePlan")
            let applied = try await cluster.run("release apply back.plan -o json").json
            #expect(applied["revision"] == 3)
            let removal = await cluster.run("release plan demo -n apps --uninstall --save gone.plan")
            #expect(removal.said.contains("uninstall of release apps/demo, revision 3"), "\(removal.everything)")
            let elsewhere = await cluster.run("release apply gone.plan -n other")
            #expect(elsewhere.status == .usage)
            #expect(elsewhere.errors.contains("the plan is for namespace apps"))
            let gone = await cluster.run("release apply gone.plan")
            #expect(gone.said == "release apps/demo uninstalled\n", "\(gone.everything)")
            let none = await cluster.run("release plan demo -n apps --uninstall")
            #expect(none.status == .usage)
            #expect(none.errors.contains("there is no release demo in namespace apps"))
        }
    }

    @Test(arguments: [
        ("release plan demo", "give a chart, --rollback-to or --uninstall"),
        ("release plan demo ./web --uninstall", "give a chart, --rollback-to or --uninstall"),
        ("release diff demo --rollback-to -1", "they count from 1"), ("release apply none.plan", "check the path"),
        ("release apply web/Chart.yaml", "web/Chart.yaml: line 1, column 1"),
        ("release plan demo ./web --save no/such/folder", "no/such/folder cannot be written"),
    ])
    func wrongArgumentsAreTold(_ line: String, _ words: String) async throws {
        try await with { cluster in
            let run = await cluster.run(line.replacing("--rollback-to -1", with: "--rollback-to=-1"))
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }
}
