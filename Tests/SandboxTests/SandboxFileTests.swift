import FoundationEssentials
import TestParts
import Testing
import Value
import YAML

@testable import Sandbox

@Suite struct SandboxFileTests {
    @Test func theBuiltInFileHasGPUsACordonAndADefaultClass() {
        let file = SandboxFile.standard
        #expect(file.nodes.filter { $0.gpus?.count == 8 }.count == 2)
        #expect(file.nodes.filter(\.isCordoned).count == 1)
        #expect(file.storageClasses.filter(\.isDefault).count == 1)
    }

    @Test func readsAllThatAFileMaySay() throws {
        let file = try SandboxFile(
            text: """
                apiVersion: groundcrew/v1
                kind: Sandbox
                version: v1.31.0
                nodes:
                - name: a
                  cpu: "4"
                  memory: 8Gi
                  gpus: {count: 4, product: MI300X, memory: 196592, resource: amd.com/gpu}
                  labels: {zone: x}
                  taints: [{key: k, value: v, effect: NoExecute}]
                  ready: false
                users:
                - {name: viewer, token: t, rules: [{apiGroups: [""], resources: [pods], verbs: [get], namespaces: [team]}]}
                faults:
                - {kind: Pod, name: "x-*", fault: slow}
                delays: {loadModel: 2m, notice: 500ms}
                objects:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: default}, data: {a: b}}
                """, file: "s.yaml")
        #expect(file.nodes[0].gpus?.resource == "amd.com/gpu")
        #expect(file.delays.loadModel == .seconds(120))
        let sandbox = try Sandbox(SandboxOptions(file: file))
        let stored = sandbox.server.read { $0.object(.configMaps, "default", "c") }
        #expect(stored?["data"] == ["a": "b"])
    }

    @Test(arguments: [
        ("nodes:\n- name: A_b\n", "s.yaml:4:"), ("nodez: []\n", "nodez"),
        ("nodes:\n- {name: a, memory: lots}\n", "lots"),
        ("faults:\n- {kind: Pod, name: x, fault: explode}\n", "image-pull-backoff"),
        ("delays: {notice: soon}\n", "500ms"),
        ("nodes: [\n", "s.yaml"), ("users:\n- {name: x}\n", "token"),
        ("nodez: []\n", "did you mean 'nodes'?"),
    ])
    func mistakesAreToldWithTheirPlace(text: String, part: String) {
        let head = "apiVersion: groundcrew/v1\nkind: Sandbox\n"
        let error = #expect(throws: SandboxError.self) { try SandboxFile(text: head + text, file: "s.yaml") }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("kind: Sandbox\n", "apiVersion is required"), ("apiVersion: groundcrew/v1\n", "kind is required"),
        ("apiVersion: groundcrew/v2\nkind: Sandbox\n", "s.yaml:1:1: apiVersion is 'groundcrew/v2'"),
        ("apiVersion: groundcrew/v1\nkind: Deployment\n", "s.yaml:2:1: kind is 'Deployment'"), ("", "s.yaml"),
    ])
    func aFileSaysWhatItIs(text: String, part: String) {
        let error = #expect(throws: SandboxError.self) { try SandboxFile(text: text, file: "s.yaml") }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    /// The page shows one file, and says of it that it is whole.
    @Test func theExampleOfTheManualIsAFile() throws {
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/sandbox-file.md", encoding: .utf8)
        let blocks = page.split(separator: "```yaml\n").dropFirst().compactMap { $0.split(separator: "```").first }
        #expect(blocks.count == 1)
        let file = try SandboxFile(text: String(try #require(blocks.first)), file: "docs/sandbox-file.md")
        #expect(!file.nodes.isEmpty && !file.storageClasses.isEmpty && !file.users.isEmpty && !file.objects.isEmpty)
        #expect(file.faults.count == 2)
        #expect(file.delays != SandboxDelays())
        for fault in PodFault.allCases.map(\.rawValue) + ResourceFault.allCases.map(\.rawValue) {
            #expect(page.contains("`\(fault)`"), "the page does not explain \(fault)")
        }
    }

    @Test func aFaultOfAKindThatNothingPlaysIsRefused() throws {
        let text = "apiVersion: groundcrew/v1\nkind: Sandbox\nfaults:\n- {kind: Pods, name: x, fault: failed}\n"
        let file = try SandboxFile(text: text, file: "s.yaml")
        let error = #expect(throws: SandboxError.self) { try Sandbox(SandboxOptions(file: file)) }
        let message = error?.message ?? ""
        #expect(message.hasPrefix("s.yaml:4:4: faults[0].kind is 'Pods' (did you mean 'Pod'?)"), "\(message)")
    }

    @Test func faultsThatMeetNothingAreKnown() throws {
        let text = """
            apiVersion: groundcrew/v1
            kind: Sandbox
            nodes: [{name: a}]
            faults:
            - {kind: Pod, name: "x-*", fault: slow}
            - {kind: Pod, name: "y-*", namespace: team, fault: fail}
            objects:
            - {apiVersion: v1, kind: Pod, metadata: {name: x-1}, spec: {nodeName: a, containers: [{name: c, image: i}]}}
            """
        let sandbox = try Sandbox(SandboxOptions(file: try SandboxFile(text: text, file: "s.yaml")))
        #expect(sandbox.unmetFaults.map(\.name) == ["y-*"])
        #expect(sandbox.unmetFaults.first?.place == "s.yaml:6:4")
    }

    @Test func anObjectOfNoKnownTypeIsRefused() {
        var file = SandboxFile()
        file.objects = [["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"]]]
        let error = #expect(throws: SandboxError.self) { try Sandbox(SandboxOptions(file: file)) }
        #expect(error?.code == .refusedObject)
    }
}

/// The real definitions that lie beside the project.
@Suite struct RealDefinitionTests {
    private static let folder = "\(TestParts.projectRoot)/../shared/crds"
    private static let files: [String] = {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
        } catch {
            return []
        }
    }()

    @Test(.enabled(if: !files.isEmpty, "no real CRDs beside the project: ../shared/crds is missing"), arguments: files)
    func isServedAndValidates(file: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        let documents = try YAML.decodeAll(text, file: file, rules: .helm).map(\.value).filter { $0.object != nil }
        let scene = try Scene()
        for crd in documents {
            if crd.name == "clusterpolicies.nvidia.com" { continue }
            let created = try scene.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd)
            #expect(created.status == 201, "\(file): \(created.body["message"]?.string ?? "")")
            scene.pass(seconds: 1)
            let group = crd[at: "spec", "group"]?.string ?? ""
            for version in crd[at: "spec", "versions"]?.array ?? [] where version["served"] == true {
                let name = version["name"]?.string ?? ""
                #expect(try scene.send("GET", "/apis/\(group)/\(name)").status == 200)
                let document = try scene.send("GET", "/openapi/v3/apis/\(group)/\(name)")
                #expect(document.status == 200)
                // A wrong object must be refused, by schema or for an unknown field.
                let plural = crd[at: "spec", "names", "plural"]?.string ?? ""
                let scope = crd[at: "spec", "scope"] == "Namespaced" ? "namespaces/default/" : ""
                let wrong: Value = [
                    "apiVersion": .string("\(group)/\(name)"), "kind": crd[at: "spec", "names", "kind"] ?? "",
                    "metadata": ["name": "wrong"], "spec": "no object", "noSuchField": 1,
                ]
                let answer = try scene.send(
                    "POST", "/apis/\(group)/\(name)/\(scope)\(plural)?fieldValidation=Strict", wrong)
                #expect([400, 422].contains(answer.status), "\(file) \(name): \(answer.body.json())")
            }
        }
    }
}
