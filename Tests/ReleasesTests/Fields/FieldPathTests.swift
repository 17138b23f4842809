import Testing
import Value

@testable import Releases

/// Fields as servers name them, found in the object that was sent.
@Suite struct FieldPathTests {
    @Test(arguments: [
        (".spec.replicas", "spec.replicas"),
        (".spec", "spec"),
        (".metadata.labels.app", "metadata.labels.app"),
        (".metadata.labels.app.kubernetes.io/name", "metadata.labels['app.kubernetes.io/name']"),
        (#".spec.template.spec.containers[name="side"].image"#, "spec.template.spec.containers[1].image"),
        (#".spec.template.spec.containers[name="web"]"#, "spec.template.spec.containers[0]"),
        (".spec.template.spec.containers[1].image", "spec.template.spec.containers[1].image"),
        (
            #".spec.template.spec.containers[name="web"].ports[containerPort=443,protocol="TCP"].containerPort"#,
            "spec.template.spec.containers[0].ports[1].containerPort"
        ),
        (#".spec.template.spec.containers[name="web"].args[="b"]"#, "spec.template.spec.containers[0].args[1]"),
    ])
    func aFieldIsFound(_ text: String, _ place: String) throws {
        let found = FieldPath(text: text).location(in: try ReleaseObject.web().value)
        #expect(found?.description == place)
    }

    @Test(arguments: [
        ".spec.paused", ".spec.replicas.more", #".spec.template.spec.containers[name="none"].image"#,
        ".spec.template.spec.containers[2]", ".spec.template.spec.containers[name=", "spec.replicas",
        ".metadata.labels.app.kubernetes.io", ".spec.template.spec.containers[name=web]", ".spec[name=\"web\"]",
        #".spec.template.spec.containers[port=80]"#, ".spec.replicasx",
    ])
    func whatTheObjectHasNotIsNotFound(_ text: String) throws {
        #expect(FieldPath(text: text).location(in: try ReleaseObject.web().value) == nil)
    }

    @Test func quotesHoldWhatEndsAPathOtherwise() throws {
        let object: Value = ["spec": ["items": [["name": "a]b,c=\"d\"", "v": 1]]]]
        let path = FieldPath(text: #".spec.items[name="a]b,c=\"d\""].v"#)
        #expect(path.location(in: object)?.description == "spec.items[0].v")
    }

    @Test func aPlaceCoversWhatLiesBelowIt() {
        let spec = ValuePath([.key("spec")])
        #expect(spec.covers(spec.appending(key: "replicas")))
        #expect(spec.covers(spec))
        #expect(!spec.appending(key: "replicas").covers(spec))
        #expect(!spec.covers(ValuePath([.key("status")])))
    }

    @Test func fieldsAreTakenOutOfAnObjectWhereverTheyAre() throws {
        let paths = [
            #".spec.template.spec.containers[name="web"]"#, ".spec.replicas",
            #".spec.template.spec.containers[name="side"].image"#, ".spec.nothing",
        ].map { FieldPath(text: $0) }
        let rest = try ReleaseObject.web().without(paths).value
        #expect(rest["spec"]?["replicas"] == nil)
        #expect(rest["spec"]?["template"]?["spec"]?["containers"] == [["name": "side"]])
        #expect(rest["metadata"]?["labels"]?["app"] == "web")
    }
}
