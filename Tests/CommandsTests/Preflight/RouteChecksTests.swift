import Commands
import Testing
import Value

/// The objects of a route are judged before the first change, whichever command makes it.
@Suite(.timeLimit(.minutes(3)))
struct RouteChecksTests {
    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider vllm --name qwen3 --namespace models --checks rules"

    private static func prepare(_ cluster: SimulatedCluster) async throws {
        try cluster.folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Check
            id: no-routes
            title: No routes
            category: house
            description: Nothing is reached from outside.
            needs: [rendered]
            outcomes:
              - when: "rendered.objects.exists(o, o.kind == 'HTTPRoute')"
                verdict: fail
                message: "${rendered.objects.filter(o, o.kind == 'HTTPRoute')[0].owner} would be reached from outside"
                hint: leave it inside
              - {when: "true", verdict: pass, message: nothing is reached from outside}

            """, to: "rules/no-routes.yaml")
        try cluster.folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Bootstrap
            models:
              - {id: Qwen/Qwen3-0.6B, name: qwen3, namespace: models, provider: vllm, expose: gateway}

            """, to: "route.yaml")
        let run = await cluster.run("install nginx-gateway-fabric")
        #expect(run.status == .done, "\(run.everything)")
    }

    @Test func whatFailsOfARouteStopsBothCommands() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.prepare(cluster)
            let before = try await cluster.releases
            let words = "route of models/qwen3 would be reached from outside"
            let refused = await cluster.run("\(Self.deploy) --expose gateway")
            #expect(refused.status == .failed, "\(refused.everything)")
            #expect(refused.errors.contains("models/qwen3: no-routes: \(words)"), "\(refused.errors)")
            let file = await cluster.run("bootstrap -f route.yaml --checks rules")
            #expect(file.status == .failed, "\(file.everything)")
            #expect(file.output.contains(words), "\(file.output)")
            #expect(try await cluster.releases == before, "something was changed")
        }
    }

    @Test func aDeploymentThatGetsARouteLaterIsCheckedAnew() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.prepare(cluster)
            let inside = await cluster.run(Self.deploy)
            #expect(inside.status == .done, "\(inside.everything)")
            let refused = await cluster.run("\(Self.deploy) --expose gateway")
            #expect(refused.status == .failed && refused.errors.contains("no-routes: "), "\(refused.everything)")
            #expect(try await !cluster.releases.contains("models/qwen3-route"))
            let taken = await cluster.run("\(Self.deploy) --expose gateway --skip no-routes -o json")
            #expect(taken.status == .done, "\(taken.everything)")
            #expect(try taken.json["route"]?["state"] == "answered")
            // What is as it should be is not checked again.
            let again = await cluster.run("\(Self.deploy) --expose gateway -o json")
            #expect(again.status == .done, "\(again.everything)")
        }
    }

    /// Nothing is checked for a route that no Gateway can take.
    @Test func aRouteThatNothingServesIsToldFirst() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(
                "deploy Qwen/Qwen3-0.6B --provider vllm --name qwen3 --namespace models --expose gateway")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("groundcrew install nginx-gateway-fabric"), "\(run.errors)")
            let made = try await cluster.releases
            #expect(made.isEmpty)
        }
    }
}
