import Kubernetes
import Testing

@testable import Preflight

/// What is asked for objects.
@Suite struct ObjectsReadTests {
    private static let services = ResourceType.services
    private static let classes = ResourceType.storageClasses
    private static let wanted = ["models", "team"]

    @Test(arguments: [
        (ObjectsQuery(resource: "services"), [ObjectsRead.list(namespace: nil, labels: nil, fields: nil)]),
        (
            ObjectsQuery(resource: "services", labelSelector: "a=b", fieldSelector: "c=d"),
            [.list(namespace: nil, labels: "a=b", fields: "c=d")]
        ),
        (
            ObjectsQuery(resource: "services", namespaces: .wanted, labelSelector: "a=b"),
            [
                .list(namespace: "models", labels: "a=b", fields: nil),
                .list(namespace: "team", labels: "a=b", fields: nil),
            ]
        ),
        (
            ObjectsQuery(resource: "services", namespaces: .named(["x"])),
            [.list(namespace: "x", labels: nil, fields: nil)]
        ),
        (
            ObjectsQuery(resource: "services", namespaces: .wanted, names: ["a"]),
            [.one(name: "a", namespace: "models"), .one(name: "a", namespace: "team")]
        ),
        (
            ObjectsQuery(resource: "services", names: ["a", "b"]),
            [
                .list(namespace: nil, labels: nil, fields: "metadata.name=a"),
                .list(namespace: nil, labels: nil, fields: "metadata.name=b"),
            ]
        ),
    ])
    func namespacedTypes(_ query: ObjectsQuery, _ reads: [ObjectsRead]) throws {
        #expect(try ObjectsRead.all(of: query, Self.services, in: Self.wanted) == reads)
    }

    @Test func typesOutsideNamespaces() throws {
        let all = ObjectsQuery(group: "storage.k8s.io", resource: "storageclasses")
        #expect(
            try ObjectsRead.all(of: all, Self.classes, in: Self.wanted)
                == [.list(namespace: nil, labels: nil, fields: nil)])
        let named = ObjectsQuery(group: "storage.k8s.io", resource: "storageclasses", names: ["fast"])
        #expect(
            try ObjectsRead.all(of: named, Self.classes, in: Self.wanted) == [.one(name: "fast", namespace: nil)])
        let wrong = ObjectsQuery(group: "storage.k8s.io", resource: "storageclasses", namespaces: .wanted)
        let error = try #require(throws: UnknownReason.self) {
            try ObjectsRead.all(of: wrong, Self.classes, in: Self.wanted)
        }
        #expect(error.message.contains("storageclasses.storage.k8s.io do not stand in namespaces"))
    }

    @Test(arguments: [
        (ObjectsQuery(resource: "namespaces"), [ObjectsRead.list(namespace: nil, labels: nil, fields: nil)]),
        (
            ObjectsQuery(resource: "namespaces", namespaces: .wanted),
            [.one(name: "models", namespace: nil), .one(name: "team", namespace: nil)]
        ),
        (ObjectsQuery(resource: "namespaces", namespaces: .named(["x"])), [.one(name: "x", namespace: nil)]),
    ])
    func namespacesAreReadByName(_ query: ObjectsQuery, _ reads: [ObjectsRead]) throws {
        let found = try ObjectsRead.all(of: query, .namespaces, in: Self.wanted)
        #expect(found == reads)
    }

    @Test func whereNothingIsWantedNothingIsAsked() throws {
        let query = ObjectsQuery(resource: "services", namespaces: .wanted)
        #expect(try ObjectsRead.all(of: query, Self.services, in: []).isEmpty)
    }
}
