import Archive
import Formats
import FoundationEssentials
import Testing
import Value

@testable import Releases

@Suite struct ReleaseCodecTests {
    private static let body: Object = [
        "name": "demo", "info": ["status": "deployed"], "version": 3, "config": ["é<&>": 1.5, "n": 3],
    ]

    @Test func roundTrips() throws {
        #expect(try ReleaseCodec.decode(ReleaseCodec.encode(Self.body)) == Self.body)
    }

    @Test func equalRecordsGiveEqualText() throws {
        #expect(try ReleaseCodec.encode(Self.body) == ReleaseCodec.encode(Self.body))
    }

    @Test func readsRecordsFromBeforeCompression() throws {
        let plain = Data(Value.object(Self.body).jsonBytes()).base64EncodedString()
        #expect(try ReleaseCodec.decode(Data(plain.utf8).base64EncodedString()) == Self.body)
    }

    private func packed(_ bytes: [UInt8]) throws -> String {
        Data(Data(try Gzip.pack(bytes)).base64EncodedString().utf8).base64EncodedString()
    }

    @Test(arguments: [
        ("not json", "is not JSON"), ("[]", "is array, not an object"), ("{}", "has no name"),
        (#"{"name": 3}"#, "has integer as name, not string"), (#"{"name": "a", "info": []}"#, "has array as info"),
        (#"{"name": "a", "info": {}, "version": "1"}"#, "has string as version"),
    ])
    func namesWhatIsWrong(json: String, problem: String) throws {
        let error = #expect(throws: ReleaseCodecError.self) { _ = try ReleaseCodec.decode(packed(Array(json.utf8))) }
        #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["", "%%%", "aGVsbG8=", "H4sIAAAA"])
    func refusesWhatIsNoRecord(text: String) {
        #expect(throws: ReleaseCodecError.self) { _ = try ReleaseCodec.decode(text) }
    }

    @Test func refusesABomb() throws {
        let zeros = [UInt8](repeating: UInt8(ascii: " "), count: RecordLimits.unpackedBytes + 1)
        let error = #expect(throws: ReleaseCodecError.self) { _ = try ReleaseCodec.decode(packed(zeros)) }
        #expect(error?.description.contains("cannot be unpacked") == true)
    }

    @Test func refusesATruncatedStream() throws {
        var bytes = try Gzip.pack(Value.object(Self.body).jsonBytes())
        bytes.removeLast(bytes.count / 2)
        let text = Data(Data(bytes).base64EncodedString().utf8).base64EncodedString()
        #expect(throws: ReleaseCodecError.self) { _ = try ReleaseCodec.decode(text) }
    }

    @Test(
        arguments: [
            ("manifest", ["manifest"], "leave out what the chart does not need ("),
            ("values", ["config"], "make the values smaller, which have "),
            ("values that are rendered", ["config", "manifest"], "make the values smaller, "),
            ("chart", ["chart"], "leave out what the chart does not need ("),
        ] as [(String, [String], String)])
    func refusesRecordsThatNoSecretHoldsF7(_ title: String, _ keys: [String], _ hint: String) throws {
        var state: UInt64 = 1
        let noise = (0..<1_200_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 58) + 0x30
        }
        var record = StoredRelease(body: Self.body)
        record.body["namespace"] = "apps"
        let text = Value.string(String(decoding: noise, as: UTF8.self))
        for key in keys { record.body[key] = key == "manifest" ? text : ["text": text] }
        let error = #expect(throws: ReleaseError.self) { _ = try ReleaseStorage.object(record, modified: nil) }
        #expect(error?.code == .recordTooLarge)
        #expect(error?.message.contains("1048576") == true)
        #expect(error?.release == "apps/demo")
        #expect(error?.hint?.hasPrefix(hint) == true, "\(title): \(String(describing: error?.hint))")
    }

    @Test func aSecretIsLabelledAsHelmLabelsIt() throws {
        var record = StoredRelease(body: Self.body)
        record.body["namespace"] = "apps"
        record.labels = ["team": "x", "status": "lies"]
        record.created = "5"
        let secret = try ReleaseStorage.object(record, modified: "7")
        #expect(secret["type"] == "helm.sh/release.v1")
        #expect(secret["metadata"]?["name"] == "sh.helm.release.v1.demo.v3")
        #expect(
            secret["metadata"]?["labels"] == [
                "team": "x", "name": "demo", "owner": "helm", "status": "deployed", "version": "3", "createdAt": "5",
                "modifiedAt": "7",
            ])
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000000Z"), (951_782_400.5, "2000-02-29T00:00:00.500000Z"),
        (1_795_233_599.25, "2026-11-21T03:59:59.250000Z"), (-1.0, "1969-12-31T23:59:59.000000Z"),
        (4_107_542_399.0, "2100-02-28T23:59:59.000000Z"),
    ])
    func writesTimesAsGoReadsThem(seconds: Double, text: String) {
        #expect(CivilTime.recordText(seconds) == text)
    }
}
