import Expressions
import Testing
import Value

@Suite struct MathTests {
    static let extremes: [EvaluationCase] = [
        EvaluationCase("math.greatest(1)", is: .int(1)),
        EvaluationCase("math.greatest(1, 2)", is: .int(2)),
        EvaluationCase("math.greatest(2u, 1u, 3u)", is: .uint(3)),
        EvaluationCase("math.greatest(-1.5, -2.5)", is: .double(-1.5)),
        EvaluationCase("math.greatest(1, 2.5, 2u)", is: .double(2.5)),
        EvaluationCase("math.greatest(1, 1.0)", is: .int(1)),
        EvaluationCase("math.greatest(1.0, 1)", is: .double(1)),
        EvaluationCase("math.greatest([1, 5, 3])", is: .int(5)),
        EvaluationCase("math.greatest([1, 2u, 2.5])", is: .double(2.5)),
        EvaluationCase("math.greatest([])", fails: .invalidArgument),
        EvaluationCase("math.greatest()", fails: .noSuchOverload),
        EvaluationCase("math.greatest('a')", fails: .noSuchOverload),
        EvaluationCase("math.greatest(1, 'a')", fails: .noSuchOverload),
        EvaluationCase("math.greatest([1, null])", fails: .noSuchOverload),
        EvaluationCase("math.greatest([1], [2])", fails: .noSuchOverload),
        EvaluationCase("math.least(1, 2)", is: .int(1)),
        EvaluationCase("math.least(2u, 1u)", is: .uint(1)),
        EvaluationCase("math.least(1, -0.5)", is: .double(-0.5)),
        EvaluationCase("math.least([3, 2])", is: .int(2)),
        EvaluationCase("math.least(-9223372036854775808, 18446744073709551615u)", is: .int(.min)),
        EvaluationCase("math.least(true)", fails: .noSuchOverload),
    ]

    static let rounding: [EvaluationCase] = [
        EvaluationCase("math.ceil(1.2)", is: .double(2)),
        EvaluationCase("math.ceil(-1.2)", is: .double(-1)),
        EvaluationCase("math.ceil(2.0)", is: .double(2)),
        EvaluationCase("math.floor(1.8)", is: .double(1)),
        EvaluationCase("math.floor(-1.2)", is: .double(-2)),
        EvaluationCase("math.round(1.5)", is: .double(2)),
        EvaluationCase("math.round(-1.5)", is: .double(-2)),
        EvaluationCase("math.round(2.5)", is: .double(3)),
        EvaluationCase("math.round(1.4)", is: .double(1)),
        EvaluationCase("math.trunc(1.9)", is: .double(1)),
        EvaluationCase("math.trunc(-1.9)", is: .double(-1)),
        EvaluationCase("math.ceil(0.0 / 0.0)", is: .double(.nan)),
        EvaluationCase("math.floor(1.0 / 0.0)", is: .double(.infinity)),
        EvaluationCase("math.ceil(1)", fails: .noSuchOverload),
        EvaluationCase("math.round('1')", fails: .noSuchOverload),
    ]

    static let signs: [EvaluationCase] = [
        EvaluationCase("math.abs(-5)", is: .int(5)),
        EvaluationCase("math.abs(5)", is: .int(5)),
        EvaluationCase("math.abs(5u)", is: .uint(5)),
        EvaluationCase("math.abs(-5.5)", is: .double(5.5)),
        EvaluationCase("math.abs(-1.0 / 0.0)", is: .double(.infinity)),
        EvaluationCase("math.abs(-9223372036854775808)", fails: .overflow),
        EvaluationCase("math.abs('a')", fails: .noSuchOverload),
        EvaluationCase("math.sign(-5)", is: .int(-1)),
        EvaluationCase("math.sign(0)", is: .int(0)),
        EvaluationCase("math.sign(7)", is: .int(1)),
        EvaluationCase("math.sign(0u)", is: .uint(0)),
        EvaluationCase("math.sign(7u)", is: .uint(1)),
        EvaluationCase("math.sign(-0.5)", is: .double(-1)),
        EvaluationCase("math.sign(0.0)", is: .double(0)),
        EvaluationCase("math.sign(0.5)", is: .double(1)),
        EvaluationCase("math.sign(0.0 / 0.0)", is: .double(.nan)),
        EvaluationCase("math.sign(null)", fails: .noSuchOverload),
        EvaluationCase("math.sqrt(16)", is: .double(4)),
        EvaluationCase("math.sqrt(16u)", is: .double(4)),
        EvaluationCase("math.sqrt(2.25)", is: .double(1.5)),
        EvaluationCase("math.sqrt(-1)", is: .double(.nan)),
        EvaluationCase("math.sqrt('4')", fails: .noSuchOverload),
        EvaluationCase("math.isNaN(0.0 / 0.0)", true),
        EvaluationCase("math.isNaN(1.0)", false),
        EvaluationCase("math.isInf(-1.0 / 0.0)", true),
        EvaluationCase("math.isInf(0.0 / 0.0)", false),
        EvaluationCase("math.isFinite(1.0)", true),
        EvaluationCase("math.isFinite(1.0 / 0.0)", false),
        EvaluationCase("math.isFinite(1)", fails: .noSuchOverload),
    ]

    static let bits: [EvaluationCase] = [
        EvaluationCase("math.bitAnd(12, 10)", is: .int(8)),
        EvaluationCase("math.bitAnd(12u, 10u)", is: .uint(8)),
        EvaluationCase("math.bitAnd(-1, 255)", is: .int(255)),
        EvaluationCase("math.bitOr(12, 10)", is: .int(14)),
        EvaluationCase("math.bitOr(12u, 10u)", is: .uint(14)),
        EvaluationCase("math.bitXor(12, 10)", is: .int(6)),
        EvaluationCase("math.bitXor(12u, 10u)", is: .uint(6)),
        EvaluationCase("math.bitNot(0)", is: .int(-1)),
        EvaluationCase("math.bitNot(0u)", is: .uint(.max)),
        EvaluationCase("math.bitShiftLeft(1, 4)", is: .int(16)),
        EvaluationCase("math.bitShiftLeft(1u, 63)", is: .uint(1 << 63)),
        EvaluationCase("math.bitShiftLeft(1, 63)", is: .int(.min)),
        EvaluationCase("math.bitShiftLeft(1, 64)", is: .int(0)),
        EvaluationCase("math.bitShiftLeft(1, 9223372036854775807)", is: .int(0)),
        EvaluationCase("math.bitShiftLeft(1, -1)", fails: .invalidArgument),
        EvaluationCase("math.bitShiftRight(16, 4)", is: .int(1)),
        EvaluationCase("math.bitShiftRight(-1, 60)", is: .int(15)),
        EvaluationCase("math.bitShiftRight(16u, 64)", is: .uint(0)),
        EvaluationCase("math.bitShiftRight(16u, -9223372036854775808)", fails: .invalidArgument),
        EvaluationCase("math.bitAnd(1, 1u)", fails: .noSuchOverload),
        EvaluationCase("math.bitOr(1.0, 1.0)", fails: .noSuchOverload),
        EvaluationCase("math.bitShiftLeft(1, 1u)", fails: .noSuchOverload),
        EvaluationCase("math.bitNot(true)", fails: .noSuchOverload),
    ]

    @Test(arguments: extremes) func theGreatestAndTheLeast(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: rounding) func numbersAreRounded(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: signs) func numbersHaveSigns(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: bits) func numbersAreBits(_ test: EvaluationCase) throws { try test.check() }
}
