import Expressions
import Testing
import Value

@Suite struct OptionalTests {
    static let values: [EvaluationCase] = [
        EvaluationCase("optional.of(1)", is: .optional(.int(1))),
        EvaluationCase("optional.of(null)", is: .optional(.null)),
        EvaluationCase("optional.of(optional.none())", is: .optional(.optional(nil))),
        EvaluationCase("optional.none()", is: .optional(nil)),
        EvaluationCase("optional.of(1).hasValue()", true),
        EvaluationCase("optional.none().hasValue()", false),
        EvaluationCase("optional.of(1).value()", 1),
        EvaluationCase("optional.none().value()", fails: .noValue),
        EvaluationCase("optional.none().value() == 1 || true", true),
        EvaluationCase("optional.of(1).or(optional.of(2)).value()", 1),
        EvaluationCase("optional.none().or(optional.of(2)).value()", 2),
        EvaluationCase("optional.none().or(optional.none()).hasValue()", false),
        EvaluationCase("optional.of(1).orValue(2)", 1),
        EvaluationCase("optional.none().orValue(2)", 2),
        EvaluationCase("optional.none().or(1)", fails: .noSuchOverload),
        EvaluationCase("optional.of()", fails: .noSuchOverload),
        EvaluationCase("optional.none(1)", fails: .noSuchOverload),
        EvaluationCase("(1).hasValue()", fails: .noSuchOverload),
        EvaluationCase("dyn(1).value()", fails: .noSuchOverload),
    ]

    /// What counts as nothing.
    @Test(arguments: [
        "null", "false", "0", "0u", "0.0", "-0.0", "''", "b''", "[]", "{}", "duration('0')", "timestamp(0)",
        "optional.none()",
    ]) func zeroValuesAreNone(_ value: String) throws {
        #expect(try Expression("optional.ofNonZeroValue(\(value)).hasValue()").evaluate([String: Value]()) == false)
    }

    @Test(arguments: [
        "true", "1", "-1", "1u", "0.1", "0.0 / 0.0", "' '", "b'\\x00'", "[null]", "{'': 0}", "duration('1ns')",
        "timestamp('1970-01-01T00:00:00.1Z')", "optional.of(0)", "int", "quantity('0')", "semver('0.0.0')", "url('/')",
        "ip('::')", "cidr('::/0')", "format.uuid()",
    ]) func otherValuesAreNot(_ value: String) throws {
        #expect(try Expression("optional.ofNonZeroValue(\(value)).hasValue()").evaluate([String: Value]()) == true)
    }

    static let macros: [EvaluationCase] = [
        EvaluationCase("optional.of(2).optMap(x, x * 2).value()", 4),
        EvaluationCase("optional.none().optMap(x, x * 2).hasValue()", false),
        EvaluationCase("optional.none().optMap(x, 1 / 0).hasValue()", false),
        EvaluationCase("optional.of(0).optMap(x, 1 / x)", fails: .divideByZero),
        EvaluationCase("optional.of(2).optFlatMap(x, optional.of(x * 2)).value()", 4),
        EvaluationCase("optional.of(2).optFlatMap(x, optional.none()).hasValue()", false),
        EvaluationCase("optional.none().optFlatMap(x, optional.of(1)).hasValue()", false),
        EvaluationCase("optional.of(2).optFlatMap(x, x)", fails: .noSuchOverload),
        EvaluationCase("optional.of(2).optFlatMap(x, dyn(x))", fails: .noSuchOverload),
        EvaluationCase("dyn(2).optMap(x, x)", fails: .noSuchOverload),
        EvaluationCase("optional.of({'a': 1}).optMap(m, m.a + 1).orValue(0)", 2),
        EvaluationCase("optional.of(1).optMap(x, optional.of(2).optMap(x, x)).value().value()", 2),
        EvaluationCase("[optional.of(1), optional.none(), optional.of(2)].unwrapOpt()", [1, 2]),
        EvaluationCase("optional.unwrap([optional.of(1), optional.none()])", [1]),
        EvaluationCase("optional.unwrap([])", []),
        EvaluationCase("optional.unwrap([1])", fails: .noSuchOverload),
        EvaluationCase("[optional.of(1), 2].unwrapOpt()", fails: .noSuchOverload),
    ]

    static let access: [EvaluationCase] = [
        EvaluationCase("v.?a.value()", 1),
        EvaluationCase("v.?z.hasValue()", false),
        EvaluationCase("v.?m.?b.value()", 2),
        EvaluationCase("v.?z.?b.hasValue()", false),
        EvaluationCase("v.?z.b.c.hasValue()", false),
        EvaluationCase("v.?m.b.value()", 2),
        EvaluationCase("v[?'a'].value()", 1),
        EvaluationCase("v[?'z'].orValue(7)", 7),
        EvaluationCase("v.l[?0].value()", "x"),
        EvaluationCase("v.l[?9].hasValue()", false),
        EvaluationCase("v.l[?-1].hasValue()", false),
        EvaluationCase("v.?l[0].value()", "x"),
        EvaluationCase("v.?l[5].hasValue()", false),
        EvaluationCase("v.?z[5].hasValue()", false),
        EvaluationCase("v.?`a`.value()", 1),
        EvaluationCase("v.?d__dash__e.value()", 3),
        EvaluationCase("v.a.?b", fails: .noSuchOverload),
        EvaluationCase("v.?a.?b", fails: .noSuchOverload),
        EvaluationCase("v.?n.?b", fails: .noSuchOverload),
        EvaluationCase("v[?1.5].hasValue()", false),
        EvaluationCase("v.l[?'a']", fails: .noSuchOverload),
        EvaluationCase("has(v.?m.b)", true),
        EvaluationCase("has(v.?z.b)", false),
        EvaluationCase("has(v.?a.b)", fails: .noSuchOverload),
        EvaluationCase("v.?a == optional.of(1)", true),
        EvaluationCase("v.?z == optional.none()", true),
        EvaluationCase("[?v.?a, ?v.?z, 5]", [1, 5]),
        EvaluationCase("{?'a': v.?a, ?'z': v.?z, 'b': 5}", ["a": 1, "b": 5]),
        EvaluationCase("[?v.a]", fails: .noSuchOverload),
        EvaluationCase("{?'a': v.a}", fails: .noSuchOverload),
        EvaluationCase("[?1]", fails: .noSuchOverload),
        EvaluationCase("{?'a': 1}", fails: .noSuchOverload),
    ]

    @Test(arguments: values) func optionalsHoldValues(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: macros) func optionalsAreMapped(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: access) func fieldsAreOptional(_ test: EvaluationCase) throws {
        try test.check(["v": ["a": 1, "m": ["b": 2], "l": ["x", "y"], "n": .null, "d-e": 3]])
    }
}
