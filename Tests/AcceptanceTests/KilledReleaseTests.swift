import FoundationEssentials
import Subprocess
import TestParts
import Testing
import Value

/// `kill -9` after any change of a run: the next run comes to the same end as if nothing had happened.
@Suite(.timeLimit(.minutes(10))) struct KilledReleaseTests {
    private static let files = [
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "templates/hook.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web-hook, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
        """,
        "templates/objects.yaml": """
        {{- range until (int .Values.count) }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web-{{ . }}}
        data: {text: "{{ $.Values.text }}"}
        {{- end }}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web-secret}
        """,
    ]

    private func upgrade(_ chart: String, _ namespace: String, count: Int, text: String) -> [String] {
        [
            "release", "upgrade", "--install", "web", chart, "-n", namespace, "--create-namespace", "--set",
            "count=\(count),text=\(text)",
        ]
    }

    /// - Returns: what the namespace holds of the release, and where its revisions stand.
    private func state(_ cluster: ControlPlane, _ namespace: String) async throws -> (
        objects: [String], statuses: [String]
    ) {
        func names(_ arguments: String...) async throws -> [String] {
            let result = try await TestParts.run(
                .kubectl, ["--kubeconfig", cluster.kubeconfig, "get", "-n", namespace, "-o", "json"] + arguments)
            try #require(result.isSuccess, "\(result)")
            return (try Value(jsonText: result.standardOutput)["items"]?.array ?? []).compactMap { item in
                let name = item["metadata"]?["name"]?.string ?? ""
                if let status = item["metadata"]?["labels"]?["status"]?.string, name.hasPrefix("sh.helm.") {
                    return status
                }
                return name.hasPrefix("web-") ? "\(name) \(item["data"]?["text"]?.string ?? "")" : nil
            }
        }
        let objects = try await names("configmaps") + names("secrets", "-l", "owner!=helm")
        return (objects.sorted(), try await names("secrets", "-l", "owner=helm").sorted())
    }

    /// After the change of that number, for an install and for an upgrade that drops an object.
    @Test(arguments: [false, true], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    func theNextRunConvergesF1(_ isUpgrade: Bool, _ number: Int) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = "\(folder)/web"
            try FileManager.default.createDirectory(atPath: "\(chart)/templates", withIntermediateDirectories: true)
            for (path, text) in Self.files {
                try text.write(toFile: "\(chart)/\(path)", atomically: true, encoding: .utf8)
            }
            let cluster = try await ControlPlane.shared()
            try await FaultProxy.with(cluster) { proxy in
                let namespace = "killed-\(isUpgrade ? "upgrade" : "install")-\(number)"
                if isUpgrade {
                    let first = try await Groundcrew.run(
                        upgrade(chart, namespace, count: 3, text: "one"), on: cluster)
                    #expect(first.isSuccess, "\(first)")
                }
                // Its answer is long in coming, so the run has carried out just so many changes.
                let rule = try proxy.inject(
                    .slow(.seconds(60)), .writes(path: "^(?!.*selfsubjectaccessreviews)(?!.*dryRun)", .nth(number)))
                let run = upgrade(chart, namespace, count: 2, text: "two")
                let end = try await RunningGroundcrew.interrupt(
                    run + ["--kubeconfig", proxy.kubeconfig], on: cluster, with: .kill
                ) {
                    try proxy.injections(of: rule) == 1
                }
                #expect(end.exitCode == 137, "\(end)")
                let next = try await Groundcrew.run(run, on: cluster)
                #expect(next.isSuccess, "\(next)")
                let state = try await state(cluster, namespace)
                #expect(state.objects == ["web-0 two", "web-1 two", "web-hook ", "web-secret "])
                #expect(state.statuses.filter { $0 == "deployed" }.count == 1, "\(state.statuses)")
                #expect(!state.statuses.contains { $0.hasPrefix("pending") }, "\(state.statuses)")
                let lease = try await cluster.kubectl("get", "lease", "groundcrew.web", "-n", namespace)
                #expect(!lease.isSuccess, "the lock is left behind: \(lease)")
            }
        }
    }
}
