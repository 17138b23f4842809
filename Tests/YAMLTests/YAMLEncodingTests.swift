import TestSupport
import Testing
import Value
import YAML

/// Bytes as `sigs.k8s.io/yaml` 1.6 writes them; `HelmConformanceTests` compares many more with Helm itself.
@Suite struct YAMLEncodingTests {
    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (0, "0"), (.integer(.min), "-9223372036854775808"), (.float(1), "1"),
            (.float(0.5), "0.5"),
            (.float(1e6), "1000000"), (.float(1e20), "1e+20"), (.float(1e21), "1e+21"), (.float(1e-7), "1e-07"),
            (.float(0.00001), "1e-05"),
            (.float(1234567.5), "1.2345675e+06"), (.float(-0.0), "0"), (.float(.infinity), ".inf"),
            (.float(.nan), ".nan"),
            (.number("18446744073709551615"), "18446744073709551615"), (.number("100000000000000000001"), "1e+20"),
            (.number("1e400"), "1e400"), ([], "[]"), ([:], "{}"),
        ] as [(Value, String)])
    func writesScalars(_ value: Value, _ text: String) {
        #expect(YAML.encode(value) == text + "\n")
    }

    @Test(arguments: [
        // Plain.
        ("a", "a"), ("a b", "a b"), ("a:b", "a:b"), ("a#b", "a#b"), ("-a", "-a"), ("?a", "?a"), (":a", ":a"),
        ("=", "="), ("1.2.3", "1.2.3"),
        ("v1.0", "v1.0"), ("é日", "é日"), ("http://x/y?z", "http://x/y?z"), ("a'b", "a'b"), ("a\"b", "a\"b"),
        ("a\\b", "a\\b"), ("1e400", "1e400"),
        ("<<", "<<"), ("0x", "0x"), ("2001-13-01", "2001-13-01"), ("2001-02-30", "2001-02-30"), ("\u{A0}", "\u{A0}"),
        // Would be read as something else.
        ("", "\"\""), ("yes", "\"yes\""), ("Off", "\"Off\""), ("null", "\"null\""), ("~", "\"~\""), ("1", "\"1\""),
        ("1_000", "\"1_000\""),
        ("0o17", "\"0o17\""), ("1e3", "\"1e3\""), (".inf", "\".inf\""), ("1:30", "\"1:30\""),
        ("190:20:30.15", "\"190:20:30.15\""),
        ("2001-01-01", "\"2001-01-01\""), ("2001-1-1T1:2:3Z", "\"2001-1-1T1:2:3Z\""),
        ("123456789012345678901234567890", "\"123456789012345678901234567890\""),
        // Would be read as syntax.
        ("a: b", "'a: b'"), ("a:", "'a:'"), ("a #b", "'a #b'"), ("# a", "'# a'"), ("- a", "'- a'"), ("-", "'-'"),
        ("? a", "'? a'"), ("---", "'---'"),
        ("...", "'...'"), ("[a]", "'[a]'"), ("{a}", "'{a}'"), ("*a", "'*a'"), ("&a", "'&a'"), ("!a", "'!a'"),
        ("|", "'|'"), (">", "'>'"),
        ("%a", "'%a'"), ("@a", "'@a'"), ("`a", "'`a'"), ("'a'", "'''a'''"), ("\"a\"", "'\"a\"'"), (", a", "', a'"),
        (" a", "' a'"), ("a ", "'a '"),
        ("{{ x }}", "'{{ x }}'"), ("it's: x", "'it''s: x'"),
        // Not printable.
        ("\t", "\"\\t\""), ("a\tb", "\"a\\tb\""), ("\u{1B}[0m", "\"\\e[0m\""), ("😀", "\"\\U0001F600\""),
        ("\u{1}", "\"\\x01\""), ("\r", "\"\\r\""),
        ("\0", "\"\\0\""), ("a\u{FEFF}", "\"a\\uFEFF\""), ("\u{FEFF}a", "\"\\uFEFF\\x61\""),
        // Several lines.
        ("a\nb", "|-\n  a\n  b"), ("a\n", "|\n  a"), ("a\n\n", "|+\n  a\n"), ("\n", "|2+\n"),
        (" a\nb", "|2-\n   a\n  b"), ("\na", "|2-\n\n  a"),
        ("a\n\nb\n", "|\n  a\n\n  b"), ("a \nb", "\"a \\nb\""), ("a\n b", "|-\n  a\n   b"),
        ("a\tb\nc", "\"a\\tb\\nc\""), ("a\nb ", "\"a\\nb \""),
        ("a\r\nb", "\"a\\r\\nb\""),
    ])
    func writesText(_ string: String, _ text: String) throws {
        #expect(YAML.encode(.string(string)) == text + "\n")
        if string != "<<" {
            #expect(YAML.encode(["k": .string(string)]).hasPrefix("k: "))
            #expect(
                try YAML.decode(YAML.encode(["k": .string(string)]), file: "f", rules: .helm) == ["k": .string(string)])
        }
    }

    @Test func writesCollectionsInBlocks() {
        let value: Value = [
            "metadata": ["name": "x", "labels": [:]],
            "list": ["a", ["b": 1, "c": ["d", ["e"]]], [], ["f", "g"], .null],
        ]
        #expect(
            YAML.encode(value) == """
                list:
                - a
                - b: 1
                  c:
                  - d
                  - - e
                - []
                - - f
                  - g
                - null
                metadata:
                  labels: {}
                  name: x

                """)
    }

    @Test func ordersKeysNaturally() {
        var object = Object()
        for key in ["b", "a10", "a2", "B", "_", "a-b", "a.b", "10", "9", "é", "", "a"] { object[key] = 1 }
        let keys = YAML.encode(.object(object)).split(separator: "\n").map { String($0.dropLast(3)) }
        #expect(keys == ["\"\"", "_", "\"9\"", "\"10\"", "B", "a", "a-b", "a.b", "a2", "a10", "b", "é"])
    }

    @Test func foldsLongText() {
        let words = String(repeating: "word ", count: 30) + "end"
        #expect(
            YAML.encode(["k": .string(words)])
                == "k: word word word word word word word word word word word word word word word word\n"
                + "  word word word word word word word word word word word word word word end\n")
        #expect(YAML.encode(["k": .string(String(repeating: "x", count: 200))]).split(separator: "\n").count == 1)
    }

    @Test func writesLongAndMultilineKeysWithAQuestionMark() {
        let key = String(repeating: "k", count: 129)
        #expect(YAML.encode([key: "v"]) == "? \(key)\n: v\n")
        #expect(YAML.encode([String(key.dropLast()): "v"]) == "\(key.dropLast()): v\n")
        #expect(YAML.encode(["a\nb": ["c": [1]]]) == "? |-\n  a\n  b\n: c:\n  - 1\n")
    }

    @Test func whatIsWrittenReadsBack() throws {
        var generator = SplitMix(state: 3)
        for _ in 0..<2000 {
            let value = Value.random(using: &generator)
            #expect(try YAML.decode(YAML.encode(value), file: "f", rules: .helm) == value, "\(value.json())")
        }
    }
}
