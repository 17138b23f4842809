import Commands
import Kubernetes
import Testing
import Value

/// What Helm's arguments of `release` do, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct ReleaseArgumentTests {
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                """
                apiVersion: v2
                name: web
                version: 1.2.0
                appVersion: "9"
                annotations: {team: gpu}
                dependencies: [{name: sub, version: 0.1.0, repository: ""}]

                """, to: "web/Chart.yaml")
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
                stringData: {key: "top-secret"}
                {{- end }}
                """, to: "web/templates/all.yaml")
            try cluster.folder.write("Say {{ .Values.text }}.", to: "web/templates/NOTES.txt")
            try cluster.folder.write("apiVersion: v2\nname: sub\nversion: 0.1.0\n", to: "web/charts/sub/Chart.yaml")
            try cluster.folder.write("Of the subchart.", to: "web/charts/sub/templates/NOTES.txt")
            try await body(cluster)
        }
    }

    private func map(_ cluster: SimulatedCluster, _ name: String = "demo-map") async throws -> Value? {
        try await cluster.client.getIfPresent(.configMaps, name, namespace: "apps")?["data"]
    }

    private static let install = "release install demo ./web -n apps --create-namespace"

    // MARK: - History that is kept

    @Test func aHistoryThatIsKeptIsSeenAndComesBack() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install)
            _ = await cluster.run("release upgrade demo ./web -n apps --set text=bye")
            let gone = await cluster.run("release uninstall demo -n apps --keep-history --description enough")
            #expect(gone.said == "release apps/demo uninstalled\n", "\(gone.everything)")
            #expect(try await map(cluster) == nil)
            let list = await cluster.run("release list -n apps --uninstalled -q")
            #expect(list.output == "demo\n", "\(list.everything)")
            let history = try await cluster.run("release history demo -n apps -o json").json["revisions"]?.array ?? []
            #expect(history.map { $0["status"] } == ["superseded", "uninstalled"])
            #expect(history.last?["description"] == "enough")
            let again = await cluster.run("release uninstall demo -n apps --keep-history")
            #expect(again.status == .usage)
            #expect(again.errors.contains("it is uninstalled already, and its history is kept"), "\(again.errors)")

            let taken = await cluster.run("release install demo ./web -n apps")
            #expect(taken.status == .usage)
            #expect(taken.errors.contains("its history has the name, up to revision 2"), "\(taken.errors)")
            let upgrade = await cluster.run("release upgrade demo ./web -n apps")
            #expect(upgrade.status == .usage)
            #expect(upgrade.errors.contains("it is uninstalled, and its history alone is left"), "\(upgrade.errors)")

            let back = await cluster.run("release rollback demo 1 -n apps --description again")
            #expect(back.status == .done, "\(back.everything)")
            #expect(try await map(cluster) == ["text": "hello"])
            let shown = await cluster.run("release history demo -n apps --show-rollback-revision")
            #expect(shown.rows.contains { $0.hasSuffix(" deployed web-1.2.0 9 1 again") }, "\(shown.output)")
            let removed = await cluster.run("release uninstall demo -n apps")
            #expect(removed.status == .done)
            #expect(try await cluster.releases.isEmpty)
        }
    }

    @Test(arguments: ["release install demo ./web -n apps --replace", "release upgrade -i demo ./web -n apps"])
    func aNameWhoseHistoryAloneIsLeftIsTakenWhereThatIsAskedFor(_ line: String) async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install + " -l team=a")
            _ = await cluster.run("release uninstall demo -n apps --keep-history")
            let run = await cluster.run(line)
            #expect(run.status == .done, "\(run.everything)")
            let history = try await cluster.run("release history demo -n apps -o json").json["revisions"]?.array ?? []
            #expect(history.map { $0["status"] } == ["superseded", "deployed"])
            #expect(history.map { $0["description"] } == ["superseded by new release", "Install complete"])
            #expect(try await map(cluster) == ["text": "hello"])
        }
    }

    /// Somebody else has taken the object's name meanwhile.
    @Test func whatIsSomebodyElsesByNowIsNotTakenBack() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install)
            _ = await cluster.run("release uninstall demo -n apps --keep-history")
            _ = try await cluster.client.create(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"]], namespace: "apps")
            for line in ["release rollback demo 1 -n apps", "release install demo ./web -n apps --replace"] {
                let run = await cluster.run(line)
                #expect(run.errors.contains("belongs to no release"), "\(run.everything)")
                #expect(try await map(cluster) == nil)
            }
        }
    }

    // MARK: - Rehearsals

    @Test func rehearsalsOfRemovalsAndRollbacksChangeNothing() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install)
            _ = await cluster.run("release upgrade demo ./web -n apps --set text=bye")
            let removal = await cluster.run("release uninstall demo -n apps --dry-run")
            #expect(removal.status == .done, "\(removal.everything)")
            #expect(removal.said.contains("remove   ConfigMap apps/demo-map"), "\(removal.said)")
            let plans = try await cluster.run("release uninstall demo -n apps --dry-run -o json").json
            #expect(plans["kind"] == "ReleaseRemovalPlan")
            #expect(plans["plans"]?[0]?["verb"] == "uninstall")
            let absent = await cluster.run("release uninstall other -n apps --dry-run")
            #expect(absent.status == .usage)
            let ignored = await cluster.run("release uninstall other -n apps --dry-run --ignore-not-found")
            #expect(ignored.status == .done, "\(ignored.everything)")
            let back = await cluster.run("release rollback demo 1 -n apps --dry-run=server")
            #expect(back.status == .done, "\(back.everything)")
            #expect(back.said.contains("rollback of release apps/demo, revision 2 -> 3"), "\(back.said)")
            #expect(back.said.contains("change   ConfigMap apps/demo-map   data.text"), "\(back.said)")
            let history = try await cluster.run("release history demo -n apps -o json").json["revisions"]?.array
            #expect(history?.count == 2)
            #expect(try await map(cluster) == ["text": "bye"])
        }
    }

    @Test func secretsAreLeftOutOfARehearsal() async throws {
        try await with { cluster in
            let line = Self.install + " --set extra=true --dry-run"
            let plain = await cluster.run(line)
            #expect(plain.said.contains("name: demo-secret"), "\(plain.said)")
            let hidden = await cluster.run(line + " --hide-secret")
            #expect(hidden.status == .done, "\(hidden.everything)")
            #expect(!hidden.said.contains("demo-secret"))
            #expect(
                hidden.said.contains(
                    "---\n# Source: web/templates/all.yaml\n# HIDDEN: The Secret output has been suppressed\n"),
                "\(hidden.said)")
            #expect(hidden.said.contains("demo-map"))
        }
    }

    // MARK: - Notes

    @Test(arguments: [
        ("", "NOTES:\nSay hello.\n", true), ("--hide-notes", "NOTES:", false),
        ("--render-subchart-notes", "Of the subchart.", true), ("", "Of the subchart.", false),
    ])
    func notesAreShownAsTheyAreAskedFor(_ flags: String, _ words: String, _ isThere: Bool) async throws {
        try await with { cluster in
            let run = await cluster.run(Self.install + (flags.isEmpty ? "" : " \(flags)"))
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.said.contains(words) == isThere, "\(run.said)")
        }
    }

    // MARK: - Values

    @Test func aSchemaIsLeftOutWhereThatIsAskedFor() async throws {
        try await with { cluster in
            try cluster.folder.write(
                #"{"type": "object", "properties": {"text": {"enum": ["bye"]}}}"#, to: "web/values.schema.json")
            let refused = await cluster.run(Self.install)
            #expect(refused.status == .usage, "\(refused.everything)")
            let run = await cluster.run(Self.install + " --skip-schema-validation")
            #expect(run.status == .done, "\(run.everything)")
        }
    }

    @Test func anUpgradeTakesALabelAwayWithNull() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install + " -l team=a,kept=1")
            let run = await cluster.run("release upgrade demo ./web -n apps -l team=null")
            #expect(run.status == .done, "\(run.everything)")
            let record = try await cluster.run("release status demo -n apps -o json").json
            #expect(record["labels"] == ["kept": "1"])
        }
    }

    // MARK: - Objects that are replaced

    @Test func aReplacedObjectHasNothingOfOthers() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install)
            _ = try await cluster.client.patch(
                .configMaps, "demo-map", namespace: "apps", with: .merge(["data": ["text": "mine", "more": "1"]]),
                options: WriteOptions(fieldManager: "kubectl-patch"))
            let plan = try await cluster.run(
                "release plan demo ./web -n apps --set text=ours --force-replace -o json"
            ).json
            let object = plan["objects"]?[0]
            #expect(object?["change"] == "change")
            #expect(object?["requests"] == ["PUT /api/v1/namespaces/apps/configmaps/demo-map"])
            #expect(object?["reason"] == "is replaced whole, with what others have set in it")
            #expect(object?["conflicts"] == [])
            let run = await cluster.run("release upgrade demo ./web -n apps --set text=ours --force-replace")
            #expect(run.status == .done, "\(run.everything)")
            #expect(try await map(cluster) == ["text": "ours"])
            // As if it had been applied: the next revision conflicts with nobody.
            let next = await cluster.run("release upgrade demo ./web -n apps --set text=next")
            #expect(next.status == .done, "\(next.everything)")
            #expect(try await map(cluster) == ["text": "next"])
        }
    }

    // MARK: - Failures

    @Test(arguments: [("", true), (" --cleanup-on-fail", false)])
    func whatAFailedUpgradeHasMadeGoesWhereThatIsAskedFor(_ flag: String, _ stays: Bool) async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install)
            try cluster.folder.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-new}\ndata: {a: b}\n",
                to: "web/templates/new.yaml")
            try cluster.folder.write(
                Self.hook("post-upgrade", "sandbox.groundcrew/fault: fail"), to: "web/templates/hook.yaml")
            let run = await cluster.run("release upgrade demo ./web -n apps --set text=bye" + flag)
            #expect(run.status == .incomplete || run.status == .failed, "\(run.everything)")
            let made = try await map(cluster, "demo-new")
            #expect((made != nil) == stays, "\(run.everything)")
            #expect(run.errors.contains("what it had made was removed (ConfigMap apps/demo-new)") == !stays)
            // What was there stays as the upgrade has made it.
            #expect(try await map(cluster) == ["text": "bye"])
        }
    }

    // MARK: - Hooks

    private static func hook(_ event: String, _ annotations: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: "{{ .Release.Name }}-hook"
          annotations: {helm.sh/hook: \(event), \(annotations)}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "sandbox.invalid/b"}]
        """
    }

    struct Log: Sendable, CustomTestStringConvertible {
        var policy: String
        var fails = false
        var isShown: Bool
        var testDescription: String { "\(policy) \(fails)" }
    }

    @Test(arguments: [
        Log(policy: "hook-succeeded", isShown: true), Log(policy: "hook-failed", isShown: false),
        Log(policy: "hook-failed", fails: true, isShown: true),
        Log(policy: "hook-succeeded", fails: true, isShown: false),
        Log(policy: "hook-succeeded,hook-failed", isShown: true),
    ])
    func theLogOfAHookIsShownAsItsPolicySays(_ example: Log) async throws {
        try await with { cluster in
            let annotations =
                "helm.sh/hook-output-log-policy: '\(example.policy)', sandbox.groundcrew/log: 'moved 7 rows', "
                + "helm.sh/hook-delete-policy: 'hook-succeeded,hook-failed'"
                + (example.fails ? ", sandbox.groundcrew/fault: fail" : "")
            try cluster.folder.write(Self.hook("pre-install", annotations), to: "web/templates/hook.yaml")
            let run = await cluster.run(Self.install)
            #expect((run.status == .done) == !example.fails, "\(run.everything)")
            let line = "log/demo-hook (main): moved 7 rows"
            #expect(run.errors.contains(line) == example.isShown, "\(run.errors)")
        }
    }

    // MARK: - Reading

    @Test func metadataIsToldInHelmsLines() async throws {
        try await with { cluster in
            _ = await cluster.run(Self.install + " -l team=a,stage=b")
            let run = await cluster.run("release get metadata demo -n apps")
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(
                lines.filter { !$0.hasPrefix("DEPLOYED_AT: ") } == [
                    "NAME: demo", "CHART: web", "VERSION: 1.2.0", "APP_VERSION: 9", "ANNOTATIONS: team=gpu",
                    "LABELS: stage=b,team=a", "DEPENDENCIES: sub", "NAMESPACE: apps", "REVISION: 1", "STATUS: deployed",
                    "APPLY_METHOD: server-side apply",
                ], "\(run.everything)")
            let json = try await cluster.run("release get metadata demo -n apps -o json").json
            #expect(json["kind"] == "ReleaseMetadata")
            #expect(json["applyMethod"] == "ssa")
            #expect(json["dependencies"] == ["sub"])
        }
    }

    @Test func aListIsCutSortedAndShownAsItIsAskedFor() async throws {
        try await with { cluster in
            for name in ["b", "a", "c"] {
                let run = await cluster.run(
                    "release install \(name) ./web -n apps --create-namespace -l name-is=\(name)")
                #expect(run.status == .done, "\(run.everything)")
            }
            func names(_ flags: String) async -> String {
                await cluster.run("release list -n apps -q \(flags)").output.replacing("\n", with: " ")
            }
            #expect(await names("") == "a b c ")
            #expect(await names("-r") == "c b a ")
            #expect(await names("-m 2") == "a b ")
            #expect(await names("-m 2 --offset 1") == "b c ")
            #expect(await names("-l name-is!=b") == "a c ")
            #expect(await names("--filter [ab]$") == "a b ")
            #expect(await names("--failed") == "")
            let cut = await cluster.run("release list -n apps -m 1")
            #expect(cut.errors.contains("note: 2 more fit: --max 0 lists all, --offset 1 goes on from here"))
            let bare = await cluster.run("release list -n apps --no-headers --time-format 2006")
            #expect(!bare.said.contains("NAME") && bare.said.split(separator: "\n").count == 3, "\(bare.output)")
            let none = await cluster.run("release list -n apps --failed")
            #expect(none.status == .done)
            #expect(none.errors.contains("no release fits in namespace apps"), "\(none.errors)")
            let json = try await cluster.run("release list -n apps -q -o json").json
            #expect(json["kind"] == "ReleaseNames")
            #expect(json["names"] == ["a", "b", "c"])
            let times = try await cluster.run("release list -n apps -o json --time-format 2006-01").json
            #expect(times["releases"]?[0]?["updated"]?.string?.count == 7, "\(times)")
        }
    }

    @Test func jobsAreWaitedForWithAWaitAlone() async throws {
        try await with { cluster in
            let vain = await cluster.run(Self.install + " --wait-for-jobs")
            #expect(vain.status == .done, "\(vain.everything)")
            #expect(vain.errors.contains("--wait-for-jobs does nothing without --wait"), "\(vain.errors)")
            let meant = await cluster.run("release upgrade demo ./web -n apps --wait --wait-for-jobs")
            #expect(meant.status == .done, "\(meant.everything)")
            #expect(!meant.errors.contains("does nothing"), "\(meant.errors)")
        }
    }
}
