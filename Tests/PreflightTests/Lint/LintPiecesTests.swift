import Expressions
import Testing
import Value
import YAML

@testable import Preflight

/// The pieces of lint, each by itself.
@Suite struct LintPiecesTests {
    // MARK: Unknown keys

    @Test(
        arguments: [
            ("{}", [String]()), ("{id: a, needs: [x]}", []), ("{ident: a}", ["ident"]),
            ("{objects: {a: {resource: b, x: 1, w: 2}, c: {z: 1}}}", ["objects.a.x", "objects.a.w", "objects.c.z"]),
            ("{outcomes: [{when: a}, {wen: a, message: b, why: c}]}", ["outcomes[1].wen", "outcomes[1].why"]),
            ("{appliesTo: {if: a}, extra: {id: b}}", ["appliesTo.if", "extra"]),
            // What is no mapping holds no keys.
            ("{objects: [x], outcomes: {a: b}, appliesTo: text}", []), ("[{id: a}]", []), ("text", []),
        ] as [(String, [String])])
    func keysThatTheSchemaDoesNotKnow(text: String, paths: [String]) throws {
        let value = try YAML.decode(text, file: "f")
        let found = UnknownKey.all(in: value, by: CheckDefinition.schema)
        #expect(found.map(\.path.description) == paths)
        for key in found {
            #expect(!key.known.isEmpty && key.known == key.known.sorted() && !key.known.contains(key.name))
        }
    }

    /// What the schema takes is what the reader takes, so that lint may go by it.
    @Test func theSchemaKnowsTheReadersKeys() throws {
        let schema = CheckDefinition.schema
        let found = UnknownKey.all(in: ["x": 1, "outcomes": [["x": 1]], "appliesTo": ["x": 1]], by: schema)
        #expect(
            found[0].known == [
                "apiVersion", "appliesTo", "category", "description", "forEach", "id", "kind", "needs", "objects",
                "onRequest", "outcomes", "requirement", "requires", "severity", "title",
            ])
        #expect(found[1].known == ["details", "hint", "message", "verdict", "when"])
        #expect(found[2].known == ["otherwise", "when"])
    }

    // MARK: Which outcomes are reached

    @Test(
        arguments: [
            (["a", "b", "true"], [String?]([nil, nil, nil])),
            (["true"], [nil]), (["1 < 2", "true"], [nil, "always holds"]),
            (["1 < 2", "a", "true"], [nil, "always holds", nil]), (["1 > 2", "true"], ["never holds", nil]),
            (["!true", "!true", "true"], ["never holds", "never holds", nil]),
            (["a == 1", "a == 1", "true"], [nil, "has the same", nil]),
            (["a", "b", "a", "a"], [nil, nil, "same", "same"]),
            (["a == 'x y'", "a == 'x  y'", "true"], [nil, nil, nil]),
            (["size([]) == 0", "b"], [nil, "always"]),
            // What ends in an error each time is told by nobody here.
            (["1 / 0 == 1", "true"], [nil, nil]), (["true || a", "b"], [nil, nil]),
        ] as [([String], [String?])])
    func whatIsReached(conditions: [String], problems: [String?]) throws {
        var order = OutcomeOrder()
        var found: [String?] = []
        for condition in conditions { found.append(order.problem(of: try Expression(condition))) }
        #expect(found.count == problems.count)
        for (found, wanted) in zip(found, problems) {
            #expect((found == nil) == (wanted == nil), "\(conditions): \(found ?? "nothing")")
            if let wanted { #expect(found?.contains(wanted) == true, "\(found ?? "nothing")") }
        }
    }

    @Test func whatDoesNotCompileSaysNothingOfTheOthers() throws {
        var order = OutcomeOrder()
        #expect(order.problem(of: nil) == nil)
        let first = order.problem(of: try Expression("1 == 1"))
        let second = order.problem(of: nil)
        let third = order.problem(of: nil)
        #expect(first == nil && second != nil && third == nil)
    }

    // MARK: What to do about unknown names

    private static let registry = FactRegistry(
        sources: [FactSource("a", "a fact") { _ in .absent }, FactSource("b", "another") { _ in .absent }],
        variables: [
            FactVariable("want", from: [], form: "{}", "what is wanted") { $0.subject.value },
            FactVariable("alpha", from: ["a"], form: "text", "a fact") { _ in .null },
            FactVariable("both", from: ["a", "b", "objects/services"], form: "text", "all") { _ in .null },
            FactVariable("server", from: ["b"], form: "{x}", "of one", within: [.nats, .etcd]) { _ in .null },
            FactVariable("only", from: [], form: "{x}", "of one", within: [.nats]) { _ in .null },
        ])

    private static func scope(
        _ facts: [FactName], objects: Set<String> = [], _ each: CheckDefinition.Each? = nil, isSure: Bool = true
    ) -> LintScope {
        LintScope(registry: registry, facts: facts, objects: objects, forEach: each, isSure: isSure)
    }

    private static func advice(_ name: String, _ scope: LintScope) -> String? {
        do {
            _ = try Expression(name, variables: scope.names)
            return "compiles"
        } catch {
            return scope.advice(error)
        }
    }

    @Test func aScopeHasWhatTheReaderGives() {
        #expect(Self.scope([]).names == ["want"])
        #expect(Self.scope(["a"], objects: ["list"]).names == ["want", "alpha", "list"])
        #expect(Self.scope(["a", "b", "objects/services"]).names == ["want", "alpha", "both"])
        #expect(Self.scope(["b"], .etcd).names == ["want", "server"])
        #expect(Self.scope(["b"], .nats).names == ["want", "server", "only"])
        #expect(Self.scope([], isSure: false).names == ["want", "alpha", "both", "server", "only"])
        #expect(Self.scope(["a"]).ofWant.names == ["want"])
    }

    @Test(
        arguments: [
            ("alpha", "to see it, name a under needs"),
            ("both", "to see it, name a, b under needs, and ask for objects/services under objects"),
            ("server", "to see it, name b under needs, and write forEach: etcd or nats"),
            ("only", "to see it, write forEach: nats"), ("wont", "did you mean 'want'?"), ("weather", nil),
            ("want", "compiles"),
        ] as [(String, String?)])
    func itIsSaidHowAVariableIsSeen(name: String, says: String?) {
        #expect(Self.advice(name, Self.scope([])) == says)
    }

    @Test func whatIsThereAlreadyIsNotAskedFor() {
        #expect(
            Self.advice("both", Self.scope(["a"]))
                == "to see it, name b under needs, and ask for objects/services under objects")
        #expect(Self.advice("server", Self.scope(["b"])) == "to see it, write forEach: etcd or nats")
        #expect(Self.advice("only", Self.scope([], .etcd)) == "to see it, write forEach: nats")
        let late = Self.advice("alpha", Self.scope(["a"]).ofWant)
        #expect(late == "facts are gathered after it; 'want' alone is seen here")
    }

    @Test func otherErrorsNeedNoAdvice() {
        #expect(Self.advice("want ==", Self.scope([])) == nil)
        #expect(Self.advice("nope(want)", Self.scope([])) == nil)
    }

    // MARK: Findings

    @Test func anErrorOfAnyKindIsAFinding() throws {
        struct Other: Error, CustomStringConvertible { var description: String { "something else" } }
        #expect(CheckFinding(Other(), file: "f").words == "f: error: something else")
        let plain = PreflightError(.invalidCheck, "f: is odd")
        #expect(CheckFinding(plain, file: "f").words == "f: error: is odd")
        let other = PreflightError(.invalidCheck, "g: is odd")
        #expect(CheckFinding(other, file: "f").words == "f: error: g: is odd")
        let wrapped = PreflightError(.invalidCheck, "x", underlying: Other())
        #expect(CheckFinding(wrapped, file: "f", path: "id").words == "f: error: id something else")
    }

    @Test func placesComeFromTheErrors() throws {
        let yaml = try #require(throws: YAMLError.self) { try YAML.decode("a: [", file: "dir:x/f.yaml") }
        let first = CheckFinding(yaml, file: "dir:x/f.yaml")
        #expect(first.line == yaml.line && first.column == yaml.column && first.path == nil)
        let expression = try #require(throws: ExpressionError.self) {
            try Expression("a ==", location: "dir:x/f.yaml:12:7")
        }
        let second = CheckFinding(expression, file: "dir:x/f.yaml", path: "outcomes[0].when")
        #expect(second.line == 12 && second.column == 7 && second.location == "dir:x/f.yaml:12:7")
        #expect(second.excerpt?.hasPrefix("    a ==\n") == true)
        let nowhere = try #require(throws: ExpressionError.self) { try Expression("a ==") }
        #expect(CheckFinding(nowhere, file: "f").line == nil)
    }

    // MARK: Words for lists of objects

    @Test(arguments: [
        (ObjectsQuery(resource: "services"), "services"),
        (
            ObjectsQuery(group: "apps", resource: "deployments", namespaces: .wanted),
            "deployments.apps in the wanted namespaces"
        ),
        (
            ObjectsQuery(resource: "secrets", namespaces: .named(["b", "a"]), labelSelector: "x=y"),
            "secrets in a, b with labels x=y"
        ),
        (ObjectsQuery(resource: "secrets", fieldSelector: "type=a"), "secrets with fields type=a"),
        (ObjectsQuery(resource: "configmaps", names: ["y", "x"]), "configmaps named x, y"),
    ])
    func aQueryHasATitle(query: ObjectsQuery, title: String) {
        #expect(query.title == title)
    }
}
