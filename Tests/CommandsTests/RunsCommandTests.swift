import Commands
import HTTP
import Sandbox
import TestParts
import Testing
import Value

/// `runs list` and `runs show`, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct RunsCommandTests {
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: "{{ .Release.Name }}-secret"}
                stringData: {key: "top-{{ .Values.text }}-secret"}
                """, to: "web/templates/all.yaml")
            try await body(cluster)
        }
    }

    @Test func everyChangeIsARunThatCanBeShown() async throws {
        try await with { cluster in
            for line in [
                "release install demo ./web -n apps --create-namespace --set text=hello",
                "release upgrade demo ./web -n apps --set text=bye", "release rollback demo 1 -n apps",
                "release uninstall demo -n apps",
            ] {
                let run = await cluster.run(line)
                #expect(run.status == .done, "\(run.everything)")
                #expect(run.errors.contains("is kept in Secret apps/groundcrew.run."), "\(run.errors)")
            }
            let list = await cluster.run("runs list -n apps")
            #expect(list.status == .done, "\(list.everything)")
            let lines = list.said.split(separator: "\n")
            #expect(lines.first?.hasPrefix("ID ") == true)
            let commands = ["uninstall", "rollback", "upgrade", "install"]
            #expect(lines.count == 5)
            for (line, command) in zip(lines.dropFirst(), commands) {
                #expect(line.contains(" done "), "\(line)")
                #expect(line.contains(" groundcrew release \(command) "), "\(line)")
                #expect(line.hasSuffix("release apps/demo"))
            }
            let listed = try await cluster.run("runs list -A -o json").json
            #expect(listed["kind"] == "RunList")
            #expect(listed["runs"]?.array?.count == 4)
            #expect(listed["runs"]?[0]?["simulated"] == true)
            let id = try #require(listed["runs"]?[2]?["id"]?.string)

            let shown = await cluster.run("runs show \(id) -n apps")
            #expect(shown.status == .done, "\(shown.everything)")
            for words in [
                "run        \(id)\n", "command    groundcrew release upgrade\n", "state      done\n",
                "kept in    Secret apps/groundcrew.run.\(id)\n",
                "plan       upgrade of release apps/demo, revision 1 -> 2, web 1.2.0, 1 object\n",
                "result     apps/demo: changed, revision 2\n", "applied 1 Secret",
            ] {
                #expect(shown.said.contains(words), "\(words): \(shown.said)")
            }
            let json = try await cluster.run("runs show \(id) -A -o json").json
            #expect(json["kind"] == "Run")
            #expect(json["state"] == "done")
            #expect(json["plans"]?[0]?["toRevision"] == 2)
            let yaml = try await cluster.run("runs show \(id) -n apps -o yaml").yaml
            #expect(yaml["id"] == .string(id))
            for run in [shown, await cluster.run("runs show \(id) -A -o json")] {
                #expect(!run.everything.contains("top-bye"))
            }
        }
    }

    @Test func aRunThatFailedSaysWhy() async throws {
        try await with { cluster in
            let run = await cluster.run("release install demo ./web -n apps --create-namespace --timeout 1ms")
            #expect(run.status != .done)
            let listed = try await cluster.run("runs list -n apps -o json").json
            #expect(listed["runs"]?[0]?["state"] == "failed")
            let id = try #require(listed["runs"]?[0]?["id"]?.string)
            let shown = await cluster.run("runs show \(id) -n apps")
            #expect(shown.said.contains("failure    release apps/demo: the time of "), "\(shown.said)")
        }
    }

    @Test func commandsThatChangeNothingAreNoRuns() async throws {
        try await with { cluster in
            for line in [
                "release plan demo ./web", "release install demo ./web --dry-run", "release uninstall demo",
                "release install Wrong ./web",
            ] {
                _ = await cluster.run(line)
            }
            let list = await cluster.run("runs list -A")
            #expect(list.output.isEmpty, "\(list.output)")
            #expect(list.errors.contains("no run is known\n"))
            #expect(list.status == .done)
            let here = await cluster.run("runs list")
            #expect(here.errors.contains("no run is known in namespace default; -A looks in all"))
        }
    }

    @Test(arguments: [
        ("runs show k3f9", "there is no run k3f9 in namespace default"),
        ("runs show ../x -A", "there is no run ../x\n"),
        ("runs list -A -n apps", "exclude each other"), ("runs show", "Missing expected argument '<id>'"),
    ])
    func wrongArgumentsAreTold(_ line: String, _ words: String) async throws {
        try await with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func whoMayNotListSecretsSeesTheFilesOfThisMachine() async throws {
        try await with { cluster in
            let run = await cluster.run("runs list --context restricted -A")
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("note: not seen: runs that are kept in the cluster: "), "\(run.errors)")
        }
    }

    // MARK: - Bootstrap

    @Test func theJournalOfABootstrapIsWithItsFirstOperator() async throws {
        try await SimulatedCluster.with { cluster in
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                request.method == .patch && request.url.contains("dynamographdeployments")
                    && !request.url.contains("dryRun")
            }
            let run = await cluster.run("bootstrap -f cluster.yaml", through: network)
            #expect(run.status == .incomplete, "\(run.everything)")
            let runs = try await cluster.run("runs list -A -o json").json
            #expect(runs["runs"]?.array?.count == 1)
            #expect(runs["runs"]?[0]?["command"] == "groundcrew bootstrap")
            #expect(runs["runs"]?[0]?["namespace"] == "dynamo-system")
            // The cluster was gone by the end, so nothing there says how it ended; this process lives.
            #expect(runs["runs"]?[0]?["state"] == "running")
        }
    }

    @Test func bootstrapSaysWhatAnEarlierRunHadDone() async throws {
        try await SimulatedCluster.with(
            faults: [
                .init(kind: "DynamoGraphDeployment", name: "broken", fault: "failed", message: "the engine is broken")
            ]
        ) { cluster in
            try cluster.folder.write(
                TemporaryFolder.oneModel.replacing("name: qwen3", with: "name: broken")
                    + "operators:\n  dynamo-platform: {chart: ./operator}\n", to: "broken.yaml")
            let first = await cluster.run("bootstrap -f broken.yaml")
            #expect(first.status == .failed, "\(first.everything)")
            let second = await cluster.run("bootstrap -f cluster.yaml")
            #expect(second.status == .done, "\(second.everything)")
            #expect(second.errors.contains("plan: going on from run "), "\(second.errors)")
            #expect(second.errors.contains(", which failed: it had finished operator/dynamo-platform (created); "))
            #expect(second.errors.contains("operators: operator/dynamo-platform: as run "))
            let third = try await cluster.run("bootstrap -f cluster.yaml -o json").json
            #expect(third["changedNothing"] == true)
            #expect(third["resumed"] == .null)
        }
    }

    /// A run that its checks stop has not come to its end, and does not hide what the run before it had finished.
    @Test func aResumedRunThatTheChecksStopIsGoneOnFrom() async throws {
        try await SimulatedCluster.with(
            faults: [
                .init(kind: "DynamoGraphDeployment", name: "broken", fault: "failed", message: "the engine is broken")
            ]
        ) { cluster in
            try cluster.folder.write(
                TemporaryFolder.oneModel.replacing("name: qwen3", with: "name: broken")
                    + "operators:\n  dynamo-platform: {chart: ./operator}\n", to: "broken.yaml")
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Check
                id: rule
                title: Rule
                category: house
                description: fails
                outcomes: [{when: "true", verdict: fail, message: it fails, hint: do this}]

                """, to: "rules/rule.yaml")
            #expect(await cluster.run("bootstrap -f broken.yaml").status == .failed)
            let stopped = await cluster.run("bootstrap -f cluster.yaml --checks rules")
            #expect(stopped.status == .failed && stopped.output.contains("it fails"), "\(stopped.everything)")
            let runs = try await cluster.run("runs list -A -o json").json["runs"]?.array ?? []
            #expect(runs.map { $0["state"] } == ["failed", "failed"], "\(runs)")
            let next = await cluster.run("bootstrap -f cluster.yaml")
            #expect(next.status == .done, "\(next.everything)")
            let words = "it, or a run before it, had finished operator/dynamo-platform (created); "
            #expect(next.errors.contains(words), "\(next.errors)")
        }
    }
}
