import FoundationEssentials
import TestParts
import Testing
import Value

/// A ServiceAccount with rights in one namespace and none on Secrets, on a real API server: what it deploys it sees, scales
/// and removes, with either Helm as with ours.
@Suite(.timeLimit(.minutes(10))) struct NarrowTokenTests {
    private static let resources = [
        "deployments.apps", "services", "configmaps", "leases.coordination.k8s.io", "pods", "pods/log", "events",
        "dynamographdeployments.nvidia.com",
    ]

    @Test(arguments: Driver.allCases)
    func aModelIsServedWithoutAnyRightOnSecrets(_ driver: Driver) async throws {
        let driving = try driver.arguments()
        try await ControlPlane.with { cluster in
            let kubeconfig = try await prepare(cluster)
            try await FakeKubelet.with(logs: ["qwen3-worker/main": "the model is loaded\n"]) { kubelet in
                try await kubelet.register(node: "n1", pods: [], namespace: "team", in: cluster)
                func run(_ arguments: String..., exitCode: Int32 = 0) async throws -> CommandResult {
                    let result = try await Groundcrew.run(arguments + ["--kubeconfig", kubeconfig], on: cluster)
                    #expect(result.exitCode == exitCode, "\(arguments): \(result)")
                    return result
                }
                func drive(_ arguments: String...) async throws -> CommandResult {
                    let all = arguments + driving + ["--kubeconfig", kubeconfig]
                    let result = try await Groundcrew.run(all, on: cluster)
                    #expect(result.exitCode == 0, "\(arguments): \(result)")
                    return result
                }

                let deployed = try await drive(
                    "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", "qwen3", "--no-wait", "--events",
                    "plain")
                #expect(
                    deployed.standardError.contains("records of releases in namespace team are ConfigMaps, because "),
                    "\(deployed)")
                try await expectRecords(["sh.helm.release.v1.qwen3.v1"], on: cluster)
                let pod = """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: qwen3-worker
                      namespace: team
                      labels: {nvidia.com/dynamo-graph-deployment-name: qwen3}
                    spec: {nodeName: n1, containers: [{name: main, image: none}]}
                    """
                let made = try await cluster.kubectl("create", "-f", "-", input: pod)
                try #require(made.isSuccess, "\(made)")

                let list = try await run("deployments", "list", "-o", "json")
                let listed = try list.json()
                #expect(listed["deployments"]?.array?.map { $0["name"] } == ["qwen3"], "\(list)")
                #expect(listed["deployments"]?[0]?["model"] == "Qwen/Qwen3-0.6B", "\(list)")
                #expect(
                    list.standardError.contains(
                        "note: releases kept as Secrets in namespace team cannot be seen: the caller may not list "
                            + "secrets in namespace team"), "\(list)")
                let show = try await run("deployments", "show", "qwen3", "-o", "json").json()
                #expect(show["model"] == "Qwen/Qwen3-0.6B" && show["unseen"] == [], "\(show)")
                let status = try await run("status", "-o", "json").json()
                #expect(status["deployments"]?.array?.count == 1, "\(status)")
                let gaps = (status["unseen"]?.array ?? []).compactMap { $0["what"]?.string }
                #expect(gaps.contains("releases kept as Secrets in namespace team"), "\(gaps)")
                #expect(gaps.contains("releases in namespace dynamo-system"), "\(gaps)")
                let logs = try await run("deployments", "logs", "qwen3")
                #expect(logs.standardOutput.contains("the model is loaded"), "\(logs)")

                _ = try await drive("deployments", "scale", "qwen3", "--replicas", "2", "--no-wait")
                try await expectRecords(
                    ["sh.helm.release.v1.qwen3.v1", "sh.helm.release.v1.qwen3.v2"], on: cluster)
                let releases = try await run("release", "list", "-o", "json").json()
                #expect(releases["releases"]?[0]?["revision"] == 2, "\(releases)")
                #expect(releases["releases"]?[0]?["records"] == "configmap", "\(releases)")
                // Both Helms see it where they are told to look.
                for part in [TestParts.Part.helm3, .helm4] {
                    let seen = try await TestParts.run(
                        part, ["list", "-n", "team", "-o", "json", "--kubeconfig", kubeconfig],
                        environment: cluster.environment.merging(["HELM_DRIVER": "configmap"]) { _, new in new })
                    #expect(seen.isSuccess && seen.standardOutput.contains("qwen3"), "\(seen)")
                }

                _ = try await drive("deployments", "delete", "qwen3")
                try await expectRecords([], on: cluster)
                // Of one that is kept as a Secret nothing else need tell.
                let missing = try await run("deployments", "show", "qwen3", exitCode: 3)
                #expect(missing.standardError.contains("whether there is a deployment qwen3"), "\(missing)")
                let left = try await cluster.kubectl("get", "dynamographdeployments", "-n", "team", "-o", "name")
                #expect(left.isSuccess && left.standardOutput.isEmpty, "\(left)")
            }
        }
    }

    /// What an administrator has deployed is seen by its object, and not taken over.
    @Test func whatOthersKeepAsSecretsIsLeft() async throws {
        try await ControlPlane.with { cluster in
            let kubeconfig = try await prepare(cluster)
            let deploy = ["deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", "theirs", "--no-wait"]
            let theirs = try await Groundcrew.run(deploy + ["-n", "team"], on: cluster)
            try #require(theirs.exitCode == 0, "\(theirs)")
            let mine = try await Groundcrew.run(
                deploy + ["--replicas", "3", "--kubeconfig", kubeconfig], on: cluster)
            #expect(mine.exitCode == 3, "\(mine)")
            #expect(mine.standardError.contains("it is there already"), "\(mine)")
            let show = try await Groundcrew.run(
                "deployments", "show", "theirs", "--kubeconfig", kubeconfig, "-o", "json", on: cluster)
            #expect(show.exitCode == 0, "\(show)")
            #expect(try show.json()["model"] == .null, "\(show)")
            try await expectRecords([], on: cluster)
        }
    }

    private func expectRecords(_ names: [String], on cluster: ControlPlane) async throws {
        let maps = try await cluster.kubectl(
            "get", "configmaps", "-n", "team", "-l", "owner=helm", "-o", "jsonpath={.items[*].metadata.name}")
        try #require(maps.isSuccess, "\(maps)")
        #expect(maps.standardOutput.split(separator: " ").map(String.init).sorted() == names)
    }

    /// The CRD, the namespace, and a ServiceAccount with its Role in it.
    ///
    /// - Returns: the path of a kubeconfig with the ServiceAccount's token alone.
    private func prepare(_ cluster: ControlPlane) async throws -> String {
        func admin(_ arguments: String..., input: String = "") async throws -> String {
            let result = try await TestParts.run(
                .kubectl, ["--kubeconfig", cluster.kubeconfig, "--context", "admin"] + arguments,
                environment: cluster.environment, input: input)
            try #require(result.isSuccess, "\(arguments): \(result)")
            return result.standardOutput
        }
        _ = try await admin("create", "-f", "-", input: OperatorChart.crd)
        _ = try await admin(
            "wait", "crd/dynamographdeployments.nvidia.com", "--for=condition=Established", "--timeout=60s")
        _ = try await admin("create", "namespace", "team")
        _ = try await admin("create", "serviceaccount", "narrow", "-n", "team")
        _ = try await admin(
            "create", "role", "narrow", "-n", "team", "--verb=get,list,watch,create,update,patch,delete",
            "--resource=\(Self.resources.joined(separator: ","))")
        _ = try await admin(
            "create", "rolebinding", "narrow", "-n", "team", "--role=narrow", "--serviceaccount=team:narrow")
        let token = try await admin("create", "token", "narrow", "-n", "team").prefix { !$0.isNewline }
        let path = "\(cluster.folder)/narrow.kubeconfig"
        try """
        apiVersion: v1
        kind: Config
        current-context: narrow
        clusters:
        - name: c
          cluster: {server: "\(cluster.server)", certificate-authority: "\(cluster.certificateAuthorityPath)"}
        contexts:
        - name: narrow
          context: {cluster: c, user: narrow, namespace: team}
        users:
        - name: narrow
          user: {token: "\(token)"}

        """.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
