import Sandbox
import TestParts
import Testing

/// The real kubectl against the sandbox on loopback.
@Suite(.enabled(if: TestParts.has(.kubectl), "kubectl is missing: run 'make parts'"), .timeLimit(.minutes(3)))
struct KubectlTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "sandbox.invalid/web:1", ports: [{containerPort: 80}]}
        """

    @Test func appliesWaitsDescribesAndDeletes() async throws {
        try await ServedSandbox.with { served in
            let applied = try await served.kubectl("apply", "-f", "-", input: Self.deployment)
            #expect(applied.standardOutput == "deployment.apps/web created\n", "\(applied)")
            let again = try await served.kubectl("apply", "-f", "-", input: Self.deployment)
            #expect(again.standardOutput == "deployment.apps/web unchanged\n", "\(again)")
            let waited = try await served.kubectl(
                "wait", "--for=condition=Available", "deployment/web", "--timeout=30s")
            #expect(waited.standardOutput == "deployment.apps/web condition met\n", "\(waited)")
            let rolled = try await served.kubectl("rollout", "status", "deployment/web", "--timeout=30s")
            #expect(rolled.standardOutput.contains("successfully rolled out"), "\(rolled)")
            let described = try await served.kubectl("describe", "deployment", "web")
            #expect(described.standardOutput.contains("2 desired | 2 updated | 2 total | 2 available"), "\(described)")
            let pods = try await served.kubectl("get", "pods", "-l", "app=web")
            #expect(pods.standardOutput.contains("NAME") && pods.standardOutput.contains("1/1"), "\(pods)")
            let logs = try await served.kubectl("logs", "deployment/web")
            #expect(logs.standardOutput.contains("simulated log of container web"), "\(logs)")
            let deleted = try await served.kubectl("delete", "deployment", "web", "--timeout=30s")
            #expect(deleted.isSuccess, "\(deleted)")
            let gone = try await served.kubectl("wait", "--for=delete", "pods", "-l", "app=web", "--timeout=30s")
            #expect(gone.isSuccess, "\(gone)")
        }
    }

    @Test func scalesPatchesAndRestarts() async throws {
        try await ServedSandbox.with { served in
            _ = try await served.kubectl("apply", "-f", "-", input: Self.deployment)
            let scaled = try await served.kubectl("scale", "deployment/web", "--replicas=3")
            #expect(scaled.standardOutput == "deployment.apps/web scaled\n", "\(scaled)")
            let image = try await served.kubectl("set", "image", "deployment/web", "web=sandbox.invalid/web:2")
            #expect(image.isSuccess, "\(image)")
            let labelled = try await served.kubectl("label", "deployment", "web", "tier=front")
            #expect(labelled.standardOutput == "deployment.apps/web labeled\n", "\(labelled)")
            let patched = try await served.kubectl(
                "patch", "deployment", "web", "--type=json", "-p",
                #"[{"op":"replace","path":"/spec/replicas","value":1}]"#)
            #expect(patched.isSuccess, "\(patched)")
            let rolled = try await served.kubectl("rollout", "status", "deployment/web", "--timeout=30s")
            #expect(rolled.isSuccess, "\(rolled)")
            let read = try await served.kubectl(
                "get", "deployment", "web", "-o",
                "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} {.metadata.labels.tier}")
            #expect(read.standardOutput == "1 sandbox.invalid/web:2 front", "\(read)")
        }
    }

    @Test func serverSideApplyTellsConflicts() async throws {
        try await ServedSandbox.with { served in
            let first = try await served.kubectl(
                "apply", "--server-side", "--field-manager=first", "-f", "-", input: Self.deployment)
            #expect(first.standardOutput == "deployment.apps/web serverside-applied\n", "\(first)")
            let changed = Self.deployment.replacing("replicas: 2", with: "replicas: 5")
            let second = try await served.kubectl(
                "apply", "--server-side", "--field-manager=second", "-f", "-", input: changed)
            #expect(!second.isSuccess)
            #expect(second.standardError.contains("conflict with \"first\": .spec.replicas"), "\(second)")
            let forced = try await served.kubectl(
                "apply", "--server-side", "--force-conflicts", "--field-manager=second", "-f", "-", input: changed)
            #expect(forced.isSuccess, "\(forced)")
        }
    }

    @Test func refusesUnknownFieldsAndSaysWhich() async throws {
        try await ServedSandbox.with { served in
            let wrong = Self.deployment.replacing("replicas: 2", with: "replicaz: 2")
            let result = try await served.kubectl("apply", "-f", "-", input: wrong)
            #expect(!result.isSuccess)
            #expect(result.standardError.contains("unknown field \"spec.replicaz\""), "\(result)")
        }
    }

    @Test func showsTypesAndExplainsFields() async throws {
        try await ServedSandbox.with { served in
            let types = try await served.kubectl("api-resources", "-o", "name")
            #expect(types.standardOutput.contains("deployments.apps\n"), "\(types)")
            #expect(types.standardOutput.contains("clusterpolicies.nvidia.com\n"), "\(types)")
            let versions = try await served.kubectl("api-versions")
            #expect(versions.standardOutput.contains("nvidia.com/v1\n"), "\(versions)")
            let explained = try await served.kubectl("explain", "deployment.spec.template.spec.containers")
            #expect(explained.standardOutput.contains("imagePullPolicy"), "\(explained)")
            let version = try await served.kubectl("version", "-o", "json")
            #expect(version.standardOutput.contains("v1.34.2+sandbox"), "\(version)")
        }
    }

    @Test func showsNodesAndTheirState() async throws {
        try await ServedSandbox.with { served in
            let nodes = try await served.kubectl("get", "nodes")
            #expect(nodes.standardOutput.contains("SchedulingDisabled"), "\(nodes)")
            let described = try await served.kubectl("describe", "node", "gpu-0")
            #expect(described.standardOutput.contains("nvidia.com/gpu:     8"), "\(described)")
            let uncordoned = try await served.kubectl("uncordon", "cpu-2")
            #expect(uncordoned.standardOutput == "node/cpu-2 uncordoned\n", "\(uncordoned)")
        }
    }

    @Test func namespacesComeAndGoWithTheirContent() async throws {
        try await ServedSandbox.with { served in
            _ = try await served.kubectl("create", "namespace", "team")
            _ = try await served.kubectl("create", "secret", "generic", "s", "--from-literal=a=b", "-n", "team")
            let read = try await served.kubectl("get", "secret", "s", "-n", "team", "-o", "jsonpath={.data.a}")
            #expect(read.standardOutput == "Yg==", "\(read)")
            let deleted = try await served.kubectl("delete", "namespace", "team", "--timeout=30s")
            #expect(deleted.isSuccess, "\(deleted)")
            let gone = try await served.kubectl("get", "namespace", "team")
            #expect(gone.standardError == "Error from server (NotFound): namespaces \"team\" not found\n", "\(gone)")
        }
    }

    @Test func theRestrictedUserIsRefusedInTheServersWords() async throws {
        try await ServedSandbox.with(token: "restricted") { served in
            let secrets = try await served.kubectl("get", "secrets")
            #expect(
                secrets.standardError
                    == "Error from server (Forbidden): secrets is forbidden: User \"restricted\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"\n",
                "\(secrets)")
            let can = try await served.kubectl("auth", "can-i", "create", "deployments")
            #expect(can.standardOutput == "no\n", "\(can)")
            let list = try await served.kubectl("auth", "can-i", "--list")
            #expect(list.standardOutput.contains("pods/log"), "\(list)")
        }
    }

    @Test func watchesAJobComplete() async throws {
        try await ServedSandbox.with { served in
            let created = try await served.kubectl("create", "job", "once", "--image=sandbox.invalid/job:1")
            #expect(created.isSuccess, "\(created)")
            let waited = try await served.kubectl("wait", "--for=condition=Complete", "job/once", "--timeout=30s")
            #expect(waited.isSuccess, "\(waited)")
        }
    }

    @Test func definesATypeAndUsesIt() async throws {
        try await ServedSandbox.with { served in
            let created = try await served.kubectl("apply", "-f", "-", input: Widgets.definition)
            #expect(created.isSuccess, "\(created)")
            let established = try await served.kubectl(
                "wait", "--for=condition=Established", "crd/widgets.example.com", "--timeout=30s")
            #expect(established.isSuccess, "\(established)")
            let widget = try await served.kubectl("apply", "-f", "-", input: Widgets.widget(size: 3))
            #expect(widget.standardOutput == "widget.example.com/w created\n", "\(widget)")
            let wrong = try await served.kubectl("apply", "-f", "-", input: Widgets.widget(size: 0))
            #expect(wrong.standardError.contains("spec.size: Invalid value: 0"), "\(wrong)")
            let listed = try await served.kubectl("get", "widgets")
            #expect(listed.standardOutput.contains("SIZE"), "\(listed)")
            let explained = try await served.kubectl("explain", "widget.spec")
            #expect(explained.standardOutput.contains("how large it is"), "\(explained)")
        }
    }
}

extension String {
    func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while let start = rest.indices.first(where: { rest[$0...].hasPrefix(old) }) {
            result += rest[..<start] + new
            rest = rest[rest.index(start, offsetBy: old.count)...]
        }
        return result + rest
    }
}
