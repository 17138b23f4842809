import Testing
import Value

@testable import Schemas

/// What each builder makes.
@Suite struct JSONSchemaTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var schema: JSONSchema
        var json: String
        var testDescription: String { json }

        init(_ schema: JSONSchema, _ json: String) {
            self.schema = schema
            self.json = json
        }
    }

    @Test(arguments: [
        Row(.text("T."), #"{"title":"T.","type":"string"}"#),
        Row(.text("T.", choices: ["a", "b"]), #"{"title":"T.","type":"string","enum":["a","b"]}"#),
        Row(
            .text("T.", pattern: "^a$", longest: 3), #"{"title":"T.","type":"string","pattern":"^a$","maxLength":3}"#),
        Row(.source("T."), #"{"title":"T.","type":"string","minLength":1}"#),
        Row(.constant("v1", "T."), #"{"title":"T.","type":"string","const":"v1"}"#),
        Row(.truth("T."), #"{"title":"T.","type":"boolean"}"#),
        Row(.number("T.", in: -1...5), #"{"title":"T.","type":"integer","minimum":-1,"maximum":5}"#),
        Row(.anything("T."), #"{"title":"T."}"#), Row(.values("T."), #"{"title":"T.","type":"object"}"#),
        Row(
            .list("T.", of: .truth("E."), least: 1),
            #"{"title":"T.","type":"array","minItems":1,"items":{"title":"E.","type":"boolean"}}"#),
        Row(.texts("T."), #"{"title":"T.","type":"array","items":{"type":"string"}}"#),
        Row(
            .texts("T.", choices: ["a"], least: 2),
            #"{"title":"T.","type":"array","minItems":2,"items":{"type":"string","enum":["a"]}}"#),
        Row(
            .map("T.", of: .text("E."), takesNull: false),
            #"{"title":"T.","type":"object","additionalProperties":{"title":"E.","type":"string","minLength":1}}"#),
        Row(
            .map("T.", of: .truth("E."), takesNull: true),
            #"{"title":"T.","type":"object","additionalProperties":{"title":"E.","type":["boolean","null"]}}"#),
        Row(.object("T.", []), #"{"title":"T.","type":"object","additionalProperties":false,"properties":{}}"#),
        Row(.object("T.", [], isOpen: true), #"{"title":"T.","type":"object","properties":{}}"#),
        Row(
            JSONSchema.truth("T.").defaulting(to: true).example(false).described("More."),
            #"{"title":"T.","type":"boolean","default":true,"examples":[false],"description":"More."}"#),
        Row(JSONSchema.truth("T.").with("x", 1), #"{"title":"T.","type":"boolean","x":1}"#),
    ])
    func saysWhatItIsAskedTo(row: Row) throws {
        #expect(Value.object(row.schema.keywords).json() == row.json)
    }

    @Test func whatIsRequiredIsNeitherNullNorEmptyAndWhatIsNotMayBeNull() throws {
        let schema = JSONSchema.object(
            "T.",
            [
                .required("id", .text("I.")), .required("kind", .constant("K", "K.")),
                .required("verdict", .text("V.", choices: ["a"])), .required("count", .number("C.", in: 1...2)),
                .optional("name", .text("N.")), .optional("severity", .text("S.", choices: ["a"])),
                .optional("any", .anything("A.")), .optional("hint", .source("H."), takesNull: false),
                .optional("word", JSONSchema(["type": ["string", "integer"]])),
            ])
        #expect(schema.keywords["required"] == ["id", "kind", "verdict", "count"])
        let properties = try #require(schema.keywords["properties"])
        #expect(properties["id"] == ["title": "I.", "type": "string", "minLength": 1])
        #expect(properties["kind"] == ["title": "K.", "type": "string", "const": "K"])
        #expect(properties["verdict"] == ["title": "V.", "type": "string", "enum": ["a"]])
        #expect(properties["count"]?["type"] == "integer")
        #expect(properties["name"] == ["title": "N.", "type": ["string", "null"]])
        #expect(properties["severity"] == ["title": "S.", "type": ["string", "null"], "enum": ["a", .null]])
        #expect(properties["any"] == ["title": "A."])
        #expect(properties["hint"] == ["title": "H.", "type": "string", "minLength": 1])
        #expect(properties["word"] == ["type": ["string", "integer", "null"]])
        #expect(
            properties.object?.keys == ["id", "kind", "verdict", "count", "name", "severity", "any", "hint", "word"])
    }

    @Test func aDocumentBeginsWithItsDialect() throws {
        let document = JSONSchema.truth("T.").document
        #expect(document.object?.keys == ["$schema", "title", "type"])
        #expect(document["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    }
}
