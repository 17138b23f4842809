import Expressions
import Testing
import Value

/// `format`, clause by clause.
@Suite struct FormatFunctionTests {
    static let texts: [EvaluationCase] = [
        EvaluationCase("''.format([])", ""),
        EvaluationCase("'plain'.format([])", "plain"),
        EvaluationCase("'100%%'.format([])", "100%"),
        EvaluationCase("'%%%s%%'.format(['a'])", "%a%"),
        EvaluationCase("'%s and %s'.format(['a', 'b'])", "a and b"),
        EvaluationCase("'%s'.format(['日本'])", "日本"),
        EvaluationCase("'%s'.format([1])", "1"),
        EvaluationCase("'%s'.format([1u])", "1"),
        EvaluationCase("'%s'.format([1.0])", "1"),
        EvaluationCase("'%s'.format([0.1])", "0.1"),
        EvaluationCase("'%s'.format([1000000.0])", "1000000"),
        EvaluationCase("'%s'.format([0.0 / 0.0])", "NaN"),
        EvaluationCase("'%s'.format([-1.0 / 0.0])", "-Infinity"),
        EvaluationCase("'%s'.format([false])", "false"),
        EvaluationCase("'%s'.format([null])", "null"),
        EvaluationCase("'%s'.format([b'xyz'])", "xyz"),
        EvaluationCase("'%s'.format([string])", "string"),
        EvaluationCase("'%s'.format([timestamp(1)])", "1970-01-01T00:00:01Z"),
        EvaluationCase("'%s'.format([duration('90m')])", "5400s"),
        EvaluationCase("'%s'.format([quantity('2048Ki')])", "2Mi"),
        EvaluationCase("'%s'.format([semver('1.2.3')])", "1.2.3"),
        EvaluationCase("'%s'.format([url('/a')])", "/a"),
        EvaluationCase("'%s'.format([ip('::1')])", "::1"),
        EvaluationCase("'%s'.format([cidr('10.0.0.0/8')])", "10.0.0.0/8"),
        EvaluationCase("'%s'.format([format.uuid()])", "uuid"),
        EvaluationCase("'%s'.format([optional.of(1)])", "1"),
        EvaluationCase("'%s'.format([optional.none()])", "none"),
        EvaluationCase("'%s'.format([[]])", "[]"),
        EvaluationCase("'%s'.format([[1, 'a', [null]]])", "[1, a, [null]]"),
        EvaluationCase("'%s'.format([{}])", "{}"),
        EvaluationCase("'%s'.format([{'b': 1, 'a': [2]}])", "{a: [2], b: 1}"),
        EvaluationCase("'%s'.format([{2: 'x', true: 'y'}])", "{2: x, true: y}"),
        EvaluationCase("'%s'.format([b'\\xff'])", fails: .invalidArgument),
        EvaluationCase("'%s'.format('a')", fails: .noSuchOverload),
        EvaluationCase("'%s'.format()", fails: .noSuchOverload),
    ]

    static let numbers: [EvaluationCase] = [
        EvaluationCase("'%d'.format([-5])", "-5"),
        EvaluationCase("'%d'.format([18446744073709551615u])", "18446744073709551615"),
        EvaluationCase("'%d'.format([1.0 / 0.0])", "Infinity"),
        EvaluationCase("'%d'.format([1.5])", fails: .noSuchOverload),
        EvaluationCase("'%d'.format(['1'])", fails: .noSuchOverload),
        EvaluationCase("'%d'.format([null])", fails: .noSuchOverload),
        EvaluationCase("'%f'.format([1.5])", "1.500000"),
        EvaluationCase("'%f'.format([1])", "1.000000"),
        EvaluationCase("'%f'.format([2u])", "2.000000"),
        EvaluationCase("'%.0f'.format([0.5])", "0"),
        EvaluationCase("'%.0f'.format([1.5])", "2"),
        EvaluationCase("'%.1f'.format([-0.05])", "-0.1"),
        EvaluationCase("'%.3f'.format([1e15])", "1000000000000000.000"),
        EvaluationCase("'%.2f'.format([0.0 / 0.0])", "NaN"),
        EvaluationCase("'%.2f'.format([-1.0 / 0.0])", "-Infinity"),
        EvaluationCase("'%f'.format(['1'])", fails: .noSuchOverload),
        EvaluationCase("'%e'.format([1234.5])", "1.234500e+03"),
        EvaluationCase("'%.2e'.format([0.00012345])", "1.23e-04"),
        EvaluationCase("'%.0e'.format([9.5])", "1e+01"),
        EvaluationCase("'%e'.format([0.0])", "0.000000e+00"),
        EvaluationCase("'%e'.format([true])", fails: .noSuchOverload),
        EvaluationCase("'%b'.format([5])", "101"),
        EvaluationCase("'%b'.format([-5])", "-101"),
        EvaluationCase("'%b'.format([5u])", "101"),
        EvaluationCase("'%b'.format([true])", "1"),
        EvaluationCase("'%b'.format([false])", "0"),
        EvaluationCase("'%b'.format(['5'])", fails: .noSuchOverload),
        EvaluationCase("'%o'.format([64])", "100"),
        EvaluationCase("'%o'.format([64u])", "100"),
        EvaluationCase("'%o'.format([1.0])", fails: .noSuchOverload),
        EvaluationCase("'%x'.format([255])", "ff"),
        EvaluationCase("'%X'.format([-255])", "-FF"),
        EvaluationCase("'%x'.format([255u])", "ff"),
        EvaluationCase("'%x'.format(['hi\\n'])", "68690a"),
        EvaluationCase("'%X'.format([b'\\xab\\x0c'])", "AB0C"),
        EvaluationCase("'%x'.format([1.5])", fails: .noSuchOverload),
        EvaluationCase("'%x'.format([[1]])", fails: .noSuchOverload),
    ]

    static let clauses: [EvaluationCase] = [
        EvaluationCase("'%'.format([])", fails: .invalidArgument),
        EvaluationCase("'a%'.format([1])", fails: .invalidArgument),
        EvaluationCase("'%q'.format([1])", fails: .invalidArgument),
        EvaluationCase("'% d'.format([1])", fails: .invalidArgument),
        EvaluationCase("'%5d'.format([1])", fails: .invalidArgument),
        EvaluationCase("'%s %s'.format([1])", fails: .invalidArgument),
        EvaluationCase("'%.f'.format([1.0])", fails: .invalidArgument),
        EvaluationCase("'%.1000f'.format([1.0]).size()", 1002),
        EvaluationCase("'%.1001f'.format([1.0])", fails: .invalidArgument),
        EvaluationCase("'%.99999999999999999999f'.format([1.0])", fails: .invalidArgument),
        EvaluationCase("'%.'.format([1.0])", fails: .invalidArgument),
        EvaluationCase("'%s'.format([1, 2])", "1"),
    ]

    @Test(arguments: texts) func valuesAsTexts(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: numbers) func numbersInEveryForm(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: clauses) func clausesAreChecked(_ test: EvaluationCase) throws { try test.check() }

    @Test func variablesAreWrittenWhole() throws {
        let value: Value = ["b": [1, 2.5], "a": ["x": .null, "y": true], "c": .number("18446744073709551615")]
        #expect(
            try Expression("'%s'.format([v])").evaluate(["v": value])
                == "{a: {x: null, y: true}, b: [1, 2.5], c: 18446744073709551615}")
    }
}
