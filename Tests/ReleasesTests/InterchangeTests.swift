import Charts
import Kubernetes
import Releases
import TestParts
import Testing
import Value

/// Each driver takes over what another made: native, Helm 3 and Helm 4 install, upgrade, roll back and uninstall.
@Suite(.timeLimit(.minutes(10)))
struct InterchangeTests {
    enum Tool: String, CaseIterable, CustomTestStringConvertible {
        case native, helm3, helm4
        var testDescription: String { rawValue }
    }

    private func ensure(_ tool: Tool, _ namespace: String, text: String, extra: Bool) async throws {
        let values: Object = ["text": .string(text), "extra": .bool(extra)]
        let request = try TestChart.changing.request("demo", in: namespace, values: values)
        switch tool {
        case .native: _ = try await Live.driver().ensure(request)
        case .helm3: try await helm(.helm3, request)
        case .helm4: try await helm(.helm4, request)
        }
    }

    /// Plain Helm, with nothing of ours between.
    private func helm(_ part: TestParts.Part, _ request: ReleaseRequest) async throws {
        try await TestParts.withTemporaryFolder { folder in
            guard case .loaded(let chart, _) = request.chart else {
                Issue.record("the chart is not in memory, so helm was not given it")
                return
            }
            let archive = "\(folder)/chart.tgz"
            try TestFiles.write(try chart.packed(), to: archive)
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
    private func run(_ part: TestParts.Part, _ arguments: [String]) async throws -> String {
        let cluster = try await ControlPlane.shared()
        let result = try await TestParts.run(part, arguments + ["--kubeconfig", cluster.kubeconfig])
        try #require(result.isSuccess, "\(part) \(arguments): \(result)")
        return result.standardOutput
    }

    private func data(_ namespace: String) async throws -> Value {
        try await Live.client().get(.configMaps, "demo-map", namespace: namespace)["data"] ?? .null
    }

    @Test(arguments: Tool.allCases, Tool.allCases)
    func oneInstallsAnotherUpgrades(_ first: Tool, _ second: Tool) async throws {
        let namespace = Live.unique()
        let client = try await Live.client()
        try await ensure(first, namespace, text: "one", extra: true)
        #expect(try await data(namespace) == ["text": "one", "extra": "yes"])
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) != nil)

        try await ensure(second, namespace, text: "two", extra: false)
        #expect(try await data(namespace) == ["text": "two"], "a removed field stays")
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)

        // And back, so that every change of hands happens in both directions.
        try await ensure(first, namespace, text: "three", extra: true)
        #expect(try await data(namespace) == ["text": "three", "extra": "yes"])

        let history = try await run(.helm4, ["history", "demo", "-n", namespace, "-o", "json"])
        let statuses = try Value(jsonText: history).array?.map { $0["status"] }
        #expect(statuses == ["superseded", "superseded", "deployed"])
        let record = try #require(try await Live.driver().record("demo", namespace: namespace))
        #expect(record.revision == 3)
        #expect(record.values == ["text": "three", "extra": true])
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmReadsAllOfANativeRelease(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        try await ensure(.native, namespace, text: "one", extra: true)
        let native = try #require(try await Live.driver().record("demo", namespace: namespace))
        let status = try Value(jsonText: try await run(part, ["status", "demo", "-n", namespace, "-o", "json"]))
        #expect(status["info"]?["status"] == "deployed")
        #expect(status["info"]?["notes"]?.string == native.notes)
        let manifest = try await run(part, ["get", "manifest", "demo", "-n", namespace])
        #expect(manifest == native.manifest || manifest == native.manifest + "\n")
        let values = try Value(jsonText: try await run(part, ["get", "values", "demo", "-n", namespace, "-o", "json"]))
        #expect(values == ["text": "one", "extra": true])
        #expect(try await run(part, ["get", "notes", "demo", "-n", namespace]).contains("one for demo"))
        #expect(try await run(part, ["get", "hooks", "demo", "-n", namespace]).contains("demo-hook"))
        let metadata = try Value(
            jsonText: try await run(part, ["get", "metadata", "demo", "-n", namespace, "-o", "json"]))
        #expect(metadata["version"] == "1.0.0")
        #expect(metadata["appVersion"] == "7.1")
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmRollsANativeReleaseBackAndUninstallsIt(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        try await ensure(.native, namespace, text: "one", extra: true)
        try await ensure(.native, namespace, text: "two", extra: false)
        try await run(part, ["rollback", "demo", "1", "-n", namespace])
        #expect(try await data(namespace) == ["text": "one", "extra": "yes"])
        try await ensure(.native, namespace, text: "four", extra: false)
        #expect(try await data(namespace) == ["text": "four"])
        try await run(part, ["uninstall", "demo", "-n", namespace])
        #expect(try await Live.driver().record("demo", namespace: namespace) == nil)
        let client = try await Live.client()
        #expect(try await client.getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
    }

    @Test(arguments: [Tool.helm3, .helm4])
    func nativeUninstallsWhatHelmMade(_ tool: Tool) async throws {
        let namespace = Live.unique()
        try await ensure(tool, namespace, text: "one", extra: true)
        let request = try TestChart.changing.request("demo", in: namespace)
        let driver = try await Live.driver()
        #expect(try await driver.list(namespace: namespace).releases.map(\.name) == ["demo"])
        #expect(try await driver.uninstall(request)?.chartName == "changing")
        #expect(try await run(.helm4, ["list", "-n", namespace, "-o", "json"]) == "[]\n")
    }

    @Test(arguments: [Tool.helm3, .helm4])
    func nativeSeesThatHelmsReleaseIsInPlace(_ tool: Tool) async throws {
        let namespace = Live.unique()
        try await ensure(tool, namespace, text: "one", extra: true)
        let request = try TestChart.changing.request("demo", in: namespace, values: ["text": "one", "extra": true])
        #expect(try await Live.driver().ensure(request).change == .unchanged)
    }

    /// Everything but what differs from object to object by nature.
    private func essence(_ object: Value) -> Value {
        guard var fields = object.object, var metadata = fields["metadata"]?.object else { return object }
        for key in ["uid", "resourceVersion", "creationTimestamp", "namespace"] { metadata[key] = nil }
        let managers = (metadata["managedFields"]?.array ?? []).filter { $0["manager"] == "helm" }
        metadata["managedFields"] = .array(
            managers.map { ["operation": $0["operation"] ?? .null, "fields": $0["fieldsV1"] ?? .null] })
        fields["metadata"] = .object(metadata)
        fields["status"] = nil
        return .object(fields)
    }

    @Test func aNativeInstallLeavesWhatHelm4Leaves() async throws {
        let client = try await Live.client()
        var left: [[Value]] = []
        for tool in [Tool.native, .helm4] {
            let namespace = Live.unique()
            try await ensure(tool, namespace, text: "one", extra: true)
            try await ensure(tool, namespace, text: "two", extra: true)
            var objects: [Value] = []
            for name in ["demo-map", "demo-extra", "demo-hook"] {
                objects.append(essence(try await client.get(.configMaps, name, namespace: namespace)))
            }
            objects.append(
                .object(["labels": try await client.get(.namespaces, namespace)["metadata"]?["labels"] ?? .null]))
            left.append(try objects.map { try Value(jsonText: $0.json().replacing(namespace, with: "NAMESPACE")) })
        }
        for (native, helm) in zip(left[0], left[1]) {
            #expect(native == helm, "native: \(native)\nhelm: \(helm)")
        }
    }
}
