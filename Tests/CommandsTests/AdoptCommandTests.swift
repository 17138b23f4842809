import Commands
import Kubernetes
import Testing
import Value

/// `adopt`: what somebody else installed with Helm becomes groundcrew's by its record's labels alone.
@Suite(.timeLimit(.minutes(3)))
struct AdoptCommandTests {
    private static let title = "security/certs (chart cert-manager 1.21.1, revision 1)"

    /// cert-manager, by somebody else, under a name and in a namespace of their own.
    private func withForeign(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.writeOperator("cert-manager", "1.21.1", label: "cert-manager", to: "certs")
            let made = await cluster.run("release install certs ./certs -n security --create-namespace")
            #expect(made.status == .done, "\(made.everything)")
            try await body(cluster)
        }
    }

    private func record(_ cluster: SimulatedCluster) async throws -> Value {
        try await cluster.client.get(.secrets, "sh.helm.release.v1.certs.v1", namespace: "security")
    }

    @Test func aDryRunSaysWhatItIsAndChangesNothing() async throws {
        try await withForeign { cluster in
            let before = try await record(cluster)
            let run = await cluster.run("adopt certs -n security --dry-run")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.said == """
                    operator   cert-manager 1.21.1: would be adopted
                               \(Self.title) becomes groundcrew's, as asked (helm-release)
                               release security/certs: labels of its record would be \
                    groundcrew/adopted=cert-manager, groundcrew/role=prerequisite; nothing else changes

                    """)
            #expect(try await record(cluster) == before)
            let runs = await cluster.run("runs list -A -o json")
            #expect(!runs.output.contains("groundcrew adopt"), "\(runs.output)")
        }
    }

    @Test func itsRecordIsMarkedOnceAndTheRunIsKept() async throws {
        try await withForeign { cluster in
            let before = try await record(cluster)
            let first = try await cluster.run("adopt certs -n security -o json").json
            #expect(first["kind"] == "AdoptResult" && first["change"] == "changed")
            #expect(first["operator"] == "cert-manager")
            #expect(first["decision"]?["action"] == "adopt" && first["decision"]?["code"] == "helm-release")
            let after = try await record(cluster)
            #expect(after["data"] == before["data"])
            #expect(after["metadata"]?["labels"]?["groundcrew/adopted"] == "cert-manager")
            #expect(after["metadata"]?["labels"]?["groundcrew/role"] == "prerequisite")
            let runs = await cluster.run("runs list -A -o json")
            #expect(runs.output.contains("groundcrew adopt"), "\(runs.output)")

            // By its own name or by the operator's, wherever it is.
            for line in ["adopt certs -n security", "adopt certs", "adopt cert-manager"] {
                let again = await cluster.run(line)
                #expect(again.status == .done, "\(again.everything)")
                #expect(
                    again.output.hasPrefix("operator   cert-manager 1.21.1: is adopted already\n"), "\(again.output)")
            }
            #expect(try await record(cluster) == after)
        }
    }

    @Test func whatIsAdoptedIsFoundUnderItsNameAndLeftUnlessAsked() async throws {
        try await withForeign { cluster in
            #expect(await cluster.run("adopt cert-manager").status == .done)
            let status = await cluster.run("status")
            #expect(
                status.rows.contains {
                    $0.hasSuffix(
                        "cert-manager deployed 1.21.1 adopted reuse"
                    )
                }, "\(status.output)")
            let json = try await cluster.run("status -o json").json["operators"]?.array ?? []
            let item = json.first { $0["name"] == "cert-manager" }
            #expect(item?["owner"]?["kind"] == "adopted" && item?["namespace"] == "security")
            #expect(item?["decision"]?["code"] == "own-elsewhere")

            let left = await cluster.run("uninstall cert-manager")
            #expect(left.status == .failed, "\(left.everything)")
            #expect(
                left.said == """
                    cert-manager in namespace security: left as it is
                      left: \(Self.title) was adopted by groundcrew, which did not install it

                    """)
            #expect(left.errors.contains("next: --remove-adopted removes it, too"))
            let removed = await cluster.run("uninstall cert-manager --remove-adopted")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(
                removed.said.hasPrefix(
                    "cert-manager in namespace security: removed, was revision 1 of release certs\n"))
            #expect(try await cluster.releases == [])
        }
    }

    @Test func somebodyElsesUnderAnotherNameIsNamedByStatusAndUninstall() async throws {
        try await withForeign { cluster in
            let status = await cluster.run("status")
            #expect(
                status.rows.contains {
                    $0.hasSuffix("cert-manager deployed 1.21.1 Helm reuse")
                }, "\(status.output)")
            let run = await cluster.run("uninstall cert-manager")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.contains("  left: \(Self.title) was not installed by groundcrew\n"), "\(run.output)")
            let left = try await cluster.releases
            #expect(left == ["security/certs"])
        }
    }

    @Test func aSecondCopyIsNotAdopted() async throws {
        try await withForeign { cluster in
            try cluster.writeOperator("cert-manager", "1.21.1", label: "cert-manager", to: "more")
            #expect(
                await cluster.run("release install certs ./more -n other --create-namespace").status == .done)
            let unclear = await cluster.run("adopt certs")
            #expect(unclear.status == .usage, "\(unclear.everything)")
            #expect(unclear.errors.contains("there are releases certs in the namespaces other, security"))
            let refused = await cluster.run("adopt certs -n security")
            #expect(refused.status == .failed && refused.errors.contains("(second-copy)"), "\(refused.everything)")
            #expect(refused.errors.contains("other/certs") && refused.errors.contains("security/certs"))
        }
    }

    // MARK: - What must not be adopted

    private static func deployment(
        _ label: (String, String), labels: [String: String] = [:], annotations: [String: String] = [:]
    ) -> Value {
        func object(_ texts: [String: String]) -> Value {
            .object(Object(texts.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }))
        }
        let pods: Value = [label.0: .string(label.1)]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": "theirs", "namespace": "default", "labels": object(labels.merging([label.0: label.1]) { $1 }),
                "annotations": object(annotations),
            ],
            "spec": [
                "selector": ["matchLabels": pods],
                "template": [
                    "metadata": ["labels": pods],
                    "spec": ["containers": [["name": "a", "image": "sandbox.invalid/a:1"] as Value]],
                ],
            ],
        ]
    }

    @Test func whatOthersLookAfterIsRefusedWithItsCode() async throws {
        try await SimulatedCluster.with { cluster in
            _ = try await cluster.client.create(
                Self.deployment(
                    ("app.kubernetes.io/name", "keda-operator"), labels: ["kubernetes.azure.com/managedby": "aks"]))
            let managed = await cluster.run("adopt keda")
            #expect(managed.status == .failed, "\(managed.everything)")
            #expect(managed.errors.contains("AKS looks after the one that is there"), "\(managed.errors)")
            #expect(managed.errors.contains("(managed)") && managed.errors.contains("\n  next: "))
            let status = await cluster.run("status -o json")
            #expect(status.status == .done, "\(status.everything)")
        }
        try await SimulatedCluster.with { cluster in
            _ = try await cluster.client.create(
                Self.deployment(
                    ("app.kubernetes.io/name", "lws"),
                    annotations: ["argocd.argoproj.io/tracking-id": "base:apps/Deployment:default/theirs"]))
            let tool = await cluster.run("adopt lws")
            #expect(tool.status == .failed && tool.errors.contains("(other-tool)"), "\(tool.everything)")
            let absent = await cluster.run("adopt cert-manager -o json")
            #expect(absent.status == .failed, "\(absent.everything)")
            #expect(try absent.json["decision"]?["code"] == "absent")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func whatIsNotAnOperatorIsBadUsage() async throws {
        try await SimulatedCluster.with { cluster in
            let nothing = await cluster.run("adopt cert-manger")
            #expect(nothing.status == .usage, "\(nothing.everything)")
            #expect(
                nothing.errors.contains("there is no release cert-manger, and no operator of that name"),
                "\(nothing.errors)")
            #expect(nothing.errors.contains("(did you mean 'cert-manager'?)"))
            try cluster.writeOperator("maps", "1.0.0", label: "maps", to: "maps")
            #expect(await cluster.run("release install app ./maps -n web --create-namespace").status == .done)
            let other = await cluster.run("adopt app -n web")
            #expect(other.status == .usage, "\(other.everything)")
            #expect(
                other.errors.contains("release web/app (chart maps 1.0.0) is not an operator that groundcrew knows"))
            let wrong = await cluster.run("adopt app -n web --as nothing")
            #expect(wrong.status == .usage && wrong.errors.contains("there is no operator 'nothing'"))
            // The user's word for what it is.
            let told = await cluster.run("adopt app -n web --as lws --dry-run")
            #expect(told.status == .done, "\(told.everything)")
            // The version of another chart is not the operator's.
            #expect(told.output.hasPrefix("operator   lws: would be adopted\n"), "\(told.output)")
        }
    }

    @Test func onesOwnIsOwnAlready() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install cert-manager").status == .done)
            let run = await cluster.run("adopt cert-manager")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.contains(": is groundcrew's own already\n"), "\(run.output)")
        }
    }

    /// The same by the word of an installation, which keeps a journal, too.
    @Test func anInstallationThatOnlyAdoptsKeepsAJournal() async throws {
        try await withForeign { cluster in
            let run = await cluster.run("install cert-manager --existing cert-manager=adopt")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.contains("adopted: "), "\(run.output)")
            let runs = await cluster.run("runs list -A -o json")
            #expect(runs.output.contains("groundcrew install"), "\(runs.output)")
            let label = try await record(cluster)["metadata"]?["labels"]?["groundcrew/adopted"]
            #expect(label == "cert-manager")
        }
    }
}
