import HTTP
import Kubernetes
import Processes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// The user's Helm, of both generations, against the real API server.
@Suite(.timeLimit(.minutes(5)))
struct HelmDriverTests {
    static let helms: [TestParts.Part] = [.helm3, .helm4]

    private func driver(
        _ helm: TestParts.Part, temporary: String? = nil, environment: [String: String] = [:]
    ) async throws -> ReleaseEngine {
        try await driver(try TestParts.path(helm), temporary: temporary, environment: environment)
    }

    private func driver(
        _ helm: String, temporary: String? = nil, environment: [String: String] = [:]
    ) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        var all = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
        all.merge(environment) { $1 }
        if let temporary { all["TMPDIR"] = temporary }
        return ReleaseEngine.helm(
            helm: helm, client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"), environment: all)
    }

    @Test(arguments: helms)
    func installsUpgradesLeavesAloneAndUninstalls(_ helm: TestParts.Part) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let driver = try await driver(helm, temporary: folder)
            let client = try await Live.client()
            let namespace = Live.unique()
            let request = try TestChart.plain.request("demo", in: namespace, waits: true)

            let preview = try await driver.preview(request)
            #expect(preview.manifest.contains("text: \"hello\""))
            #expect(preview.notes?.contains("Say hello to demo.") == true)
            #expect(try await driver.record("demo", namespace: namespace) == nil)

            let first = try await driver.ensure(request)
            #expect(first.change == .created)
            #expect(first.record.status == "deployed")
            #expect(first.objectCount == 1)
            #expect(try await driver.ensure(request).change == .unchanged)

            var changed = request
            changed.values = ["text": "bye", "count": 3, "ratio": 0.5]
            let third = try await driver.ensure(changed)
            #expect(third.change == .changed)
            #expect(third.record.revision == 2)
            #expect(try await driver.ensure(changed).change == .unchanged)
            #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "bye")

            // Someone else's hand is set right.
            _ = try await client.patch(
                .configMaps, "demo-map", namespace: namespace, with: .merge(["data": ["text": "drifted"]]))
            if helm == .helm3 { #expect(try await driver.ensure(changed).change == .changed) }

            #expect(try await driver.uninstall(request)?.status == "uninstalled")
            #expect(try await client.getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
            #expect(try await driver.record("demo", namespace: namespace) == nil)
            let left = try await TestParts.run("ls", ["-A", folder])
            #expect(left.standardOutput.isEmpty, "left behind: \(left)")
        }
    }

    @Test func keepsHelmsWordsAndTellsWhatItLeft() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let helm = "\(folder)/helm"
            let script = """
                #!/bin/sh
                if [ "$1" = version ]; then echo v3.17.2; exit 0; fi
                echo "Error: no luck" >&2
                exit 1
                """
            try TestFiles.write(Array(script.utf8), to: helm)
            _ = try await TestParts.run("chmod", ["+x", helm])
            let driver = try await self.driver(helm)
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await driver.ensure(try TestChart.plain.request("demo", in: Live.unique()))
            }
            #expect(error?.code == .helmFailed)
            #expect(error?.message.contains("no luck") == true, "\(String(describing: error))")
            #expect(error?.hint == "no revision was begun, so nothing was changed")
        }
    }

    // MARK: - Before the first change

    /// As the native driver: all rights that are missing at once, and nothing is begun.
    @Test(arguments: helms)
    func aUserWithoutRightsIsStoppedBeforeAPartialInstallF27(_ helm: TestParts.Part) async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let user = Live.unique("user")
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "dev"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
            ], namespace: namespace)
        let cluster = try await ControlPlane.shared()
        let limited = ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(impersonating: user),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin", impersonate: user),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n"
        let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: \(user)}\nrules: []\n"
        let chart = TestChart("wide", ["templates/a.yaml": map, "templates/b.yaml": role])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await limited.ensure(try chart.request("demo", in: namespace))
        }
        #expect(error?.code == .forbidden, "\(String(describing: error))")
        #expect(error?.message.contains("clusterroles") == true, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        #expect(try await client.getIfPresent(.configMaps, "first", namespace: namespace) == nil)
        #expect(try await limited.record("demo", namespace: namespace) == nil)

        // What the user may do works.
        var request = try TestChart.plain.request("demo", in: namespace)
        request.createsNamespace = false
        #expect(try await limited.ensure(request).change == .created)
    }

    @Test(arguments: helms)
    func whatNoServerTakesIsRefusedBeforeTheFirstChangeF7(_ helm: TestParts.Part) async throws {
        let driver = try await driver(helm)
        let namespace = Live.unique()
        let chart = TestChart(
            "large",
            [
                "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n",
                "templates/b.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: large}
                data: {text: "{{ repeat 1100000 "x" }}"}
                """,
            ])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try chart.request("demo", in: namespace))
        }
        #expect(error?.code == .invalidChart, "\(String(describing: error))")
        #expect(error?.message.contains("large holds 1100000 bytes of data, and a server takes 1048576") == true)
        #expect(try await driver.record("demo", namespace: namespace) == nil)
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    /// The plan is the same whoever carries it out, so a chart that cannot be rendered is found before Helm is called.
    @Test(arguments: helms)
    func aBrokenChartIsFoundBeforeAnythingIsChanged(_ helm: TestParts.Part) async throws {
        let namespace = Live.unique()
        let chart = TestChart("broken", ["templates/a.yaml": "{{ fail \"no luck\" }}"])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver(helm).ensure(try chart.request("demo", in: namespace))
        }
        #expect(error?.code == .invalidChart)
        #expect(error?.message.contains("no luck") == true, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    @Test func saysWhenHelmIsMissingBeforeAnythingIsChanged() async throws {
        let namespace = Live.unique()
        let driver = try await self.driver("no-such-helm")
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try TestChart.plain.request("demo", in: namespace))
        }
        #expect(error?.code == .helmNotFound)
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    /// helm#32506: a last line without a newline whose length is a multiple of 4096 was dropped.
    @Test(arguments: helms)
    func largeValuesArriveWholeF9(_ helm: TestParts.Part) async throws {
        let driver = try await driver(helm)
        let namespace = Live.unique()
        for length in [4096, 8192] {
            // {"text":"…"} and its newline or not: all lengths around the boundary.
            for offset in -2...0 {
                let text = String(repeating: "x", count: length + offset - 11)
                let request = try TestChart.plain.request("demo", in: namespace, values: ["text": .string(text)])
                let outcome = try await driver.ensure(request)
                #expect(outcome.record.values["text"] == .string(text))
            }
        }
    }

    @Test(arguments: helms)
    func cancellingEndsHelmAndLeavesATruthfulRecord(_ helm: TestParts.Part) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let driver = try await driver(helm, temporary: folder)
            let namespace = Live.unique()
            let request = try TestChart.neverReady.request("demo", in: namespace, waits: true)
            try await withThrowingTaskGroup(of: Void.self) { group in
                // As much time as it takes on a busy machine.
                group.addTask { try await Grace.scope(clock: HandClock()) { _ = try await driver.ensure(request) } }
                while try await driver.record("demo", namespace: namespace) == nil {
                    try await Task.sleep(for: .milliseconds(50))
                }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(try await driver.record("demo", namespace: namespace)?.status == "failed")
            let left = try await TestParts.run("ls", ["-A", folder])
            #expect(left.standardOutput.isEmpty, "left behind: \(left)")
            let children = try await TestParts.run("pgrep", ["-f", folder])
            #expect(children.standardOutput.isEmpty, "still running: \(children)")
        }
    }

    @Test(arguments: helms)
    func runsSideBySideWithoutSharingFilesF4(_ helm: TestParts.Part) async throws {
        let driver = try await driver(helm)
        let namespace = Live.unique()
        let requests = try ["a", "b", "c"].map { try TestChart.plain.request($0, in: namespace) }
        try await withThrowingTaskGroup(of: ReleaseOutcome.self) { group in
            for request in requests { group.addTask { try await driver.ensure(request) } }
            for try await outcome in group { #expect(outcome.change == .created) }
        }
        #expect(try await driver.list(namespace: namespace).releases.map(\.name) == ["a", "b", "c"])
    }
}
