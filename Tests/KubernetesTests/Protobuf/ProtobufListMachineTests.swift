import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ProtobufListMachineTests {
    /// What a list held: the first field of each object, and what it says of itself.
    struct Read: Equatable {
        var names: [String] = []
        var metadata = ListMetadata()
    }

    private func read(_ pieces: [ArraySlice<UInt8>], kind: String = "ThingList") throws -> Read {
        var machine = ProtobufListMachine(kind: kind)
        var read = Read()
        for piece in pieces {
            try machine.take(piece) { message in
                var message = message
                let field = try message.next()
                read.names.append(try field?.text() ?? "")
            }
        }
        read.metadata = try machine.finished()
        return read
    }

    private func read(_ bytes: [UInt8]) throws -> Read { try read([bytes[...]]) }

    private static func thing(_ name: String) -> [UInt8] { ProtobufWriter { $0.text(1, name) }.bytes }

    private static let three = ProtobufWriter.list(
        kind: "ThingList", [thing("a"), [], thing(String(repeating: "b", count: 300))], resourceVersion: "42",
        continueToken: "next")

    private static let expected = Read(
        names: ["a", "", String(repeating: "b", count: 300)],
        metadata: ListMetadata(resourceVersion: "42", continueToken: "next"))

    @Test func aListIsTakenApartObjectByObject() throws {
        #expect(try read(Self.three) == Self.expected)
    }

    @Test func anEmptyListIsAList() throws {
        let read = try read(ProtobufWriter.list(kind: "ThingList", []))
        #expect(read == Read(metadata: ListMetadata(resourceVersion: "1")))
        // All that a list says of itself may be left out.
        #expect(try self.read(ProtobufWriter.answer(kind: "ThingList", [])) == Read())
    }

    @Test func piecesMayBeCutAnywhere() throws {
        let bytes = Self.three
        for index in 0...bytes.count {
            #expect(try read([bytes[..<index], bytes[index...]]) == Self.expected, "cut at \(index)")
        }
        #expect(try read(bytes.indices.map { bytes[$0...$0] }) == Self.expected)
        for size in [2, 3, 7, 64] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            #expect(try read(pieces) == Self.expected, "pieces of \(size)")
        }
    }

    @Test func aListThatEndsEarlyIsAnErrorWhereverItEnds() throws {
        // The last two fields are empty, and may be missing.
        let end = Self.three.count - 4
        for index in 0..<end {
            let error = try #require(throws: ProtobufError.self, "ended at \(index)") {
                try read([Self.three[..<index]])
            }
            #expect(error.code == .truncated, "ended at \(index): \(error)")
        }
        #expect(try read([Self.three[..<end]]) == Self.expected)
    }

    /// The server's later versions may say more, everywhere.
    @Test func unknownFieldsAreLeftOut() throws {
        func more(_ message: inout ProtobufWriter) {
            message.number(100, 7)
            message.tag(101, wire: 1)
            message.raw([1, 2, 3, 4, 5, 6, 7, 8])
            message.text(102, "more")
            message.text(103, "")
            message.tag(104, wire: 5)
            message.raw([1, 2, 3, 4])
        }
        let list = ProtobufWriter { list in
            more(&list)
            list.data(2, Self.thing("before"))
            more(&list)
            list.message(1) { metadata in
                more(&metadata)
                metadata.text(2, "5")
                metadata.number(4, 12)
            }
            list.data(2, Self.thing("after"))
            more(&list)
        }
        let envelope = ProtobufWriter { envelope in
            more(&envelope)
            envelope.data(2, list.bytes)
            more(&envelope)
            // What it is may come last.
            envelope.message(1) { typeMeta in
                more(&typeMeta)
                typeMeta.text(2, "ThingList")
            }
            more(&envelope)
        }
        let bytes = Array("k8s\0".utf8) + envelope.bytes
        let expected = Read(names: ["before", "after"], metadata: ListMetadata(resourceVersion: "5"))
        for index in 0...bytes.count {
            #expect(try read([bytes[..<index], bytes[index...]]) == expected, "cut at \(index)")
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var code: ProtobufError.Code
        var words: String

        init(_ name: String, _ bytes: [UInt8], _ code: ProtobufError.Code, _ words: String) {
            testDescription = name
            self.bytes = bytes
            self.code = code
            self.words = words
        }
    }

    private static func envelope(_ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
        Array("k8s\0".utf8) + ProtobufWriter(write).bytes
    }

    private static func list(_ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
        ProtobufWriter.answer(kind: "ThingList", ProtobufWriter(write).bytes)
    }

    private static let huge: [UInt8] = Array(repeating: 0xFF, count: 9) + [0x01]

    private static let bad: [Bad] = [
        Bad("nothing", [], .truncated, "ends before it is complete"),
        Bad("JSON", Array(#"{"kind":"ThingList"}"#.utf8), .unsupported, "does not begin as Kubernetes' protobuf does"),
        Bad("another prefix", Array("k8s\u{1}".utf8), .unsupported, "does not begin"),
        Bad("the prefix alone", Array("k8s\0".utf8), .truncated, "ends before it is complete"),
        Bad("no list", envelope { $0.message(1) { $0.text(2, "ThingList") } }, .truncated, "ends before"),
        Bad("no kind", envelope { $0.data(2, []) }, .unsupported, "does not say that it is a ThingList"),
        Bad(
            "another kind", ProtobufWriter.list(kind: "Status", []), .unsupported,
            "the answer is a \"Status\", not a ThingList"),
        Bad("an empty kind", ProtobufWriter.list(kind: "", []), .unsupported, "the answer is a \"\""),
        Bad(
            "another encoding",
            envelope { envelope in
                envelope.message(1) { $0.text(2, "ThingList") }
                envelope.text(3, "gzip")
                envelope.data(2, [])
            }, .unsupported, "encoded as \"gzip\""),
        Bad(
            "two lists",
            envelope { envelope in
                envelope.data(2, [])
                envelope.data(2, [])
            }, .malformed, "two lists"),
        Bad("a list that is a number", envelope { $0.number(2, 1) }, .wrongType, "field 2 of the answer is not bytes"),
        Bad("an object that is a number", list { $0.number(2, 1) }, .wrongType, "field 2 of ThingList is not bytes"),
        Bad("a group in the answer", envelope { $0.tag(9, wire: 3) }, .malformed, "field 9 is a group"),
        Bad("a group in the list", list { $0.tag(9, wire: 3) }, .malformed, "field 9 is a group"),
        Bad("wire type 6 in the list", list { $0.tag(9, wire: 6) }, .malformed, "unknown wire type 6"),
        Bad("the number 0 in the list", list { $0.raw([0, 0]) }, .malformed, "number 0"),
        Bad(
            "a list of more bytes than there are numbers",
            envelope { envelope in
                envelope.tag(2, wire: 2)
                envelope.raw(huge)
            }, .malformed, "18446744073709551615 bytes"),
        Bad(
            "an object of more bytes than its list",
            list { list in
                list.tag(2, wire: 2)
                list.varint(5)
                list.raw([1, 2, 3, 4])
            }, .malformed, "5 bytes, more than all of it"),
        Bad(
            "an object of all bytes",
            list { list in
                list.tag(2, wire: 2)
                list.raw(huge)
            }, .malformed, "18446744073709551615 bytes"),
        Bad(
            "an unknown field of more bytes than the list",
            list { list in
                list.tag(9, wire: 2)
                list.varint(1)
            }, .malformed, "1 bytes, more than all of it"),
        Bad(
            "four bytes where the list has three",
            list { list in
                list.tag(9, wire: 5)
                list.raw([1, 2, 3])
            }, .malformed, "goes on beyond the end of the list"),
        Bad("a tag beyond the list", list { $0.raw([0x80]) }, .malformed, "goes on beyond the end of the list"),
        Bad(
            "a number beyond the list",
            list { list in
                list.tag(9, wire: 0)
                list.raw([0x80])
            }, .malformed, "goes on beyond the end of the list"),
        Bad("a number of more than 64 bits", list { $0.raw(Array(repeating: 0xFF, count: 11)) }, .malformed, "64 bits"),
        Bad("metadata that are none", list { $0.data(1, [0x80]) }, .truncated, "inside a number"),
        Bad("metadata of other types", list { $0.message(1) { $0.number(2, 1) } }, .wrongType, "field 2 is not bytes"),
        Bad("a kind that is none", envelope { $0.data(1, [0x0A]) }, .truncated, "inside a number"),
        // Its bytes need not come.
        Bad(
            "an object beyond the limit",
            envelope { envelope in
                envelope.tag(2, wire: 2)
                envelope.varint(1 << 40)
                envelope.tag(2, wire: 2)
                envelope.varint(UInt64(Limits.listItemBytes) + 1)
            }, .tooLarge, "an object of ThingList has 4194305 bytes, more than 4194304"),
    ]

    @Test(arguments: bad)
    func whatIsNoListIsAnErrorAndNeverEmpty(_ bad: Bad) throws {
        for pieces in [[bad.bytes[...]], bad.bytes.indices.map { bad.bytes[$0...$0] }] {
            let error = try #require(throws: ProtobufError.self) { try read(pieces) }
            #expect(error.code == bad.code, "\(error)")
            #expect(error.message.contains(bad.words), "\(error)")
        }
    }

    @Test func whatAnObjectThrowsEndsTheList() {
        struct Enough: Error {}
        var machine = ProtobufListMachine(kind: "ThingList")
        var count = 0
        #expect(throws: Enough.self) {
            try machine.take(Self.three[...]) { _ in
                count += 1
                throw Enough()
            }
        }
        #expect(count == 1)
    }

    /// Whatever bytes come, they are read or refused.
    @Test func damagedListsNeverTrap() {
        var random = SplitMix(state: 10)
        for _ in 0..<3000 {
            var bytes = Self.three
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = Result { try read(bytes) }
            let parts = Result { try read([bytes[..<cut], bytes[cut...]]) }
            switch (whole, parts) {
            case (.success(let one), .success(let other)): #expect(one == other)
            case (.failure, .failure): break
            default: Issue.record("the cut at \(cut) makes a difference: \(bytes)")
            }
        }
    }
}
