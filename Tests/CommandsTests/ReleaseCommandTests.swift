import Commands
import Kubernetes
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

    /// As `helm template` and Helm's own rehearsal print them.
    @Test func aRehearsalPrintsHooksUnlessTheyAreLeftOut() async throws {
        try await with { cluster in
            try cluster.folder.write(Self.testPod("good", weight: 1, "a: b"), to: "web/templates/t1.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: "{{ .Release.Name }}-hook", annotations: {helm.sh/hook: pre-install}}
                stringData: {key: top-secret}
                """, to: "web/templates/t2.yaml")
            let line = "release install demo ./web -n apps --create-namespace --dry-run=server"
            let run = await cluster.run(line)
            #expect(run.status == .done, "\(run.everything)")
            for template in ["all", "t1", "t2"] {
                #expect(run.said.contains("---\n# Source: web/templates/\(template).yaml\n"), "\(run.said)")
            }
            #expect(run.said.contains("key: (hidden)"), "\(run.said)")
            #expect(!run.everything.contains("top-secret"))
            let list = try await cluster.run("\(line) -o json").json
            #expect(list["items"]?.array?.count == 3)
            let without = await cluster.run("\(line) --hide-secret")
            #expect(without.said.contains("web/templates/t2.yaml\n# HIDDEN: "), "\(without.said)")
            let left = await cluster.run("\(line) --no-hooks")
            #expect(left.said.contains("web/templates/all.yaml"), "\(left.everything)")
            #expect(!left.said.contains("web/templates/t1.yaml"))
            #expect(!left.said.contains("web/templates/t2.yaml"))
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
        ("release upgrade demo ./web --take-field replicas", "\"replicas\" is not a field; write KIND/NAME:.PATH"),
        ("release upgrade demo ./web --take-from a --leave-to a", "--take-from a and --leave-to a exclude each other"),
        (
            "release upgrade demo ./web --take-field .a --leave-field .a",
            "--take-field .a and --leave-field .a exclude each other"
        ),
        (
            "release upgrade demo ./web --disable-openapi-validation --field-validation strict",
            "--disable-openapi-validation and --field-validation strict exclude each other"
        ),
        ("release upgrade demo ./web --field-validation loose", "The value 'loose' is invalid for '--field-validation"),
        ("release install demo ./web --post-renderer-args -x", "are arguments of --post-renderer, which is not given"),
        (
            "release upgrade demo ./web --force-replace --force-conflicts",
            "--force-replace and --force-conflicts exclude each other"
        ),
        ("release upgrade demo ./web --force-replace --leave-to hpa", "--force-replace leaves nobody a field"),
        ("release upgrade demo ./web --server-side=false", "--server-side=false goes with --driver helm alone"),
        ("release rollback demo --server-side=false", "--server-side=false goes with --driver helm alone"),
        ("release upgrade demo ./web --server-side=maybe", "--server-side maybe: it is auto, true or false"),
        ("release upgrade demo ./web --driver helm --idle-timeout 5s", "--idle-timeout goes with --driver native"),
        ("release upgrade demo ./web --idle-timeout 0s", "The value '0s' is invalid for '--idle-timeout"),
        ("release install demo ./web --cleanup-on-fail", "--cleanup-on-fail goes with upgrade and rollback"),
        (
            "release upgrade demo ./web --cleanup-on-fail --on-failure hold",
            "--cleanup-on-fail and --on-failure hold exclude each other"
        ),
        ("release install demo ./web --hide-secret", "--hide-secret goes with --dry-run alone"),
        ("release upgrade demo ./web -l status=x", "--labels status=x: that label is Helm's own"),
        ("release uninstall demo --cascade sideways", "The value 'sideways' is invalid for '--cascade"),
        ("release list --filter (", "the filter cannot be read: error parsing regexp: missing closing"),
        ("release list -l a=b=c", "found '='"),
        ("release list --offset=-1", "--offset is -1, and cannot be negative"),
        ("release list --max=-1", "--max is -1, and cannot be negative"),
        (
            "release rollback demo --description \(String(repeating: "x", count: 257))",
            "--description has 257 characters, and Helm takes 256 of a rollback"
        ),
    ])
    func wrongArgumentsAreToldBeforeAClusterIsAsked(_ line: String, _ words: String) async throws {
        try await with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == .usage)
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    /// Refused with 2 before anything is changed, or left out where that is asked for.
    @Test func unknownFieldsEndAnInstallBeforeItBegins() async throws {
        try await with { cluster in
            try cluster.folder.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong}\ndataa: {a: b}\n",
                to: "web/templates/wrong.yaml")
            let refused = await cluster.run("release install demo ./web -n apps --create-namespace")
            #expect(refused.status == .usage, "\(refused.everything)")
            #expect(refused.errors.contains("ConfigMap apps/wrong"), "\(refused.errors)")
            #expect(refused.errors.contains(".dataa"), "\(refused.errors)")
            let made = try await cluster.releases
            #expect(made.isEmpty)
            let plan = await cluster.run("release plan demo ./web -n apps --create-namespace")
            #expect(plan.status == .failed)
            let lenient = await cluster.run(
                "release install demo ./web -n apps --create-namespace --field-validation warn")
            #expect(lenient.status == .done, "\(lenient.everything)")
            #expect(lenient.errors.contains("was applied without .dataa"), "\(lenient.errors)")
        }
    }

    @Test func fieldsOfOthersAreNamedTakenOrLeft() async throws {
        try await with { cluster in
            _ = await cluster.run("release install demo ./web -n apps --create-namespace")
            _ = try await cluster.client.patch(
                .configMaps, "demo-map", namespace: "apps", with: .merge(["data": ["text": "mine"]]),
                options: WriteOptions(fieldManager: "kubectl-patch"))
            let refused = await cluster.run("release upgrade demo ./web -n apps --set text=ours")
            #expect(refused.status == .failed, "\(refused.everything)")
            #expect(refused.errors.contains(".data.text (kubectl-patch)"), "\(refused.errors)")
            #expect(refused.errors.contains("--leave-field 'ConfigMap/demo-map:.data.text'"), "\(refused.errors)")
            let plan = await cluster.run("release plan demo ./web -n apps --set text=ours")
            #expect(plan.status == .failed)
            #expect(plan.said.contains(".data.text is held by kubectl-patch"), "\(plan.said)")
            let leaving = await cluster.run(
                "release plan demo ./web -n apps --set text=ours --leave-field ConfigMap/demo-map:.data.text")
            #expect(leaving.status == .done, "\(leaving.everything)")
            #expect(leaving.said.contains("leaves .data.text to kubectl-patch"), "\(leaving.said)")
            let relabelled = await cluster.run(
                "release plan demo ./web -n apps --set text=ours,extra=true --leave-to kubectl-patch --take-from other")
            #expect(relabelled.said.contains(" Secret apps/demo-secret"), "\(relabelled.said)")
            let json = try await cluster.run(
                "release plan demo ./web -n apps --set text=ours --take-from kubectl-patch -o json"
            ).json
            let conflicts = json["objects"]?.array?.compactMap { $0["conflicts"]?[0] }
            #expect(
                conflicts == [["field": ".data.text", "manager": "kubectl-patch", "verdict": "take"]], "\(json)")
            let taken = await cluster.run(
                "release upgrade demo ./web -n apps --set text=ours --take-from kubectl-patch")
            #expect(taken.status == .done, "\(taken.everything)")
            #expect(taken.errors.contains("took .data.text from kubectl-patch"), "\(taken.errors)")
        }
    }

    private static func testPod(_ name: String, weight: Int, _ annotation: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: "{{ .Release.Name }}-\(name)"
          annotations: {helm.sh/hook: test, helm.sh/hook-weight: "\(weight)", \(annotation)}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "sandbox.invalid/b"}]
        """
    }

    @Test func testsRunAndTellWhatTheyHaveWritten() async throws {
        try await with { cluster in
            try cluster.folder.write(
                Self.testPod("good", weight: 1, "sandbox.groundcrew/log: 'it answers'"), to: "web/templates/t1.yaml")
            _ = await cluster.run("release install demo ./web -n apps --create-namespace")
            let none = await cluster.run("release status demo -n apps")
            #expect(!none.said.contains("TEST SUITE"))
            let run = await cluster.run("release test demo -n apps --logs --hide-notes")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.said.contains("TEST SUITE:     demo-good\nLast Started:   2"), "\(run.said)")
            #expect(run.said.contains("\nPhase:          Succeeded\n"))
            #expect(
                run.said.hasSuffix(
                    "\n\nPOD LOGS: demo-good (main)\nit answers\n"),
                "\(run.said)")
            #expect(!run.said.contains("NOTES"))
            #expect(run.errors.contains("is kept in Secret apps/groundcrew.run."), "\(run.errors)")
            let runs = try await cluster.run("runs list -n apps -o json").json
            #expect(runs["runs"]?[0]?["command"] == "groundcrew release test")
            let id = runs["runs"]?[0]?["id"]?.string ?? ""
            let shown = await cluster.run("runs show \(id) -n apps").said
            #expect(shown.contains("plan       test of release apps/demo\n"), "\(shown)")
            #expect(shown.contains("\"passed\":true"), "\(shown)")
            let status = await cluster.run("release status demo -n apps")
            #expect(status.said.contains("TEST SUITE:     demo-good\n"))
            #expect(status.said.contains("Phase:          Succeeded\nNOTES:\nSay hello."))
            let json = try await cluster.run("release test demo -n apps -o json").json
            #expect(json["kind"] == "ReleaseTest")
            #expect(json["passed"] == true)
            #expect(json["tests"]?[0]?["phase"] == "Succeeded")
            #expect(json["logs"] == [])
        }
    }

    @Test func aFailedTestEndsWithOneAndItsLog() async throws {
        try await with { cluster in
            try cluster.folder.write(
                Self.testPod(
                    "bad", weight: 1, "sandbox.groundcrew/fault: fail, sandbox.groundcrew/log: 'cannot reach it'"),
                to: "web/templates/t1.yaml")
            try cluster.folder.write(Self.testPod("good", weight: 2, "a: b"), to: "web/templates/t2.yaml")
            _ = await cluster.run("release install demo ./web -n apps --create-namespace")
            let run = await cluster.run("release test demo -n apps")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.said.contains("TEST SUITE:     demo-bad\n"))
            #expect(run.said.contains("Phase:          Failed\n"))
            #expect(!run.said.contains("demo-good"), "it has not run")
            #expect(run.errors.contains("test hook Pod apps/demo-bad failed"), "\(run.errors)")
            #expect(run.errors.contains("its log ends:\ncannot reach it"), "\(run.errors)")
            let other = await cluster.run("release test demo -n apps --filter !name=demo-bad")
            #expect(other.status == .done, "\(other.everything)")
            let unknown = await cluster.run("release test demo -n apps --filter name=demo-ugly")
            #expect(unknown.status == .usage)
            #expect(unknown.errors.contains("it has no test demo-ugly: its tests are demo-bad, demo-good"))
            let absent = await cluster.run("release test other -n apps")
            #expect(absent.status == .usage)
            #expect(absent.errors.contains("there is no release other in namespace apps"))
            let wrong = await cluster.run("release test demo --filter weight=1")
            #expect(wrong.status == .usage)
        }
    }

    @Test func aPostRenderersWordIsTheLast() async throws {
        try await with { cluster in
            let flags = "--post-renderer /bin/sed --post-renderer-args -e --post-renderer-args s/hello/bye/"
            let plan = await cluster.run("release plan demo ./web -n apps --create-namespace \(flags)")
            #expect(plan.status == .done, "\(plan.everything)")
            let diff = await cluster.run("release diff demo ./web -n apps --create-namespace \(flags)")
            #expect(diff.said.contains("+  text: bye"), "\(diff.everything)")
            let rehearsal = await cluster.run(
                "release install demo ./web -n apps --create-namespace --dry-run \(flags)")
            #expect(rehearsal.said.contains("text: \"bye\""))
            let install = await cluster.run("release install demo ./web -n apps --create-namespace \(flags)")
            #expect(install.status == .done, "\(install.everything)")
            let manifest = await cluster.run("release get manifest demo -n apps")
            #expect(manifest.said.contains("text: \"bye\""))
            let failed = await cluster.run("release upgrade demo ./web -n apps --post-renderer ./missing")
            #expect(failed.status == .usage)
            #expect(failed.errors.contains("post-renderer ./missing cannot be run: there is no program"))
            #expect(failed.errors.contains("nothing was changed"))
        }
    }

    @Test func namesAreMadeWhereTheUserLeavesThemOpen() async throws {
        try await with { cluster in
            let run = try await cluster.run("release install ./web --generate-name -o json").json
            #expect(run["name"]?.string?.hasPrefix("web-") == true)
        }
    }
}
