import Expressions
import Testing
import Value

@Suite struct ListFunctionTests {
    static let access: [EvaluationCase] = [
        EvaluationCase("size([1, 2])", 2),
        EvaluationCase("[].size()", 0),
        EvaluationCase("size({'a': 1})", 1),
        EvaluationCase("{}.size()", 0),
        EvaluationCase("[1, 2][0]", 1),
        EvaluationCase("[1, 2][1u]", 2),
        EvaluationCase("[1, 2][1.0]", 2),
        EvaluationCase("[1, 2][2]", fails: .indexOutOfRange),
        EvaluationCase("[1, 2][-1]", fails: .indexOutOfRange),
        EvaluationCase("[1, 2][18446744073709551615u]", fails: .indexOutOfRange),
        EvaluationCase("[1, 2][dyn(0.5)]", fails: .noSuchOverload),
        EvaluationCase("[1, 2][dyn('0')]", fails: .noSuchOverload),
        EvaluationCase("[1][true]", fails: .noSuchOverload),
        EvaluationCase("{'a': 1}['a']", 1),
        EvaluationCase("{'a': 1}.a", 1),
        EvaluationCase("{'a': 1}.b", fails: .noSuchKey),
        EvaluationCase("{'a': 1}['b']", fails: .noSuchKey),
        EvaluationCase("{1: 'x'}[1u] + {2u: 'y'}[2] + {3: 'z'}[3.0]", "xyz"),
        EvaluationCase("{1: 'x'}[1.5]", fails: .noSuchKey),
        EvaluationCase("{true: 'x'}[true]", "x"),
        EvaluationCase("{'a': 1}[null]", fails: .noSuchKey),
        EvaluationCase("(1)[0]", fails: .noSuchOverload),
        EvaluationCase("dyn('abc')[0]", fails: .noSuchOverload),
        EvaluationCase("{'a': 1, 'a': 2}", fails: .duplicateKey),
        EvaluationCase("{1: 1, 1u: 2}", fails: .duplicateKey),
        EvaluationCase("{1.0: 1}", fails: .noSuchOverload),
        EvaluationCase("{dyn(1.0): 1}", fails: .noSuchOverload),
        EvaluationCase("{null: 1}", fails: .noSuchOverload),
        EvaluationCase("{dyn([]): 1}", fails: .noSuchOverload),
        EvaluationCase("{'\\u00e9': 1, 'e\\u0301': 2}.size()", 2),
        EvaluationCase("has({'a': null}.a)", true),
        EvaluationCase("has({'a': {'b': 1}}.a.c)", false),
        EvaluationCase("has({'a': 1}.b.c)", fails: .noSuchOverload),
        EvaluationCase("has({'a': dyn(1)}.b.c)", fails: .noSuchKey),
        EvaluationCase("has(dyn(1).a)", fails: .noSuchOverload),
        EvaluationCase("[[1, 2], [3]][0][1]", 2),
        EvaluationCase("{'a': [{'b': 'c'}]}.a[0].b", "c"),
    ]

    static let order: [EvaluationCase] = [
        EvaluationCase("[].isSorted()", true),
        EvaluationCase("[1].isSorted()", true),
        EvaluationCase("[1, 1, 2].isSorted()", true),
        EvaluationCase("[2, 1].isSorted()", false),
        EvaluationCase("['a', 'B'].isSorted()", false),
        EvaluationCase("[false, true].isSorted()", true),
        EvaluationCase("[timestamp(1), timestamp(0)].isSorted()", false),
        EvaluationCase("[duration('1s'), duration('2s')].isSorted()", true),
        EvaluationCase("[b'a', b'b'].isSorted()", true),
        EvaluationCase("[1, 'a'].isSorted()", fails: .noSuchOverload),
        EvaluationCase("[[1], [2]].isSorted()", fails: .noSuchOverload),
        EvaluationCase("[3, 1, 2].min()", 1),
        EvaluationCase("[3, 1, 2].max()", 3),
        EvaluationCase("['b', 'a'].min()", "a"),
        EvaluationCase("[1, 2.5, 2u].max()", 2.5),
        EvaluationCase("[duration('1s'), duration('1m')].max()", "60s"),
        EvaluationCase("[5].max()", 5),
        EvaluationCase("[].min()", fails: .invalidArgument),
        EvaluationCase("[].max()", fails: .invalidArgument),
        EvaluationCase("[null].min()", fails: .noSuchOverload),
        EvaluationCase("[1, null].max()", fails: .noSuchOverload),
        EvaluationCase("[3, 1, 2].sort()", [1, 2, 3]),
        EvaluationCase("['b', 'A', 'a'].sort()", ["A", "a", "b"]),
        EvaluationCase("[2.5, 1, 2u].sort()", [1, 2, 2.5]),
        EvaluationCase("[true, false].sort()", [false, true]),
        EvaluationCase("[].sort()", []),
        EvaluationCase("[1].sort()", [1]),
        EvaluationCase("[{}].sort()", fails: .noSuchOverload),
        EvaluationCase("[1, '1'].sort()", fails: .noSuchOverload),
        EvaluationCase("[0.0 / 0.0, 1.0].sort()", fails: .noSuchOverload),
        EvaluationCase("[1, 2, 3].reverse()", [3, 2, 1]),
        EvaluationCase("[].reverse()", []),
    ]

    static let sums: [EvaluationCase] = [
        EvaluationCase("[].sum()", 0),
        EvaluationCase("[1, 2, 3].sum()", is: .int(6)),
        EvaluationCase("[1u, 2u].sum()", is: .uint(3)),
        EvaluationCase("[0.5, 0.25].sum()", is: .double(0.75)),
        EvaluationCase("[duration('1s'), duration('1m')].sum()", is: .duration(seconds: 61, nanoseconds: 0)),
        EvaluationCase("[5].sum()", 5),
        EvaluationCase("[9223372036854775807, 1].sum()", fails: .overflow),
        EvaluationCase("['a', 'b'].sum()", fails: .noSuchOverload),
        EvaluationCase("[1, 1.0].sum()", fails: .noSuchOverload),
        EvaluationCase("[[1]].sum()", fails: .noSuchOverload),
        EvaluationCase("lists.range(5)", [0, 1, 2, 3, 4]),
        EvaluationCase("lists.range(0)", []),
        EvaluationCase("lists.range(-1)", fails: .invalidArgument),
        EvaluationCase("lists.range(1u)", fails: .noSuchOverload),
    ]

    static let search: [EvaluationCase] = [
        EvaluationCase("[1, 2, 1].indexOf(1)", 0),
        EvaluationCase("[1, 2, 1].lastIndexOf(1)", 2),
        EvaluationCase("[1, 2].indexOf(2u)", 1),
        EvaluationCase("[1, 2].indexOf(3)", -1),
        EvaluationCase("[].indexOf(1)", -1),
        EvaluationCase("[].lastIndexOf(1)", -1),
        EvaluationCase("[[1], [2]].indexOf([2.0])", 1),
        EvaluationCase("['a'].lastIndexOf('b')", -1),
        EvaluationCase("[null].indexOf(null)", 0),
        EvaluationCase("[1, 1.0, 1u, 2].distinct()", [1, 2]),
        EvaluationCase("['b', 'a', 'b'].distinct()", ["b", "a"]),
        EvaluationCase("[[1], [1.0], []].distinct()", [[1], []]),
        EvaluationCase("[].distinct()", []),
        EvaluationCase("[1, 2].first().value()", 1),
        EvaluationCase("[1, 2].last().value()", 2),
        EvaluationCase("[].first().hasValue() || [].last().hasValue()", false),
    ]

    static let parts: [EvaluationCase] = [
        EvaluationCase("[1, 2, 3, 4].slice(1, 3)", [2, 3]),
        EvaluationCase("[1, 2].slice(0, 2)", [1, 2]),
        EvaluationCase("[1, 2].slice(1, 1)", []),
        EvaluationCase("[1, 2].slice(2, 2)", []),
        EvaluationCase("[1, 2].slice(2, 1)", fails: .indexOutOfRange),
        EvaluationCase("[1, 2].slice(0, 3)", fails: .indexOutOfRange),
        EvaluationCase("[1, 2].slice(-1, 1)", fails: .indexOutOfRange),
        EvaluationCase("[1, 2].slice(0)", fails: .noSuchOverload),
        EvaluationCase("[1, [2, [3, [4]]]].flatten()", [1, 2, [3, [4]]]),
        EvaluationCase("[1, [2, [3, [4]]]].flatten(1)", [1, 2, [3, [4]]]),
        EvaluationCase("[1, [2, [3, [4]]]].flatten(2)", [1, 2, 3, [4]]),
        EvaluationCase("[1, [2, [3, [4]]]].flatten(99)", [1, 2, 3, 4]),
        EvaluationCase("[[1]].flatten(0)", [[1]]),
        EvaluationCase("[[], [[]]].flatten()", [[]]),
        EvaluationCase("[[1]].flatten(-1)", fails: .invalidArgument),
        EvaluationCase("'a'.flatten()", fails: .noSuchOverload),
    ]

    static let sets: [EvaluationCase] = [
        EvaluationCase("sets.contains([1, 2, 3], [3, 1])", true),
        EvaluationCase("sets.contains([1, 2.0, 3u], [1.0, 2u, 3])", true),
        EvaluationCase("sets.contains([1], [])", true),
        EvaluationCase("sets.contains([], [1])", false),
        EvaluationCase("sets.contains([1, 2], [2, 2, 2])", true),
        EvaluationCase("sets.contains([1], ['1'])", false),
        EvaluationCase("sets.equivalent([], [])", true),
        EvaluationCase("sets.equivalent([1], [1, 1u, 1.0])", true),
        EvaluationCase("sets.equivalent([1, 2], [2, 3])", false),
        EvaluationCase("sets.equivalent([1, 2], [1])", false),
        EvaluationCase("sets.equivalent([1], [1, 2])", false),
        EvaluationCase("sets.intersects([1, 2], [2, 3])", true),
        EvaluationCase("sets.intersects([1], [])", false),
        EvaluationCase("sets.intersects([], [1])", false),
        EvaluationCase("sets.intersects([[1]], [[1.0], 2])", true),
        EvaluationCase("sets.contains(1, [1])", fails: .noSuchOverload),
        EvaluationCase("sets.intersects([1], {})", fails: .noSuchOverload),
        EvaluationCase("sets.equivalent([1])", fails: .noSuchOverload),
    ]

    @Test(arguments: access) func elementsAreRead(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: order) func elementsHaveAnOrder(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: sums) func numbersAreAddedUp(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: search) func elementsAreFound(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: parts) func partsAreTaken(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: sets) func listsAreSets(_ test: EvaluationCase) throws { try test.check() }

    /// The same of lists and maps that come out of a variable.
    @Test(
        arguments: [
            ("l[1]", 2), ("l.reverse()", [3, 2, 1]), ("l.sum()", 6), ("l.max()", 3), ("l.slice(0, 1)", [1]),
            ("l + l", [1, 2, 3, 1, 2, 3]), ("l.indexOf(3)", 2), ("l.isSorted()", true), ("l == [1, 2, 3]", true),
            ("[1, 2, 3] == l", true), ("l == l", true), ("sets.contains(l, [2])", true), ("n.flatten()", [1, 2, 3]),
            ("n[0] + n[1]", [1, 2, 3]), ("m.a", 1), ("m['b'].c", "d"), ("m == {'a': 1, 'b': {'c': 'd'}}", true),
            ("{'b': {'c': 'd'}, 'a': 1.0} == m", true), ("m == m", true), ("m.size()", 2), ("has(m.b.c)", true),
            ("has(m.b.d)", false), ("m[?'z'].hasValue()", false), ("l[?9].hasValue()", false), ("l[?0].value()", 1),
            ("m == {}", false), ("'c' in m.b", true), ("[l, l].flatten().distinct()", [1, 2, 3]),
        ] as [(String, Value)])
    func variablesAreRead(_ source: String, _ value: Value) throws {
        let variables: [String: Value] = ["l": [1, 2, 3], "n": [[1], [2, 3]], "m": ["a": 1, "b": ["c": "d"]]]
        #expect(try Expression(source).evaluate(variables) == value)
    }
}
