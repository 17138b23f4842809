import Charts
import Repositories
import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// Images of what is applied, put at their mirrors.
@Suite struct ImageMirroringTests {
    static let mirrors: [(prefix: String, mirror: String)] = [
        ("ghcr.io", "mirror.example.com/ghcr"), ("docker.io", "mirror.example.com/hub"),
        ("nvcr.io/nvidia", "mirror.example.com/nv"),
    ]

    private static func mirrored(_ yaml: String) throws -> (Value, ImageMirroring) {
        var mirroring = ImageMirroring(try RegistryMirrors(mirrors))
        let value = mirroring.mirrored(try YAML.decode(yaml, file: "object.yaml"))
        return (value, mirroring)
    }

    // MARK: - Objects

    @Test func everyKindOfContainerAndImageVolumes() throws {
        let (value, mirroring) = try Self.mirrored(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a, annotations: {image: "ghcr.io/a/note:1"}}
            spec:
              template:
                metadata: {annotations: {seen: "ghcr.io/a/note:1"}}
                spec:
                  initContainers: [{name: i, image: nginx}]
                  containers: [{name: c, image: "ghcr.io/a/b@sha256:12"}, {name: d, image: "quay.io/x/y:1"}]
                  ephemeralContainers: [{name: e, image: "vllm/vllm-openai:v1"}]
                  volumes: [{name: v, image: {reference: "ghcr.io/a/data:2", pullPolicy: Always}}]
            """)
        let spec = value["spec"]?["template"]?["spec"]
        #expect(spec?["initContainers"]?[0]?["image"] == "mirror.example.com/hub/library/nginx")
        #expect(spec?["containers"]?[0]?["image"] == "mirror.example.com/ghcr/a/b@sha256:12")
        #expect(spec?["containers"]?[1]?["image"] == "quay.io/x/y:1")
        #expect(spec?["ephemeralContainers"]?[0]?["image"] == "mirror.example.com/hub/vllm/vllm-openai:v1")
        #expect(spec?["volumes"]?[0]?["image"]?["reference"] == "mirror.example.com/ghcr/a/data:2")
        #expect(spec?["volumes"]?[0]?["image"]?["pullPolicy"] == "Always")
        #expect(value["metadata"]?["annotations"]?["image"] == "ghcr.io/a/note:1")
        #expect(mirroring.images.count == 4 && mirroring.left.isEmpty, "\(mirroring.left)")
    }

    @Test func fieldsOfCustomResources() throws {
        let (value, mirroring) = try Self.mirrored(
            """
            apiVersion: example.com/v1
            kind: Thing
            metadata: {name: a, namespace: b}
            spec:
              worker: {mainContainer: {image: "ghcr.io/a/b:1"}}
              image: nginx
              driver: {repository: nvcr.io/nvidia, image: driver, version: "580"}
              other: {repository: quay.io/nvidia, image: driver}
              pod: {containers: [{image: busybox}]}
            """)
        let spec = value["spec"]
        #expect(spec?["worker"]?["mainContainer"]?["image"] == "mirror.example.com/ghcr/a/b:1")
        // Without a host, and not a container's, it may be anything.
        #expect(spec?["image"] == "nginx")
        #expect(spec?["driver"] == ["repository": "mirror.example.com/nv", "image": "driver", "version": "580"])
        #expect(spec?["other"]?["repository"] == "quay.io/nvidia")
        #expect(spec?["pod"]?["containers"]?[0]?["image"] == "mirror.example.com/hub/library/busybox")
        #expect(mirroring.images["nvcr.io/nvidia/driver"] == "mirror.example.com/nv/driver")
        #expect(mirroring.left.isEmpty, "\(mirroring.left)")
    }

    @Test func whatCannotBeRewrittenIsNamedWithItsPlace() throws {
        let (value, mirroring) = try Self.mirrored(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: op, namespace: ops}
            spec:
              containers:
                - name: a
                  image: quay.io/a/b
                  args: ["--sidecar=ghcr.io/a/side:1", "--doc=https://ghcr.io/a/b", "--other=quay.io/a/b"]
                  env: [{name: IMAGES, value: "ghcr.io/a/x:1,ghcr.io/a/y:2 nginx"}]
            """)
        #expect(value["spec"]?["containers"]?[0]?["args"]?[0] == "--sidecar=ghcr.io/a/side:1")
        #expect(
            mirroring.left == [
                "ghcr.io/a/side:1 in spec.containers[0].args[0] of Pod ops/op",
                "ghcr.io/a/x:1 in spec.containers[0].env[0].value of Pod ops/op",
                "ghcr.io/a/y:2 in spec.containers[0].env[0].value of Pod ops/op",
            ])
        #expect(
            mirroring.warnings[0].hasSuffix("is not taken from a mirror: what pulls it has to be told by its values"))
        #expect(mirroring.images.isEmpty)
    }

    @Test(arguments: ["Secret", "CustomResourceDefinition"]) func othersAreNotLookedAt(kind: String) throws {
        let yaml = "apiVersion: v1\nkind: \(kind)\nmetadata: {name: a}\nspec: {image: ghcr.io/a/b, x: ghcr.io/c/d}\n"
        let (value, mirroring) = try Self.mirrored(yaml)
        #expect(try value == YAML.decode(yaml, file: "a"))
        #expect(mirroring.images.isEmpty && mirroring.left.isEmpty)
    }

    @Test func listsHoldObjects() throws {
        let (value, _) = try Self.mirrored(
            "apiVersion: v1\nkind: List\nitems:\n- {kind: Pod, spec: {containers: [{image: ghcr.io/a/b}]}}\n")
        #expect(value["items"]?[0]?["spec"]?["containers"]?[0]?["image"] == "mirror.example.com/ghcr/a/b")
    }

    @Test func noMoreIsToldThanAPersonReads() throws {
        let args = (1...50).map { "x=ghcr.io/a/b\($0)" }.joined(separator: ", ")
        let (_, mirroring) = try Self.mirrored(
            "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{args: [\(args)]}]}\n")
        #expect(mirroring.left.count == 20)
    }

    // MARK: - Releases

    private static let pod = "kind: Pod\nmetadata: {name: a}\n# why\nspec: {containers: [{image: IMAGE}]}"

    private static func rendered(_ image: String) throws -> RenderedChart {
        let text = pod.replacing("IMAGE", with: image)
        let value = try YAML.decode(text, file: "a")
        let hook = Hook(name: "a", kind: "Pod", path: "c/templates/h.yaml", text: text, value: value, events: [.test])
        return RenderedChart(
            documents: [
                RenderedManifest(sourcePath: "c/templates/a.yaml", text: text, value: value),
                RenderedManifest(sourcePath: "c/templates/b.yaml", text: "# nothing", value: .null),
            ], hooks: [hook], notes: nil, crdFiles: [], mergedValues: [:],
            chart: try Chart.load(files: TestChart.plain.files))
    }

    @Test func manifestsAndHooksAreRewrittenAndAllElseKeepsItsText() throws {
        var mirroring = ImageMirroring(try RegistryMirrors(Self.mirrors))
        let changed = mirroring.mirrored(try Self.rendered("ghcr.io/a/b"))
        for text in [changed.documents[0].text, changed.hooks[0].text] {
            let value = try YAML.decode(text, file: "a")
            #expect(value["spec"]?["containers"]?[0]?["image"] == "mirror.example.com/ghcr/a/b")
            #expect(!text.hasSuffix("\n"))
        }
        #expect(changed.documents[0].value["spec"]?["containers"]?[0]?["image"] == "mirror.example.com/ghcr/a/b")
        #expect(changed.documents[1].text == "# nothing")
        let same = mirroring.mirrored(try Self.rendered("quay.io/a/b"))
        #expect(same.documents[0].text == Self.pod.replacing("IMAGE", with: "quay.io/a/b"))
    }

    private static func record(_ image: String, _ mirrors: RegistryMirrors) throws -> StoredRelease {
        var mirroring = ImageMirroring(mirrors)
        let rendered = mirroring.mirrored(try rendered(image))
        var record = StoredRelease(
            rendered, name: "a", namespace: "b", revision: 1, values: [:], time: "2026-11-29T00:00:00Z",
            firstDeployed: nil, status: .deployed, description: "")
        record.note(mirrors, mirroring.images)
        return record
    }

    @Test func aRecordTellsWhetherItIsDone() throws {
        let mirrors = try RegistryMirrors(Self.mirrors)
        let record = try Self.record("ghcr.io/a/b", mirrors)
        #expect(record.mirrors == mirrors)
        #expect(record.mirroredImages == ["ghcr.io/a/b": "mirror.example.com/ghcr/a/b"])
        #expect(ImageMirroring.isDone(mirrors, in: record))
        // One more prefix that is about none of its images changes nothing.
        let more = try RegistryMirrors(Self.mirrors + [("quay.io", "mirror.example.com/quay")])
        #expect(ImageMirroring.isDone(more, in: record))
        let longer = try RegistryMirrors(Self.mirrors + [("ghcr.io/a", "mirror.example.com/a")])
        #expect(!ImageMirroring.isDone(longer, in: record))
        #expect(!ImageMirroring.isDone(RegistryMirrors(), in: record))
        let other = try RegistryMirrors([("ghcr.io", "other.example.com")])
        #expect(!ImageMirroring.isDone(other, in: record))
    }

    @Test func aRecordWithoutMirrorsIsDoneWhereNoneIsAboutIt() throws {
        let record = try Self.record("quay.io/a/b", RegistryMirrors())
        #expect(record.mirrors == nil && record.mirroredImages.isEmpty)
        #expect(record.body["registries"] == nil)
        #expect(ImageMirroring.isDone(RegistryMirrors(), in: record))
        #expect(try ImageMirroring.isDone(RegistryMirrors(Self.mirrors), in: record))
        #expect(try !ImageMirroring.isDone(RegistryMirrors([("quay.io", "mirror.example.com")]), in: record))
    }
}
