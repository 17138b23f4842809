import Expressions
import Testing
import Value

/// The words in which an evaluation says what went wrong.
@Suite struct ErrorMessageTests {
    static let variables: [String: Value] = [
        "o": ["a": 1, "l": [1, 2]], "s": "text", "n": 5, "f": 1.5, "b": true, "l": [1, 2], "z": .null,
    ]

    static let access: [(String, String)] = [
        ("o.b", "no such key: b"), ("o['b']", "no such key: 'b'"), ("o[1]", "no such key: 1"),
        ("o[true]", "no such key: true"), ("o[null]", "no such key: null"), ("o[1.5]", "no such key: 1.5"),
        ("o[l]", "no such key: a list"), ("s.a", "a string has no field \"a\""), ("n.a", "a int has no field \"a\""),
        ("z.a", "a null has no field \"a\""), ("l.a", "a list has no field \"a\""),
        ("has(n.a)", "a int has no field \"a\""),
        ("n[0]", "a int has no elements"), ("s[0]", "a string has no elements"),
        ("l[2]", "index 2 is out of range: the list has 2 elements"),
        ("l[-1]", "index -1 is out of range: the list has 2 elements"),
        ("l[s]", "a string cannot be the index of a list"),
        ("l[b]", "a bool cannot be the index of a list"), ("{f: 1}", "a double cannot be the key of a map"),
        ("{l: 1}", "a list cannot be the key of a map"), ("{z: 1}", "a null cannot be the key of a map"),
        ("{s: 1, s: 2}", "the map has the key 'text' twice"), ("{n: 1, 5: 2}", "the map has the key 5 twice"),
        ("nope", "unknown variable \"nope\""), ("[?n]", "expected an optional, found int"),
        ("{?'a': s}", "expected an optional, found string"), ("n.optMap(x, x)", "expected an optional, found int"),
        ("n ? 1 : 2", "expected true or false, found int"), ("n && b", "expected true or false, found int"),
        ("z || false", "expected true or false, found null"), ("l.all(x, x)", "expected true or false, found int"),
        ("l.filter(x, s)", "expected true or false, found string"),
        ("n.all(x, b)", "all goes through a list or a map, found int"),
        ("s.map(x, x)", "map goes through a list or a map, found string"),
        ("o.sortBy(x, x)", "sortBy goes through a list, found map"),
        ("l.transformMapEntry(i, x, x)", "expected a map of one entry, found int"),
    ]

    static let operators: [(String, String)] = [
        ("n + s", "operator + does not take int and string; convert one side"),
        ("f % f", "operator % does not take double and double; convert one side"),
        ("s < n", "operator < does not take string and int; convert one side"),
        ("-s", "operator - does not take string"), ("!n", "operator ! does not take int"),
        ("n in s", "operator in does not take int and string; convert one side"), ("n / 0", "division by zero"),
        ("n % 0", "division by zero"), ("n * 9223372036854775807", "the result does not fit into 64 bits"),
        ("timestamp(0) + duration('300000000000s')", "a timestamp is within the years 1 to 9999"),
        ("duration('300000000000s') + duration('300000000000s')", "a duration is at most 315576000000 seconds"),
        (
            "timestamp('9999-01-01T00:00:00Z') - timestamp('1999-01-01T00:00:00Z')",
            "the timestamps are more than 292 years apart"
        ),
    ]

    static let functions: [(String, String)] = [
        ("int(s)", "'text' is not a number of type int"), ("uint(s)", "'text' is not a number of type uint"),
        ("double(s)", "'text' is not a number of type double"), ("bool(s)", "'text' is neither true nor false"),
        ("int(1e30)", "the number is outside the range of int"),
        ("uint(-n)", "the number is outside the range of uint"),
        ("string(b'\\xff')", "the bytes are not valid UTF-8"), ("base64.decode(s + '!')", "the text is not base64"),
        ("timestamp(s)", "'text' is not a time such as '2006-01-02T15:04:05Z'"),
        ("duration(s)", "'text' is not a duration such as '1h30m' or '1.5s'"),
        ("s.charAt(9)", "index 9 is out of range: the string has 4 characters"),
        ("s.substring(3, 1)", "the substring begins at 3, after its end at 1"),
        ("[s, n].join()", "join takes a list of strings, found a int in it"),
        ("'%d'.format([s])", "%d does not take a string"), ("'%q'.format([n])", "unknown format %q"),
        ("'%s%s'.format([n])", "the format asks for more than 1 arguments"),
        ("'%'.format([n])", "the format ends after a %"),
        ("'%.9999f'.format([f])", "the precision is a number up to 1000"), ("[].min()", "min of an empty list"),
        ("[].max()", "max of an empty list"), ("[n, s].sort()", "a string and a int have no order"),
        ("[s].sum()", "sum takes a list of numbers or durations, found a string in it"),
        ("l.flatten(-1)", "flatten takes a depth of zero or more"),
        ("l.slice(1, 9)", "1 to 9 is not a slice of a list of 2 elements"),
        ("lists.range(-1)", "a range has no fewer than 0 elements"),
        ("math.greatest(s)", "math.greatest and math.least take numbers, found string"),
        ("math.least([])", "the list is empty"), ("math.sqrt(s)", "math.sqrt takes a number, found string"),
        ("math.abs(z)", "math.abs takes a number, found null"),
        ("math.sign(b)", "math.sign takes a number, found bool"),
        ("math.bitShiftLeft(n, -1)", "cannot shift by -1 bits"),
        ("optional.none().value()", "the optional has no value"),
        ("optional.unwrap(l)", "expected a list of optionals, found a int in it"),
        ("s.matches('(' + '')", "error parsing regexp: missing closing ): `(`"),
        ("url(s)", "'text' is not an absolute URL or path"),
        ("semver(s)", "invalid semantic version: 'text'"),
        ("quantity(s)", "'text' is not a quantity: it has no digits; write a number such as 500m, 2 or 80Gi"),
        (
            "quantity('1x')",
            "'1x' is not a quantity: it has the unknown suffix 'x'; known are n u m k M G T P E and Ki Mi Gi Ti Pi Ei"
        ),
        ("quantity('1500m').asInteger()", "the quantity 1500m is not an integer of 64 bits"),
        ("ip(s)", "'text' is not an IP address such as '10.0.0.1' or '2001:db8::1'"),
        ("cidr(s)", "'text' is not a network such as '10.0.0.0/8' or '2001:db8::/32'"),
        ("lists.range(9999999)", "the expression takes more than 5000000 steps"),
    ]

    static let overloads: [(String, String)] = [
        ("size(n)", "no such overload: size(int); there are size(string), string.size(), size(bytes)"),
        ("n.startsWith(s)", "no such overload: int.startsWith(string); there are string.startsWith(string)"),
        ("z.size()", "no such overload: null.size()"),
        ("ip(n)", "no such overload: ip(int); there are ip(string), cidr.ip()"),
        ("math.ceil(n)", "no such overload: math.ceil(int); there are math.ceil(double)"),
        ("optional.of(n).or(n)", "no such overload: optional.or(int); there are optional.or(optional)"),
        (
            "timestamp(f)",
            "no such overload: timestamp(double); there are timestamp(timestamp), timestamp(string), timestamp(int)"
        ),
    ]

    @Test(arguments: access + operators + functions + overloads) func isToldInTheseWords(
        _ source: String, _ message: String
    ) throws {
        let error = #expect(throws: ExpressionError.self, "\(source)") {
            try Expression(source).evaluate(Self.variables)
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    /// Messages are the same whether the types are plain from the text or not.
    @Test(
        arguments: [
            ("1 + 'a'", "dyn(1) + dyn('a')"), ("-'a'", "-dyn('a')"), ("size(1)", "size(dyn(1))"),
            ("1 in 2", "dyn(1) in dyn(2)"), ("[1]['a']", "dyn([1])[dyn('a')]"),
            ("(1).a", "dyn(1).a"), ("true && 1", "dyn(true) && dyn(1)"), ("1 ? 2 : 3", "dyn(1) ? 2 : 3"),
        ])
    func theSameWhenCompilingAndEvaluating(_ plain: String, _ dynamic: String) throws {
        let early = #expect(throws: ExpressionError.self) { try Expression(plain) }
        let late = #expect(throws: ExpressionError.self) { try Expression(dynamic).evaluate([String: Value]()) }
        #expect(early?.message == late?.message)
        #expect(early?.code == late?.code)
    }

    @Test func errorsCarryWhereTheTextComesFrom() throws {
        let expression = try Expression("n / 0", location: "checks/x.yaml:7")
        let error = #expect(throws: ExpressionError.self) { try expression.evaluate(["n": 1]) }
        #expect(error?.location == "checks/x.yaml:7")
        #expect(error?.source == "n / 0")
        #expect(error?.description == "checks/x.yaml:7: division by zero (line 1, column 3)\n    n / 0\n      ^")
        let truth = #expect(throws: ExpressionError.self) { try Expression("n").isTrue(["n": 1]) }
        #expect(truth?.message == "expected true or false, but the expression gives int")
    }
}
