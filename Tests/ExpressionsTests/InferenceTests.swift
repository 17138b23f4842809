import Testing

@testable import Expressions

/// What the text alone tells of types.
@Suite struct InferenceTests {
    static let types: [(String, String)] = [
        // Literals and what they hold.
        ("null", "null_type"), ("true", "bool"), ("1", "int"), ("1u", "uint"), ("1.0", "double"), ("'a'", "string"),
        ("b'a'", "bytes"), ("int", "type"), ("net.IP", "type"), ("[]", "list(dyn)"), ("[1]", "list(int)"),
        ("[1, 2]", "list(int)"), ("[1, 'a']", "list(dyn)"), ("[1, v]", "list(dyn)"), ("[[1], []]", "list(list(int))"),
        ("[[], [[1]]]", "list(list(list(int)))"), ("{}", "map(dyn, dyn)"), ("{'a': 1}", "map(string, int)"),
        ("{'a': 1, 2: 'b'}", "map(dyn, dyn)"), ("{'a': [], 'b': [1]}", "map(string, list(int))"),
        ("[?optional.of(1)]", "list(int)"), ("[?v]", "list(dyn)"), ("{?'a': optional.of(1)}", "map(string, int)"),
        ("[null, 1]", "list(dyn)"), ("[null, timestamp(0)]", "list(google.protobuf.Timestamp)"),
        ("[duration('1s'), null]", "list(google.protobuf.Duration)"),
        ("[optional.of(1), null]", "list(optional_type(int))"),
        // Operators.
        ("1 + 1", "int"), ("1.0 * 2.0", "double"), ("'a' + 'b'", "string"), ("v + 1", "dyn"), ("-1", "int"),
        ("-v", "dyn"), ("!true", "bool"), ("!v", "dyn"), ("v == 1", "bool"), ("v < 1", "bool"), ("1 in v", "bool"),
        ("[1] + []", "list(int)"), ("[1] + ['a']", "list(dyn)"), ("[] + []", "list(dyn)"), ("v && v", "bool"),
        ("true ? 1 : 2", "int"), ("true ? 1 : 'a'", "dyn"), ("true ? [] : [1]", "list(int)"), ("true ? v : 1", "dyn"),
        ("timestamp(0) - timestamp(0)", "google.protobuf.Duration"),
        ("timestamp(0) + duration('1s')", "google.protobuf.Timestamp"),
        ("duration('1s') + timestamp(0)", "google.protobuf.Timestamp"),
        ("duration('1s') - duration('1s')", "google.protobuf.Duration"),
        // Access.
        ("v.a", "dyn"), ("v[0]", "dyn"), ("v.?a", "optional_type(dyn)"), ("v[?0]", "optional_type(dyn)"),
        ("[1][0]", "int"), ("[1][?0]", "optional_type(int)"), ("{'a': 1}.a", "int"), ("{'a': 1}['a']", "int"),
        ("{'a': 1}.?a", "optional_type(int)"), ("{'a': {'b': 1}}.?a.b", "optional_type(int)"),
        ("{'a': [1]}.?a[0]", "optional_type(int)"), ("has(v.a)", "bool"), ("[][0]", "dyn"), ("{}.a", "dyn"),
        ("[1, 'a'][0]", "dyn"), ("{1: [2.0]}[1][0]", "double"),
        // Macros.
        ("v.map(x, x)", "list(dyn)"), ("[1].map(x, x)", "list(int)"), ("[1].map(x, string(x))", "list(string)"),
        ("{'a': 1}.map(k, k)", "list(string)"), ("[1].filter(x, true)", "list(int)"),
        ("{'a': 1}.filter(k, true)", "list(string)"), ("v.filter(x, true)", "list(dyn)"), ("v.all(x, true)", "bool"),
        ("v.exists(x, true)", "bool"), ("v.exists_one(x, true)", "bool"), ("['a'].sortBy(x, x)", "list(string)"),
        ("v.sortBy(x, x)", "list(dyn)"), ("['a'].transformList(i, x, i)", "list(int)"),
        ("{'a': 1.0}.transformList(k, x, x)", "list(double)"), ("['a'].transformMap(i, x, x)", "map(int, string)"),
        ("{'a': 1}.transformMap(k, x, k)", "map(string, string)"), ("v.transformMap(k, x, 1)", "map(dyn, int)"),
        ("{'a': 1}.transformMapEntry(k, x, {x: k})", "map(int, string)"),
        ("v.transformMapEntry(k, x, v)", "map(dyn, dyn)"), ("cel.bind(x, 1, [x])", "list(int)"),
        ("cel.block([1, [cel.index(0)]], cel.index(1))", "list(int)"), ("has({'a': 1}.a)", "bool"),
        ("optional.of(1).optMap(x, string(x))", "optional_type(string)"),
        ("optional.of(1).optFlatMap(x, optional.of('a'))", "optional_type(string)"),
        ("v.optMap(x, x)", "optional_type(dyn)"), ("v.optFlatMap(x, x)", "optional_type(dyn)"),
        // Functions.
        ("size(v)", "int"), ("dyn(1)", "dyn"), ("type(1)", "type"), ("int(v)", "int"), ("string(v)", "string"),
        ("optional.none()", "optional_type(dyn)"), ("optional.of(1)", "optional_type(int)"),
        ("optional.of(1).value()", "int"), ("optional.of(1).orValue(2)", "int"), ("optional.of(1).orValue('a')", "dyn"),
        ("optional.of(1).or(optional.none())", "optional_type(int)"), ("v.or(v)", "optional_type(dyn)"),
        ("optional.ofNonZeroValue('a')", "optional_type(string)"), ("[optional.of(1)].unwrapOpt()", "list(int)"),
        ("[1].first()", "optional_type(int)"), ("['a'].last().value()", "string"), ("[1].reverse()", "list(int)"),
        ("v.reverse()", "dyn"), ("[1].min()", "int"), ("[1.0].sum()", "double"), ("[1].sort()", "list(int)"),
        ("[1].slice(0, 1)", "list(int)"), ("[1].distinct()", "list(int)"), ("[[1]].flatten()", "list(dyn)"),
        ("lists.range(3)", "list(int)"), ("'a'.split(',')", "list(string)"), ("'a'.findAll('a')", "list(string)"),
        ("math.greatest(1, 2)", "int"), ("math.least(1, 2.0)", "dyn"), ("math.greatest([1u])", "uint"),
        ("quantity('1').add(1)", "kubernetes.Quantity"), ("v.add(1)", "kubernetes.Quantity"),
        ("semver('1.0.0')", "kubernetes.Semver"), ("v.isLessThan(v)", "bool"),
        ("url('/').getQuery()", "map(string, list(string))"), ("url('/').getHost()", "string"), ("ip('::')", "net.IP"),
        ("cidr('::/0').ip()", "net.IP"), ("cidr('::/0').masked()", "net.CIDR"),
        ("format.uuid()", "kubernetes.NamedFormat"), ("format.named('a')", "optional_type(kubernetes.NamedFormat)"),
        ("format.uuid().validate('a')", "optional_type(list(string))"), ("timestamp(0).getHours()", "int"),
    ]

    @Test(arguments: types) func areInferred(_ source: String, _ type: String) throws {
        #expect(try Expression(source).inferredType == type)
    }

    /// What does not fit what a list, a map or an optional holds.
    @Test(arguments: [
        "[1].exists(x, x.startsWith('a'))", "['a'].map(x, x + 1)", "{'a': 1}.all(k, k > 1)", "{'a': 1}.a.b",
        "[1][0].b", "['a'].filter(x, !x)", "{'a': 1}.exists(k, v, v == 1 && v.size() > 1)",
        "lists.range(3).all(i, i + 'a' == '')", "'a,b'.split(',').exists(x, x > 1)",
        "optional.of(1).optMap(x, x + 'a')", "optional.of(1).value() + 'a'", "[1].first().value().size()",
        "cel.bind(x, [1], x[0] + 'a')", "cel.block([1, cel.index(0) + 'a'], 1)", "[[1]][0][0] + 'a'",
        "'a'.findAll('b')[0] * 2", "url('/').getQuery()['a'][0] + 1", "[1, 2].max() + 'a'", "(true ? 1 : 2) + 'a'",
        "['a'].sortBy(x, x - 1)", "[1].transformList(i, x, i + 'a')", "{'a': 1}.transformMapEntry(k, v, k)",
    ]) func contentsAreChecked(_ source: String) {
        let error = #expect(throws: ExpressionError.self) { try Expression(source) }
        #expect(error?.code == .noSuchOverload)
    }

    /// The same where nothing is known of the elements.
    @Test(arguments: [
        "v.exists(x, x.startsWith('a'))", "[1, 'a'].exists(x, x.startsWith('a'))", "[dyn(1)].map(x, x + 'a')",
        "[].map(x, x + 1)", "{}.all(k, k > 1)", "{'a': 1, 'b': 'c'}.a.b", "(true ? 1 : 'a') + 1", "[v][0].b",
        "optional.none().value() + 'a'", "v.optMap(x, x + 'a')", "cel.bind(x, v, x + 1)", "v.value().a",
    ]) func whatIsNotKnownIsTaken(_ source: String) throws {
        _ = try Expression(source)
    }

    @Test func joiningIsTheSameBothWays() {
        let types = [
            InferredType.dyn, .unbound, InferredType(.int), InferredType(.string), InferredType(.null),
            InferredType(.timestamp), .list(InferredType(.int)), .list(.unbound), .list(.dyn),
            .map(InferredType(.string), .unbound), .map(InferredType(.string), InferredType(.int)),
            .optional(.unbound), .optional(InferredType(.int)), InferredType(.list), InferredType(.map),
        ]
        for left in types {
            #expect(left.joined(with: left) == left)
            #expect(InferredType.unbound.joined(with: left) == left)
            for right in types { #expect(left.joined(with: right) == right.joined(with: left), "\(left) \(right)") }
        }
    }

    /// A type within a type within a type ends somewhere.
    @Test func typesHaveADepth() throws {
        var type = InferredType(.int)
        for _ in 0..<1000 { type = .list(type) }
        #expect(type.description.count < 400)
        #expect(type.description.hasSuffix("dyn" + String(repeating: ")", count: type.description.count { $0 == "(" })))
        let chain = (0..<60).reduce("[1]") { text, _ in text + ".map(x, [[[x]]])" }
        #expect(try Expression(chain).inferredType.count < 400)
    }
}
