import Testing
import Value

@testable import Preflight

/// What lists of objects are called, and who shares one.
@Suite struct ObjectsQueryTests {
    @Test(arguments: [
        (ObjectsQuery(resource: "services"), "objects/services"),
        (
            ObjectsQuery(group: "discovery.k8s.io", resource: "endpointslices"),
            "objects/endpointslices.discovery.k8s.io"
        ),
        (ObjectsQuery(resource: "services", namespaces: .wanted), "objects/services?namespaces=wanted"),
        (ObjectsQuery(resource: "services", namespaces: .named(["b", "a", "b"])), "objects/services?namespaces=a,b"),
        (
            ObjectsQuery(resource: "services", labelSelector: "app=web", fieldSelector: "type=ClusterIP"),
            "objects/services?labelSelector=app=web&fieldSelector=type=ClusterIP"
        ),
        (
            ObjectsQuery(resource: "configmaps", namespaces: .named(["kube-system"]), names: ["b", "a"]),
            "objects/configmaps?namespaces=kube-system&names=a,b"
        ),
    ])
    func aNameTellsTheQuestion(_ query: ObjectsQuery, _ name: String) {
        #expect(query.fact.rawValue == name)
        #expect(query.fact.isObjects)
    }

    @Test func theOrderOfNamesMakesNoOtherQuestion() {
        let query = ObjectsQuery(resource: "configmaps", namespaces: .named(["a", "b"]), names: ["x", "y"])
        #expect(query == ObjectsQuery(resource: "configmaps", namespaces: .named(["b", "a"]), names: ["y", "x", "y"]))
        #expect(query != ObjectsQuery(resource: "configmaps", namespaces: .named(["a"]), names: ["x", "y"]))
    }

    @Test func whoAsksTheSameSharesOneListWithAllFields() throws {
        let services = ObjectsQuery(resource: "services")
        let wanted = ObjectsQuery(resource: "services", namespaces: .wanted)
        let merged = ObjectsWish.merged([
            ObjectsWish(services, fields: [try FieldPath("spec.type"), try FieldPath("status")]),
            ObjectsWish(wanted, fields: []), ObjectsWish(services, fields: [try FieldPath("spec")]),
        ])
        #expect(merged.map(\.query) == [services, wanted])
        #expect(merged[0].fields.map(\.description) == ["spec", "status"])
        #expect(ObjectsWish.merged([]).isEmpty)
    }

    @Test(arguments: [
        ([], true), (["metadata.labels"], true), (["metadata.labels", "spec"], false), (["type"], false),
    ])
    func metadataAloneIsToldApart(_ fields: [String], _ isMetadata: Bool) throws {
        let wish = ObjectsWish(ObjectsQuery(resource: "secrets"), fields: try fields.map { try FieldPath($0) })
        #expect(wish.isMetadata == isMetadata)
    }

    @Test func namespacesAreThoseOfOperatorsAndDeploymentsEachOnce() {
        let subject = Subject([
            "operators": [
                ["name": "a", "namespace": "system"], ["name": "b"], ["name": "c", "namespace": "models"],
            ],
            "deployments": [
                ["name": "d", "namespace": "models"], ["name": "e", "namespace": "team"],
                ["name": "f", "namespace": "system"],
            ],
        ])
        #expect(subject.namespaces == ["system", "models", "team"])
        #expect(Subject().namespaces.isEmpty)
    }

    @Test func itIsRecordedWhereThoseWereLookedForThatAreWanted() throws {
        let subject = Subject(["deployments": [["name": "d", "namespace": "models"]]])
        let fields = [try FieldPath("spec")]
        let wanted = ObjectsWish(ObjectsQuery(resource: "services", namespaces: .wanted), fields: fields)
        #expect(wanted.recorded(for: subject) == RecordedObjects(fields: .paths(["spec"]), namespaces: ["models"]))
        let named = ObjectsWish(ObjectsQuery(resource: "services", namespaces: .named(["a"])), fields: fields)
        #expect(named.recorded(for: subject) == RecordedObjects(fields: .paths(["spec"])))
    }
}
