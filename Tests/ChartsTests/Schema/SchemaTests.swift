import Charts
import Testing
import Value

/// Values against schemas; the words are those of Helm's library.
@Suite struct SchemaTests {
    struct Case: Sendable, CustomStringConvertible {
        var schema: String
        var value: String
        /// The lines of the report; empty when the value fits.
        var report: [String]
        var description: String { "\(schema) on \(value)" }

        init(_ schema: String, _ value: String, _ report: String...) {
            self.schema = schema
            self.value = value
            self.report = report
        }
    }

    /// The report on the value under `v`, without its heading.
    private func report(_ schema: String, _ value: String, draft: String = "2020-12") throws -> [String] {
        let uri =
            draft.hasPrefix("20")
            ? "https://json-schema.org/draft/\(draft)/schema" : "http://json-schema.org/\(draft)/schema#"
        let text =
            "{\"$schema\": \"\(uri)\", \"properties\": {\"v\": \(schema)}, \"$defs\": {\"text\": {\"type\": \"string\"}},"
            + "\"definitions\": {\"text\": {\"type\": \"string\"}}}"
        guard let error = try ChartText.renderError("a: b", values: "v: \(value)", others: ["values.schema.json": text])
        else {
            return []
        }
        #expect(error.code == .badValues)
        return error.reason.split(separator: "\n").dropFirst(2).map(String.init)
    }

    @Test(arguments: [
        Case("true", "1"), Case("false", "1", "- at '/v': false schema"), Case("{}", "null"),
        Case("{\"type\": \"string\"}", "1", "- at '/v': got number, want string"),
        Case("{\"type\": \"integer\"}", "1"), Case("{\"type\": \"integer\"}", "1.0"),
        Case("{\"type\": \"integer\"}", "1.5", "- at '/v': got number, want integer"),
        Case("{\"type\": [\"string\", \"null\"]}", "true", "- at '/v': got boolean, want null or string"),
        Case("{\"type\": \"object\"}", "[]", "- at '/v': got array, want object"),
        Case("{\"const\": \"a\"}", "b", "- at '/v': value must be 'a'"), Case("{\"const\": 1}", "1.0"),
        Case("{\"const\": [1]}", "[2]", "- at '/v': 'const' failed"),
        Case("{\"enum\": [\"a\", 1, null]}", "c", "- at '/v': value must be one of 'a', 1, <nil>"),
        Case("{\"enum\": [\"a\"]}", "c", "- at '/v': value must be 'a'"), Case("{\"enum\": [{\"a\": 1}]}", "{a: 1}"),
        Case("{\"enum\": [{\"a\": 1}]}", "{a: 2}", "- at '/v': 'enum' failed"),
        Case("{\"minimum\": 3}", "2", "- at '/v': minimum: got 2, want 3"), Case("{\"minimum\": 3}", "3"),
        Case("{\"maximum\": 70000}", "123456.5", "- at '/v': maximum: got 123,456.5, want 70,000"),
        Case("{\"exclusiveMinimum\": 3}", "3", "- at '/v': exclusiveMinimum: got 3, want 3"),
        Case("{\"exclusiveMaximum\": 3}", "3", "- at '/v': exclusiveMaximum: got 3, want 3"),
        Case("{\"multipleOf\": 0.1}", "0.3"), Case("{\"multipleOf\": 2}", "3", "- at '/v': multipleOf: got 3, want 2"),
        Case("{\"minLength\": 3}", "ab", "- at '/v': minLength: got 2, want 3"), Case("{\"maxLength\": 2}", "äö"),
        Case("{\"maxLength\": 2}", "abc", "- at '/v': maxLength: got 3, want 2"),
        Case("{\"pattern\": \"^a+$\"}", "aaa"),
        Case("{\"pattern\": \"^a+$\"}", "b'c", "- at '/v': 'b\\'c' does not match pattern '^a+$'"),
        Case("{\"minItems\": 1}", "[]", "- at '/v': minItems: got 0, want 1"),
        Case("{\"maxItems\": 1}", "[1, 2]", "- at '/v': maxItems: got 2, want 1"),
        Case("{\"uniqueItems\": true}", "[a, b, a]", "- at '/v': items at 0 and 2 are equal"),
        Case("{\"uniqueItems\": true}", "[1, '1', {a: 1}, {a: 2}]"),
        Case("{\"items\": {\"type\": \"integer\"}}", "[1, a]", "- at '/v/1': got string, want integer"),
        Case("{\"prefixItems\": [{\"type\": \"string\"}], \"items\": false}", "[a, b]", "- at '/v/1': false schema"),
        Case(
            "{\"contains\": {\"type\": \"string\"}}", "[1]", "- at '/v': no items match contains schema",
            "  - at '/v/0': got number, want string"),
        Case(
            "{\"contains\": {\"type\": \"string\"}, \"minContains\": 2}", "[a, 1]",
            "- at '/v': min 2 items required to match contains schema, but matched 1 items at 0",
            "  - at '/v/1': got number, want string"),
        Case(
            "{\"contains\": true, \"maxContains\": 1}", "[1, 2]",
            "- at '/v': max 1 items required to match contains schema, but matched 2 items at 0 1"),
        Case("{\"required\": [\"a\"]}", "{}", "- at '/v': missing property 'a'"),
        Case("{\"required\": [\"a\", \"b\"]}", "{}", "- at '/v': missing properties 'a', 'b'"),
        Case("{\"minProperties\": 1}", "{}", "- at '/v': minProperties: got 0, want 1"),
        Case("{\"maxProperties\": 1}", "{a: 1, b: 2}", "- at '/v': maxProperties: got 2, want 1"),
        Case(
            "{\"additionalProperties\": false}", "{b: 1, a: 2}", "- at '/v': additional properties 'a', 'b' not allowed"
        ),
        Case("{\"additionalProperties\": {\"type\": \"string\"}}", "{a: 1}", "- at '/v/a': got number, want string"),
        Case(
            "{\"patternProperties\": {\"^x\": {\"type\": \"string\"}}, \"additionalProperties\": false}",
            "{x1: 1, w: 2}",
            "- at '/v/x1': got number, want string", "- at '/v': additional properties 'w' not allowed"),
        Case(
            "{\"propertyNames\": {\"maxLength\": 1}}", "{ab: 1}", "- at '/v': invalid propertyName 'ab'",
            "  - at '': maxLength: got 2, want 1"),
        Case(
            "{\"dependentRequired\": {\"a\": [\"b\"]}}", "{a: 1}", "- at '/v': properties 'b' required, if 'a' exists"),
        Case("{\"dependentSchemas\": {\"a\": {\"required\": [\"c\"]}}}", "{a: 1}", "- at '/v': missing property 'c'"),
        Case("{\"not\": {\"type\": \"string\"}}", "a", "- at '/v': 'not' failed"),
        Case(
            "{\"allOf\": [{\"type\": \"string\"}, {\"minLength\": 2}]}", "a", "- at '/v': 'allOf' failed",
            "  - at '/v': minLength: got 1, want 2"),
        Case(
            "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}]}", "1", "- at '/v': 'anyOf' failed",
            "  - at '/v': got number, want string", "  - at '/v': got number, want null"),
        Case(
            "{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}]}", "1",
            "- at '/v': 'oneOf' failed, none matched",
            "  - at '/v': got number, want string", "  - at '/v': got number, want null"),
        Case(
            "{\"oneOf\": [{\"type\": \"number\"}, {\"minimum\": 0}]}", "1",
            "- at '/v': 'oneOf' failed, subschemas 0, 1 matched"),
        Case(
            "{\"if\": {\"type\": \"string\"}, \"then\": {\"minLength\": 2}, \"else\": false}", "a",
            "- at '/v': minLength: got 1, want 2"),
        Case(
            "{\"if\": {\"type\": \"string\"}, \"then\": {\"minLength\": 2}, \"else\": false}", "1",
            "- at '/v': false schema"),
        Case("{\"$ref\": \"#/$defs/text\"}", "1", "- at '/v': got number, want string"),
        Case(
            "{\"$ref\": \"#/$defs/text\", \"maximum\": 0}", "1", "- at '/v': got number, want string",
            "- at '/v': maximum: got 1, want 0"),
        Case(
            "{\"properties\": {\"a/b~c\": {\"type\": \"string\"}}}", "{a/b~c: 1}",
            "- at '/v/a~1b~0c': got number, want string"),
        Case(
            "{\"properties\": {\"a\": true}, \"unevaluatedProperties\": false}", "{a: 1, b: 2}",
            "- at '/v/b': false schema"),
        Case(
            "{\"allOf\": [{\"properties\": {\"a\": true}}], \"unevaluatedProperties\": false}", "{a: 1}"),
        Case("{\"prefixItems\": [true], \"unevaluatedItems\": false}", "[1, 2]", "- at '/v/1': false schema"),
        Case("{\"format\": \"ipv4\"}", "nonsense"),
        Case(
            "{\"$anchor\": \"x\", \"anyOf\": [{\"type\": \"string\"}, {\"items\": {\"$ref\": \"#x\"}, \"type\": \"array\"}]}",
            "[[a], b]"),
    ])
    func keywordsOfTheNewestDraft(test: Case) throws {
        #expect(try report(test.schema, test.value) == test.report)
    }

    @Test(arguments: [
        Case("{\"minimum\": 3, \"exclusiveMinimum\": true}", "3", "- at '/v': exclusiveMinimum: got 3, want 3"),
        Case("{\"const\": 1}", "2"), Case("{\"contains\": false}", "[1]"),
        Case(
            "{\"items\": [{\"type\": \"string\"}], \"additionalItems\": false}", "[a, b, c]",
            "- at '/v': last 2 additionalItem(s) not allowed"),
        Case("{\"dependencies\": {\"a\": [\"b\"]}}", "{a: 1}", "- at '/v': properties 'b' required, if 'a' exists"),
    ])
    func keywordsOfDraftFour(test: Case) throws {
        #expect(try report(test.schema, test.value, draft: "draft-04") == test.report)
    }

    @Test(arguments: [
        Case("{\"$ref\": \"#/definitions/text\", \"maxLength\": 0}", "abc"),
        Case(
            "{\"items\": [true], \"additionalItems\": {\"type\": \"string\"}}", "[1, 2]",
            "- at '/v/1': got number, want string"),
        Case("{\"dependencies\": {\"a\": {\"required\": [\"b\"]}}}", "{a: 1}", "- at '/v': missing property 'b'"),
        Case("{\"format\": \"ipv4\"}", "1.2.3.4"),
        Case("{\"format\": \"ipv4\"}", "1.2.3.256", "- at '/v': '1.2.3.256' is not valid ipv4: expected four decimals"),
        Case("{\"format\": \"email\"}", "a@example.com"), Case("{\"format\": \"uri\"}", "https://example.com/x?y#z"),
        Case("{\"format\": \"date\"}", "'2024-02-29'"),
        Case("{\"format\": \"date-time\"}", "'2024-02-29T12:00:00.5+01:00'"),
        Case("{\"format\": \"uuid\"}", "123e4567-e89b-12d3-a456-426614174000"),
        Case("{\"format\": \"hostname\"}", "a-b.example"),
        Case("{\"format\": \"ipv6\"}", "'fe80::1'"), Case("{\"format\": \"unheard-of\"}", "x"),
    ])
    func keywordsOfDraftSeven(test: Case) throws {
        #expect(try report(test.schema, test.value, draft: "draft-07") == test.report)
    }

    @Test(arguments: [
        ("ipv4", "1.2.3"), ("ipv4", "01.2.3.4"), ("ipv6", "1::2::3"), ("ipv6", "12345::"), ("email", "no-at"),
        ("email", "a@-b"), ("uri", "relative/x"), ("uri", "http://a b"), ("uri", "http://x/%zz"),
        ("date", "2023-02-29"),
        ("date", "2023-13-01"), ("date-time", "2023-01-01"), ("time", "25:00:00Z"), ("uuid", "123"),
        ("hostname", "a..b"),
        ("hostname", "a_b"), ("regex", "("), ("json-pointer", "a"),
    ])
    func formatsThatDoNotFit(format: String, text: String) throws {
        #expect(try report("{\"format\": \"\(format)\"}", "'\(text)'", draft: "draft-07").count == 1)
    }

    @Test(arguments: [
        "{\"type\": \"strng\"}", "{\"required\": \"a\"}", "{\"minLength\": -1}", "{\"pattern\": \"(\"}",
        "{\"allOf\": []}",
        "{\"properties\": []}", "{\"multipleOf\": 0}", "{\"enum\": 1}", "{\"uniqueItems\": 1}", "{\"minimum\": \"1\"}",
    ])
    func schemasThatAreNoneAreRefused(schema: String) throws {
        let error = try #require(
            try ChartText.renderError("a: b", others: ["values.schema.json": "{\"properties\": {\"v\": \(schema)}}"]))
        #expect(error.reason.contains("is not valid against metaschema"))
    }

    @Test func referencesToNothingAreNamed() throws {
        let error = try #require(
            try ChartText.renderError("a: b", others: ["values.schema.json": "{\"$ref\": \"#/nope\"}"]))
        #expect(error.reason.contains("json-pointer in \"file:///values.schema.json#/nope\" not found"))
    }

    @Test func identitiesInsideTheSchemaAreFound() throws {
        let schema = """
            {"$id": "https://example.com/root.json", "properties": {"v": {"$ref": "item.json#/x"}},
             "$defs": {"i": {"$id": "https://example.com/item.json", "x": {"type": "string"}}}}
            """
        let error = try #require(
            try ChartText.renderError("a: b", values: "v: 1", others: ["values.schema.json": schema]))
        #expect(error.reason.hasSuffix("- at '/v': got number, want string\n"))
    }

    @Test func unresolvedNamesAllowEverythingWithAWarning() throws {
        let rendered = try ChartText.render("a: b", others: ["values.schema.json": "{\"$ref\": \"urn:x:y\"}"])
        #expect(rendered.warnings.contains { $0.contains("urn:x:y") })
    }

    @Test func subchartsHaveTheirOwnSchemas() throws {
        let error = try #require(
            try ChartText.renderError(
                "a: b", values: "sub: {num: x}",
                others: [
                    "values.schema.json": "{\"required\": [\"top\"]}",
                    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0",
                    "charts/sub/values.schema.json": "{\"properties\": {\"num\": {\"type\": \"integer\"}}}",
                ]))
        #expect(
            error.reason == """
                values don't meet the specifications of the schema(s) in the following chart(s):
                app:
                - at '': missing property 'top'
                sub:
                - at '/num': got string, want integer

                """)
    }

    @Test func theSchemaCanBeLeftOut() throws {
        var options = RenderOptions()
        options.skipsSchema = true
        _ = try ChartText.render("a: b", others: ["values.schema.json": "false"], options: options)
    }

    // MARK: - Limits

    private static func numbers(_ range: Range<Int>) -> String {
        "[" + range.map { String($0) }.joined(separator: ",") + "]"
    }

    @Test func manyItemsAndChoicesTakeLinearTime() throws {
        let items = Self.numbers(0..<20_000)
        #expect(try report("{\"uniqueItems\": true}", items) == [])
        #expect(try report("{\"items\": {\"enum\": \(items)}}", items) == [])
        let twice = String(items.dropLast()) + ", 7.0]"
        #expect(try report("{\"uniqueItems\": true}", twice) == ["- at '/v': items at 7 and 20000 are equal"])
    }

    @Test(arguments: [
        "{\"items\": {\"enum\": \(numbers(10_000..<20_000))}}",
        "{\"items\": {\"allOf\": [\(Array(repeating: "{\"not\": {\"type\": \"null\"}}", count: 100).joined(separator: ","))]}}",
    ]) func aSchemaThatTakesTooLongIsAnError(_ schema: String) throws {
        let error = try ChartText.renderError(
            "a: b", values: "v: \(Self.numbers(0..<10_000))",
            others: ["values.schema.json": "{\"properties\": {\"v\": \(schema)}}"])
        #expect(
            error?.reason.contains("takes too many steps") == true, "\(String(describing: error?.reason.prefix(200)))")
    }

    @Test func manyPatternsOnManyNamesAreAnError() throws {
        let patterns = (0..<1_000).map { "\"(a|b|\($0))*c\": {}" }.joined(separator: ",")
        let values = (0..<1_000).map { "\(String(repeating: "ab", count: 50))\($0): 1\n" }.joined()
        let error = try ChartText.renderError(
            "a: b", values: values, others: ["values.schema.json": "{\"patternProperties\": {\(patterns)}}"])
        #expect(error?.reason.contains("takes too many steps") == true)
    }
}
