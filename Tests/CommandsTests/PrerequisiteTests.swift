import Commands
import Testing
import Value

/// What only some deployments need, such as KEDA for those that follow the load.
@Suite(.timeLimit(.minutes(3)))
struct PrerequisiteTests {
    private static let scaling = "--set autoscaling.enabled=true --set autoscaling.prometheus=http://prometheus:9090"
    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider vllm --name chat -n models \(scaling)"

    private static func file(_ more: String = "", isScaling: Bool = true) -> String {
        let values = "{autoscaling: {enabled: \(isScaling), prometheus: \"http://prometheus:9090\"}}"
        return """
            apiVersion: groundcrew/v1
            kind: Bootstrap
            models:
              - {id: Qwen/Qwen3-0.6B, name: chat, namespace: models, provider: vllm, values: \(values)}

            """ + more
    }

    private static let crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: scaledobjects.keda.sh}
        spec:
          group: keda.sh
          scope: Namespaced
          names: {kind: ScaledObject, listKind: ScaledObjectList, plural: scaledobjects, singular: scaledobject}
          versions:
            - name: v1alpha1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """

    @Test func aBootstrapBringsItAndADeployNamesIt() async throws {
        try await SimulatedCluster.with { cluster in
            let early = await cluster.run(Self.deploy)
            #expect(early.status == .failed, "\(early.everything)")
            #expect(
                early.errors.contains("groundcrew install keda, or leave out autoscaling.enabled"), "\(early.errors)")
            let none = try await cluster.releases
            #expect(none == [])

            // Without autoscaling nothing is brought.
            try cluster.folder.write(Self.file(isScaling: false), to: "plain.yaml")
            let plain = try await cluster.run("bootstrap -f plain.yaml --plan -o json").json
            #expect(plain["operators"] == [], "\(plain)")

            try cluster.folder.write(Self.file(), to: "scaling.yaml")
            let plan = await cluster.run("bootstrap -f scaling.yaml --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(plan.output.contains("operator   keda "), "\(plan.output)")
            #expect(plan.output.contains("for vllm\n"), "\(plan.output)")

            let first = try await cluster.run("bootstrap -f scaling.yaml -o json").json
            #expect(first["outcome"] == "served", "\(first)")
            #expect(first["operators"]?.array?.map { $0["name"] } == ["keda"], "\(first)")
            let releases = try await cluster.releases
            #expect(releases.sorted() == ["keda/keda", "models/chat"])
            // What was brought is looked after.
            let second = try await cluster.run("bootstrap -f scaling.yaml -o json").json
            #expect(second["changedNothing"] == true, "\(second)")
            #expect(second["operators"]?.array?.count == 1, "\(second)")
            let deployed = await cluster.run(Self.deploy)
            #expect(deployed.status == .done, "\(deployed.everything)")
        }
    }

    /// Nothing is made of it where somebody else has it already, unless the file names it.
    @Test func whatIsThereIsLeftAlone() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: theirs\nversion: 1.0.0\n", to: "theirs/Chart.yaml")
            try cluster.folder.write(Self.crd, to: "theirs/crds/scaledobjects.yaml")
            #expect(await cluster.run("release install theirs ./theirs -n theirs --create-namespace").status == .done)
            try cluster.folder.write(Self.file(), to: "scaling.yaml")
            let run = try await cluster.run("bootstrap -f scaling.yaml -o json").json
            #expect(run["outcome"] == "served" && run["operators"] == [], "\(run)")
            try cluster.folder.write(
                Self.file("operators: {keda: {namespace: scaling}}\n"), to: "scaling.yaml")
            let named = try await cluster.run("bootstrap -f scaling.yaml --plan -o json").json
            #expect(named["operators"]?[0]?["name"] == "keda", "\(named)")
        }
    }

    @Test func aBareSandboxGetsIt() async throws {
        let run = await CommandRun.of("\(Self.deploy) --sandbox -o json")
        #expect(run.status == .done, "\(run.everything)")
        #expect(try run.json["provider"] == "vllm")
    }
}
