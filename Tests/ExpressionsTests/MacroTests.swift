import Expressions
import Testing
import Value

@Suite struct MacroTests {
    static let decisions: [EvaluationCase] = [
        EvaluationCase("[1, 2].all(x, x > 0)", true),
        EvaluationCase("[1, 2].all(x, x > 1)", false),
        EvaluationCase("[].all(x, false)", true),
        EvaluationCase("[1, 2].exists(x, x == 2)", true),
        EvaluationCase("[1, 2].exists(x, x == 3)", false),
        EvaluationCase("[].exists(x, true)", false),
        EvaluationCase("[1, 2].exists_one(x, x > 1)", true),
        EvaluationCase("[1, 2].exists_one(x, x > 0)", false),
        EvaluationCase("[1, 2].existsOne(x, x > 2)", false),
        EvaluationCase("[].exists_one(x, true)", false),
        EvaluationCase("{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])", true),
        EvaluationCase("{'a': 1}.exists(k, k == 'b')", false),
        EvaluationCase("{'a': 1, 'b': 2}.exists_one(k, k > 'a')", true),
        EvaluationCase("[1, 2].all(i, x, x == i + 1)", true),
        EvaluationCase("[1, 2].exists(i, x, i == 1 && x == 2)", true),
        EvaluationCase("[1, 2].existsOne(i, x, i + x > 1)", true),
        EvaluationCase("[1, 2].exists_one(i, x, true)", false),
        EvaluationCase("{'a': 1}.all(k, v, k == 'a' && v == 1)", true),
        EvaluationCase("{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)", true),
        EvaluationCase("{'a': 1, 'b': 2}.existsOne(k, v, v == 1)", true),
        // Errors of others do not matter where one element decides.
        EvaluationCase("[0, 1].exists(x, 1 / x == 1)", true),
        EvaluationCase("[1, 0].exists(x, 1 / x == 1)", true),
        EvaluationCase("[0, 2].exists(x, 1 / x == 1)", fails: .divideByZero),
        EvaluationCase("[0, 2].all(x, 1 / x == 1)", false),
        EvaluationCase("[0, 1].all(x, 1 / x == 1)", fails: .divideByZero),
        EvaluationCase("[0, 1].exists_one(x, 1 / x == 1)", fails: .divideByZero),
        EvaluationCase("[1, 0].exists(x, dyn(x))", fails: .noSuchOverload),
        EvaluationCase("[1].all(x, 'a')", fails: .noSuchOverload),
        EvaluationCase("'abc'.all(x, true)", fails: .noSuchOverload),
        EvaluationCase("dyn('abc').all(x, true)", fails: .noSuchOverload),
        EvaluationCase("dyn(1).exists(x, true)", fails: .noSuchOverload),
    ]

    static let results: [EvaluationCase] = [
        EvaluationCase("[1, 2].map(x, x * x)", [1, 4]),
        EvaluationCase("[].map(x, x)", []),
        EvaluationCase("[1, 2, 3].map(x, x > 1, x * 10)", [20, 30]),
        EvaluationCase("{'a': 1, 'b': 2}.map(k, k + k)", ["aa", "bb"]),
        EvaluationCase("[1, 0].map(x, 1 / x)", fails: .divideByZero),
        EvaluationCase("[1].map(x, dyn(1), x)", fails: .noSuchOverload),
        EvaluationCase("[1, 2, 3].filter(x, x % 2 == 1)", [1, 3]),
        EvaluationCase("[].filter(x, true)", []),
        EvaluationCase("{'a': 1, 'b': 2}.filter(k, k != 'a')", ["b"]),
        EvaluationCase("[1].filter(x, x)", fails: .noSuchOverload),
        EvaluationCase("[1, 0].filter(x, 1 / x > 0)", fails: .divideByZero),
        EvaluationCase("['b', 'c'].transformList(i, v, [i, v])", [[0, "b"], [1, "c"]]),
        EvaluationCase("['b', 'c'].transformList(i, v, i > 0, v)", ["c"]),
        EvaluationCase("{'a': 1}.transformList(k, v, k + string(v))", ["a1"]),
        EvaluationCase("{'a': 1, 'b': 2}.transformList(k, v, v > 1, k)", ["b"]),
        EvaluationCase("{'a': 1, 'b': 2}.transformMap(k, v, v * 2)", ["a": 2, "b": 4]),
        EvaluationCase("{'a': 1, 'b': 2}.transformMap(k, v, k == 'b', v)", ["b": 2]),
        EvaluationCase("['x'].transformMap(i, v, v)", ["0": "x"]),
        EvaluationCase("{'a': 'x'}.transformMapEntry(k, v, {v: k})", ["x": "a"]),
        EvaluationCase("{'a': 1, 'b': 2}.transformMapEntry(k, v, v > 1, {k: v, k + k: v})", ["b": 2, "bb": 2]),
        EvaluationCase("['x', 'y'].transformMapEntry(i, v, {v: i})", ["x": 0, "y": 1]),
        EvaluationCase("['x', 'x'].transformMapEntry(i, v, {v: i})", fails: .duplicateKey),
        EvaluationCase("['x'].transformMapEntry(i, v, v)", fails: .noSuchOverload),
        EvaluationCase("['x'].transformMapEntry(i, v, dyn(v))", fails: .noSuchOverload),
        EvaluationCase("{'a': 1}.transformMapEntry(k, v, {dyn(1.5): k})", fails: .noSuchOverload),
        EvaluationCase("[3, 1, 2].sortBy(x, x)", [1, 2, 3]),
        EvaluationCase("[3, 1, 2].sortBy(x, -x)", [3, 2, 1]),
        EvaluationCase("['bb', 'a', 'ccc'].sortBy(x, size(x))", ["a", "bb", "ccc"]),
        EvaluationCase("['b1', 'a1', 'b0'].sortBy(x, x.charAt(0))", ["a1", "b1", "b0"]),
        EvaluationCase("[{'n': 2}, {'n': 1}].sortBy(x, x.n).map(x, x.n)", [1, 2]),
        EvaluationCase("[].sortBy(x, x)", []),
        EvaluationCase("[1, 2].sortBy(x, [x])", fails: .noSuchOverload),
        EvaluationCase("[1, 2].sortBy(x, x == 1 ? dyn(1) : dyn('a'))", fails: .noSuchOverload),
        EvaluationCase("[1, 0].sortBy(x, 1 / x)", fails: .divideByZero),
        EvaluationCase("{'a': 1}.sortBy(x, x)", fails: .noSuchOverload),
        EvaluationCase("dyn({'a': 1}).sortBy(x, x)", fails: .noSuchOverload),
    ]

    static let nesting: [EvaluationCase] = [
        EvaluationCase("[1, 2].map(x, [10, 20].map(y, x + y))", [[11, 21], [12, 22]]),
        EvaluationCase("[1, 2].map(x, [3].map(x, x))", [[3], [3]]),
        EvaluationCase("[1, 2].all(x, [1, 2].exists(y, x == y))", true),
        EvaluationCase("[[1, 2], [3]].map(x, x.filter(y, y > 1))", [[2], [3]]),
        EvaluationCase("[1, 2].filter(x, x > 1).map(x, x + 1).exists(x, x == 3)", true),
        EvaluationCase("[1].map(x, x)[0] + 1", 2),
        EvaluationCase("{'a': [1, 2]}.exists(k, v, v.all(x, x > 0) && k == 'a')", true),
        EvaluationCase("v.map(v, v)", [7]),
        EvaluationCase("[1].map(x, v)", [[7]]),
    ]

    static let syntax: [EvaluationCase] = [
        EvaluationCase("[1].all(1, true)", fails: .syntax),
        EvaluationCase("[1].all(x.y, true)", fails: .syntax),
        EvaluationCase("[1].all(.x, true)", fails: .syntax),
        EvaluationCase("[1].map('x', 1)", fails: .syntax),
        EvaluationCase("[1].all(x, x, true)", fails: .syntax),
        EvaluationCase("[1].transformList(x, 1, x)", fails: .syntax),
        EvaluationCase("[1].all(x)", fails: .unknownFunction),
        EvaluationCase("[1].filter(x, y, true)", fails: .unknownFunction),
        EvaluationCase("[1].transformMap(x, x)", fails: .unknownFunction),
        EvaluationCase("has(1)", fails: .syntax),
        EvaluationCase("has({'a': 1}['a'])", fails: .syntax),
        EvaluationCase("has({'a': 1}.?a)", fails: .syntax),
        EvaluationCase("has({}.a, 1)", fails: .unknownFunction),
        EvaluationCase("cel.bind(1, 2, 3)", fails: .syntax),
        EvaluationCase("cel.bind(a.b, 2, 3)", fails: .syntax),
        EvaluationCase("cel.bind(x, 1)", fails: .unknownFunction),
        EvaluationCase("cel.block(1, 2)", fails: .syntax),
        EvaluationCase("cel.block([?optional.of(1)], 2)", fails: .syntax),
        EvaluationCase("cel.index(-1)", fails: .syntax),
        EvaluationCase("cel.index('a')", fails: .syntax),
        EvaluationCase("cel.iterVar(0, v)", fails: .syntax),
        EvaluationCase("cel.nope(1)", fails: .unknownFunction),
        EvaluationCase("cel.index(0)", fails: .unknownVariable),
        EvaluationCase("cel.block([1], cel.index(1))", fails: .unknownVariable),
        EvaluationCase("cel.block([cel.index(0)], cel.index(0))", fails: .unknownVariable),
        EvaluationCase("cel.block([cel.index(1), 1], cel.index(0))", fails: .unknownVariable),
        EvaluationCase("1.optMap(x, x)", fails: .noSuchOverload),
        EvaluationCase("optional.of(1).optMap(1, 2)", fails: .syntax),
    ]

    static let definitions: [EvaluationCase] = [
        EvaluationCase("cel.bind(x, 2, x * x)", 4),
        EvaluationCase("cel.bind(x, 2, cel.bind(y, x + 1, x * y))", 6),
        EvaluationCase("cel.bind(x, 2, cel.bind(x, x + 1, x))", 3),
        EvaluationCase("cel.bind(v, [1], v)", [1]),
        EvaluationCase("cel.bind(x, 1 / 0, true)", true),
        EvaluationCase("cel.bind(x, 1 / 0, x == 1)", fails: .divideByZero),
        EvaluationCase("cel.bind(x, 1 / 0, x == 1 || true)", true),
        EvaluationCase("cel.bind(x, 1 / 0, x == 1 || x == 2)", fails: .divideByZero),
        EvaluationCase("cel.bind(x, v[0], [1, 2].map(v, x + v))", [8, 9]),
        EvaluationCase("[1, 2].map(x, cel.bind(y, x + 1, [x].map(x, x * y)))", [[2], [6]]),
        EvaluationCase("cel.block([], 1)", 1),
        EvaluationCase("cel.block([1, cel.index(0) + 1], cel.index(1) + cel.index(0))", 3),
        EvaluationCase("cel.block([1 / 0, 2], cel.index(1))", 2),
        EvaluationCase("cel.block([[1, 2]], cel.index(0).map(cel.iterVar(0, 0), cel.iterVar(0, 0) + 1))", [2, 3]),
        EvaluationCase("cel.block([v[0]], [1].map(v, cel.index(0) + v))", [8]),
        EvaluationCase("[1].map(cel.iterVar(0, 0), [2].map(cel.iterVar(1, 0), cel.iterVar(0, 0)))", [[1]]),
        EvaluationCase("cel.bind(a, 1, a) + cel.bind(a, 2, a)", 3),
    ]

    @Test(arguments: decisions) func elementsDecide(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: results) func elementsGiveResults(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: nesting) func macrosAreWithinEachOther(_ test: EvaluationCase) throws {
        try test.check(["v": [7]])
    }
    @Test(arguments: definitions) func definitionsAreEvaluatedWhenRead(_ test: EvaluationCase) throws {
        try test.check(["v": [7]])
    }

    @Test(arguments: syntax) func whatIsNoMacroIsAnError(_ test: EvaluationCase) throws {
        guard case .failure(let code) = test.outcome else { return }
        let error = #expect(throws: ExpressionError.self) { try Expression(test.source, variables: ["v"]) }
        #expect(error?.code == code, "\(error?.description ?? "")")
    }

    /// A definition costs what it costs once, however often it is read.
    @Test func aDefinitionIsEvaluatedOnce() throws {
        let once = try CostTests.cost("cel.bind(x, lists.range(1000), x.size())")
        let often = try CostTests.cost("cel.bind(x, lists.range(1000), x.size() + x.size() + x.size())")
        #expect(often < once + 20)
        #expect(once > 1000)
    }

    /// One that fails is not tried again.
    @Test func aDefinitionFailsOnce() throws {
        let slow = "lists.range(1000).map(x, 1 / x)[0]"
        let once = try CostTests.cost("cel.bind(x, \(slow), x == 1 || true)")
        let often = try CostTests.cost("cel.bind(x, \(slow), x == 1 || x == 2 || x == 3 || true)")
        #expect(often < once + 20)
    }
}
