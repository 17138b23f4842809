import Testing
import Value

@testable import Expressions

/// How names find variables and fields.
@Suite struct NameTests {
    @Test(
        arguments: [
            ("a", "a"), ("a_b", "a_b"), ("a__b", "a__b"), ("__name__", "__name__"), ("a__dash__b", "a-b"),
            ("a__dot__b", "a.b"), ("a__slash__b", "a/b"), ("a__underscores__b", "a__b"),
            ("app__dot__kubernetes__dot__io__slash__part__dash__of", "app.kubernetes.io/part-of"), ("__for__", "for"),
            ("__namespace__", "namespace"), ("__true__", "true"), ("__in__", "in"), ("__null__", "null"),
            ("__int__", "__int__"), ("__for__x", "__for__x"), ("x__for__", "x__for__"), ("____", "____"),
            ("__dash__", "-"), ("__dash____dash__", "--"), ("a__dash__", "a-"), ("a__DASH__b", "a__DASH__b"),
            ("a__underscores__dash__underscores__b", "a__dash__b"), ("a_dash_b", "a_dash_b"),
            ("a__dash_b", "a__dash_b"),
        ])
    func escapesStandForCharacters(_ name: String, _ field: String) {
        #expect(FieldName.unescaped(name) == field)
    }

    static let object: [String: Value] = [
        "o": [
            "a-b": 1, "a.b": 2, "a/b": 3, "a__b": 4, "for": 5, "a__dash__b": 6, "plain": ["c-d": 7], "__x__": 8,
            "namespace": 9,
        ]
    ]

    static let fields: [EvaluationCase] = [
        EvaluationCase("o.a__dash__b", 1),
        EvaluationCase("o.a__dot__b", 2),
        EvaluationCase("o.a__slash__b", 3),
        EvaluationCase("o.a__underscores__b", 4),
        EvaluationCase("o.__for__", 5),
        EvaluationCase("o.__namespace__ + o.namespace", 18),
        EvaluationCase("o.`a-b` + o['a-b']", 2),
        EvaluationCase("o.`a__dash__b` + o['a__dash__b']", 12),
        EvaluationCase("o.a__underscores__dash__underscores__b", 6),
        EvaluationCase("o.plain.c__dash__d", 7),
        EvaluationCase("o.?plain.?c__dash__d.value()", 7),
        EvaluationCase("has(o.a__dash__b) && has(o.`a-b`) && !has(o.a__dash__c)", true),
        EvaluationCase("o.__x__", 8),
        EvaluationCase("o.for", 5),
        EvaluationCase("o.in", fails: .syntax),
        EvaluationCase("o.true", fails: .syntax),
        EvaluationCase("o.a__dash__z", fails: .noSuchKey),
        EvaluationCase("o.`a b!`", fails: .syntax),
        EvaluationCase("o.``", fails: .syntax),
        EvaluationCase("`o`", fails: .syntax),
    ]

    @Test(arguments: fields) func fieldsAreReadByAnyName(_ test: EvaluationCase) throws {
        try test.check(Self.object)
    }

    @Test func escapedMembersAreToldByTheirNames() throws {
        let expression = try Expression("o.a__dash__b + o.`c-d` + o['e-f'] + (has(o.g__dot__h) ? 1 : 0)")
        #expect(expression.members(of: "o") == ["a-b", "c-d", "e-f", "g.h"])
        #expect(try Expression(".o.a").members(of: "o") == ["a"])
        #expect(try Expression(".o == {}").readsWhole("o"))
    }

    // MARK: - Variables with dots

    static let dotted: [EvaluationCase] = [
        EvaluationCase("a.b", 1),
        EvaluationCase("a.b.c", 2),
        EvaluationCase("a.x", 3),
        EvaluationCase("a.m.k", 4),
        EvaluationCase(".a.b", 1),
        EvaluationCase(".a.x", 3),
        EvaluationCase("a['b']", fails: .noSuchKey),
        EvaluationCase("[{'b': 9}].map(a, a.b)", [9]),
        EvaluationCase("[{'b': 9}].map(a, .a.b)", [1]),
        EvaluationCase("[{'b': 9}].map(a, [1].map(x, a.b)[0])", [9]),
        EvaluationCase("cel.bind(a, {'b': 8}, a.b)", 8),
        EvaluationCase("has(a.m.k)", true),
        EvaluationCase("has(a.m.z)", false),
        EvaluationCase("a.z", fails: .noSuchKey),
        EvaluationCase("z.z", fails: .unknownVariable),
        EvaluationCase(".z", fails: .unknownVariable),
    ]

    @Test(arguments: dotted) func theLongestNameCounts(_ test: EvaluationCase) throws {
        try test.check(["a": ["x": 3, "q": ["b": 5]], "a.b": 1, "a.b.c": 2, "a.m": ["k": 4]])
    }

    @Test func dottedNamesAreChecked() throws {
        let expression = try Expression("a.b.c + d.e", variables: ["a.b", "d"])
        #expect(expression.freeVariables == ["a.b", "d"])
        let error = #expect(throws: ExpressionError.self) { try Expression("a.c", variables: ["a.b"]) }
        #expect(error?.code == .unknownVariable)
        let dot = try Expression(".x + x", variables: ["x"])
        #expect(dot.freeVariables == ["x"])
        #expect(try Expression(".x").freeVariables == ["x"])
    }

    @Test(
        arguments: [
            ("", "x", ["x"]), ("", ".x", ["x"]), ("a", "x", ["a.x", "x"]), ("a.b", "x.y", ["a.b.x.y", "a.x.y", "x.y"]),
            ("a.b", ".x.y", ["x.y"]),
        ])
    func containersAreLookedThrough(_ container: String, _ name: String, _ candidates: [String]) {
        #expect(Container(container).candidates(name) == candidates)
        #expect(Container(container).isEmpty == container.isEmpty)
    }

    @Test(
        arguments: [
            ("x", 1), (".x", 3), ("y.z", 4), ("[5].map(x, x)[0]", 5), ("[5].map(x, .x)[0]", 3), ("w", 6), ("c.w", 6),
        ] as [(String, Int64)])
    func theNearestNameCounts(_ source: String, _ value: Int64) throws {
        let variables: [String: TypedValue] = [
            "b.c.x": .int(1), "b.x": .int(2), "x": .int(3), "b.y.z": .int(4), "b.c.w": .int(6), "w": .int(7),
        ]
        for isChecked in [true, false] {
            let expression = try Expression(
                source, variables: Set(variables.keys), container: "b.c", isChecked: isChecked)
            #expect(try expression.typedValue(variables).isSame(as: .int(value)))
        }
    }

    // MARK: - Names that are something else

    @Test(arguments: [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]) func reservedWordsAreNoVariables(_ word: String) {
        for source in [word, ".\(word)", "[1].map(\(word), 1)", "\(word)(1)"] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source) }
            #expect(error?.code == .syntax)
        }
        #expect(throws: Never.self) { if word != "in" { _ = try Expression("a.\(word)") } }
    }

    @Test(
        arguments: [
            ("nope(1)", "unknown function \"nope\""), ("a.nope()", "unknown function \"nope\""),
            ("math.nope(1)", "unknown function \"math.nope\""), ("cel.nope(1)", "unknown function \"cel.nope\""),
            ("format.nope()", "unknown function \"format.nope\""),
            ("[1].all(x)", "all is written all(x, p) or all(i, x, p)"),
            ("cel.bind(x, 1)", "cel.bind is written cel.bind(x, value, f)"), ("has(a)", "has() takes the selection"),
            ("has(a.b, c)", "has is written has(a.b)"), ("optional.of(1).optMap(x)", "optMap is written optMap(x, f)"),
            ("[1].sortBy(x, x, x)", "sortBy is written sortBy(x, f)"),
        ])
    func messagesSayHowItIsWritten(_ source: String, _ message: String) {
        let error = #expect(throws: ExpressionError.self) { try Expression(source, variables: ["a"]) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    /// A variable may have the name of a function, a type or what stands before a dot.
    @Test(
        arguments: [
            ("size + 1", 2), ("int + 1", 2), ("math + 1", 2), ("size(string(size))", 1), ("math.abs(-3)", 3),
            ("ip + 1", 2), ("type(int) == .int", false), ("int(string(int))", 1),
        ] as [(String, Value)])
    func variablesMayHaveAnyOtherName(_ source: String, _ value: Value) throws {
        let variables: [String: Value] = ["size": 1, "int": 1, "math": 1, "ip": 1]
        #expect(try Expression(source, variables: Set(variables.keys)).evaluate(variables) == value)
    }

    @Test func uncheckedTextsFailWhenTheyAreEvaluated() throws {
        func value(_ source: String) throws -> TypedValue {
            try Expression(source, variables: [], container: "", isChecked: false).typedValue([:])
        }
        #expect(try value("true || nope(1)").isSame(as: .bool(true)))
        #expect(try value("false && 1 + 'a' == 1").isSame(as: .bool(false)))
        #expect(try value("true ? 1 : nope").isSame(as: .int(1)))
        let unknown = #expect(throws: ExpressionError.self) { try value("nope(1)") }
        #expect(unknown?.code == .unknownFunction)
        let mismatch = #expect(throws: ExpressionError.self) { try value("1 + 'a'") }
        #expect(mismatch?.code == .noSuchOverload)
        let pattern = #expect(throws: ExpressionError.self) { try value("'a'.matches('(')") }
        #expect(pattern?.code == .invalidArgument)
    }
}
