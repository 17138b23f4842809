import Archive
import Sandbox
import Testing
import Value

@testable import Commands
@testable import Releases

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bundles of failed runs and at any time, and what becomes of failed runs, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct DiagnoseCommandTests {
    /// A chart whose hook fails after the upgrade, and whose pod says why.
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
            try cluster.folder.write("text: hello\n", to: "web/values.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}-map"}
                data: {text: "{{ .Values.text }}", API_TOKEN: very-private}
                """, to: "web/templates/map.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: "{{ .Release.Name }}-check"
                  annotations:
                    helm.sh/hook: post-upgrade
                    sandbox.groundcrew/fault: fail
                    sandbox.groundcrew/log: 'refused with token=very-private'
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: "sandbox.invalid/b"}]
                """, to: "web/templates/hook.yaml")
            let install = await cluster.run("release install demo ./web -n apps --create-namespace")
            #expect(install.status == .done, "\(install.everything)")
            try await body(cluster)
        }
    }

    private func files(_ path: String) throws -> [String: String] {
        let entries = try TarGzip.read(try TemporaryFolder.bytes(path))
        return Dictionary(
            uniqueKeysWithValues: entries.map {
                (
                    $0.path.split(separator: "/").dropFirst().joined(separator: "/"),
                    String(decoding: $0.bytes, as: UTF8.self)
                )
            })
    }

    private func mode(_ path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }

    @Test func aFailedRunNamesItsBundle() async throws {
        try await with { cluster in
            let run = await cluster.run("release upgrade demo ./web -n apps --set text=bye")
            #expect(run.status == .incomplete, "\(run.everything)")
            let name = try #require(try cluster.folder.names.first { $0.hasPrefix("groundcrew-demo-") })
            #expect(run.errors.contains("what was seen of it is in \(cluster.folder.path)/\(name)"), "\(run.errors)")
            #expect(mode("\(cluster.folder.path)/\(name)") == 0o600)
            let files = try files("\(cluster.folder.path)/\(name)")
            #expect(files["objects/apps/ConfigMap demo-map.yaml"]?.contains("text: bye") == true, "\(files.keys)")
            #expect(
                files["logs/apps/demo-check/main.log"]?.contains("refused with token=(masked)") == true, "\(files.keys)"
            )
            #expect(files["run/error.txt"]?.contains("post-upgrade hook") == true)
            for (path, text) in files { #expect(!text.contains("very-private"), "\(path)") }
        }
    }

    @Test func theStateFolderHoldsBundlesWhereThereIsOne() async throws {
        try await with { cluster in
            let run = await CommandRun.of(
                "release upgrade demo ./web -n apps".split(separator: " ").map(String.init), in: cluster.folder.path,
                environment: [
                    "KUBECONFIG": cluster.folder.path + "/kubeconfig", "XDG_STATE_HOME": cluster.folder.path + "/state",
                ], transport: cluster.sandbox.transport)
            let folder = "\(cluster.folder.path)/state/groundcrew/diagnostics"
            let kept = try TemporaryFolder.names(folder)
            #expect(kept.count == 1)
            #expect(mode(folder) == 0o700)
            #expect(run.errors.contains("what was seen of it is in \(folder)/groundcrew-demo-"), "\(run.errors)")
        }
    }

    /// Of two releases of one name that fail in one second, each error names its own.
    @Test func noBundleTakesTheFormersPlace() throws {
        let folder = try TemporaryFolder()
        let kept = KeptBundles(environment: [:], currentFolder: folder.path, now: { 0 })
        let name = "groundcrew-web-20260201T000000Z"
        let paths = try ["a", "b", "c"].map { title in
            try kept.keep(DiagnosticsBundle(title: title, time: "t", files: [], unread: []), named: name)
        }
        #expect(paths == ["", ".2", ".3"].map { "\(folder.path)/\(name)\($0).tar.gz" })
        for (path, title) in zip(paths, ["a", "b", "c"]) {
            let index = try files(path)["index.txt"]
            #expect(index?.hasPrefix("\(title), t\n") == true, "\(path)")
        }
    }

    @Test func theNewestBundlesStay() throws {
        let folder = try TemporaryFolder()
        let place = "state/groundcrew/diagnostics"
        for day in 10..<32 { try folder.write("", to: "\(place)/groundcrew-a-b-202601\(day)T000000Z.tar.gz") }
        try folder.write("", to: "\(place)/notes.txt")
        let kept = KeptBundles(
            environment: ["XDG_STATE_HOME": "\(folder.path)/state"], currentFolder: folder.path, now: { 0 })
        let bundle = DiagnosticsBundle(title: "x", time: "t", files: [], unread: [])
        _ = try kept.keep(bundle, named: "groundcrew-z-20260201T000000Z")
        let names = try TemporaryFolder.names("\(folder.path)/\(place)")
        #expect(names.count == KeptBundles.count + 1)
        #expect(names.contains("groundcrew-z-20260201T000000Z.tar.gz"))
        #expect(names.contains("notes.txt"))
        #expect(!names.contains("groundcrew-a-b-20260112T000000Z.tar.gz"))
        #expect(names.contains("groundcrew-a-b-20260113T000000Z.tar.gz"))
    }

    @Test func aFolderThatCannotBeWrittenIsSaid() async throws {
        try await with { cluster in
            let run = await CommandRun.of(
                "release upgrade demo ./web -n apps --on-failure rollback".split(separator: " ").map(String.init),
                in: cluster.folder.path,
                environment: [
                    "KUBECONFIG": cluster.folder.path + "/kubeconfig", "XDG_STATE_HOME": "/proc/nowhere",
                ], transport: cluster.sandbox.transport)
            #expect(run.errors.contains("what was seen of it could not be written to a file: "), "\(run.errors)")
            #expect(run.errors.contains("it was rolled back to revision 1"), "\(run.errors)")
            #expect(run.errors.contains("hooks have run, and what they did elsewhere stays (Pod demo-check)"))
        }
    }

    @Test func onFailureSaysWhatBecomesOfIt() async throws {
        try await with { cluster in
            let held = await cluster.run("release upgrade demo ./web -n apps --set text=bye --on-failure hold")
            #expect(held.status == .incomplete)
            #expect(held.errors.contains("held: nothing is thrown back"), "\(held.errors)")
            let status = try await cluster.run("release status demo -n apps -o json").json
            #expect(status["status"] == "failed")
            #expect(status["description"]?.string?.hasSuffix("held, nothing is thrown back") == true)
            let back = await cluster.run("release upgrade demo ./web -n apps --set text=tea --on-failure rollback")
            #expect(back.errors.contains("it was rolled back to revision 1"), "\(back.errors)")
            let both = await cluster.run("release upgrade demo ./web --on-failure hold --rollback-on-failure")
            #expect(both.status == .usage)
            #expect(both.errors.contains("--rollback-on-failure and --on-failure hold exclude each other"))
            let same = await cluster.run("release upgrade demo ./web -n apps --on-failure rollback --atomic --no-hooks")
            #expect(same.status == .done, "\(same.everything)")
        }
    }

    // MARK: - At any time

    @Test func aReleaseIsDiagnosed() async throws {
        try await with { cluster in
            let run = await cluster.run("diagnose -o out.tar.gz demo -n apps")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.contains("wrote out.tar.gz: 1 objects, 0 pods, 0 logs"), "\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(mode("\(cluster.folder.path)/out.tar.gz") == 0o600)
            let files = try files("\(cluster.folder.path)/out.tar.gz")
            #expect(files["versions.txt"]?.hasPrefix("groundcrew ") == true)
            #expect(files["index.txt"]?.hasPrefix("release apps/demo, ") == true)
            #expect(files["cluster/nodes.txt"]?.contains("nvidia.com/gpu") == true)
        }
    }

    @Test func aNamespaceAndAProviderAreDiagnosed() async throws {
        try await with { cluster in
            let whole = await cluster.run("diagnose -o all.tar.gz -n apps")
            #expect(whole.status == .done, "\(whole.everything)")
            let all = try files("\(cluster.folder.path)/all.tar.gz")
            #expect(all["objects/apps/ConfigMap demo-map.yaml"] != nil, "\(all.keys)")
            let none = await cluster.run("diagnose -o p.tar.gz --provider dynamo")
            #expect(none.status == .done, "\(none.everything)")
            let index = try files("\(cluster.folder.path)/p.tar.gz")["index.txt"] ?? ""
            #expect(index.contains("release dynamo-system/dynamo-platform: there is no such release"), "\(index)")
        }
    }

    @Test func standardOutputHoldsNothingElse() async throws {
        try await with { cluster in
            let run = await cluster.run("diagnose -o - demo -n apps")
            #expect(run.status == .done)
            #expect(!run.errors.contains("wrote"))
            #expect(!run.output.isEmpty)
        }
    }

    @Test(arguments: [
        ("diagnose -o x.tar.gz nothing -n apps", "there is no such release"),
        ("diagnose -o nowhere/x.tar.gz demo -n apps", "the folder"), ("diagnose -o . demo", "it is a folder"),
        ("diagnose demo", "Missing expected argument"),
        ("diagnose -o x demo --provider dynamo", "give a release or --provider, not both"),
        ("diagnose -o x --provider other", "other"),
    ])
    func wrongInputIsUsage(_ line: String, _ words: String) async throws {
        try await with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func whereNothingCanBeReadNothingIsWritten() async throws {
        try await with { cluster in
            let run = await cluster.run("diagnose -o x.tar.gz demo -n apps --context nobody")
            #expect(run.status == .undecided, "\(run.everything)")
            let left = try cluster.folder.names
            #expect(!left.contains("x.tar.gz"))
        }
    }

    @Test func aProvidersOperatorsAreHeldUnlessTheUserSaysOtherwise() async throws {
        try await with { cluster in
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: check
                  annotations: {helm.sh/hook: post-install, sandbox.groundcrew/fault: fail}
                spec: {restartPolicy: Never, containers: [{name: main, image: "sandbox.invalid/b"}]}
                """, to: "operator/templates/hook.yaml")
            let held = await cluster.run("install dynamo --chart ./operator --version 1.5.1")
            #expect(held.errors.contains("held: nothing is thrown back"), "\(held.everything)")
            let record = try await cluster.run("release status dynamo-platform -n dynamo-system -o json").json
            #expect(record["description"]?.string?.hasSuffix("held, nothing is thrown back") == true)
            _ = await cluster.run("release uninstall dynamo-platform -n dynamo-system")
            let back = await cluster.run("install dynamo --chart ./operator --version 1.5.1 --on-failure rollback")
            #expect(back.errors.contains("what it had made was removed"), "\(back.everything)")
        }
    }
}
