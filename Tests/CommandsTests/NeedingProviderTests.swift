import Commands
import TestParts
import Testing
import Value

/// A provider without an operator of its own, whose deployments need what is shared.
@Suite(.timeLimit(.minutes(3))) struct NeedingProviderTests {
    /// The built-in provider of plain Deployments under the name `tls`, with a Certificate for each.
    private static func write(to folder: TemporaryFolder, _ needs: String = "needs: [cert-manager]\n") throws {
        let source = "\(TestParts.projectRoot)/charts/vllm"
        for name in ["templates", "values.yaml", "values.schema.json", ".helmignore"] {
            try TemporaryFolder.copy("\(source)/\(name)", to: "\(folder.path)/charts/tls/\(name)")
        }
        try folder.write(
            try TemporaryFolder.read("\(source)/Chart.yaml").replacing("name: vllm\n", with: "name: tls\n"),
            to: "charts/tls/Chart.yaml")
        try folder.write(
            try TemporaryFolder.read("\(source)/provider.yaml").replacing(
                "\nname: vllm\n", with: "\nname: tls\n\(needs)"
            )
            .replacing("app.kubernetes.io/name=vllm", with: "app.kubernetes.io/name=tls")
            .replacing("app.kubernetes.io/name: vllm", with: "app.kubernetes.io/name: tls"),
            to: "charts/tls/provider.yaml")
        try folder.write(
            """
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata:
              name: {{ .Release.Name }}-tls
              namespace: {{ .Release.Namespace }}
            spec: {secretName: {{ .Release.Name }}-tls}

            """, to: "charts/tls/templates/certificate.yaml")
    }

    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider tls --name chat -n models --charts charts"

    @Test func fromBareToServedToGone() async throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder)
        let charts = "\(folder.path)/charts"
        let deploy = Self.deploy.replacing("--charts charts", with: "--charts \(charts)")
        try await SimulatedCluster.with(charts: charts) { cluster in
            let plan = await cluster.run("install tls --plan --charts \(charts)")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(plan.output.hasPrefix("operator   cert-manager "), "\(plan.output)")
            #expect(plan.output.contains("           for tls\n"), "\(plan.output)")

            // Nothing of it is there yet: what to do is said.
            let early = await cluster.run(deploy)
            #expect(early.status != .done, "\(early.everything)")
            #expect(early.errors.contains("next: groundcrew install tls, which brings the CRD"), "\(early.errors)")

            let installed = try await cluster.run("install tls --charts \(charts) -o json").json
            #expect(installed["operators"]?.array?.map { $0["name"] } == ["cert-manager"], "\(installed)")
            let again = try await cluster.run("install tls --charts \(charts) -o json").json
            #expect(again["operators"]?.array?.map { $0["change"] } == ["unchanged"], "\(again)")

            let served = await cluster.run(deploy)
            #expect(served.status == .done, "\(served.everything)")
            let kept = await cluster.run("uninstall cert-manager --charts \(charts)")
            #expect(kept.status == .failed, "\(kept.everything)")
            #expect(
                kept.output.contains("kept, deployment models/chat of provider tls needs it"), "\(kept.output)")

            #expect(await cluster.run("deployments delete models/chat --charts \(charts)").status == .done)
            let removed = await cluster.run("uninstall tls --charts \(charts)")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func aBareSandboxGetsWhatIsNeeded() async throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder)
        let run = await CommandRun.of("\(Self.deploy) --sandbox -o json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(try run.json["provider"] == "tls")
        let shown = await CommandRun.of("providers show tls --charts charts", in: folder.path)
        #expect(shown.output.contains("needs         cert-manager "), "\(shown.output)")
        let lint = await CommandRun.of("providers lint charts -o json", in: folder.path)
        #expect(!lint.output.contains("\"needs"), "\(lint.output)")
    }

    @Test(arguments: [
        ("needs: [cert-manger]\n", "needs[0] is not there: provider tls needs cert-manger"),
        (
            "operators: [{name: cert-manager, namespace: a, chart: a, version: 1.0.0}]\n",
            "operators[0].name is cert-manager, which is shared by all"
        ),
    ])
    func whatCannotBeIsRefusedWithItsPlace(needs: String, words: String) async throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder, needs)
        let run = await CommandRun.of("\(Self.deploy) --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("charts/tls/provider.yaml:4:"), "\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    /// What a definition names beside itself is not looked for in the current folder.
    @Test func aLocalChartLiesBesideTheProvider() async throws {
        let folder = try TemporaryFolder()
        let operators = "operators: [{name: op, namespace: op, chart: ./op, version: 1.0.0}]\n"
        try Self.write(to: folder, operators + "needs: [cert-manager]\n")
        let missing = await CommandRun.of("install tls --plan --sandbox --charts charts", in: folder.path)
        #expect(missing.status == .usage, "\(missing.everything)")
        #expect(missing.errors.contains("charts/tls/provider.yaml:4:"), "\(missing.errors)")
        #expect(missing.errors.contains("so that operator op of provider tls cannot be installed"), "\(missing.errors)")
        try folder.write("apiVersion: v2\nname: op\nversion: 1.0.0\n", to: "charts/tls/op/Chart.yaml")
        let plan = try await CommandRun.of("install tls --plan --sandbox --charts charts -o json", in: folder.path).json
        #expect(plan["operators"]?.array?.map { $0["name"] } == ["cert-manager", "op"], "\(plan)")
    }
}
