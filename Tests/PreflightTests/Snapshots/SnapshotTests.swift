import Testing
import Value

@testable import Preflight

/// The file of a snapshot: what is in it, and what is refused.
@Suite struct SnapshotTests {
    static func snapshot(_ facts: Facts = Facts(), work: String = "") -> Snapshot {
        Snapshot(facts, recordedAt: "2026-11-30T12:00:00Z", version: "0.1.0", work: work)
    }

    static func facts() -> Facts {
        var facts = Facts(cluster: ClusterIdentityFact(server: "https://c", uid: "u"), labels: ["pool"])
        facts[.kubernetes] = .known(["gitVersion": "v1.34.2", "version": "1.34.2"])
        facts[.nodes] = .known([["name": "gpu-0"], ["name": "gpu-1", "cordoned": true]])
        facts[.pods] = .unknown(UnknownReason(.forbidden, "may not list pods", verb: "list", resource: "pods"))
        facts[.helm] = .absent
        facts["objects/priorityclasses.scheduling.k8s.io"] = .known([["metadata": ["name": "high"], "value": 10]])
        facts.objects["objects/priorityclasses.scheduling.k8s.io"] = RecordedObjects(fields: .paths(["value"]))
        return facts
    }

    /// A document with its own digest, so that nothing but its content is wrong.
    static func sealed(_ change: (inout Object) -> Void) -> [UInt8] {
        var document = snapshot(facts()).json.object ?? [:]
        change(&document)
        document["digest"] = .string(Snapshot.digest(of: .object(document)))
        return Value.object(document).jsonBytes()
    }

    private func refusal(_ bytes: [UInt8]) throws -> String {
        let error = try #require(throws: PreflightError.self) { try Snapshot(jsonBytes: bytes, file: "s.json") }
        #expect(error.code == .invalidSnapshot)
        #expect(error.message.hasPrefix("s.json: "))
        return error.message
    }

    @Test func itComesBackAsItWas() throws {
        var snapshot = Self.snapshot(Self.facts(), work: "sha256:1")
        snapshot.namespace = "models"
        snapshot.areNamesHashed = true
        #expect(try Snapshot(jsonBytes: snapshot.bytes, file: "s.json") == snapshot)
        let bare = Self.snapshot()
        #expect(try Snapshot(jsonBytes: bare.bytes, file: "s.json") == bare)
    }

    /// White space and the order of keys are nobody's business.
    @Test func theSameContentIsTheSameSnapshot() throws {
        let snapshot = Self.snapshot(Self.facts())
        let compact = snapshot.json.jsonBytes()
        #expect(try Snapshot(jsonBytes: compact, file: "s.json") == snapshot)
        let members = (snapshot.json.object ?? [:]).map { ($0.key, $0.value) }
        let reversed = Value.object(Object(members.reversed()))
        #expect(try Snapshot(jsonBytes: reversed.jsonBytes(), file: "s.json") == snapshot)
        #expect(snapshot.bytes == Self.snapshot(Self.facts()).bytes)
        #expect(snapshot.bytes.last == UInt8(ascii: "\n"))
    }

    @Test func itSaysWhatIsNotInItAndWhy() throws {
        let missing = Self.snapshot(Self.facts()).missing
        #expect(missing.map(\.fact) == missing.map(\.fact).sorted())
        let pods = try #require(missing.first { $0.fact == .pods })
        #expect(pods.code == .forbidden && pods.reason == "may not list pods")
        let crds = try #require(missing.first { $0.fact == .crds })
        #expect(crds.code == .notGathered && crds.reason == "nothing that was asked for needs it")
        #expect(!missing.contains { $0.fact == .nodes || $0.fact == .helm })
        let document = Self.snapshot(Self.facts()).json
        #expect(document["notRecorded"]?.array?.contains(pods.value) == true)
    }

    @Test func theDigestLeavesItselfOutAndNothingElse() {
        let value: Value = ["b": 1, "a": ["x": "y"]]
        let digest = Snapshot.digest(of: value)
        #expect(digest.hasPrefix("sha256:") && digest.utf8.count == 71)
        #expect(Snapshot.digest(of: ["a": ["x": "y"], "digest": "none", "b": 1]) == digest)
        #expect(Snapshot.digest(of: ["a": ["x": "y", "digest": "none"], "b": 1]) != digest)
        #expect(Snapshot.digest(of: ["a": ["x": "z"], "b": 1]) != digest)
        // Of `{}`.
        #expect(
            Snapshot.digest(of: [:]) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    // MARK: - What is refused

    @Test(arguments: [
        ("", "is not JSON"), ("{", "is not JSON"), ("schema: groundcrew.snapshot/v1\n", "is not JSON"),
        ("[]", "this is no snapshot but an array"), ("\"a\"", "this is no snapshot but"),
        ("null", "this is no snapshot"),
        ("{}", "its schema is missing"), (#"{"schema": 1}"#, "its schema is missing"),
        (#"{"schema": "groundcrew.preflight/v1"}"#, "its schema is 'groundcrew.preflight/v1', not"),
        (#"{"schema": "groundcrew.snapshot/v2"}"#, "is of another groundcrew: its schema is 'groundcrew.snapshot/v2'"),
        (#"{"schema": "groundcrew.snapshot/v1"}"#, "it has no digest"),
        (#"{"schema": "groundcrew.snapshot/v1", "digest": 1}"#, "it has no digest"),
        (#"{"schema": "groundcrew.snapshot/v1", "digest": "sha256:0"}"#, "it was changed after it was recorded"),
        (#"{"schema": "groundcrew.snapshot/v1", "schema": "groundcrew.snapshot/v1"}"#, "is not JSON"),
        (#"{"apiVersion": "v1", "kind": "List", "items": []}"#, "its schema is missing"),
    ])
    func whatIsNoSnapshotIsRefused(text: String, says: String) throws {
        let message = try refusal(Array(text.utf8))
        #expect(message.contains(says), "\(message)")
        #expect(message.contains("groundcrew snapshot -o FILE"), "\(message)")
    }

    /// Whatever is changed, and however little.
    @Test(arguments: [
        ("\"gpu-1\"", "\"gpu-2\""), ("\"cordoned\": true", "\"cordoned\": false"), ("2026-11-30", "2026-11-29"),
        ("\"simulated\": false", "\"simulated\": true"), ("\"known\"", "\"absent\""), ("https://c", "https://d"),
    ])
    func whatWasChangedIsRefused(before: String, after: String) throws {
        let text = String(decoding: Self.snapshot(Self.facts()).bytes, as: UTF8.self)
        #expect(text.contains(before), "\(text)")
        let message = try refusal(Array(text.replacing(before, with: after).utf8))
        #expect(message.contains("it was changed after it was recorded"), "\(message)")
    }

    @Test func whatIsCutOffIsRefused() throws {
        let bytes = Self.snapshot(Self.facts()).bytes
        for count in stride(from: 0, to: bytes.count - 2, by: 7) {
            #expect(throws: PreflightError.self) { try Snapshot(jsonBytes: Array(bytes[..<count]), file: "s.json") }
        }
    }

    @Test func whatIsNestedTooDeeplyIsRefused() throws {
        let depth = PreflightLimits.snapshotDepth + 1
        let text =
            #"{"schema": "groundcrew.snapshot/v1", "facts": "# + String(repeating: "[", count: depth)
            + String(repeating: "]", count: depth) + "}"
        #expect(try refusal(Array(text.utf8)).contains("is not JSON"))
    }

    private static let kinds: [(String, Value, String)] = [
        ("nodes", "none", "fact 'nodes' is a string, not a list"),
        ("nodes", [:], "fact 'nodes' is an object, not a list"), ("pods", 3, "fact 'pods' is"),
        ("nodes", ["gpu-0"], "fact 'nodes' holds a string, not objects alone"),
        ("nodeUse", [1], "fact 'nodeUse' holds"), ("crds", [["a"]], "fact 'crds' holds an array"),
        ("operators", .null, "fact 'operators' is"), ("objects/services", true, "fact 'objects/services' is"),
        ("objects/services", [.null], "fact 'objects/services' holds"),
    ]

    @Test(arguments: kinds.indices)
    func factsOfAnotherFormAreRefused(index: Int) throws {
        let (name, value, says) = Self.kinds[index]
        let bytes = Self.sealed { $0["facts"] = [name: ["state": "known", "value": value]] }
        let message = try refusal(bytes)
        #expect(message.contains(says), "\(message)")
    }

    @Test(arguments: [
        ("recordedAt", "it does not say when"), ("groundcrew", "it does not say by whom"),
        ("work", "it does not say by whom and for what"), ("facts", "'facts'"),
    ])
    func whatMustBeInItIsMissed(member: String, says: String) throws {
        for value in [nil, 7] as [Value?] {
            let message = try refusal(Self.sealed { $0[member] = value })
            #expect(message.contains(says), "\(message)")
        }
    }

    @Test(arguments: ["", "yesterday", "2026-11-30", "2026-11-30T12:00:00+01:00", "2026-11-30T12:00:00Z\u{1b}[31m"])
    func aTimeThatIsNoneIsRefused(time: String) throws {
        #expect(try refusal(Self.sealed { $0["recordedAt"] = .string(time) }).contains("when it was recorded"))
    }

    /// What a newer one records besides is left alone.
    @Test func whatIsNotKnownIsKept() throws {
        let bytes = Self.sealed { document in
            document["facts"] = ["moons": ["state": "known", "value": 2], "helm": ["state": "absent"]]
            document["phase"] = "full"
        }
        let snapshot = try Snapshot(jsonBytes: bytes, file: "s.json")
        #expect(snapshot.facts.others["moons"] != nil)
        #expect(snapshot.facts[.helm] == .absent)
    }
}
