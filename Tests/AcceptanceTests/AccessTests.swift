import TestParts
import Testing
import Value

/// A caller without rights learns which right is missing, and nothing is changed or claimed.
@Suite(.timeLimit(.minutes(10))) struct AccessTests {
    @Test func whatMayNotBeReadIsUnknownAndNamesTheRight() async throws {
        let cluster = try await ControlPlane.shared()
        let result = try await Groundcrew.run("preflight", "--context", "nobody", "-o", "json", on: cluster)
        #expect(result.exitCode == 3, "\(result)")
        #expect(try result.json()["outcome"] == "undecided")
        #expect(try failing(result.json()) == [], "\(result)")
        try expectUnread(
            result, ["gpu-nodes": ("list", "nodes"), "api-services": ("list", "apiservices.apiregistration.k8s.io")])
    }

    /// What is missing for the work itself is a finding; what may not be read still is none.
    @Test func rightsThatTheWorkTakesFailAndWhatMayNotBeReadIsUnknown() async throws {
        let cluster = try await ControlPlane.shared()
        let result = try await Groundcrew.run(
            "preflight", "--provider", "dynamo", "--model", "Qwen/Qwen3-0.6B", "--context", "nobody", "-o", "json",
            on: cluster)
        #expect(result.exitCode == 1, "\(result)")
        #expect(try failing(result.json()) == ["permissions"], "\(result)")
        try expectGaps(result.json())
        try expectUnread(
            result,
            // What is free on nodes takes both; pods are looked at first.
            ["gpu-nodes": ("list", "pods"), "crds": ("get", "customresourcedefinitions.apiextensions.k8s.io")])
    }

    @Test(arguments: [
        ["install", "dynamo", "--chart", "charts/sandbox-operator"], ["uninstall", "dynamo"],
        ["deployments", "delete", "qwen3"],
    ])
    func changesNothingWithoutRights(_ command: [String]) async throws {
        let cluster = try await ControlPlane.shared()
        let before = try await everything(cluster)
        let result = try await Groundcrew.run(absolute(command) + ["--context", "nobody"], on: cluster)
        #expect(result.exitCode == 3, "\(result)")
        #expect(result.standardError.contains("forbidden"), "\(result)")
        #expect(result.standardError.contains("needs verb"), "\(result)")
        #expect(try await everything(cluster) == before)
    }

    /// It is told all at once what is missing, before anything is changed.
    @Test func aBootstrapWithoutRightsListsTheGapsAndChangesNothing() async throws {
        let cluster = try await ControlPlane.shared()
        let before = try await everything(cluster)
        let result = try await Groundcrew.run(
            absolute(["bootstrap", "-f", "examples/qwen.yaml", "--context", "nobody", "-o", "json"]), on: cluster)
        #expect(result.exitCode == 1, "\(result)")
        #expect(result.standardError.contains("the cluster is not ready; nothing was changed"), "\(result)")
        let report = try #require(try result.json()["preflight"])
        #expect(failing(report) == ["permissions"], "\(result)")
        try expectGaps(report)
        #expect(try await everything(cluster) == before)
    }

    /// The arguments with this project's files by their whole paths.
    private func absolute(_ command: [String]) -> [String] {
        command.map { $0.contains("/") && !$0.hasPrefix("Q") ? "\(TestParts.projectRoot)/\($0)" : $0 }
    }

    private func failing(_ report: Value) -> [String] {
        (report["results"]?.array ?? []).filter { $0["verdict"] == "fail" }.compactMap { $0["id"]?.string }
    }

    /// The check of rights names what is missing, and for what.
    private func expectGaps(_ report: Value) throws {
        let check = try #require(report["results"]?.array?.first { $0["id"] == "permissions" })
        #expect(check["message"]?.string?.hasPrefix("the caller may not ") == true, "\(check)")
        let details = (check["details"]?.array ?? []).compactMap(\.string)
        #expect(details.contains { $0.hasPrefix("model ") && $0.contains("create") }, "\(check)")
        #expect(check["hint"]?.string?.contains("--print-role") == true, "\(check)")
    }

    private func expectUnread(_ result: CommandResult, _ rights: [String: (verb: String, resource: String)]) throws {
        for (id, right) in rights {
            let check = try result.check(id)
            #expect(check["verdict"] == "unknown", "\(check)")
            #expect(check["unknown"]?["code"] == "forbidden", "\(check)")
            #expect(check["unknown"]?["verb"]?.string == right.verb, "\(check)")
            #expect(check["unknown"]?["resource"]?.string == right.resource, "\(check)")
            let question = "kubectl auth can-i \(right.verb) \(right.resource)"
            #expect(check["hint"]?.string?.contains(question) == true, "\(check)")
        }
    }

    /// Discovery is everyone's to ask: what is not served needs no right to be known.
    @Test func whatIsNotInstalledIsToldWithoutRights() async throws {
        try await ControlPlane.with { cluster in
            let list = try await Groundcrew.run("deployments", "list", "-A", "--context", "nobody", on: cluster)
            #expect(list.exitCode == 3, "\(list)")
            #expect(list.standardError.contains("no deployment can be seen in any namespace"), "\(list)")
            let absent = "NVIDIA Dynamo, KAITO, KAITO (InferenceSet), KServe, KServe (InferenceService), KubeRay, OME"
            #expect(list.standardError.contains("whether \(absent) are installed could not be seen"), "\(list)")
            #expect(list.standardError.contains("the caller may not list deployments.apps"), "\(list)")
            let deploy = try await Groundcrew.run(
                "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--context", "nobody", on: cluster)
            #expect(deploy.exitCode == 1, "\(deploy)")
            #expect(deploy.standardError.contains("next: groundcrew install dynamo"), "\(deploy)")
            let status = try await Groundcrew.run("status", "--context", "nobody", "-o", "json", on: cluster)
            // Nothing at all was seen.
            #expect(status.exitCode == 3, "\(status)")
            #expect(try status.json()["operators"]?[0]?["status"] == "unknown", "\(status)")
            #expect(try status.json()["unseen"]?[0]?["resource"] == "secrets", "\(status)")
        }
    }

    /// A Role in one namespace, as a team gets it: what is there works, what is elsewhere is named.
    @Test func aRoleInOneNamespaceIsEnoughThere() async throws {
        try await ControlPlane.with { cluster in
            try await prepare(cluster, resources: "dynamographdeployments,pods,events,secrets,services")
            func run(_ arguments: String..., exitCode: Int32 = 0) async throws -> CommandResult {
                let result = try await Groundcrew.run(arguments + ["--context", "nobody"], on: cluster)
                #expect(result.exitCode == exitCode, "\(arguments): \(result)")
                return result
            }
            for name in ["one", "two"] {
                let deployed = try await run(
                    "deploy", "Qwen/Qwen3-0.6B", "--name", name, "-n", "team", "--no-wait", "-o", "json")
                #expect(try deployed.json()["change"] == "created", "\(deployed)")
            }
            let list = try await run("deployments", "list", "-n", "team", "-o", "json")
            #expect(try list.json()["deployments"]?.array?.map { $0["name"] } == ["one", "two"], "\(list)")
            #expect(try list.json()["deployments"]?[1]?["model"] == "Qwen/Qwen3-0.6B", "\(list)")
            // Plain Deployments may be models, too; who may not look at them is told so, and has the rest.
            #expect(try list.json()["complete"] == false, "\(list)")
            #expect(
                list.standardError
                    == ["llm-d", "vLLM"].map {
                        "note: \($0)'s deployments in namespace team cannot be seen: the caller may not list "
                            + "deployments.apps in namespace team\n"
                    }.joined(), "\(list)")

            let all = try await run("deployments", "list", "-A", "-n", "team", exitCode: 2)
            #expect(all.standardError.contains("--all-namespaces and --namespace team exclude each other"), "\(all)")
            let elsewhere = try await run("deployments", "list", "-n", "other", exitCode: 3)
            #expect(elsewhere.standardError.contains("needs verb \"list\" on dynamographdeployments.nvidia.com"))
            #expect(!elsewhere.standardError.contains("no model is deployed"), "\(elsewhere)")

            let status = try await run("status", "-n", "team", "-o", "json")
            #expect(try status.json()["deployments"]?.array?.count == 2, "\(status)")
            #expect(try status.json()["operators"]?[0]?["status"] == "unknown", "\(status)")
            #expect(
                status.standardError.contains("the caller may not list secrets in dynamo-system, "),
                "\(status)")
            let missing = try await run("status", exitCode: 3)
            #expect(missing.standardError.contains("the caller may not list dynamographdeployments.nvidia.com"))

            let deleted = try await run("deployments", "delete", "team/one", "team/two", "-o", "json")
            #expect(try deleted.json()["deployments"]?.array?.count == 2, "\(deleted)")
        }
    }

    @Test func withoutSecretsTheDeploymentsAreShownAllTheSame() async throws {
        try await ControlPlane.with { cluster in
            try await prepare(cluster, resources: "dynamographdeployments,pods,events")
            for name in ["one", "two"] {
                let deployed = try await Groundcrew.run(
                    "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", name, "-n", "team", "--no-wait",
                    on: cluster)
                #expect(deployed.exitCode == 0, "\(deployed)")
            }
            let show = try await Groundcrew.run(
                "deployments", "show", "team/one", "team/two", "-o", "json", "--context", "nobody", on: cluster)
            #expect(show.exitCode == 0, "\(show)")
            let items = try show.json()["deployments"]?.array ?? []
            #expect(items.map { $0["name"] } == ["one", "two"], "\(show)")
            #expect(items.allSatisfy { $0["model"] == .null && $0["unseen"]?[0]?["verb"] == "list" }, "\(show)")
            #expect(
                show.standardError.contains("the caller may not list secrets in namespace team"), "\(show)")
        }
    }

    /// The CRD, namespaces team and other, a deployment of somebody else's in the latter, and a Role in the former for the
    /// user who may do nothing otherwise.
    private func prepare(_ cluster: ControlPlane, resources: String) async throws {
        func admin(_ arguments: String..., input: String = "") async throws {
            let result = try await TestParts.run(
                .kubectl, ["--kubeconfig", cluster.kubeconfig, "--context", "admin"] + arguments,
                environment: cluster.environment, input: input)
            try #require(result.isSuccess, "\(arguments): \(result)")
        }
        try await admin("create", "-f", "-", input: OperatorChart.crd)
        try await admin(
            "wait", "crd/dynamographdeployments.nvidia.com", "--for=condition=Established", "--timeout=60s")
        for namespace in ["team", "other"] { try await admin("create", "namespace", namespace) }
        try await admin(
            "create", "-f", "-",
            input: """
                apiVersion: nvidia.com/v1beta1
                kind: DynamoGraphDeployment
                metadata: {name: theirs, namespace: other}
                spec: {}
                """)
        let named = resources.split(separator: ",").map {
            $0 == "dynamographdeployments" ? "dynamographdeployments.nvidia.com" : String($0)
        }
        try await admin(
            "create", "role", "team", "-n", "team", "--verb=get,list,watch,create,update,patch,delete",
            "--resource=\(named.joined(separator: ","))")
        try await admin("create", "rolebinding", "team", "-n", "team", "--role=team", "--user=nobody")
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
