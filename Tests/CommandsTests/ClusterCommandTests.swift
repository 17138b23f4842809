import Commands
import HTTP
import Kubernetes
import Sandbox
import Synchronization
import TestParts
import Testing
import Value
import YAML

/// Commands one after another on a cluster that stays.
@Suite(.timeLimit(.minutes(3)))
struct ClusterCommandTests {
    @Test func fromBareToServedToGone() async throws {
        try await SimulatedCluster.with { cluster in
            let first = await cluster.run("bootstrap -f cluster.yaml")
            #expect(first.status == .done, "\(first.errors)")
            #expect(first.output.hasPrefix("operator dynamo-platform 1.5.1\n  in namespace dynamo-system: created"))
            #expect(!first.output.contains("simulated by"))
            #expect(first.output.contains("nothing to forward a port to in a simulated cluster; "))

            let second = await cluster.run("bootstrap -f cluster.yaml")
            #expect(second.status == .done)
            #expect(second.output.hasPrefix("Nothing to do: the cluster is as the file asks for.\n"))
            #expect(second.output.contains("deployment models/qwen3: unchanged"))
            #expect(try await cluster.run("bootstrap -f cluster.yaml -o json").json["changedNothing"] == true)

            let list = await cluster.run("deployments list -A")
            #expect(
                list.output.hasPrefix(
                    """
                    NAMESPACE   NAME    PROVIDER   MODEL             PHASE     READY   MESSAGE
                    models      qwen3   dynamo     Qwen/Qwen3-0.6B   Running   2/2
                    """), "\(list.output)")
            #expect(await cluster.run("deployments list -n other").output.isEmpty)
            let show = await cluster.run("deployments show qwen3 -n models")
            #expect(show.output.contains("endpoint   http://qwen3-frontend.models.svc:8000/v1\n"))
            #expect(show.output.contains("replicas   2 of 2 ready\n"))
            #expect(try await cluster.run("deployments show qwen3 -n models -o json").json["engine"] == "vllm")
            let status = await cluster.run("status")
            #expect(status.rows.contains("dynamo-platform deployed 1.5.1 groundcrew upgrade"))
            #expect(status.output.contains("Qwen/Qwen3-0.6B"))

            let refused = await cluster.run("uninstall dynamo")
            #expect(refused.status == .failed)
            #expect(refused.errors.contains("models/qwen3"))
            let deleted = await cluster.run("deployments delete qwen3 -n models")
            #expect(deleted.output.hasPrefix("deployment models/qwen3 deleted\n"))
            let again = await cluster.run("deployments delete qwen3 -n models -o json")
            #expect(again.status == .failed)
            let failure = try again.json
            #expect(failure["kind"] == "Failure" && failure["outcome"] == "failed", "\(again.output)")
            #expect(again.errors.contains("there is no deployment qwen3 in namespace models"))
            let uninstalled = try await cluster.run("uninstall dynamo -o json").json
            #expect(uninstalled["operators"]?[0]?["change"] == "deleted")
            #expect(
                await cluster.run("uninstall dynamo").output
                    .hasPrefix("dynamo-platform in namespace dynamo-system: was not installed\n"))
        }
    }

    @Test func deployWithoutTheOperatorSaysWhatToDo() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("deploy Qwen/Qwen3-0.6B --provider dynamo")
            #expect(run.status == .failed)
            #expect(run.errors.contains("NVIDIA Dynamo is not installed\n  next: groundcrew install dynamo\n"))
            let gated = await cluster.run("deploy meta-llama/Llama-3.2-1B-Instruct")
            #expect(gated.status == .failed)
            #expect(gated.errors.contains("is gated"))
        }
    }

    @Test(arguments: ["text", "json", "yaml"])
    func forbiddenIsUndecidedInEveryFormat_F32_F52(format: String) async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            for line in [
                "deployments list", "deployments show a", "deployments delete a", "status", "deploy Qwen/Qwen3-0.6B",
                "preflight", "uninstall dynamo",
            ] {
                let run = await cluster.run("\(line) --context restricted -o \(format)")
                #expect(run.status == .undecided, "\(line): \(run.everything)")
                #expect(!run.output.contains("no model is deployed"))
            }
        }
    }

    /// What is known to be missing is a finding.
    @Test(arguments: ["text", "json", "yaml"])
    func rightsThatAreMissingForWhatIsAskedFail_F52(format: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("bootstrap -f cluster.yaml --context restricted -o \(format)")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.everything.contains("permissions"), "\(run.everything)")
            let list = await cluster.run("release list -A")
            #expect(!list.output.contains("dynamo"), "\(list.everything)")
        }
    }

    @Test func wrongCredentialsAreUndecided() async throws {
        try await SimulatedCluster.with { cluster in
            for line in ["deployments list", "status", "install dynamo --chart ./operator", "preflight"] {
                let run = await cluster.run("\(line) --context nobody")
                #expect(run.status == .undecided, "\(line): \(run.everything)")
            }
        }
    }

    /// What was planned on one cluster is never carried out on another that answers at its address by then.
    @Test(arguments: ["install dynamo --chart ./operator", "bootstrap -f cluster.yaml"])
    func aClusterThatChangesBetweenThePlanAndTheRunIsRefused_F28(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(line, through: MovingAddress(cluster.sandbox.transport))
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("the cluster has changed under the run: it began on "), "\(run.errors)")
            let releases = try await cluster.releases
            #expect(releases == [])
        }
    }

    @Test func anotherClusterIsRefused_F28() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "cluster: {uid: other}\n", to: "other.yaml")
            let run = await cluster.run("bootstrap -f other.yaml")
            #expect(run.status == .usage)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("cluster.uid"))
        }
    }

    @Test(arguments: [
        "bootstrap -f missing.yaml", "bootstrap -f kubeconfig", "install nope", "install dynamo --chart ./missing",
        "install dynamo --chart ./operator --set a=b=c,{", "status --kubeconfig missing", "status --context missing",
        "preflight --report nope=a", "preflight --provider nope", "preflight --checks missing", "deploy 'a",
        "providers show nope", "providers list --charts missing", "deploy a/b --engine nope",
        "deploy Qwen/Qwen3-0.6B --context-length 1000000", "status --sandbox=missing", "deploy a/b --name UPPER",
        "deployments list --driver helm", "install dynamo --sandbox --driver helm",
        "deployments show a/b/c", "deployments show /a", "deployments delete a/ -n b", "deployments show a/b -n c",
        "deployments list -A -n a", "status -A -n a", "deployments show a -o wide", "deployments list -o xml",
    ])
    func wrongInputEndsWithTwoAndSaysNothingOnStandardOutput(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.output.isEmpty)
            #expect(!run.errors.isEmpty)
            #expect(!run.errors.contains("Optional("))
            #expect(!run.errors.contains("Error("))
        }
    }

    @Test func anUnreachableClusterIsUndecided() async throws {
        try await SimulatedCluster.with { cluster in
            for line in ["status", "deployments list", "deploy Qwen/Qwen3-0.6B"] {
                let run = await CommandRun.of(
                    line.split(separator: " ").map(String.init), in: cluster.folder.path,
                    environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"], transport: Unplugged())
                #expect(run.status == .undecided, "\(line): \(run.everything)")
                #expect(run.output.isEmpty)
            }
        }
    }

    @Test func noSecretIsEverPrinted() async throws {
        let marker = SimulatedCluster.marker
        try await SimulatedCluster.with { cluster in
            let encoded = "bWFya2VyLWE4ZjMtc2VjcmV0"
            try cluster.folder.write("token: \(marker)\n", to: "values.yaml")
            try cluster.folder.write(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: hidden\ndata:\n  HF_TOKEN: "
                    + "{{ .Values.token | default \"x\" | b64enc }}\n", to: "operator/templates/secret.yaml")
            for line in [
                "install dynamo --chart ./operator -f values.yaml -v",
                "install dynamo --chart ./operator -f values.yaml --dry-run",
                "install dynamo --chart ./operator -f values.yaml --dry-run -o json",
                "install dynamo --chart ./operator --set token=\(marker) -o json --events ndjson",
                "status -v --context nobody",
                "status -o json", "preflight -o json -v", "preflight --context nobody -o json",
                "deploy Qwen/Qwen3-0.6B -n models --hf-token-secret missing -v", "bootstrap -f cluster.yaml -v -o json",
                "deployments show qwen3 -n models -o yaml", "uninstall dynamo --force -v",
            ] {
                let run = await cluster.run(line)
                let found = run.everything.contains(marker) || run.everything.contains(encoded)
                #expect(!found, "\(line) prints the secret")
            }
        }
    }
}

/// A network cable that nobody plugged in.
struct Unplugged: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw HTTPError(.connectionRefused, "connection refused", url: "https://sandbox.invalid")
    }
}

/// What the choice of a provider goes by, in a cluster.
@Suite struct SelectionCommandTests {
    @Test func whatServesADeploymentStaysUntilItIsChosenAnew() async throws {
        try await SimulatedCluster.with { cluster in
            // Bare: what needs no operator.
            let first = try await cluster.run("deploy Qwen/Qwen3-0.6B --name a -n models --no-smoke -o json").json
            #expect(first["provider"] == "llm-d")
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let again = try await cluster.run("deploy Qwen/Qwen3-0.6B --name a -n models --no-smoke -o json").json
            #expect(again["provider"] == "llm-d")
            #expect(again["change"] == "unchanged")
            #expect(again["reason"] == "llm-d serves it already")
            // Another one goes where the operator is.
            let other = try await cluster.run("deploy Qwen/Qwen3-0.6B --name b -n models --no-smoke -o json").json
            #expect(other["provider"] == "dynamo")
            #expect(other["reason"]?.string?.hasPrefix("it is installed already, and serves") == true)
            let anew = await cluster.run("deploy Qwen/Qwen3-0.6B --name a -n models --reselect --dry-run -v")
            #expect(anew.errors.contains("dynamo with vllm: it is installed already"), "\(anew.errors)")
            #expect(anew.errors.contains("  kuberay could, score 45: "), "\(anew.errors)")
            let moved = try await cluster.run("deploy Qwen/Qwen3-0.6B --name a -n models --reselect --no-smoke -o json")
                .json
            #expect(moved["provider"] == "dynamo" && moved["change"] == "changed")
            #expect(await cluster.run("deployments list -n models -o name").output == "models/a\nmodels/b\n")
        }
    }

    @Test func aListOfProvidersIsTheClustersOrder() async throws {
        let line = "providers list --model Qwen/Qwen3-0.6B"
        try await SimulatedCluster.with { cluster in
            let bare = await cluster.run(line)
            #expect(bare.status == .done, "\(bare.everything)")
            #expect(bare.rows.first == "NAME SCORE ENGINE INSTALLED REASON", "\(bare.output)")
            // What needs no operator comes before what is not there.
            let bareFirst = bare.rows.dropFirst().first ?? ""
            #expect(bareFirst.hasPrefix("llm-d 42 vllm needs none serves "), "\(bare.output)")
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let there = await cluster.run(line)
            #expect(there.rows.dropFirst().first?.hasPrefix("dynamo 50 vllm yes serves ") == true, "\(there.output)")
            #expect(!there.errors.contains("note: "), "\(there.errors)")
            let json = try await cluster.run(line + " -o json").json
            #expect(json[0]?["provider"] == "dynamo" && json[0]?["installed"] == true)
            // Its types stay, and nothing looks after them.
            #expect(await cluster.run("uninstall dynamo").status == .done)
            let left = await cluster.run(line)
            let leftFirst = left.rows.dropFirst().first ?? ""
            #expect(leftFirst.hasPrefix("llm-d 42 vllm needs none serves "), "\(left.output)")
            let offline = await cluster.run(line + " --offline")
            #expect(offline.rows.first == "NAME SCORE ENGINE REASON", "\(offline.output)")
            #expect(offline.rows.dropFirst().first?.hasPrefix("dynamo 50 ") == true, "\(offline.output)")
            let blind = await cluster.run(line + " --context nobody")
            #expect(blind.status == .done && blind.errors.contains("note: "), "\(blind.everything)")
        }
        let alone = await CommandRun.of(line)
        #expect(alone.status == .done)
        #expect(alone.errors.contains("note: no cluster was asked: no cluster is configured"), "\(alone.errors)")
        let quiet = await CommandRun.of(line + " --offline")
        #expect(quiet.status == .done && quiet.errors.isEmpty, "\(quiet.errors)")
        // A cluster that is named is meant.
        let wrong = await CommandRun.of(line + " --kubeconfig /missing/config")
        #expect(wrong.status != .done, "\(wrong.everything)")
        #expect(await CommandRun.of(line + " --offline --runtimes").status == .usage)
    }

    @Test func aNameThatIsTakenIsRefused() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            // Somebody's own release of a chart of the same name.
            let charts = "\(TestParts.projectRoot)/charts"
            let foreign = await cluster.run(
                "release install theirs \(charts)/vllm -n team --create-namespace --set modelId=a/b")
            #expect(foreign.status == .done, "\(foreign.everything)")
            let refused = await cluster.run("deploy Qwen/Qwen3-0.6B --name theirs -n team --provider vllm --no-smoke")
            #expect(refused.status == .usage)
            #expect(
                refused.errors.contains(
                    "release team/theirs (chart vllm 0.1.0, revision 1) is there already, and groundcrew did not make it"
                ),
                "\(refused.errors)")
            // A deployment of another provider, which no release holds.
            let hand = """
                apiVersion: nvidia.com/v1beta1
                kind: DynamoGraphDeployment
                metadata: {name: hand, namespace: team}
                spec: {backendFramework: vllm, components: [{name: Frontend, type: frontend}]}

                """
            _ = try await cluster.client.create(YAML.decode(hand, file: "hand"))
            let taken = await cluster.run("deploy Qwen/Qwen3-0.6B --name hand -n team --provider vllm --no-smoke")
            #expect(taken.status == .usage)
            #expect(taken.errors.contains("team/hand is a deployment of provider dynamo already"), "\(taken.errors)")
        }
    }

    @Test func everyProviderSaysWhetherItCould() async throws {
        let run = await CommandRun.of("providers list --model Qwen/Qwen3-0.6B -o json")
        let names = try run.json.array?.compactMap { $0["provider"]?.string } ?? []
        #expect(
            Set(names) == [
                "dynamo", "kaito", "kaito-set", "kserve", "kserve-classic", "kuberay", "llm-d", "ome", "vllm",
            ])
        #expect(names.first == "dynamo")
        let text = await CommandRun.of("providers list --model Qwen/Qwen3-0.6B")
        #expect(
            text.output.hasPrefix(
                "NAME             SCORE   ENGINE   REASON\ndynamo           50      vllm     serves Qwen"))
    }
}

/// An address that leads to a cluster of another identity as soon as anything but identity and version was asked.
private final class MovingAddress: HTTPTransport {
    private let inner: any HTTPTransport
    private let hasMoved = Atomic(false)

    init(_ inner: any HTTPTransport) { self.inner = inner }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let isIdentity = request.url.hasSuffix("/namespaces/kube-system")
        if isIdentity, hasMoved.load(ordering: .acquiring) {
            let text = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system","uid":"another"}}"#
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: HTTPBody(Array(text.utf8)))
        }
        if !isIdentity, !request.url.hasSuffix("/version") { hasMoved.store(true, ordering: .releasing) }
        return try await inner.send(request)
    }
}
