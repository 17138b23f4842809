import Testing
import Value

@testable import Releases

/// What is wrong with a stored document is told with its place.
@Suite struct SavedFieldsTests {
    private static func fields() throws -> SavedFields {
        let object: Object = [
            "text": 1, "flag": "yes", "count": 7, "whole": 7.0, "half": 7.5, "part": [], "list": ["a", 2],
            "labels": ["k": true], "nothing": .null, "parts": [["a": "1", "b": "2"], ["a": "1"], "b"], "word": "three",
        ]
        return try SavedFields(.object(object), place: "web.plan", path: ValuePath().appending(key: "plan"))
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let read: @Sendable (SavedFields) throws -> Void

        init(_ words: String, _ read: @escaping @Sendable (SavedFields) throws -> Void) {
            testDescription = words
            self.read = read
        }
    }

    @Test(arguments: [
        Fault("plan.text is an integer, not a string") { _ = try $0.string("text") },
        Fault("plan.absent is missing") { _ = try $0.string("absent") },
        // Null says no more than absence.
        Fault("plan.nothing is missing") { _ = try $0.bool("nothing") },
        Fault("plan.flag is a string, not a boolean") { _ = try $0.bool("flag") },
        Fault("plan.half is a number, not an integer") { _ = try $0.integer("half", in: 0...9) },
        Fault("plan.count is 7; it must be from 8 to 9") { _ = try $0.integer("count", in: 8...9) },
        Fault("plan.count is 7; it must be from 1 to 6") { _ = try $0.integer("count", in: 1...6) },
        Fault("plan.part is an array, not an object") { _ = try $0.fields("part") },
        Fault("plan.text is an integer, not an array") { _ = try $0.strings("text") },
        Fault("plan.list[1] is an integer, not a string") { _ = try $0.strings("list") },
        Fault("plan.labels holds a boolean, not a string") { _ = try $0.labels("labels") },
        Fault("plan.word is 'three'; it must be one of one, two") {
            _ = try $0.choice("word", [(1, "one"), (2, "two")])
        },
        Fault("plan.parts[1].b is missing") { fields in
            _ = try fields.list(ofFields: "parts") { part throws(SavedFieldsError) in try part.string("b") }
        },
        Fault("plan.parts[2] is a string, not an object") { fields in
            _ = try fields.list(ofFields: "parts") { part throws(SavedFieldsError) in try part.string("a") }
        },
        Fault("plan.count is an integer, not a string") { fields in
            _ = try fields.optional("count", "a string") { $0.string }
        },
        Fault("plan.text is not known here") { try $0.rejectUnknown(known: ["flag", "count"]) },
    ])
    func everyFaultHasItsPlace(_ fault: Fault) throws {
        let fields = try Self.fields()
        let error = #expect(throws: SavedFieldsError.self) { try fault.read(fields) }
        #expect(error?.description == "web.plan: \(fault.testDescription)")
    }

    @Test func whatFitsIsRead() throws {
        let fields = try Self.fields()
        #expect(try fields.integer("count", in: 7...7) == 7)
        #expect(try fields.integer("whole", in: 0...7) == 7)
        #expect(try fields.optional("nothing", "a string") { $0.string } == nil)
        #expect(try fields.optional("absent", "a string") { $0.string } == nil)
        #expect(try fields.optional("word", "a string") { $0.string } == "three")
        #expect(try fields.choice("word", [(2, "two"), (3, "three")]) == 3)
        try fields.rejectUnknown(known: [
            "text", "flag", "count", "whole", "half", "part", "list", "labels", "nothing", "parts", "word", "more",
        ])
    }

    @Test func aDocumentThatIsNoObjectIsToldWithoutAPath() throws {
        let error = #expect(throws: SavedFieldsError.self) { _ = try SavedFields(3, place: "web.plan") }
        #expect(error?.description == "web.plan: it is an integer, not an object")
    }
}
