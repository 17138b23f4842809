import Commands
import Kubernetes
import Sandbox
import TestParts
import Testing
import Value

/// CRDs from the command line, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct CRDsCommandTests {
    private static func crd(_ fields: String, versions: String = "v1") -> String {
        let all = versions.split(separator: " ").enumerated().map { index, version in
            """
              - name: \(version)
                served: true
                storage: \(index == 0)
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, properties: {\(fields)}}

            """
        }
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: gears, kind: Gear, singular: gear, listKind: GearList}
              versions:

            """ + all.joined()
    }

    private static let wide = "teeth: {type: integer}, color: {type: string}"
    private static let narrow = "teeth: {type: integer}"

    /// A release that has brought the CRD, and an object of it.
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try write(Self.crd(Self.wide), cluster)
            let install = await cluster.run("release install demo ./web -n apps --create-namespace")
            #expect(install.status == .done, "\(install.everything)")
            _ = try await client(cluster).create(
                [
                    "apiVersion": "example.com/v1", "kind": "Gear", "metadata": ["name": "one"],
                    "spec": ["color": "red"],
                ], namespace: "apps")
            try await body(cluster)
        }
    }

    private func client(_ cluster: SimulatedCluster) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken))),
            transport: cluster.sandbox.transport)
    }

    private func write(_ crd: String, _ cluster: SimulatedCluster) throws {
        try cluster.folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
        try cluster.folder.write(crd, to: "web/crds/gear.yaml")
    }

    @Test func anUnsafeUpgradeEndsWithBadInputAndSaysWhatToDo() async throws {
        try await with { cluster in
            try write(Self.crd(Self.narrow), cluster)
            let line = "release upgrade demo ./web -n apps --crds upgrade"
            let refused = await cluster.run(line)
            #expect(refused.status == .usage, "\(refused.everything)")
            #expect(
                refused.errors.contains(
                    "spec.versions[v1].schema.spec.color would be dropped from stored objects (field-removed)"),
                "\(refused.errors)")
            #expect(refused.errors.contains("it has objects such as Gear apps/one"))
            #expect(refused.errors.contains("--accept-crd-changes field-removed"))
            #expect(refused.errors.contains("nothing was changed"))
            let accepted = await cluster.run("\(line) --accept-crd-changes field-removed")
            #expect(accepted.status == .done, "\(accepted.everything)")
            #expect(accepted.errors.contains("(field-removed)"))
        }
    }

    @Test func thePlanTellsTheFindingsOfEachCRD() async throws {
        try await with { cluster in
            try write(Self.crd(Self.narrow), cluster)
            let line = "release plan demo ./web -n apps --crds upgrade"
            let plan = await cluster.run(line)
            #expect(plan.status == .failed, "\(plan.everything)")
            #expect(plan.said.contains("refused"))
            #expect(
                plan.said.contains("\n  unsafe: spec.versions[v1].schema.spec.color would be dropped"), "\(plan.said)")
            #expect(plan.errors.contains("--accept-crd-changes field-removed"))
            let json = try await cluster.run("\(line) --accept-crd-changes all -o json").json
            let finding = json["objects"]?[0]?["findings"]?[0]
            #expect(finding?["class"] == "field-removed")
            #expect(finding?["path"] == "spec.versions[v1].schema.spec.color")
            #expect(json["objects"]?[0]?["change"] == "change")
        }
    }

    @Test func chartsAndFilesAreCheckedWithoutARelease() async throws {
        try await with { cluster in
            let same = await cluster.run("crds check ./web")
            #expect(same.status == .done, "\(same.everything)")
            #expect(same.said == "CRD gears.example.com fits\n")
            try cluster.folder.write(Self.crd(Self.narrow), to: "new.yaml")
            let file = await cluster.run("crds check new.yaml")
            #expect(file.status == .failed)
            #expect(file.said.hasPrefix("CRD gears.example.com cannot be upgraded so\n  unsafe: spec.versions[v1]"))
            let json = try await cluster.run("crds check new.yaml -o json").json
            #expect(json["kind"] == "CRDCheck")
            #expect(json["crds"]?[0]?["findings"]?[0]?["effect"] == "unsafe")
            try cluster.folder.write(
                Self.crd(Self.wide).replacing("gears", with: "cogs").replacing("Gear", with: "Cog"), to: "other.yaml")
            let other = await cluster.run("crds check other.yaml")
            #expect(other.said == "CRD cogs.example.com is not there yet\n")
            try cluster.folder.write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", to: "map.yaml")
            let wrong = await cluster.run("crds check map.yaml")
            #expect(wrong.status == .usage, "\(wrong.everything)")
        }
    }

    @Test func migratingTellsWhatItWroteAndTheUpgradeGoesOn() async throws {
        try await with { cluster in
            let line = "release upgrade demo ./web -n apps --crds upgrade"
            try write(Self.crd(Self.wide, versions: "v2 v1"), cluster)
            let both = await cluster.run(line)
            #expect(both.status == .done, "\(both.everything)")
            try write(Self.crd(Self.wide, versions: "v2"), cluster)
            let refused = await cluster.run(line)
            #expect(refused.status == .usage)
            #expect(refused.errors.contains("groundcrew crds migrate gears.example.com"), "\(refused.errors)")
            let dry = await cluster.run("crds migrate gears.example.com --dry-run")
            #expect(dry.said.contains("1 objects would be written; stored in v1, v2, which would be v2 alone\n"))
            let done = await cluster.run("crds migrate gears.example.com")
            #expect(
                done.said == "CRD gears.example.com: 1 objects written; stored in v1, v2, which is v2 alone\n",
                "\(done.everything)")
            #expect(done.errors.contains("is kept in Secret default/groundcrew.run."), "\(done.errors)")
            let runs = try await cluster.run("runs list -o json").json
            #expect(runs["runs"]?.array?.count == 1, "neither a dry run nor a refusal is one: \(runs.json())")
            #expect(runs["runs"]?[0]?["command"] == "groundcrew crds migrate")
            #expect(runs["runs"]?[0]?["state"] == "done")
            let id = runs["runs"]?[0]?["id"]?.string ?? ""
            let shown = await cluster.run("runs show \(id)").said
            #expect(shown.contains("plan       migrate of CRD gears.example.com\n"), "\(shown)")
            let again = try await cluster.run("crds migrate gears.example.com -o json").json
            #expect(again["kind"] == "CRDMigration")
            #expect(again["crds"]?[0]?["written"] == 0)
            let upgrade = await cluster.run(line)
            #expect(upgrade.status == .done, "\(upgrade.everything)")
            let absent = await cluster.run("crds migrate nothing.example.com")
            #expect(absent.status == .usage)
            #expect(absent.errors.contains("there is no CRD nothing.example.com"))
        }
    }

    @Test func uninstallNamesTheCRDsThatStay() async throws {
        try await with { cluster in
            let gone = await cluster.run("release uninstall demo -n apps")
            #expect(gone.status == .done, "\(gone.everything)")
            let words =
                "  CustomResourceDefinition.apiextensions.k8s.io gears.example.com stays: what a chart has in crds/ never "
                + "goes with a release; it has objects such as Gear apps/one\n"
            #expect(gone.said == "release apps/demo uninstalled\n\(words)")
            _ = await cluster.run("release install demo ./web -n apps")
            let json = try await cluster.run("release uninstall demo -n apps -o json").json
            #expect(json["left"]?[0]?["object"]?.string?.hasSuffix("gears.example.com") == true)
        }
    }

    @Test func unknownClassesAreToldWithTheKnownOnes() async {
        let run = await CommandRun.of(
            "release upgrade demo ./web --accept-crd-changes field-removed,nonsense".split(separator: " ").map(
                String.init))
        #expect(run.status == .usage)
        #expect(run.errors.contains("--accept-crd-changes nonsense: the classes are scope-changed, "), "\(run.errors)")
    }
}
