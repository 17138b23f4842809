import Testing
import Value
import YAML

/// What `sigs.k8s.io/yaml` 1.6 makes of text; every row was compared with Helm 4.
@Suite struct YAMLHelmRulesTests {
    private static let document = "a: &x {b: 1, c: 2}\n"

    @Test(arguments: [
        // Booleans and null of YAML 1.1.
        ("y", "true"), ("Y", "true"), ("yes", "true"), ("Yes", "true"), ("on", "true"), ("True", "true"),
        ("n", "false"),
        ("No", "false"), ("OFF", "false"), ("yEs", #""yEs""#), ("~", "null"), ("", "null"), ("Null", "null"),
        ("nULL", #""nULL""#),
        ("'yes'", #""yes""#), ("\"null\"", #""null""#), ("=", #""=""#), ("<<", #""<<""#),
        // Integers.
        ("0", "0"), ("-0", "0"), ("+1", "1"), ("017", "15"), ("-017", "-15"), ("0o17", "15"), ("0O17", "15"),
        ("08", "8"), ("0888", "888"),
        ("0x1F", "31"), ("-0X1f", "-31"), ("0b11", "3"), ("-0b11", "-3"), ("1_000", "1000"), ("0x_1F", "31"),
        ("0x", #""0x""#),
        ("0b", #""0b""#), ("_1", #""_1""#), ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808"), ("-9223372036854775808", "-9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775808"), ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "18446744073709552000"), ("100000000000000000000000", "1e+23"),
        // Floats: whole ones lose their fraction on their way through JSON.
        ("1.5", "1.5"), ("1.0", "1"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"), ("1E+3", "1000"),
        ("1.5e-7", "1.5e-7"), ("1e21", "1e+21"),
        ("1e20", "100000000000000000000"), ("-0.0", "-0"), ("1e400", #""1e400""#), ("1_0.5", "10.5"), (".5_5", "0.55"),
        ("._5", #""._5""#), ("1.2.3", #""1.2.3""#), ("1:30", #""1:30""#), ("e5", #""e5""#), ("1e", #""1e""#),
        (".", #"".""#), ("-", "[null]"),
        // Timestamps stay text.
        ("2001-01-01", #""2001-01-01""#), ("2001-12-14t21:59:43.10-05:00", #""2001-12-14t21:59:43.10-05:00""#),
        // Tags.
        ("!!str 12", #""12""#), ("!!int '12'", "12"), ("!!float 3", "3"), ("!!bool yes", "true"), ("!!null ''", "null"),
        ("!!binary aGVsbG8=", #""hello""#), ("!!binary /w==", "\"\u{FFFD}\""), ("!foo 12", #""12""#),
        ("! 12", #""12""#), ("! '12'", #""12""#),
        ("!!timestamp 2001-01-01", #""2001-01-01""#), ("!!set {a, b}", #"{"a":null,"b":null}"#),
        ("!<tag:yaml.org,2002:str> 5", #""5""#),
        // Keys become text.
        ("{1: a, 1.5: b, yes: c, 0x10: d}", #"{"1":"a","1.5":"b","true":"c","16":"d"}"#),
        (
            "{1e10: a, 1e40: b, -.inf: c, .nan: d, 0.1: e}",
            #"{"1e+10":"a",".inf":"b","-.inf":"c",".nan":"d","0.1":"e"}"#
        ),
        ("{2001-01-01: a}", #"{"2001-01-01":"a"}"#), ("{a: 1, a: 2}", #"{"a":2}"#),
        ("? a\n? b\n", #"{"a":null,"b":null}"#),
        // Block scalars.
        ("|\n a\n b\n", #""a\nb\n""#), ("|-\n a\n", #""a""#), ("|+\n a\n\n", #""a\n\n""#),
        (">\n a\n b\n\n c\n", #""a b\nc\n""#),
        ("|2\n   a\n", #"" a\n""#), ("'a\n  b\n\n  c'", #""a b\nc""#), ("\"a\\\n  b\"", #""ab""#),
        // Streams: only the first document counts.
        ("--- a\n--- b", #""a""#), ("a: b\n---\n[", #"{"a":"b"}"#), ("# only", "null"), ("---\n...\n", "null"),
        ("\u{FEFF}a: 1\nb: 2", #"{"a":1,"b":2}"#), ("a: 1\r\nb: 'x\r\n  y'\r\n", #"{"a":1,"b":"x y"}"#),
    ])
    func readsScalarsAsHelmDoes(_ text: String, _ json: String) throws {
        let value = try YAML.decode(text, file: "values.yaml", rules: .helm)
        #expect(value.json(JSONFormat(goFloats: true)) == json)
    }

    @Test(arguments: [
        ("d:\n  <<: *x\n  b: 3", #"{"b":3,"c":2}"#), ("d:\n  b: 3\n  <<: *x", #"{"b":1,"c":2}"#),
        ("y: &y {b: 9, z: 3}\nd:\n  <<: [*x, *y]", #"{"b":1,"c":2,"z":3}"#), ("d:\n  <<: {q: 1}", #"{"q":1}"#),
        ("d:\n  '<<': 1", #"{"\u003c\u003c":1}"#), ("d:\n  ? <<\n  : *x", #"{"b":1,"c":2}"#),
        ("d:\n  !!merge <<: *x", #"{"b":1,"c":2}"#),
        ("d: {e: *x, f: *x}", #"{"e":{"b":1,"c":2},"f":{"b":1,"c":2}}"#), ("x: &x 5\nd: *x", "5"),
        ("x: &k key\nd: {*k : 1}", #"{"key":1}"#),
        ("x: &k 1.0\nd: {*k : *k}", #"{"1":1}"#),
    ])
    func mergesAndExpandsAliasesAsHelmDoes(_ text: String, _ json: String) throws {
        let value = try YAML.decode(Self.document + text, file: "values.yaml", rules: .helm)
        #expect(try #require(value["d"]).json(.go()) == json)
    }

    @Test(arguments: [
        ("a: .nan", YAMLError.Code.unsupported), ("a: -.inf", .unsupported), ("{~: a}", .unsupported),
        ("{[a]: b}", .unsupported),
        ("{{a: b}: c}", .unsupported), ("{18446744073709551615: a}", .unsupported), ("!!int foo", .unsupported),
        ("!!float 18446744073709551615", .unsupported), ("!!bool 1", .unsupported), ("!!null x", .unsupported),
        ("!!timestamp x", .unsupported), ("!!binary '*'", .unsupported), ("a: *x", .alias), ("a: &x [*x]", .alias),
        ("<<: 5", .unsupported),
        ("<<: [{a: 1}, [b]]", .unsupported), ("a: &x [1]\nb: {<<: *x}", .unsupported), ("a: b: c", .syntax),
        ("a: [b", .syntax),
        ("a: 'b", .syntax), ("a:\n\tb: 1", .syntax), ("a: @b", .syntax), ("a: \"\\q\"", .syntax),
        ("a: 1\n b: 2", .syntax), ("a: \u{1}", .invalidText),
        ("a: \u{7F}", .invalidText),
    ])
    func refusesWhatHelmRefuses(_ text: String, _ code: YAMLError.Code) {
        #expect { try YAML.decode(text, file: "values.yaml", rules: .helm) } throws: {
            ($0 as? YAMLError)?.code == code
        }
    }

    @Test func keepsIntegersAndFloatsApart() throws {
        let value = try YAML.decode("[20240101, 1.5, 1e20, 18446744073709551615, 3.0]", file: "x", rules: .helm)
        #expect(value == [20_240_101, 1.5, .float(1e20), .number("18446744073709551615"), 3])
    }

    @Test func readsAllDocuments() throws {
        let text = "# head\na: 1\n---\n---\n- b\n...\n---\nc\n"
        let documents = try YAML.decodeAll(text, file: "x", rules: .helm)
        #expect(documents.map(\.value) == [["a": 1], .null, ["b"], "c"])
        #expect(documents.map(\.line) == [2, 4, 5, 8])
        #expect(try YAML.decodeAll("", file: "x").isEmpty)
        #expect(try YAML.decodeAll("# nothing\n", file: "x").isEmpty)
    }

    @Test func forgetsAnchorsBetweenDocuments() {
        #expect { try YAML.decodeAll("a: &x 1\n---\nb: *x", file: "x") } throws: { ($0 as? YAMLError)?.code == .alias }
    }
}
