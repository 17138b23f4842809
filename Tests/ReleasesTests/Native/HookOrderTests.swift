import Charts
import Kubernetes
import Testing
import Value

@testable import Releases

/// The order of hooks, which a plan lists as the run runs them.
@Suite(.timeLimit(.minutes(2)))
struct HookOrderTests {
    private func hook(_ name: String, _ weight: Int64, _ event: String = "pre-install") -> StoredHook {
        StoredHook(["name": .string(name), "weight": .integer(weight), "events": [.string(event)]])
    }

    @Test func weightsComeFirstThenNamesThenPlaces() {
        let hooks = [
            hook("two", 2), hook("b", -1), hook("other", -9, "post-install"), hook("a", -1), hook("none", 0),
            hook("a", -1),
        ]
        let order = HookRunner.order(hooks, .preInstall)
        #expect(order.map(\.1.name) == ["a", "a", "b", "none", "two"])
        #expect(order.map(\.0) == [3, 5, 1, 4, 0])
    }

    @Test func aPlanListsHooksInTheirOrder() async throws {
        func map(_ name: String, _ weight: Int) -> String {
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)
              annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "\(weight)"}
            """
        }
        let chart = TestChart("hooks", ["templates/a.yaml": map("last", 2), "templates/b.yaml": map("first", -1)])
        try await EitherCluster.sandbox.with { engine, _, namespace in
            let changes = try await engine.plan(try chart.request("demo", in: namespace))
            #expect(changes.objects.map(\.object) == ["ConfigMap first", "ConfigMap last"])
        }
    }
}
