import Charts
import Kubernetes
import Releases
import TestParts
import TestSupport
import Testing
import Value

/// Releases in ConfigMaps, made and changed by turns: natively, by Helm 3 and by Helm 4 with `HELM_DRIVER=configmap`, and by
/// either Helm as our driver; on the real API server.
@Suite(.timeLimit(.minutes(10)))
struct ConfigMapInterchangeTests {
    enum Tool: String, CaseIterable, CustomTestStringConvertible {
        case native, helm3, helm4, drivenHelm3, drivenHelm4
        var testDescription: String { rawValue }
    }

    private static let maps: [String: String?] = ["HELM_DRIVER": "configmap"]

    private func native(_ records: RecordKind? = .configMap) async throws -> ReleaseEngine {
        ReleaseEngine.native(
            client: try await Live.client(), charts: ChartResolver(remote: UnreachableCharts()), records: records)
    }

    private func driven(_ helm: TestParts.Part) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"], records: .configMap)
    }

    private func ensure(_ tool: Tool, _ namespace: String, text: String, extra: Bool) async throws {
        let values: Object = ["text": .string(text), "extra": .bool(extra)]
        let request = try TestChart.changing.request("demo", in: namespace, values: values)
        switch tool {
        case .native: _ = try await native().ensure(request)
        case .drivenHelm3: _ = try await driven(.helm3).ensure(request)
        case .drivenHelm4: _ = try await driven(.helm4).ensure(request)
        case .helm3: try await upgrade(.helm3, request)
        case .helm4: try await upgrade(.helm4, request)
        }
    }

    /// Plain Helm, with nothing of ours between.
    private func upgrade(_ part: TestParts.Part, _ request: ReleaseRequest) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let archive = "\(folder)/chart.tgz"
            try TestFiles.write(try TestChart.changing.packed(), to: archive)
            try TestFiles.write(Value.object(request.values).jsonBytes(), to: "\(folder)/values.json")
            try await run(
                part,
                [
                    "upgrade", "--install", "demo", archive, "-n", request.namespace, "--create-namespace", "-f",
                    "\(folder)/values.json", "--reset-values",
                ])
        }
    }

    @discardableResult
    private func run(
        _ part: TestParts.Part, _ arguments: [String], environment: [String: String?] = Self.maps
    ) async throws -> String {
        let cluster = try await ControlPlane.shared()
        let result = try await TestParts.run(
            part, arguments + ["--kubeconfig", cluster.kubeconfig], environment: environment)
        try #require(result.isSuccess, "\(part) \(arguments): \(result)")
        return result.standardOutput
    }

    private func records(_ type: ResourceType, _ namespace: String) async throws -> [String] {
        try await Live.client().listAll(
            type, namespace: namespace, options: ListOptions(labelSelector: "owner=helm", metadataOnly: true)
        ).items.compactMap { $0["metadata"]?["name"]?.string }.sorted()
    }

    private func data(_ namespace: String) async throws -> Value {
        try await Live.client().get(.configMaps, "demo-map", namespace: namespace)["data"] ?? .null
    }

    static let pairs: [(Tool, Tool)] = [
        (.native, .native), (.native, .helm3), (.native, .helm4), (.helm3, .native), (.helm3, .helm4),
        (.helm4, .native), (.helm4, .helm3), (.native, .drivenHelm3), (.drivenHelm4, .native),
        (.helm3, .drivenHelm4), (.drivenHelm3, .helm4),
    ]

    @Test(arguments: pairs)
    func oneInstallsAnotherUpgrades(_ first: Tool, _ second: Tool) async throws {
        let namespace = Live.unique()
        try await ensure(first, namespace, text: "one", extra: true)
        try await ensure(second, namespace, text: "two", extra: false)
        let changed = try await data(namespace)
        #expect(changed == ["text": "two"], "a removed field stays")
        // And back, so that every change of hands happens in both directions.
        try await ensure(first, namespace, text: "three", extra: true)
        let back = try await data(namespace)
        #expect(back == ["text": "three", "extra": "yes"])

        let maps = try await records(.configMaps, namespace)
        #expect(maps == (1...3).map { "sh.helm.release.v1.demo.v\($0)" })
        let secrets = try await records(.secrets, namespace)
        #expect(secrets.isEmpty)
        for part in [TestParts.Part.helm3, .helm4] {
            let history = try await run(part, ["history", "demo", "-n", namespace, "-o", "json"])
            let statuses = try Value(jsonText: history).array?.map { $0["status"] }
            #expect(statuses == ["superseded", "superseded", "deployed"], "\(part)")
        }
        // Whoever has named nothing sees it, too.
        let record = try #require(try await native(nil).record("demo", namespace: namespace))
        #expect(record.revision == 3 && record.recordKind == .configMap)
        #expect(record.values == ["text": "three", "extra": true])
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmReadsAllOfANativeRelease(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        try await ensure(.native, namespace, text: "one", extra: true)
        let made = try #require(try await native().record("demo", namespace: namespace))
        let status = try Value(jsonText: try await run(part, ["status", "demo", "-n", namespace, "-o", "json"]))
        #expect(status["info"]?["status"] == "deployed")
        let manifest = try await run(part, ["get", "manifest", "demo", "-n", namespace])
        #expect(manifest == made.manifest || manifest == made.manifest + "\n")
        let values = try Value(jsonText: try await run(part, ["get", "values", "demo", "-n", namespace, "-o", "json"]))
        #expect(values == ["text": "one", "extra": true])
        let hooks = try await run(part, ["get", "hooks", "demo", "-n", namespace])
        #expect(hooks.contains("demo-hook"))
        // A Helm that looks at Secrets sees nothing of it.
        let others = try await run(
            part, ["list", "-n", namespace, "-o", "json"], environment: ["HELM_DRIVER": "secret"])
        #expect(others == "[]\n")
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmRollsANativeReleaseBackAndUninstallsIt(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        try await ensure(.native, namespace, text: "one", extra: true)
        try await ensure(.native, namespace, text: "two", extra: false)
        try await run(part, ["rollback", "demo", "1", "-n", namespace])
        let back = try await data(namespace)
        #expect(back == ["text": "one", "extra": "yes"])
        try await ensure(.native, namespace, text: "four", extra: false)
        let fourth = try await data(namespace)
        #expect(fourth == ["text": "four"])
        try await run(part, ["uninstall", "demo", "-n", namespace])
        let gone = try await native().record("demo", namespace: namespace)
        #expect(gone == nil)
        let left = try await records(.configMaps, namespace)
        #expect(left.isEmpty)
    }

    @Test(arguments: [Tool.helm3, .helm4, .drivenHelm3, .drivenHelm4])
    func whatHelmMadeIsInPlaceAndUninstalled(_ tool: Tool) async throws {
        let namespace = Live.unique()
        try await ensure(tool, namespace, text: "one", extra: true)
        let request = try TestChart.changing.request("demo", in: namespace, values: ["text": "one", "extra": true])
        // By whoever has named nothing.
        let engine = try await native(nil)
        let same = try await engine.ensure(request)
        #expect(same.change == .unchanged)
        let listed = try await engine.list(namespace: namespace).releases
        #expect(listed.map(\.name) == ["demo"] && listed.map(\.recordKind) == [.configMap])
        let removed = try await engine.uninstall(request)
        #expect(removed?.chartName == "changing")
        let list = try await run(.helm4, ["list", "-n", namespace, "-o", "json"])
        #expect(list == "[]\n")
    }

    /// Byte for byte what Helm writes around the record, but for what its body holds.
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func theObjectIsTheSameAsHelms(_ part: TestParts.Part) async throws {
        let tool: Tool = part == .helm3 ? .helm3 : .helm4
        var objects: [Value] = []
        for maker in [Tool.native, tool] {
            let namespace = Live.unique()
            try await ensure(maker, namespace, text: "one", extra: true)
            let map = try await Live.client().get(.configMaps, "sh.helm.release.v1.demo.v1", namespace: namespace)
            var labels = map["metadata"]?["labels"]?.object ?? [:]
            // Times; Helm drops the one of creation with the first update, and we keep it.
            for key in ["createdAt", "modifiedAt"] { labels[key] = nil }
            objects.append([
                "labels": .object(labels), "annotations": map["metadata"]?["annotations"] ?? .null,
                "keys": .array((map["data"]?.object ?? [:]).map { .string($0.key) }),
                "immutable": map["immutable"] ?? .null,
            ])
        }
        #expect(objects[0] == objects[1])
    }
}
