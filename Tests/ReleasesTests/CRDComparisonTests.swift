import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// A run with nothing to do has looked at the chart's CRDs, too; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct CRDComparisonTests {
    private let gears = NativeOrderTests.Gears()
    private var name: String { "gears.\(gears.group)" }

    private func chart(_ change: (String) -> String = { $0 }) -> TestChart {
        TestChart("gears", ["crds/gear.yaml": change(gears.crd("gears", "Gear", versions: ["v1", "v2"]))])
    }

    enum Drift: String, CaseIterable, CustomTestStringConvertible {
        /// As an older chart would have it.
        case older
        /// Somebody else's hand, which keeps what it changed.
        case theirSchema, theirVersion
        case gone
        var testDescription: String { rawValue }

        func happen(to name: String, _ client: KubernetesClient) async throws {
            let path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/teeth/type"
            switch self {
            case .older:
                let live = try await client.get(.customResourceDefinitions, name)
                let text = Value.object([
                    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                    "metadata": ["name": .string(name)], "spec": live["spec"] ?? .null,
                ]).json().replacing("\"integer\"", with: "\"string\"")
                _ = try await client.apply(
                    Value(jsonText: text), options: ApplyOptions(fieldManager: "helm", force: true))
            case .theirSchema: try await replace(path, "string", name, client)
            case .theirVersion: try await replace("/spec/versions/1/served", false, name, client)
            case .gone:
                _ = try await client.delete(.customResourceDefinitions, name)
                while try await client.getIfPresent(.customResourceDefinitions, name) != nil {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }

        private func replace(_ path: String, _ value: Value, _ name: String, _ client: KubernetesClient) async throws {
            _ = try await client.patch(
                .customResourceDefinitions, name,
                with: .json([["op": "replace", "path": .string(path), "value": value]]))
        }
    }

    private static func teeth(_ crd: Value) -> Value? {
        crd["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]?["properties"]?["spec"]?["properties"]?["teeth"]?[
            "type"]
    }

    @Test(arguments: [Drift.older, .gone])
    func aCRDThatIsOtherThanTheChartsIsSetRight(_ drift: Drift) async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let request = try chart().request("demo", in: Live.unique())
        #expect(try await driver.ensure(request).change == .created)
        #expect(try await driver.ensure(request).change == .unchanged)
        try await drift.happen(to: name, client)
        #expect(try await driver.ensure(request).change == .changed)
        let live = try await client.get(.customResourceDefinitions, name)
        #expect(Self.teeth(live) == "integer")
        #expect(try await driver.ensure(request).change == .unchanged)
    }

    /// A run takes nothing from others, and says each time that it does not; a version that is gone leaves it undecided.
    @Test(arguments: [Drift.theirSchema, .theirVersion])
    func whatOthersMadeOfACRDIsSaid(_ drift: Drift) async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let request = try chart().request("demo", in: Live.unique())
        _ = try await driver.ensure(request)
        try await drift.happen(to: name, client)
        for _ in 1...2 {
            let outcome = try await driver.ensure(request)
            #expect(outcome.change == (drift == .theirSchema ? .unchanged : .unknown))
            let words = "CRD \(name) is left as it is: "
            #expect(outcome.warnings.contains { $0.contains(words) }, "\(outcome.warnings)")
            #expect(outcome.record.revision == 1)
        }
    }

    @Test(arguments: [
        (403, "Forbidden", "User \\\"tina\\\" cannot patch resource \\\"customresourcedefinitions\\\""),
        (500, "InternalError", "boom"),
    ])
    func aCRDThatCannotBeComparedIsUnknownAndNamed(status: Int, reason: String, message: String) async throws {
        let transport = FaultyTransport()
        let driver = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        let request = try chart().request("demo", in: Live.unique())
        _ = try await driver.ensure(request)
        transport.fail { request in
            guard request.url.contains("dryRun=All"), request.url.contains("customresourcedefinitions") else {
                return nil
            }
            return .failure(status, reason, message)
        }
        let outcome = try await driver.ensure(request)
        #expect(outcome.change == .unknown)
        #expect(outcome.uncompared.map(\.object) == ["CustomResourceDefinition \(name)"])
        #expect(outcome.warnings.contains { $0.contains(message.replacing("\\", with: "")) }, "\(outcome.warnings)")
    }

    @Test func aCRDThatIsTooNewForTheServerIsInPlaceOnceItIsStored() async throws {
        let driver = try await Live.driver()
        let request = try chart {
            $0.replacing("spec: {type: object,", with: "spec: {type: object, x-kubernetes-from-tomorrow: true,")
        }.request("demo", in: Live.unique())
        let first = try await driver.ensure(request)
        #expect(first.warnings.contains { $0.contains("server is too old for") }, "\(first.warnings)")
        #expect(try await driver.ensure(request).change == .unchanged)
    }

    // MARK: A bare 500

    /// The exact words of Kubernetes 1.20.2, and those with the object's name of later ones; anything else is a failure like
    /// any other.
    @Test(arguments: [
        (
            "failed to create typed patch object: .spec.versions[0].schema.openAPIV3Schema.x-kubernetes-from-tomorrow: "
                + "field not declared in schema", true, true
        ),
        (
            "failed to create typed patch object (/gears.example.com; apiextensions.k8s.io/v1, "
                + "Kind=CustomResourceDefinition): .spec.versions[0].selectableFields: field not declared in schema",
            true, true
        ),
        (
            "failed to create typed patch object: .data.a: expected string, got &value.valueUnstructured{Value:1}",
            false, true
        ),
        ("etcdserver: request timed out", false, false), ("etcdserver: mvcc: database space exceeded", false, false),
        ("field not declared in schema", false, false), ("boom", false, false),
        ("Internal error occurred: failed calling webhook \"a.example.com\": EOF", false, false), ("", false, false),
    ])
    func onlyOneFailureMeansThatTheServerIsTooOld(message: String, isUndeclared: Bool, isUntyped: Bool) {
        let error = KubernetesError(.serverError, message, httpStatus: 500)
        #expect(error.isUndeclaredField == isUndeclared)
        #expect(error.isUntypedApply == isUntyped)
        #expect(!KubernetesError(.unavailable, message, httpStatus: 503).isUndeclaredField)
        #expect(!KubernetesError(.invalid, message, httpStatus: 422).isUntypedApply)
    }

    @Test func theRealServerSaysItInTheseWords() async throws {
        let client = try await Live.client()
        func words(_ object: String) async throws -> KubernetesError? {
            let value = try Value(jsonText: object)
            return await #expect(throws: KubernetesError.self) {
                _ = try await client.apply(
                    value, namespace: "default",
                    options: ApplyOptions(fieldManager: "test", dryRun: true, fieldValidation: nil))
            }
        }
        let key = try await words(
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "\(name)"}, "spec": {"group": "\(gears.group)", "scope": "Namespaced",
             "names": {"plural": "gears", "kind": "Gear"}, "versions": [{"name": "v1", "served": true, "storage": true,
             "fromTomorrow": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
            """)
        #expect(key?.isUndeclaredField == true, "\(String(describing: key))")
        let type = try await words(
            """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "untyped"}, "data": {"a": 1}}
            """)
        #expect(type?.isUntypedApply == true && type?.isUndeclaredField == false, "\(String(describing: type))")
    }

    /// A failure of the server is said as it is: nothing is stored in another way.
    @Test(arguments: ["crds", "templates"])
    func anotherFailureIsNotTakenForAnOldServer(folder: String) async throws {
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/customresourcedefinitions/") else { return nil }
            return .failure(500, "InternalError", "etcdserver: mvcc: database space exceeded")
        }
        let driver = ReleaseEngine.native(
            client: try await transport.client(),
            charts: ChartResolver(remote: UnreachableCharts()))
        let chart = TestChart("gears", ["\(folder)/gear.yaml": gears.crd("gears", "Gear")])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try chart.request("demo", in: Live.unique()))
        }
        #expect(error?.code == .applyFailed)
        #expect(error?.message.contains("database space exceeded") == true, "\(String(describing: error))")
        #expect(try await Live.client().getIfPresent(.customResourceDefinitions, name) == nil)
        let writes = transport.requests.filter { $0.hasPrefix("POST") || $0.hasPrefix("PUT") }
        #expect(!writes.contains { $0.contains("/customresourcedefinitions") }, "\(writes)")
    }

    @Test func anotherFailureOfAnObjectIsNotTakenForAnOldServer() async throws {
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/configmaps/") else { return nil }
            return .failure(500, "InternalError", "boom")
        }
        let driver = ReleaseEngine.native(
            client: try await transport.client(),
            charts: ChartResolver(remote: UnreachableCharts()))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try TestChart.plain.request("demo", in: Live.unique()))
        }
        #expect(error?.code == .applyFailed)
        #expect(error?.message.contains("boom") == true, "\(String(describing: error))")
    }

    // MARK: Helm

    /// Helm leaves CRDs as they are, so that a run with Helm says what it cannot set right.
    @Test(arguments: Drift.allCases)
    func aRunWithHelmSaysWhatBecameOfTheCRDs(_ drift: Drift) async throws {
        let client = try await Live.client()
        let cluster = try await ControlPlane.shared()
        let driver = ReleaseEngine.helm(
            helm: try TestParts.path(.helm4), client: client, charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let request = try chart().request("demo", in: Live.unique())
        #expect(try await driver.ensure(request).change == .created)
        #expect(try await driver.ensure(request).change == .unchanged)
        try await drift.happen(to: name, client)
        let outcome = try await driver.ensure(request)
        let isServed = drift == .older || drift == .theirSchema
        #expect(outcome.change == (isServed ? .unchanged : .unknown))
        let words = drift == .theirSchema ? "is left as it is" : "--driver native"
        #expect(outcome.warnings.contains { $0.contains(name) && $0.contains(words) }, "\(outcome.warnings)")
    }
}
