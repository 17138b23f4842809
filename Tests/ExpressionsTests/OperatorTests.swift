import Expressions
import Testing
import Value

@Suite struct OperatorTests {
    static let arithmetic: [EvaluationCase] = [
        EvaluationCase("2 + 3", is: .int(5)),
        EvaluationCase("2u + 3u", is: .uint(5)),
        EvaluationCase("2.0 + 0.5", is: .double(2.5)),
        EvaluationCase("'a' + 'b'", is: .string("ab")),
        EvaluationCase("'' + ''", is: .string("")),
        EvaluationCase("b'a' + b'\\xff'", is: .bytes([0x61, 0xFF])),
        EvaluationCase("[1] + [2.0]", is: .list([.int(1), .double(2)])),
        EvaluationCase("[] + []", is: .list([])),
        EvaluationCase("2 - 3", is: .int(-1)),
        EvaluationCase("3u - 2u", is: .uint(1)),
        EvaluationCase("0.5 - 2.0", is: .double(-1.5)),
        EvaluationCase("2 * -3", is: .int(-6)),
        EvaluationCase("2u * 3u", is: .uint(6)),
        EvaluationCase("2.5 * 2.0", is: .double(5)),
        EvaluationCase("7 / 2", is: .int(3)),
        EvaluationCase("-7 / 2", is: .int(-3)),
        EvaluationCase("7 / -2", is: .int(-3)),
        EvaluationCase("7u / 2u", is: .uint(3)),
        EvaluationCase("7.0 / 2.0", is: .double(3.5)),
        EvaluationCase("7 % 3", is: .int(1)),
        EvaluationCase("-7 % 3", is: .int(-1)),
        EvaluationCase("7 % -3", is: .int(1)),
        EvaluationCase("7u % 3u", is: .uint(1)),
        EvaluationCase("-(2)", is: .int(-2)),
        EvaluationCase("-(-2)", is: .int(2)),
        EvaluationCase("-(2.5)", is: .double(-2.5)),
        EvaluationCase("- 5", is: .int(-5)),
        EvaluationCase("---5", is: .int(-5)),
        EvaluationCase("1.0 / 0.0", is: .double(.infinity)),
        EvaluationCase("-1.0 / 0.0", is: .double(-.infinity)),
        EvaluationCase("0.0 / 0.0", is: .double(.nan)),
        EvaluationCase("1 + 2 * 3 - 4 / 2", is: .int(5)),
        EvaluationCase("(1 + 2) * 3", is: .int(9)),
        EvaluationCase("10 - 3 - 2", is: .int(5)),
        EvaluationCase("24 / 4 / 2", is: .int(3)),
        EvaluationCase("100 % 7 * 2", is: .int(4)),
        EvaluationCase("9223372036854775807 + 0", is: .int(.max)),
        EvaluationCase("-9223372036854775808 + 0", is: .int(.min)),
        EvaluationCase("18446744073709551615u + 0u", is: .uint(.max)),
        EvaluationCase("0x7fffffffffffffff", is: .int(.max)),
        EvaluationCase("-0x8000000000000000", is: .int(.min)),
        EvaluationCase("0xFFu", is: .uint(255)),
        EvaluationCase("timestamp(5) + duration('2s')", is: .timestamp(seconds: 7, nanoseconds: 0)),
        EvaluationCase("duration('2s') + timestamp(5)", is: .timestamp(seconds: 7, nanoseconds: 0)),
        EvaluationCase("timestamp(5) - duration('7s')", is: .timestamp(seconds: -2, nanoseconds: 0)),
        EvaluationCase("timestamp(0) - duration('1ns')", is: .timestamp(seconds: -1, nanoseconds: 999_999_999)),
        EvaluationCase("timestamp(5) - timestamp(7)", is: .duration(seconds: -2, nanoseconds: 0)),
        EvaluationCase("duration('1s') - duration('1500ms')", is: .duration(seconds: 0, nanoseconds: -500_000_000)),
        EvaluationCase("duration('1s') + duration('1ms')", is: .duration(seconds: 1, nanoseconds: 1_000_000)),
    ]

    @Test(arguments: arithmetic) func arithmeticKeepsTypes(_ test: EvaluationCase) throws { try test.check() }

    static let outOfRange: [EvaluationCase] = [
        EvaluationCase("9223372036854775807 + 1", fails: .overflow),
        EvaluationCase("-9223372036854775808 + -1", fails: .overflow),
        EvaluationCase("-9223372036854775808 - 1", fails: .overflow),
        EvaluationCase("9223372036854775807 - -1", fails: .overflow),
        EvaluationCase("9223372036854775807 * 2", fails: .overflow),
        EvaluationCase("-9223372036854775808 * -1", fails: .overflow),
        EvaluationCase("-9223372036854775808 / -1", fails: .overflow),
        EvaluationCase("-9223372036854775808 % -1", fails: .overflow),
        EvaluationCase("-(-9223372036854775808)", fails: .overflow),
        EvaluationCase("18446744073709551615u + 1u", fails: .overflow),
        EvaluationCase("0u - 1u", fails: .overflow),
        EvaluationCase("18446744073709551615u * 2u", fails: .overflow),
        EvaluationCase("1 / 0", fails: .divideByZero),
        EvaluationCase("1u / 0u", fails: .divideByZero),
        EvaluationCase("1 % 0", fails: .divideByZero),
        EvaluationCase("1u % 0u", fails: .divideByZero),
        EvaluationCase("timestamp(253402300799) + duration('1s')", fails: .overflow),
        EvaluationCase("timestamp(-62135596800) - duration('1ns')", fails: .overflow),
        EvaluationCase("duration('315576000000s') + duration('1ns')", fails: .overflow),
        EvaluationCase("timestamp(253402300799) - timestamp(-62135596800)", fails: .overflow),
    ]

    @Test(arguments: outOfRange) func whatDoesNotFitIsAnError(_ test: EvaluationCase) throws { try test.check() }

    /// Operand by operand, where the types are plain and where they come out of a variable.
    @Test(
        arguments: ["+", "-", "*", "/", "%", "<", "<=", ">", ">="],
        [
            ("1", "'a'"), ("1", "true"), ("1", "null"), ("true", "null"), ("'a'", "b'a'"), ("[1]", "{}"),
            ("timestamp(0)", "1"), ("duration('1s')", "1"), ("int", "1"), ("optional.of(1)", "1"), ("{}", "{}"),
        ])
    func operandsThatDoNotFitAreErrors(_ sign: String, _ operands: (String, String)) {
        for source in [
            "\(operands.0) \(sign) \(operands.1)", "dyn(\(operands.0)) \(sign) dyn(\(operands.1))",
            "\(operands.1) \(sign) \(operands.0)",
        ] {
            let error = #expect(throws: ExpressionError.self, "\(source)") { try Expression(source).evaluate([:]) }
            #expect(error?.code == .noSuchOverload)
            #expect(error?.message.contains("operator \(sign) does not take") == true)
        }
    }

    static let mixed: [EvaluationCase] = [
        EvaluationCase("1 + 1u", fails: .noSuchOverload),
        EvaluationCase("1 + 1.0", fails: .noSuchOverload),
        EvaluationCase("1.5 % 1.0", fails: .noSuchOverload),
        EvaluationCase("'a' - 'a'", fails: .noSuchOverload),
        EvaluationCase("[1] - [1]", fails: .noSuchOverload),
        EvaluationCase("duration('1s') * 2", fails: .noSuchOverload),
        EvaluationCase("duration('1s') - timestamp(0)", fails: .noSuchOverload),
        EvaluationCase("timestamp(0) + timestamp(0)", fails: .noSuchOverload),
        EvaluationCase("-1u", fails: .noSuchOverload),
        EvaluationCase("-dyn('a')", fails: .noSuchOverload),
        EvaluationCase("!dyn(1)", fails: .noSuchOverload),
        EvaluationCase("!'a'", fails: .noSuchOverload),
        EvaluationCase("1 in dyn(1)", fails: .noSuchOverload),
        EvaluationCase("'a' in 'abc'", fails: .noSuchOverload),
        EvaluationCase("[1] < [2]", fails: .noSuchOverload),
        EvaluationCase("null < null", fails: .noSuchOverload),
        EvaluationCase("int < uint", fails: .noSuchOverload),
    ]

    @Test(arguments: mixed) func typesAreNotMixed(_ test: EvaluationCase) throws { try test.check() }

    // MARK: - Comparison

    /// Ascending; each is below all that follow it.
    static let ascending: [[String]] = [
        ["-9223372036854775808", "-1", "0", "1", "9223372036854775807"],
        ["0u", "1u", "9223372036854775808u", "18446744073709551615u"],
        ["-1.0 / 0.0", "-1e308", "-0.5", "0.0", "5e-324", "1.0", "1e308", "1.0 / 0.0"],
        ["-1", "0u", "0.5", "1u", "1.5", "2", "9223372036854775808u", "1e19"],
        ["''", "'A'", "'a'", "'aa'", "'b'", "'é'", "'日'", "'\\U0001F600'"],
        ["b''", "b'\\x00'", "b'a'", "b'aa'", "b'\\xff'"],
        ["false", "true"],
        ["timestamp(-1)", "timestamp(0)", "timestamp('1970-01-01T00:00:00.000000001Z')", "timestamp(1)"],
        ["duration('-1h')", "duration('-1ns')", "duration('0')", "duration('1us')", "duration('1h')"],
    ]

    @Test(arguments: ascending) func valuesHaveAnOrder(_ values: [String]) throws {
        for (left, low) in values.enumerated() {
            for (right, high) in values.enumerated() {
                #expect(try Expression("(\(low)) < (\(high))").isTrue([:]) == (left < right), "\(low) \(high)")
                #expect(try Expression("(\(low)) <= (\(high))").isTrue([:]) == (left <= right), "\(low) \(high)")
                #expect(try Expression("(\(low)) > (\(high))").isTrue([:]) == (left > right), "\(low) \(high)")
                #expect(try Expression("(\(low)) >= (\(high))").isTrue([:]) == (left >= right), "\(low) \(high)")
                #expect(try Expression("(\(low)) == (\(high))").isTrue([:]) == (left == right), "\(low) \(high)")
                #expect(try Expression("(\(low)) != (\(high))").isTrue([:]) == (left != right), "\(low) \(high)")
            }
        }
    }

    @Test(arguments: ["1", "1u", "1.0", "0.0 / 0.0", "-1.0"]) func nothingIsBesideNaN(_ value: String) throws {
        for sign in ["<", "<=", ">", ">=", "=="] {
            #expect(try !Expression("(0.0 / 0.0) \(sign) (\(value))").isTrue([:]))
            #expect(try !Expression("(\(value)) \(sign) (0.0 / 0.0)").isTrue([:]))
        }
        #expect(try Expression("(0.0 / 0.0) != (\(value))").isTrue([:]))
    }

    /// No two of these are equal; each is equal to itself.
    static let different = [
        "null", "true", "false", "0", "1.5", "'0'", "''", "b'0'", "b''", "[]", "[0]", "{}", "{'a': 0}", "{0: 'a'}",
        "int", "list", "timestamp(0)", "duration('0')", "optional.none()", "optional.of(0)", "optional.of(null)",
        "quantity('1')", "semver('1.0.0')", "url('https://a')", "ip('10.0.0.1')", "cidr('10.0.0.1/32')",
        "format.uuid()", "format.date()",
    ]

    @Test(arguments: different) func valuesOfDifferentTypesAreNotEqual(_ value: String) throws {
        for other in Self.different {
            #expect(try Expression("\(value) == \(other)").isTrue([:]) == (value == other), "\(value) == \(other)")
            #expect(try Expression("\(value) != \(other)").isTrue([:]) == (value != other), "\(value) != \(other)")
        }
    }

    static let equal: [EvaluationCase] = [
        EvaluationCase("1 == 1u && 1u == 1.0 && 1.0 == 1", true),
        EvaluationCase("9007199254740993 == 9007199254740992.0", true),
        EvaluationCase("[1, 2u, 3.0] == [1.0, 2, 3u]", true),
        EvaluationCase("{'a': 1, 'b': [2]} == {'b': [2.0], 'a': 1u}", true),
        EvaluationCase("{1: 'a'} == {1u: 'a'}", true),
        EvaluationCase("{'a': 1} == {'a': 1, 'b': 2}", false),
        EvaluationCase("{'a': 1} == {'b': 1}", false),
        EvaluationCase("[1, [2]] == [1, [3]]", false),
        EvaluationCase("[1] == [1, 2]", false),
        EvaluationCase("[0.0 / 0.0] == [0.0 / 0.0]", false),
        EvaluationCase("optional.of(1) == optional.of(1u)", true),
        EvaluationCase("quantity('1Ki') == quantity('1024')", true),
        EvaluationCase("semver('1.0.0') == semver('1.0.0+x')", true),
        EvaluationCase("cidr('10.0.0.1/8') == cidr('10.0.0.0/8')", false),
        EvaluationCase("'é' == 'e\\u0301'", false),
        EvaluationCase("type(1) == int && int != uint", true),
        EvaluationCase("-0.0 == 0.0", true),
        EvaluationCase("timestamp('2024-01-01T01:00:00+01:00') == timestamp('2024-01-01T00:00:00Z')", true),
        EvaluationCase("duration('60s') == duration('1m')", true),
    ]

    @Test(arguments: equal) func equalityGoesByValue(_ test: EvaluationCase) throws { try test.check() }

    // MARK: - Membership

    static let membership: [EvaluationCase] = [
        EvaluationCase("1 in [3, 2, 1]", true),
        EvaluationCase("1u in [1]", true),
        EvaluationCase("1.0 in [1]", true),
        EvaluationCase("1 in []", false),
        EvaluationCase("'1' in [1]", false),
        EvaluationCase("[1] in [[2], [1]]", true),
        EvaluationCase("null in [null]", true),
        EvaluationCase("'a' in {'a': null}", true),
        EvaluationCase("'b' in {'a': null}", false),
        EvaluationCase("1u in {1: 'a'}", true),
        EvaluationCase("1.0 in {1: 'a'}", true),
        EvaluationCase("1.5 in {1: 'a'}", false),
        EvaluationCase("null in {'a': 1}", false),
        EvaluationCase("'x' in l", true),
        EvaluationCase("'y' in l", false),
        EvaluationCase("'k' in m", true),
        EvaluationCase("1 in m", false),
    ]

    @Test(arguments: membership) func membershipGoesByValue(_ test: EvaluationCase) throws {
        try test.check(["l": ["x", 1], "m": ["k": .null]])
    }

    // MARK: - Logic

    /// What `&&` and `||` come to, for true, false and an error on either side.
    @Test func logicAbsorbsErrorsThatDoNotMatter() throws {
        let error = "1 / 0 == 1"
        for left in ["true", "false", error] {
            for right in ["true", "false", error] {
                for (sign, decisive) in [("&&", "false"), ("||", "true")] {
                    let source = "\(left) \(sign) \(right)"
                    if left == decisive || right == decisive {
                        #expect(try Expression(source).isTrue([:]) == (decisive == "true"), "\(source)")
                    } else if left == error || right == error {
                        let found = #expect(throws: ExpressionError.self) { try Expression(source).isTrue([:]) }
                        #expect(found?.code == .divideByZero)
                    } else {
                        #expect(try Expression(source).isTrue([:]) == (decisive != "true"), "\(source)")
                    }
                }
            }
        }
    }

    static let logic: [EvaluationCase] = [
        EvaluationCase("!true", false),
        EvaluationCase("!!true", true),
        EvaluationCase("!!!true", false),
        EvaluationCase("true && true && false", false),
        EvaluationCase("false || false || true", true),
        EvaluationCase("false || 1 / 0 == 1 || true", true),
        EvaluationCase("true && 1 / 0 == 1 && false", false),
        EvaluationCase("dyn(1) || true", true),
        EvaluationCase("dyn('a') && false", false),
        EvaluationCase("dyn(1) || false", fails: .noSuchOverload),
        EvaluationCase("dyn(1) && true", fails: .noSuchOverload),
        EvaluationCase("true ? 1 : 1 / 0", 1),
        EvaluationCase("false ? 1 / 0 : 2", 2),
        EvaluationCase("1 / 0 == 1 ? 1 : 2", fails: .divideByZero),
        EvaluationCase("dyn('true') ? 1 : 2", fails: .noSuchOverload),
        EvaluationCase("true ? false ? 1 : 2 : 3", fails: .syntax),
        EvaluationCase("true ? (false ? 1 : 2) : 3", 2),
        EvaluationCase("false ? 1 : false ? 2 : 3", 3),
        EvaluationCase("true || true ? 1 : 2", 1),
        EvaluationCase("true == false || true", true),
    ]

    @Test(arguments: logic) func logicIsOfTruthValues(_ test: EvaluationCase) throws { try test.check() }
}
