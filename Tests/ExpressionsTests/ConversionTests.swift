import Expressions
import Testing
import Value

@Suite struct ConversionTests {
    static let ints: [EvaluationCase] = [
        EvaluationCase("int(5)", is: .int(5)),
        EvaluationCase("int(5u)", is: .int(5)),
        EvaluationCase("int(9223372036854775807u)", is: .int(.max)),
        EvaluationCase("int(9223372036854775808u)", fails: .overflow),
        EvaluationCase("int(5.9)", is: .int(5)),
        EvaluationCase("int(-5.9)", is: .int(-5)),
        EvaluationCase("int(0.4)", is: .int(0)),
        EvaluationCase("int(9.2e18)", is: .int(9_200_000_000_000_000_000)),
        EvaluationCase("int(9.3e18)", fails: .overflow),
        EvaluationCase("int(-9.3e18)", fails: .overflow),
        EvaluationCase("int(1.0 / 0.0)", fails: .overflow),
        EvaluationCase("int(0.0 / 0.0)", fails: .overflow),
        EvaluationCase("int('42')", is: .int(42)),
        EvaluationCase("int('-42')", is: .int(-42)),
        EvaluationCase("int('+42')", is: .int(42)),
        EvaluationCase("int('007')", is: .int(7)),
        EvaluationCase("int('-9223372036854775808')", is: .int(.min)),
        EvaluationCase("int('9223372036854775808')", fails: .invalidArgument),
        EvaluationCase("int('')", fails: .invalidArgument),
        EvaluationCase("int('-')", fails: .invalidArgument),
        EvaluationCase("int('1.0')", fails: .invalidArgument),
        EvaluationCase("int('1e3')", fails: .invalidArgument),
        EvaluationCase("int('0x1f')", fails: .invalidArgument),
        EvaluationCase("int(' 1')", fails: .invalidArgument),
        EvaluationCase("int('1 ')", fails: .invalidArgument),
        EvaluationCase("int('٣')", fails: .invalidArgument),
        EvaluationCase("int(timestamp('1970-01-01T00:00:42.9Z'))", is: .int(42)),
        EvaluationCase("int(timestamp('1969-12-31T23:59:59.5Z'))", is: .int(-1)),
        EvaluationCase("int(true)", fails: .noSuchOverload),
        EvaluationCase("int(null)", fails: .noSuchOverload),
        EvaluationCase("int(duration('1s'))", fails: .noSuchOverload),
        EvaluationCase("int(dyn([]))", fails: .noSuchOverload),
        EvaluationCase("int(1, 2)", fails: .noSuchOverload),
    ]

    static let uints: [EvaluationCase] = [
        EvaluationCase("uint(5u)", is: .uint(5)),
        EvaluationCase("uint(5)", is: .uint(5)),
        EvaluationCase("uint(-1)", fails: .overflow),
        EvaluationCase("uint(5.9)", is: .uint(5)),
        EvaluationCase("uint(-0.1)", fails: .overflow),
        EvaluationCase("uint(-0.0)", is: .uint(0)),
        EvaluationCase("uint(1.8e19)", is: .uint(18_000_000_000_000_000_000)),
        EvaluationCase("uint(1.9e19)", fails: .overflow),
        EvaluationCase("uint(0.0 / 0.0)", fails: .overflow),
        EvaluationCase("uint('18446744073709551615')", is: .uint(.max)),
        EvaluationCase("uint('18446744073709551616')", fails: .invalidArgument),
        EvaluationCase("uint('-0')", fails: .invalidArgument),
        EvaluationCase("uint('+1')", fails: .invalidArgument),
        EvaluationCase("uint('')", fails: .invalidArgument),
        EvaluationCase("uint('1u')", fails: .invalidArgument),
        EvaluationCase("uint(timestamp(1))", fails: .noSuchOverload),
        EvaluationCase("uint(false)", fails: .noSuchOverload),
    ]

    static let doubles: [EvaluationCase] = [
        EvaluationCase("double(1.5)", is: .double(1.5)),
        EvaluationCase("double(1)", is: .double(1)),
        EvaluationCase("double(1u)", is: .double(1)),
        EvaluationCase("double(9007199254740993)", is: .double(9_007_199_254_740_992)),
        EvaluationCase("double(18446744073709551615u)", is: .double(18_446_744_073_709_551_616)),
        EvaluationCase("double('1.5')", is: .double(1.5)),
        EvaluationCase("double('-1e-3')", is: .double(-0.001)),
        EvaluationCase("double('1')", is: .double(1)),
        EvaluationCase("double('.5')", is: .double(0.5)),
        EvaluationCase("double('inf')", is: .double(.infinity)),
        EvaluationCase("double('-Infinity')", is: .double(-.infinity)),
        EvaluationCase("double('NaN')", is: .double(.nan)),
        EvaluationCase("double('')", fails: .invalidArgument),
        EvaluationCase("double('1,5')", fails: .invalidArgument),
        EvaluationCase("double(' 1')", fails: .invalidArgument),
        EvaluationCase("double('1.5f')", fails: .invalidArgument),
        EvaluationCase("double(true)", fails: .noSuchOverload),
        EvaluationCase("double(null)", fails: .noSuchOverload),
    ]

    static let texts: [EvaluationCase] = [
        EvaluationCase("string('a')", is: .string("a")),
        EvaluationCase("string(true)", is: .string("true")),
        EvaluationCase("string(false)", is: .string("false")),
        EvaluationCase("string(-5)", is: .string("-5")),
        EvaluationCase("string(-9223372036854775808)", is: .string("-9223372036854775808")),
        EvaluationCase("string(18446744073709551615u)", is: .string("18446744073709551615")),
        EvaluationCase("string(1.5)", is: .string("1.5")),
        EvaluationCase("string(1.0)", is: .string("1")),
        EvaluationCase("string(-0.0)", is: .string("-0")),
        EvaluationCase("string(1e21)", is: .string("1e+21")),
        EvaluationCase("string(1e-7)", is: .string("1e-07")),
        EvaluationCase("string(123456789.5)", is: .string("1.234567895e+08")),
        EvaluationCase("string(0.1 + 0.2)", is: .string("0.30000000000000004")),
        EvaluationCase("string(1.0 / 0.0)", is: .string("+Inf")),
        EvaluationCase("string(-1.0 / 0.0)", is: .string("-Inf")),
        EvaluationCase("string(0.0 / 0.0)", is: .string("NaN")),
        EvaluationCase("string(b'')", is: .string("")),
        EvaluationCase("string(b'\\xe6\\x97\\xa5')", is: .string("日")),
        EvaluationCase("string(b'\\xff')", fails: .invalidArgument),
        EvaluationCase("string(b'\\xe6\\x97')", fails: .invalidArgument),
        EvaluationCase("string(b'\\xed\\xa0\\x80')", fails: .invalidArgument),
        EvaluationCase("string(timestamp('2024-02-29T12:00:00.5+01:00'))", is: .string("2024-02-29T11:00:00.5Z")),
        EvaluationCase("string(duration('1h1m1.5s'))", is: .string("3661.5s")),
        EvaluationCase("string(duration('-500ms'))", is: .string("-0.5s")),
        EvaluationCase("string(duration('0'))", is: .string("0s")),
        EvaluationCase("string(url('https://a/b'))", is: .string("https://a/b")),
        EvaluationCase("string(ip('2001:DB8::0:1'))", is: .string("2001:db8::1")),
        EvaluationCase("string(cidr('10.0.0.1/8'))", is: .string("10.0.0.1/8")),
        EvaluationCase("string(null)", fails: .noSuchOverload),
        EvaluationCase("string([1])", fails: .noSuchOverload),
        EvaluationCase("string({})", fails: .noSuchOverload),
        EvaluationCase("string(int)", fails: .noSuchOverload),
        EvaluationCase("string(quantity('1'))", fails: .noSuchOverload),
        EvaluationCase("string(optional.of('a'))", fails: .noSuchOverload),
        EvaluationCase("string()", fails: .noSuchOverload),
    ]

    static let others: [EvaluationCase] = [
        EvaluationCase("bool(true)", is: .bool(true)),
        EvaluationCase("bool('true') && bool('TRUE') && bool('True') && bool('t') && bool('T') && bool('1')", true),
        EvaluationCase("bool('false') || bool('FALSE') || bool('False') || bool('f') || bool('F') || bool('0')", false),
        EvaluationCase("bool('tRuE')", fails: .invalidArgument),
        EvaluationCase("bool('')", fails: .invalidArgument),
        EvaluationCase("bool('yes')", fails: .invalidArgument),
        EvaluationCase("bool(1)", fails: .noSuchOverload),
        EvaluationCase("bytes('é')", is: .bytes([0xC3, 0xA9])),
        EvaluationCase("bytes(b'\\xff')", is: .bytes([0xFF])),
        EvaluationCase("bytes('')", is: .bytes([])),
        EvaluationCase("bytes(1)", fails: .noSuchOverload),
        EvaluationCase("dyn(null)", is: .null),
        EvaluationCase("dyn([1])", is: .list([.int(1)])),
        EvaluationCase("timestamp('2024-01-01T00:00:00Z')", is: .timestamp(seconds: 1_704_067_200, nanoseconds: 0)),
        EvaluationCase("timestamp(-1)", is: .timestamp(seconds: -1, nanoseconds: 0)),
        EvaluationCase("timestamp(timestamp(3))", is: .timestamp(seconds: 3, nanoseconds: 0)),
        EvaluationCase("timestamp(1.5)", fails: .noSuchOverload),
        EvaluationCase("duration('1.5s')", is: .duration(seconds: 1, nanoseconds: 500_000_000)),
        EvaluationCase("duration(duration('1s'))", is: .duration(seconds: 1, nanoseconds: 0)),
        EvaluationCase("duration(1)", fails: .noSuchOverload),
        EvaluationCase("base64.encode(b'')", ""),
        EvaluationCase("base64.encode(b'f')", "Zg=="),
        EvaluationCase("base64.encode(b'fo')", "Zm8="),
        EvaluationCase("base64.encode(b'foo')", "Zm9v"),
        EvaluationCase("base64.encode(b'\\xfb\\xff')", "+/8="),
        EvaluationCase("base64.encode('foo')", fails: .noSuchOverload),
        EvaluationCase("base64.decode('Zm9v')", is: .bytes([0x66, 0x6F, 0x6F])),
        EvaluationCase("base64.decode('Zg')", is: .bytes([0x66])),
        EvaluationCase("base64.decode('Zg=')", fails: .invalidArgument),
        EvaluationCase("base64.decode('Z')", fails: .invalidArgument),
        EvaluationCase("base64.decode('-_8=')", fails: .invalidArgument),
        EvaluationCase("base64.decode('')", is: .bytes([])),
    ]

    static let types: [EvaluationCase] = [
        EvaluationCase("type(null)", is: .type("null_type")),
        EvaluationCase("type(true)", is: .type("bool")),
        EvaluationCase("type(1)", is: .type("int")),
        EvaluationCase("type(1u)", is: .type("uint")),
        EvaluationCase("type(1.0)", is: .type("double")),
        EvaluationCase("type('a')", is: .type("string")),
        EvaluationCase("type(b'a')", is: .type("bytes")),
        EvaluationCase("type([1])", is: .type("list")),
        EvaluationCase("type({})", is: .type("map")),
        EvaluationCase("type(int)", is: .type("type")),
        EvaluationCase("type(type)", is: .type("type")),
        EvaluationCase("type(timestamp(0))", is: .type("google.protobuf.Timestamp")),
        EvaluationCase("type(duration('1s'))", is: .type("google.protobuf.Duration")),
        EvaluationCase("type(optional.none())", is: .type("optional_type")),
        EvaluationCase("type(quantity('1'))", is: .type("kubernetes.Quantity")),
        EvaluationCase("type(semver('1.0.0'))", is: .type("kubernetes.Semver")),
        EvaluationCase("type(url('/a'))", is: .type("kubernetes.URL")),
        EvaluationCase("type(format.uuid())", is: .type("kubernetes.NamedFormat")),
        EvaluationCase("type(ip('::1'))", is: .type("net.IP")),
        EvaluationCase("type(cidr('::1/128'))", is: .type("net.CIDR")),
        EvaluationCase("type(duration('1s')) == google.protobuf.Duration", true),
        EvaluationCase("type(ip('::1')) == net.IP && type(cidr('::/0')) == net.CIDR", true),
        EvaluationCase("type(quantity('1')) == kubernetes.Quantity && type(url('/')) == kubernetes.URL", true),
        EvaluationCase("type(semver('1.0.0')) == .kubernetes.Semver", true),
        EvaluationCase("type(optional.of(1)) == optional_type && type(null) == null_type", true),
        EvaluationCase("[int, uint, double, bool, string, bytes, list, map, type].all(t, type(t) == type)", true),
        EvaluationCase("type(1) == .int", true),
        EvaluationCase("type(1) == 'int'", false),
    ]

    @Test(arguments: ints) func toInt(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: uints) func toUInt(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: doubles) func toDouble(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: texts) func toText(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: others) func toOtherTypes(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: types) func typesAreValues(_ test: EvaluationCase) throws { try test.check() }

    /// JSON has one kind of number: whole ones are ints.
    @Test(
        arguments: [
            (1, "int"), (1.5, "double"), (.number("18446744073709551615"), "uint"), (.number("1e400"), "double"),
            ("a", "string"), (true, "bool"), (.null, "null_type"), ([], "list"), ([:], "map"),
        ] as [(Value, String)])
    func variablesHaveTypes(_ value: Value, _ type: String) throws {
        #expect(try Expression("type(v)").evaluate(["v": value]) == .string(type))
    }

    /// What a result becomes that JSON has no type for.
    @Test(
        arguments: [
            ("18446744073709551615u", .number("18446744073709551615")), ("5u", 5), ("b'hi'", "aGk="),
            ("timestamp(0)", "1970-01-01T00:00:00Z"), ("duration('1m')", "60s"), ("int", "int"),
            ("optional.none()", .null), ("optional.of([1])", [1]), ("{1: true, 2u: null}", ["1": true, "2": .null]),
            ("{true: 1}", ["true": 1]), ("quantity('1024Ki')", "1Mi"), ("semver('1.2.3-a')", "1.2.3-a"),
            ("url('https://a/?b#c')", "https://a/?b#c"), ("ip('::0001')", "::1"), ("cidr('10.1.2.3/8')", "10.1.2.3/8"),
            ("format.dns1123Label()", "dns1123Label"), ("[google.protobuf.Timestamp]", ["google.protobuf.Timestamp"]),
        ] as [(String, Value)])
    func resultsBecomeJSON(_ source: String, _ value: Value) throws {
        #expect(try Expression(source).evaluate([String: Value]()) == value)
    }

    /// A long text is not repeated in the message about it.
    @Test(arguments: [
        "int(s)", "uint(s)", "double(s)", "bool(s)", "timestamp(s)", "duration(s)", "quantity(s)", "semver(s)",
        "url(s)", "ip(s)", "cidr(s)", "timestamp(0).getHours(s)", "{}[s]", "{s: 1, s: 2}", "{'a': 1}[s]",
    ]) func messagesAreShort(_ source: String) throws {
        let text = String(repeating: "x:", count: 100_000)
        let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate(["s": .string(text)]) }
        #expect((error?.message.utf8.count ?? 0) < 400, "\(error?.message.prefix(500) ?? "")")
    }
}
