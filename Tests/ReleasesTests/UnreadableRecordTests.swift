import Archive
import FoundationEssentials
import Kubernetes
import Testing
import Value

@testable import Releases

/// Anyone who may create Secrets in a namespace can make one that claims to be a release's record.
@Suite(.timeLimit(.minutes(5)))
struct UnreadableRecordTests {
    struct Forgery: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout Object) throws -> Void
        /// Part of what is said of it.
        var problem: String
    }

    private static func packed(_ bytes: [UInt8]) throws -> Value {
        .string(Data(Data(try Gzip.pack(bytes)).base64EncodedString().utf8).base64EncodedString())
    }

    private static func record(_ changes: Object) throws -> Value {
        let body: Object = ["name": "demo", "namespace": "", "info": ["status": "deployed"], "version": 1]
        return .string(try ReleaseCodec.encode(body.merged(with: changes)))
    }

    private static func data(_ value: Value) -> @Sendable (inout Object) throws -> Void {
        { $0["data"] = ["release": value] }
    }

    static let forgeries: [Forgery] = [
        Forgery(
            testDescription: "no version label",
            change: { $0["metadata"] = $0["metadata"]?.without(label: "version") },
            problem: "has no labels name and version"),
        Forgery(testDescription: "no data", change: { $0["data"] = [:] }, problem: "has no data under the key release"),
        Forgery(testDescription: "no base64", change: data("JSUl"), problem: "is not base64"),
        Forgery(
            testDescription: "no JSON", change: { try data(packed(Array("hello".utf8)))(&$0) }, problem: "is not JSON"),
        Forgery(
            testDescription: "a bomb",
            change: {
                let bytes = [UInt8](repeating: UInt8(ascii: " "), count: RecordLimits.unpackedBytes + 1)
                try data(packed(bytes))(&$0)
            }, problem: "cannot be unpacked"),
        Forgery(
            testDescription: "wrong types", change: { try data(packed(Array(#"{"name": 3}"#.utf8)))(&$0) },
            problem: "has integer as name, not string"),
        Forgery(
            testDescription: "another type of Secret", change: { $0["type"] = "Opaque" }, problem: "has the type Opaque"
        ),
        Forgery(
            testDescription: "a release of another namespace",
            change: { try data(record(["namespace": "dynamo-system"]))(&$0) },
            problem: "holds revision 1 of dynamo-system/demo, which is not what its labels and its namespace say"),
        Forgery(
            testDescription: "another release's name", change: { try data(record(["name": "other"]))(&$0) },
            problem: "holds revision 1 of"),
        Forgery(
            testDescription: "another revision", change: { try data(record(["version": 7]))(&$0) },
            problem: "holds revision 7 of"),
    ]

    private func secret(in namespace: String, _ forgery: Forgery) throws -> Value {
        var object: Object = [
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": [
                "name": "sh.helm.release.v1.demo.v1", "namespace": .string(namespace),
                "labels": ["owner": "helm", "name": "demo", "version": "1", "status": "deployed"],
            ],
            "data": ["release": try Self.record(["namespace": .string(namespace)])],
        ]
        try forgery.change(&object)
        return .object(object)
    }

    @Test(arguments: forgeries)
    func aBadRecordIsNamedBesideTheOthersAndDecidesNothing(_ forgery: Forgery) async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let (good, bad) = (Live.unique(), try await client.makeNamespace())
        // A name of its own, so that suites side by side do not meet it.
        _ = try await driver.ensure(try TestChart.plain.request("demo", in: good))
        _ = try await client.create(try secret(in: bad, forgery), as: .secrets)

        let listing = try await driver.list(name: "demo", namespace: nil)
        #expect(listing.releases.contains { $0.namespace == good })
        let record = try #require(listing.unreadable.first { $0.namespace == bad })
        #expect(record.object == "sh.helm.release.v1.demo.v1")
        #expect(record.release == "demo")
        #expect(record.problem.contains(forgery.problem), "\(record)")
        #expect(!listing.releases.contains { $0.namespace == bad })

        // The release itself is not guessed at, and the others are as they were.
        for attempt in ["record", "ensure", "uninstall"] {
            let error = await #expect(throws: ReleaseError.self) {
                let request = try TestChart.plain.request("demo", in: bad)
                switch attempt {
                case "record": _ = try await driver.record("demo", namespace: bad)
                case "ensure": _ = try await driver.ensure(request)
                default: _ = try await driver.uninstall(request)
                }
            }
            #expect(error?.code == .recordUnreadable)
            #expect(error?.message.contains("Secret \(bad)/sh.helm.release.v1.demo.v1") == true)
            #expect(error?.hasChanged == false)
        }
        #expect(try await driver.uninstall(try TestChart.plain.request("demo", in: good))?.status == "uninstalled")
        _ = try await client.delete(.secrets, "sh.helm.release.v1.demo.v1", namespace: bad)
    }
}

extension Value {
    fileprivate func without(label: String) -> Value {
        guard var metadata = object, var labels = metadata["labels"]?.object else { return self }
        labels[label] = nil
        metadata["labels"] = .object(labels)
        return .object(metadata)
    }
}
