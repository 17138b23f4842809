import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ProtobufMessageTests {
    private func message(_ write: (inout ProtobufWriter) -> Void) -> ProtobufMessage {
        ProtobufMessage(ProtobufWriter(write).bytes[...])
    }

    private func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
        var message = ProtobufMessage(bytes[...])
        var fields: [ProtobufField] = []
        while let field = try message.next() { fields.append(field) }
        return fields
    }

    @Test func fieldsComeOneByOneWhateverTheyHold() throws {
        let bytes = ProtobufWriter { message in
            message.text(3, "three")
            message.number(1, 300)
            message.tag(7, wire: 1)
            message.raw([1, 2, 3, 4, 5, 6, 7, 8])
            message.tag(8, wire: 5)
            message.raw([1, 2, 3, 4])
            message.number(536_870_911, -1)
            message.text(2, "")
        }.bytes
        let fields = try fields(bytes)
        #expect(fields.map(\.number) == [3, 1, 7, 8, 536_870_911, 2])
        #expect(try fields[0].text() == "three")
        #expect(try fields[1].integer() == 300)
        #expect(try fields[4].integer() == -1)
        #expect(try fields[4].bool())
        #expect(try fields[5].text() == "")
    }

    @Test func anEmptyMessageHasNoFields() throws {
        #expect(try fields([]).isEmpty)
    }

    @Test func aMessageMayBePartOfOtherBytes() throws {
        let bytes = [9, 9] + ProtobufWriter { $0.text(1, "a") }.bytes + [9]
        var message = ProtobufMessage(bytes[2..<5])
        let field = try #require(try message.next())
        #expect(try field.text() == "a")
        let next = try message.next()
        #expect(next?.number == nil)
    }

    struct Number: Sendable {
        var bytes: [UInt8]
        var value: Int64?

        init(_ bytes: [UInt8], _ value: Int64?) {
            self.bytes = bytes
            self.value = value
        }
    }

    private static func ones(_ count: Int, _ last: UInt8) -> [UInt8] { Array(repeating: 0xFF, count: count) + [last] }

    private static let numbers: [Number] = [
        Number([0x00], 0), Number([0x7F], 127), Number([0x80, 0x01], 128), Number([0xAC, 0x02], 300),
        // More bytes than needed are allowed.
        Number([0x80, 0x80, 0x00], 0), Number(ones(9, 0x01), -1), Number(ones(8, 0x7F), Int64.max),
        Number(ones(9, 0x02), nil), Number(ones(10, 0x01), nil), Number(Array(repeating: 0x80, count: 20), nil),
    ]

    @Test(arguments: numbers)
    func numbersHaveAtMost64Bits(_ number: Number) throws {
        let bytes: [UInt8] = [0x08] + number.bytes
        if let value = number.value {
            let field = try #require(try fields(bytes).first)
            #expect(try field.integer() == value)
        } else {
            let error = try #require(throws: ProtobufError.self) { try fields(bytes) }
            #expect(error.code == .malformed)
            #expect(error.message == "a number has more than 64 bits")
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

    private static let bad: [Bad] = [
        Bad("a tag without its end", [0x80], .truncated, "inside a number"),
        Bad("a number without its end", [0x08, 0x80], .truncated, "inside a number"),
        Bad("no number", [0x08], .truncated, "inside a number"),
        Bad("no length", [0x0A], .truncated, "inside a number"),
        Bad("too few bytes", [0x0A, 0x05, 1, 2], .truncated, "field 1 has 5 bytes, and its message 2 more"),
        Bad(
            "a length beyond all", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .truncated,
            "field 1 has 18446744073709551615 bytes"),
        Bad("seven of eight bytes", [0x09, 1, 2, 3, 4, 5, 6, 7], .truncated, "field 1 has 8 bytes"),
        Bad("three of four bytes", [0x0D, 1, 2, 3], .truncated, "field 1 has 4 bytes"),
        Bad("the number 0", [0x00, 0x00], .malformed, "number 0"),
        Bad("a number beyond all", [0x80, 0x80, 0x80, 0x80, 0x10, 0x00], .malformed, "number 536870912"),
        Bad("the start of a group", [0x0B], .malformed, "field 1 is a group"),
        Bad("the end of a group", [0x14], .malformed, "field 2 is a group"),
        Bad("wire type 6", [0x0E], .malformed, "unknown wire type 6"),
        Bad("wire type 7", [0x0F], .malformed, "unknown wire type 7"),
    ]

    @Test(arguments: bad)
    func whatIsNoMessageIsAnError(_ bad: Bad) throws {
        let error = try #require(throws: ProtobufError.self) { try fields(bad.bytes) }
        #expect(error.code == bad.code)
        #expect(error.description.contains(bad.words), "\(error)")
    }

    @Test func aFieldOfAnotherTypeIsAnError() throws {
        let fields = try fields(
            ProtobufWriter { message in
                message.text(4, "text")
                message.number(5, 1)
                message.tag(6, wire: 5)
                message.raw([0, 0, 0, 0])
            }.bytes)
        #expect(throws: ProtobufError(.wrongType, "field 4 is not a number")) { try fields[0].integer() }
        #expect(throws: ProtobufError(.wrongType, "field 4 is not a number")) { try fields[0].bool() }
        #expect(throws: ProtobufError(.wrongType, "field 5 is not bytes")) { try fields[1].text() }
        #expect(throws: ProtobufError(.wrongType, "field 6 is not a number")) { try fields[2].integer() }
        let error = try #require(throws: ProtobufError.self) { _ = try fields[2].message() }
        #expect(error.code == .wrongType)
    }

    @Test func textThatIsNoneIsRepaired() throws {
        let field = try #require(try fields([0x0A, 0x02, 0x61, 0xFF]).first)
        #expect(try field.text() == "a\u{FFFD}")
    }

    @Test func entriesOfMapsMayLeaveOutWhatIsEmpty() throws {
        let fields = try fields(
            ProtobufWriter { message in
                message.message(1) { entry in
                    entry.text(1, "key")
                    entry.text(2, "value")
                }
                message.message(1) { $0.text(2, "of no key") }
                message.message(1) { $0.text(1, "without") }
                message.message(1) { entry in
                    entry.number(9, 1)
                    entry.text(2, "before")
                    entry.text(1, "after")
                }
                message.message(1) { _ in }
            }.bytes)
        var entries: [String] = []
        for field in fields {
            let (key, value) = try field.entry()
            let text = try value?.text()
            entries.append("\(key)=\(text ?? "-")")
        }
        #expect(entries == ["key=value", "=of no key", "without=-", "after=before", "=-"])
    }
}
