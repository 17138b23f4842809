import Expressions
import Testing

@testable import Proofs

/// Protobuf's text format, and the conformance cases of CEL in it.
@Suite struct CELCaseTests {
    private static func read(_ text: String) throws -> TextProto {
        try TextProtoReader.read(Array(text.utf8), file: "cases.textproto")
    }

    @Test func fieldsAreRead() throws {
        let message = try Self.read(
            """
            # A comment: with { braces
            name: "a"  # another
            count: 0x1F
            empty {}
            nested: { inner: 1 inner: 2; other: "x", last: true }
            angle < inner: 1 >
            list: [1, 2, 3]
            none: []
            [type.googleapis.com/a.B] { c: 1 }
            """)
        #expect(message["name"] == .text(Array("a".utf8)))
        #expect(message["count"] == .word("0x1F"))
        #expect(message["empty"] == .message([]))
        #expect(message["nested"]?.all("inner") == [.word("1"), .word("2")])
        #expect(message["nested"]?["last"]?.string == "true")
        #expect(message["angle"]?["inner"] == .word("1"))
        #expect(message.all("list").compactMap(\.string) == ["1", "2", "3"])
        #expect(message["none"] == nil)
        #expect(message["type.googleapis.com/a.B"]?["c"]?.string == "1")
        #expect(message["missing"] == nil && message["name"]?["a"] == nil)
        #expect(message["empty"]?.string == nil)
    }

    @Test(
        arguments: [
            (#""a""#, "a"), ("'a\"b'", "a\"b"), (#""a" 'b'"#, "ab"), ("\"a\"\n  \"b\"", "ab"),
            (#""\n\t\r\\\"\'""#, "\n\t\r\\\"'"), (#""\a\b\f\v""#, "\u{7}\u{8}\u{C}\u{B}"), (#""\x41\X42""#, "AB"),
            (#""\101\0""#, "A\0"), (#""\u00e9\U0001F600""#, "é\u{1F600}"), (#""é""#, "é"), (#""""#, ""),
            (#""\q""#, "q"),
            (##""# no comment""##, "# no comment"),
        ])
    func stringsHaveEscapes(_ literal: String, _ text: String) throws {
        #expect(try Self.read("a: \(literal)")["a"]?.string == text)
    }

    @Test func bytesNeedNotBeText() throws {
        #expect(try Self.read(#"a: "\xff\377\000""#)["a"] == .text([0xFF, 0xFF, 0]))
    }

    @Test(
        arguments: [
            ("a: \"b", "cases.textproto:1: expected a closing quote"), ("a: {", "cases.textproto:1: expected \"}\""),
            ("\n\na: }", "cases.textproto:3: expected a word"), ("a: 1 }", "cases.textproto:1: expected a field"),
            ("a <b: 1", "cases.textproto:1: expected \">\""), ("[a.b { }", "cases.textproto:1: expected \"]\""),
            ("a:", "cases.textproto:1: expected a word"),
            ("a: \"\\ud800\"", "cases.textproto:1: expected a Unicode character"),
            ("a: [1", "cases.textproto:1: expected a word"), (": 1", "cases.textproto:1: expected a word"),
            ("a: \"\\", "cases.textproto:1: expected a closing quote"),
            (String(repeating: "a {", count: 200), "cases.textproto:1: expected no more than 100 levels"),
        ])
    func otherTextsAreErrorsWithALine(_ text: String, _ message: String) {
        let error = #expect(throws: ProofError.self) { try Self.read(text) }
        #expect(error?.description == message)
    }

    // MARK: - Values

    @Test(
        arguments: [
            ("null_value: NULL_VALUE", .null), ("bool_value: true", .bool(true)), ("bool_value: false", .bool(false)),
            ("int64_value: -5", .int(-5)), ("int64_value: 0x10", .int(16)),
            ("uint64_value: 18446744073709551615", .uint(.max)),
            ("uint64_value: 0xff", .uint(255)), ("double_value: 1.5", .double(1.5)),
            ("double_value: inf", .double(.infinity)),
            ("double_value: -Infinity", .double(-.infinity)), ("double_value: nan", .double(.nan)),
            ("string_value: \"a\"", .string("a")), ("bytes_value: \"\\xff\"", .bytes([0xFF])),
            ("list_value {}", .list([])),
            ("list_value { values { int64_value: 1 } values { bool_value: true } }", .list([.int(1), .bool(true)])),
            ("map_value {}", .map([])),
            (
                "map_value { entries { key { string_value: 'a' } value { int64_value: 1 } } }",
                .map([.init(key: .string("a"), value: .int(1))])
            ), ("type_value: \"int\"", .type("int")),
            (
                "object_value { [type.googleapis.com/google.protobuf.Timestamp] { seconds: 5 nanos: 6 } }",
                .timestamp(seconds: 5, nanoseconds: 6)
            ),
            (
                "object_value { [type.googleapis.com/google.protobuf.Duration] { seconds: -5 } }",
                .duration(seconds: -5, nanoseconds: 0)
            ),
        ] as [(String, TypedValue)])
    func valuesHaveTypes(_ text: String, _ value: TypedValue) throws {
        #expect(try TypedValue(try Self.read(text)).isSame(as: value))
    }

    @Test(
        arguments: [
            ("object_value { [type.googleapis.com/a.B] {} }", .needsMessages), ("object_value {}", .needsMessages),
            ("enum_value { type: 'a' value: 1 }", .needsMessages), ("", .unknown("has an empty value")),
            ("int64_value: x", .unknown("has the number x")), ("uint64_value: -1", .unknown("has the number -1")),
            ("double_value: x", .unknown("has the number x")), ("bytes_value: x", .unknown("has bytes without quotes")),
            ("nope_value: 1", .unknown("has a value of nope_value")),
            ("map_value { entries { key { bool_value: true } } }", .unknown("has an entry without a key or a value")),
            ("list_value { values { enum_value {} } }", .needsMessages),
        ] as [(String, CELCase.Unreadable)])
    func otherValuesAreNot(_ text: String, _ reason: CELCase.Unreadable) throws {
        let message = try Self.read(text)
        let error = #expect(throws: CELCase.Unreadable.self) { try TypedValue(message) }
        #expect(error == reason)
    }

    @Test(
        arguments: [
            ("primitive: INT64", "int"), ("primitive: BYTES", "bytes"), ("null: NULL_VALUE", "null_type"),
            ("dyn {}", "dyn"),
            ("list_type { elem_type { primitive: STRING } }", "list(string)"),
            ("map_type { key_type { primitive: BOOL } value_type { dyn {} } }", "map(bool, dyn)"),
            ("well_known: TIMESTAMP", "google.protobuf.Timestamp"),
            ("well_known: DURATION", "google.protobuf.Duration"),
            ("abstract_type { name: 'optional_type' parameter_types { primitive: UINT64 } }", "optional_type(uint)"),
            ("abstract_type { name: 'x' }", "x"),
        ])
    func typesHaveNames(_ text: String, _ name: String) throws {
        #expect(try CELCase.typeName(try Self.read(text)) == name)
    }

    @Test(
        arguments: [
            ("message_type: 'a.B'", .needsMessages), ("wrapper: INT64", .needsMessages),
            ("well_known: ANY", .needsMessages),
            ("", .unknown("names no type")), ("function {}", .unknown("names a type by function")),
            ("list_type {}", .unknown("has a type without elem_type")),
        ] as [(String, CELCase.Unreadable)])
    func otherTypesHaveNone(_ text: String, _ reason: CELCase.Unreadable) throws {
        let message = try Self.read(text)
        let error = #expect(throws: CELCase.Unreadable.self) { try CELCase.typeName(message) }
        #expect(error == reason)
    }

    // MARK: - Cases

    @Test func aCaseIsReadWhole() throws {
        let test = try CELCase(
            try Self.read(
                """
                name: "n" expr: "x" container: "a.b" disable_check: true check_only: true
                type_env { name: "x" ident { type { primitive: INT64 } } }
                type_env { name: "f" function { overloads { overload_id: "f" } } }
                bindings { key: "y" value { value { int64_value: 5 } } }
                typed_result { result { bool_value: false } deduced_type { primitive: BOOL } }
                """), id: "file/section/n")
        #expect(test.id == "file/section/n" && test.source == "x" && test.container == "a.b")
        #expect(!test.isChecked && test.isCheckedOnly)
        #expect(test.variables == ["x", "y"])
        #expect(test.bindings["y"]?.isSame(as: .int(5)) == true)
        #expect(test.value?.isSame(as: .bool(false)) == true)
        #expect(test.type == "bool" && !test.expectsError)
    }

    @Test func nothingExpectedMeansTrue() throws {
        let test = try CELCase(try Self.read("expr: 'true'"), id: "")
        #expect(test.value?.isSame(as: .bool(true)) == true)
        #expect(test.isChecked && !test.isCheckedOnly && test.variables.isEmpty)
    }

    @Test(
        arguments: [
            ("name: 'n'", .unknown("has no expression")), ("expr: 'TestAllTypes{}'", .needsMessages),
            ("expr: 'x' container: 'cel.expr.conformance.proto3'", .needsMessages),
            ("expr: 'x' container: 'google.protobuf'", .needsMessages),
            ("expr: 'x' type_env { name: 'x' ident { type { message_type: 'a' } } }", .needsMessages),
            ("expr: 'x' type_env { }", .unknown("declares something without a name")),
            ("expr: 'x' bindings { key: 'x' }", .unknown("binds something without a name or a value")),
            ("expr: 'x' value { object_value { [type.googleapis.com/a] {} } }", .needsMessages),
            ("expr: 'x' unknown { exprs: 1 }", .unknown("expects unknown values")),
            ("expr: 'x' any_unknowns {}", .unknown("expects unknown values")),
        ] as [(String, CELCase.Unreadable)])
    func otherCasesAreNone(_ text: String, _ reason: CELCase.Unreadable) throws {
        let message = try Self.read(text)
        let error = #expect(throws: CELCase.Unreadable.self) { try CELCase(message, id: "") }
        #expect(error == reason)
    }

    @Test(
        arguments: [
            ("1 + 1", false), ("google.protobuf.Timestamp", false), ("type(x) == google.protobuf.Duration", false),
            ("google.protobuf.Timestamp{seconds: 1}", true), ("google.protobuf.Duration {}", true),
            ("google.protobuf.Int32Value{value: 1}", true), ("google.protobuf.Timestamp == google.protobuf.Any", true),
            ("x.NestedEnum.FOO", true), ("proto.getExt(m, a.b)", true), ("'cel.expr.conformance.x'", true),
            ("'google'", false),
        ])
    func namesOfMessagesAreKnown(_ text: String, _ areIn: Bool) {
        #expect(ProtobufNames.areIn(text) == areIn)
    }
}
