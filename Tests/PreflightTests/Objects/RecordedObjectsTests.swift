import Testing
import Value
import YAML

@testable import Preflight

/// What a check sees of objects that were recorded, and what was not recorded for it.
@Suite struct RecordedObjectsTests {
    private static let services = """
        [{metadata: {name: a, namespace: models}, spec: {type: ClusterIP, ports: [{port: 80}]}},
         {metadata: {name: b, namespace: other}, spec: {type: NodePort}}]
        """

    private static let subject = Subject(["deployments": [["name": "d", "namespace": "models"]]])

    private static func wish(
        _ fields: [String], _ namespaces: ObjectsQuery.Namespaces = .all
    ) throws -> ObjectsWish {
        ObjectsWish(
            ObjectsQuery(resource: "services", namespaces: namespaces), fields: try fields.map { try FieldPath($0) })
    }

    private static func seen(
        _ recorded: RecordedObjects?, _ wish: ObjectsWish, _ fact: Value? = nil
    ) throws -> Value {
        let fact = try fact ?? YAML.decode(services, file: "services")
        return try RecordedObjects.seen(fact, recorded, wish, subject: subject)
    }

    struct Sight: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var recorded: RecordedObjects?
        var fields: [String]
        var first: String

        init(_ name: String, _ recorded: RecordedObjects?, _ fields: [String], first: String) {
            testDescription = name
            self.recorded = recorded
            self.fields = fields
            self.first = first
        }
    }

    @Test(arguments: [
        Sight("everything was recorded", nil, ["spec.type"], first: "{type: ClusterIP}"),
        Sight(
            "more was recorded", .init(fields: .paths(["spec", "status"])), ["spec.ports"],
            first: "{ports: [{port: 80}]}"),
        Sight(
            "the very same", .init(fields: .paths(["spec"])), ["spec"], first: "{type: ClusterIP, ports: [{port: 80}]}"),
        Sight(
            "a subtree of what was recorded", .init(fields: .paths(["spec.ports"])), ["spec.ports.port"],
            first: "{ports: [{port: 80}]}"),
        Sight("names alone", .init(fields: []), ["metadata.name"], first: "null"),
    ])
    func aCheckSeesWhatItAsksFor(_ sight: Sight) throws {
        let seen = try Self.seen(sight.recorded, Self.wish(sight.fields))
        #expect(seen.array?.count == 2)
        #expect(seen[0]?["metadata"] == ["name": "a", "namespace": "models"])
        let first = try YAML.decode(sight.first, file: "first")
        #expect((seen[0]?["spec"] ?? .null) == first)
    }

    @Test(arguments: [
        ([], ["spec.type"], "spec.type"), (["spec.type"], ["spec"], "spec"),
        (["status"], ["spec.type", "status.x", "type"], "spec.type, type"),
    ])
    func whatWasNotRecordedIsUnknownAndNamed(_ recorded: [String], _ fields: [String], _ missing: String) throws {
        let error = try #require(throws: UnknownReason.self) {
            try Self.seen(RecordedObjects(fields: .paths(recorded)), Self.wish(fields))
        }
        #expect(error.code == .notGathered)
        #expect(error.message == "the facts were gathered without the fields \(missing) of services")
    }

    @Test func anAbsentTypeStaysAbsent() throws {
        let wish = try Self.wish(["spec"])
        #expect(try Self.seen(nil, wish, .null) == .null)
        #expect(try Self.seen(nil, wish, []) == [])
    }

    @Test func othersNamespacesAreLeftOutAndMissingOnesAreUnknown() throws {
        let wish = try Self.wish([], .wanted)
        let both = try Self.seen(RecordedObjects(fields: [], namespaces: ["models", "other"]), wish)
        #expect(both.array?.compactMap { $0["metadata"]?["name"]?.string } == ["a"])
        let one = try Self.seen(RecordedObjects(fields: [], namespaces: ["models"]), wish)
        #expect(one.array?.count == 2, "nothing is looked through where the same was wanted")
        let error = try #require(throws: UnknownReason.self) {
            try Self.seen(RecordedObjects(fields: [], namespaces: ["other"]), wish)
        }
        #expect(error.message == "the facts were gathered without services of the namespaces models")
    }

    @Test func whatWasAskedForIsRecorded() throws {
        let some = RecordedObjects(fields: .paths(["spec"]), namespaces: ["a"])
        #expect(some.json == ["fields": ["spec"], "namespaces": ["a"]])
        let rows: [(Value, RecordedObjects?)] = [
            (some.json, some), (["state": "known", "value": []], nil), (["fields": .null], nil),
            (["fields": []], RecordedObjects(fields: [])),
            (["namespaces": ["a"]], RecordedObjects(fields: nil, namespaces: ["a"])),
        ]
        for (json, recorded) in rows {
            let read = try RecordedObjects(json: json, name: "objects/services")
            #expect(read == recorded, "\(json)")
        }
    }

    /// Else fields would count as not recorded that were, and nobody knew why.
    @Test(
        arguments: [
            (["fields": ["spec", "not a [path"]], "a field that cannot be read: path \"not a [path\""),
            (["fields": ["spec.ports[0]"]], "leave the index out"), (["fields": [""]], "names no field"),
            (["fields": ["spec", 1]], "fields of fact 'objects/services' is not a list of texts"),
            (["fields": "spec"], "fields of fact 'objects/services' is not a list of texts"),
            (["namespaces": [["a"]]], "namespaces of fact 'objects/services' is not a list of texts"),
        ] as [(Value, String)])
    func whatWasAskedForAndCannotBeReadIsRefused(_ read: Value, _ says: String) throws {
        let snapshot: Value = [
            "schema": "groundcrew.snapshot/v1",
            "facts": ["objects/services": read.merged(with: ["state": "known", "value": []])],
        ]
        let error = try #require(throws: PreflightError.self) { try Facts(json: snapshot) }
        #expect(error.code == .invalidSnapshot)
        #expect(error.message.contains(says), "\(error.message)")
        #expect(error.message.contains("objects/services"), "\(error.message)")
    }

    @Test func aSnapshotKeepsThem() throws {
        var facts = Facts()
        facts["objects/services"] = .known(try YAML.decode(Self.services, file: "services"))
        facts.objects["objects/services"] = RecordedObjects(fields: .paths(["spec"]))
        facts["objects/secrets"] = .unknown(UnknownReason(.forbidden, "no", verb: "list", resource: "secrets"))
        facts["objects/gateways.gateway.networking.k8s.io"] = .absent
        facts["objects/configmaps"] = .known([])
        let json = facts.json["facts"]
        #expect(json?["objects/services"]?["fields"] == ["spec"])
        #expect(json?["objects/services"]?["state"] == "known")
        #expect(json?["objects/configmaps"]?["fields"] == nil)
        #expect(try Facts(jsonBytes: facts.json.jsonBytes(), file: "s.json") == facts)
    }

    @Test func whatANewerOneRecordedStaysAsItIs() throws {
        let snapshot: Value = [
            "schema": "groundcrew.snapshot/v1",
            "facts": [
                "helm": ["state": "absent"], "moon": ["state": "full", "phases": [1, 2]],
                "zoo": ["state": "known", "value": 1],
            ],
        ]
        let facts = try Facts(json: snapshot)
        #expect(facts.facts.keys.map(\.rawValue) == ["helm"])
        #expect(facts.others.keys.sorted() == ["moon", "zoo"])
        #expect(facts.json["facts"] == snapshot["facts"])
        #expect(try Facts(json: facts.json) == facts)
    }
}
