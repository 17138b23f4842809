import Commands
import HTTP
import Kubernetes
import Releases
import Sandbox
import Testing
import Value

/// Bootstrap files whose charts and images come from mirrors.
@Suite(.timeLimit(.minutes(5)))
struct BootstrapRegistriesTests {
    private static let mirrors = """
        registries:
          nvcr.io: mirror.example.com/nvcr
          sandbox.invalid/simulated: mirror.example.com/sandbox

        """

    private func manifest(_ release: String, _ namespace: String, _ cluster: SimulatedCluster) async -> String {
        await cluster.run("release get manifest \(release) -n \(namespace)").output
    }

    @Test func imagesOfOperatorsAndModelsComeFromMirrors() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + Self.mirrors, to: "mirrored.yaml")
            let plan = await cluster.run("bootstrap -f mirrored.yaml --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(plan.output.contains("mirror     nvcr.io: mirror.example.com/nvcr\n"), "\(plan.output)")
            let first = await cluster.run("bootstrap -f mirrored.yaml")
            #expect(first.status == .done, "\(first.everything)")

            let model = await manifest("qwen3", "models", cluster)
            #expect(model.contains("mirror.example.com/nvcr/nvidia/ai-dynamo/"), "\(model)")
            #expect(!model.contains(" nvcr.io/") && !model.contains("\"nvcr.io/"), "\(model)")
            let live = try await cluster.client.listAll(.deployments, namespace: "dynamo-system").items
            let images = live.compactMap { $0["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.string }
            #expect(
                !images.isEmpty && images.allSatisfy { $0.hasPrefix("mirror.example.com/sandbox/operator:") },
                "\(images)")

            let second = try await cluster.run("bootstrap -f mirrored.yaml -o json").json
            #expect(second["changedNothing"] == true, "\(second)")
            let same = try await cluster.run("bootstrap -f mirrored.yaml --plan -o json").json
            #expect(same["operators"]?[0]?["change"] == "unchanged" && same["models"]?[0]?["change"] == "unchanged")
            #expect(same["registries"]?["nvcr.io"] == "mirror.example.com/nvcr")
        }
    }

    @Test func theRecordKeepsThemForOtherChanges() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + Self.mirrors, to: "mirrored.yaml")
            #expect(await cluster.run("bootstrap -f mirrored.yaml").status == .done)
            let scaled = await cluster.run("deployments scale qwen3 -n models --replicas 2")
            #expect(scaled.status == .done, "\(scaled.everything)")
            #expect(await manifest("qwen3", "models", cluster).contains("mirror.example.com/nvcr/"))
            // A file without them is the word that they go, which plan and run say.
            try cluster.folder.write(TemporaryFolder.oneModel, to: "plain.yaml")
            let words =
                "images of nvcr.io are no longer taken from mirror.example.com/nvcr, which the file does not name any "
                + "more: model models/qwen3"
            let plan = await cluster.run("bootstrap -f plain.yaml --plan")
            #expect(plan.output.contains("no mirror  \(words)\n"), "\(plan.output)")
            #expect(
                plan.output.contains(
                    "from mirror.example.com/sandbox, which the file does not name any more: operator"),
                "\(plan.output)")
            let run = await cluster.run("bootstrap -f plain.yaml -o json")
            #expect(run.errors.contains("warning: \(words)"), "\(run.errors)")
            let plain = try run.json
            #expect(plain["lostMirrors"]?.array?.count == 2, "\(plain)")
            let again = await cluster.run("bootstrap -f plain.yaml")
            #expect(!again.errors.contains("no longer taken"), "\(again.errors)")
            #expect(plain["deployments"]?[0]?["change"] == "changed", "\(plain)")
            #expect(plain["operators"]?[0]?["change"] == "changed", "\(plain)")
            #expect(await !manifest("qwen3", "models", cluster).contains("mirror.example.com"))
        }
    }

    @Test func otherMirrorsAreOtherImages() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + Self.mirrors, to: "file.yaml")
            #expect(await cluster.run("bootstrap -f file.yaml").status == .done)
            try cluster.folder.write(
                TemporaryFolder.oneModel + "registries: {nvcr.io/nvidia: other.example.com/nv}\n", to: "file.yaml")
            let run = try await cluster.run("bootstrap -f file.yaml -o json").json
            #expect(run["deployments"]?[0]?["change"] == "changed", "\(run)")
            #expect(await manifest("qwen3", "models", cluster).contains("other.example.com/nv/ai-dynamo/"))
        }
    }

    @Test func whatAnOperatorPullsItselfIsNoted() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.writeOperator("dynamo-platform", "1.6.2", label: "dynamo-operator", to: "own")
            let text = try TemporaryFolder.read("\(cluster.folder.path)/own/templates/deployment.yaml")
            try cluster.folder.write(
                text.replacing("{name: manager,", with: "{name: manager, args: [--helper=nvcr.io/nvidia/helper:1],"),
                to: "own/templates/deployment.yaml")
            try cluster.folder.write(
                TemporaryFolder.oneModel + Self.mirrors + "operators: {dynamo-platform: {chart: ./own}}\n",
                to: "file.yaml")
            let plan = await cluster.run("bootstrap -f file.yaml --plan")
            #expect(
                plan.output.contains(
                    "note       operator dynamo-platform: nvcr.io/nvidia/helper:1 in "
                        + "spec.template.spec.containers[0].args[0] of Deployment"), "\(plan.output)")
            let json = try await cluster.run("bootstrap -f file.yaml --plan -o json").json
            #expect(json["unmirrored"]?.array?.count == 1)
        }
    }

    /// Which addresses a run asked for, besides the cluster's.
    @Test(arguments: [
        (
            "dynamo-platform: {chart: \"oci://charts.example.org/nvidia/dynamo-platform\", version: 1.6.2}",
            "oci://charts.example.org/nvidia: oci://mirror.example.com/nv",
            "https://mirror.example.com/v2/"
        ),
        (
            "dynamo-platform: {chart: dynamo-platform, repository: \"https://charts.example.org/nvidia\", version: 1.6.2}",
            "https://charts.example.org: https://mirror.example.com/helm",
            "https://mirror.example.com/helm/nvidia/index.yaml"
        ),
        (
            "dynamo-platform: {chart: \"https://charts.example.org/dynamo-platform-1.6.2.tgz\"}",
            "https://charts.example.org: https://mirror.example.com/helm",
            "https://mirror.example.com/helm/dynamo-platform-1.6.2.tgz"
        ),
    ])
    func chartsComeFromMirrors(override: String, mirror: String, expected: String) async throws {
        try await SimulatedCluster.with { cluster in
            let asked = CapturedOutput()
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                if !request.url.hasPrefix(Sandbox.serverURL) { asked.write(Array("\(request.url)\n".utf8)) }
                return false
            }
            try cluster.folder.write(
                TemporaryFolder.oneModel + "operators:\n  \(override)\nregistries:\n  \(mirror)\n", to: "file.yaml")
            let run = await cluster.run("bootstrap -f file.yaml", through: network)
            #expect(run.status != .done && run.errors.contains("mirror.example.com"), "\(run.everything)")
            #expect(asked.text.contains(expected), "\(asked.text)")
            #expect(!asked.text.contains("charts.example.org"), "\(asked.text)")
        }
    }

    @Test(arguments: [
        ("registries: {ghcr: a.b}\n", "registries.ghcr is no prefix; write HOST/PATH"),
        ("registries: {ghcr.io: \"oci://a.b\"}\n", "images cannot come from oci://"),
        ("registries: {ghcr.io: a.b, GHCR.io/: c.d}\n", "means the same as 'ghcr.io'"),
        ("registries: {a.a: b.b, b.b: a.a}\n", "goes in a circle with 'b.b'"),
        ("registries: {a.a: }\n", "is required"), ("registries: [a]\n", "registries is an array; it must be an object"),
        ("registries: {a.a: 5}\n", "it must be a string"),
    ])
    func mistakesAreToldWithTheirPlace(text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel + text, to: "bad.yaml")
        let run = await CommandRun.of("bootstrap -f bad.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("bad.yaml:8:") && run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func helmsOwnProgramCannotRewriteImages() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + Self.mirrors + "driver: helm\n", to: "helm.yaml")
            let run = await cluster.run("bootstrap -f helm.yaml")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(
                run.errors.contains(
                    "helm.yaml:8:1: registries has mirrors of images, which the driver helm cannot put"),
                "\(run.errors)")
            #expect(try await cluster.releases == [])
        }
    }
}
