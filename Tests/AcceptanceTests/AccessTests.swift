import TestParts
import Testing
import Value

/// A caller without rights learns which right is missing, and nothing is changed or claimed.
@Suite(.timeLimit(.minutes(10))) struct AccessTests {
    @Test func whatMayNotBeReadIsUnknownAndNamesTheRight() async throws {
        let cluster = try await ControlPlane.shared()
        let result = try await Groundcrew.run(
            "preflight", "--provider", "dynamo", "--model", "Qwen/Qwen3-0.6B", "--context", "nobody", "-o", "json",
            on: cluster)
        #expect(result.exitCode == 3, "\(result)")
        let rights = [
            ("gpu-nodes", "list", "nodes"), ("crds", "get", "customresourcedefinitions.apiextensions.k8s.io"),
        ]
        for (id, verb, resource) in rights {
            let check = try result.check(id)
            #expect(check["verdict"] == "unknown", "\(check)")
            #expect(check["unknown"]?["code"] == "forbidden", "\(check)")
            #expect(check["unknown"]?["verb"]?.string == verb, "\(check)")
            #expect(check["unknown"]?["resource"]?.string == resource, "\(check)")
            #expect(check["hint"]?.string?.contains("kubectl auth can-i \(verb) \(resource)") == true, "\(check)")
        }
        #expect(try result.json()["outcome"] == "undecided")
    }

    @Test(arguments: [
        ["deploy", "Qwen/Qwen3-0.6B"], ["install", "dynamo", "--chart", "charts/sandbox-operator"],
        ["bootstrap", "-f", "examples/qwen.yaml"], ["uninstall", "dynamo"],
        ["deployments", "delete", "qwen3"],
    ])
    func changesNothingWithoutRights(_ command: [String]) async throws {
        let cluster = try await ControlPlane.shared()
        let before = try await everything(cluster)
        let arguments = command.map { $0.contains("/") && !$0.hasPrefix("Q") ? "\(TestParts.projectRoot)/\($0)" : $0 }
        let result = try await Groundcrew.run(arguments + ["--context", "nobody"], on: cluster)
        #expect(result.exitCode == 3, "\(result)")
        #expect(result.standardError.contains("forbidden"), "\(result)")
        #expect(result.standardError.contains("needs verb"), "\(result)")
        #expect(try await everything(cluster) == before)
    }

    /// What these commands would make or take away, with versions.
    private func everything(_ cluster: ControlPlane) async throws -> String {
        let template =
            "{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.resourceVersion}\n{end}"
        let result = try await cluster.kubectl(
            "get", "secrets,deployments,clusterroles,customresourcedefinitions", "-A", "-l",
            "owner=helm,app.kubernetes.io/managed-by=Helm", "-o", "jsonpath=\(template)")
        try #require(result.isSuccess, "\(result)")
        let namespaces = try await cluster.kubectl(
            "get", "namespace", "dynamo-system", "--ignore-not-found", "-o", "name")
        return result.standardOutput + namespaces.standardOutput
    }
}
