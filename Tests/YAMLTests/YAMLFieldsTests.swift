import Testing
import Value
import YAML

@Suite struct YAMLFieldsTests {
    private func fields(_ text: String) throws -> YAMLFields {
        try YAMLFields(YAML.decodeDocument(text, file: "f.yaml"))
    }

    @Test func readsEveryKindOfField() throws {
        let fields = try fields(
            "s: x\nb: true\ni: 3\nc: two\nl: [a, b]\no: {k: 1}\nf:\n  s: z\nm:\n- s: z\nnone:\n")
        #expect(try fields.string("s") == "x")
        #expect(try fields.requiredString("s") == "x")
        #expect(try fields.bool("b") == true)
        #expect(try fields.integer("i", in: 1...5) == 3)
        #expect(try fields.choice("c", of: ["one", "two"]) == "two")
        #expect(try fields.strings("l") == ["a", "b"])
        #expect(try fields.rawObject("o") == ["k": 1])
        #expect(try fields.fields("f")?.string("s") == "z")
        #expect(try fields.list("m")?.first?.string("s") == "z")
        #expect(try fields.string("none") == nil)
        #expect(try fields.string("missing") == nil)
        #expect(fields.location(of: "i") == "f.yaml:3:1")
    }

    @Test func namesThePlaceAndThePathOfAWrongField() throws {
        let fields = try fields("spec:\n  names:\n  - a\n  - 5\n")
        let spec = try #require(try fields.fields("spec"))
        #expect {
            try spec.strings("names")
        } throws: {
            "\($0)" == "f.yaml:4:5: spec.names[1] is an integer; it must be a string\n  - 5\n    ^"
        }
        #expect {
            try spec.requiredString("kind")
        } throws: {
            "\($0)" == "f.yaml:1:1: spec.kind is required\nspec:\n^"
        }
    }

    @Test func refusesUnknownKeysAndValuesOutOfRange() throws {
        let fields = try fields("a: 1\nb: x\n")
        #expect { try fields.rejectUnknown(known: ["a"]) } throws: {
            "\($0)".hasPrefix("f.yaml:2:1: b is not known here")
        }
        #expect(throws: YAMLFieldError.self) { try fields.integer("a", in: 2...3) }
        #expect(throws: YAMLFieldError.self) { try fields.choice("b", of: ["y"]) }
        #expect(throws: YAMLFieldError.self) { try self.fields("- a") }
    }

    @Test func anErrorMayBeOfWhatIsFurtherDown() throws {
        let fields = try #require(try fields("spec:\n  names:\n    - a\n    - b\n").fields("spec"))
        let error = fields.error(at: ValuePath([.key("names"), .index(1)]), "is wrong")
        #expect("\(error)".hasPrefix("f.yaml:4:7: spec.names[1] is wrong\n"), "\(error)")
    }

    @Test func readsADocumentThatIsAList() throws {
        let document = try YAML.decodeDocument("- s: a\n- s: b\n", file: "f.yaml")
        #expect(try YAMLFields.list(document).map { try $0.string("s") } == ["a", "b"])
        #expect(throws: YAMLFieldError.self) { try YAMLFields.list(YAML.decodeDocument("a: 1", file: "f.yaml")) }
    }
}
