import Testing
import Value

@testable import Expressions

@Suite struct URLTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var scheme = ""
        var host = ""
        var hostname = ""
        var port = ""
        var path = ""
        var query: Value = [:]
        var testDescription: String { text }
    }

    static let cases: [Case] = [
        Case(text: "/", path: "/"),
        Case(text: "/path", path: "/path"),
        Case(text: "/path?a=b", path: "/path", query: ["a": ["b"]]),
        Case(text: "https://example.com", scheme: "https", host: "example.com", hostname: "example.com"),
        Case(text: "https://example.com/", scheme: "https", host: "example.com", hostname: "example.com", path: "/"),
        Case(
            text: "https://example.com:8443/a/b", scheme: "https", host: "example.com:8443", hostname: "example.com",
            port: "8443", path: "/a/b"),
        Case(text: "https://example.com:", scheme: "https", host: "example.com:", hostname: "example.com"),
        Case(text: "HTTPS://Example.COM", scheme: "https", host: "Example.COM", hostname: "Example.COM"),
        Case(text: "https://[::1]", scheme: "https", host: "[::1]", hostname: "::1"),
        Case(
            text: "https://[2001:db8::1]:80/", scheme: "https", host: "[2001:db8::1]:80", hostname: "2001:db8::1",
            port: "80", path: "/"),
        Case(text: "https://10.0.0.1:80", scheme: "https", host: "10.0.0.1:80", hostname: "10.0.0.1", port: "80"),
        Case(
            text: "https://user:pass@host:1/p?q=1#frag", scheme: "https", host: "host:1", hostname: "host", port: "1",
            path: "/p", query: ["q": ["1"]]),
        Case(text: "https://a@b@c/", scheme: "https", host: "c", hostname: "c", path: "/"),
        Case(text: "https://", scheme: "https"),
        Case(text: "file:///etc/hosts", scheme: "file", path: "/etc/hosts"),
        Case(text: "nats+tls.x-1://h", scheme: "nats+tls.x-1", host: "h", hostname: "h"),
        Case(text: "//host/path", host: "host", hostname: "host", path: "/path"),
        Case(text: "https://h/with space/ü", scheme: "https", host: "h", hostname: "h", path: "/with%20space/%C3%BC"),
        Case(text: "https://h/a%20b%2Fc", scheme: "https", host: "h", hostname: "h", path: "/a%20b%2Fc"),
        Case(
            text: "https://h/-._~!$&'()*+,;=:@", scheme: "https", host: "h", hostname: "h", path: "/-._~!$&'()*+,;=:@"),
        Case(
            text: "https://h?a=1&b=2&a=3", scheme: "https", host: "h", hostname: "h",
            query: ["a": ["1", "3"], "b": ["2"]]),
        Case(text: "https://h?a", scheme: "https", host: "h", hostname: "h", query: ["a": [""]]),
        Case(text: "https://h?a=", scheme: "https", host: "h", hostname: "h", query: ["a": [""]]),
        Case(text: "https://h?a=b=c", scheme: "https", host: "h", hostname: "h", query: ["a": ["b=c"]]),
        Case(text: "https://h?a+b=c%2Bd+e", scheme: "https", host: "h", hostname: "h", query: ["a b": ["c+d e"]]),
        Case(text: "https://h?&&a=1&", scheme: "https", host: "h", hostname: "h", query: ["a": ["1"]]),
        Case(text: "https://h?a;b=1&c=2", scheme: "https", host: "h", hostname: "h", query: ["c": ["2"]]),
        Case(text: "https://h?%zz=1&c=2", scheme: "https", host: "h", hostname: "h", query: ["c": ["2"]]),
        Case(text: "https://h?x#y?z", scheme: "https", host: "h", hostname: "h", query: ["x": [""]]),
        Case(text: "https://h/p#q?r", scheme: "https", host: "h", hostname: "h", path: "/p"),
    ]

    @Test(arguments: cases) func partsAreRead(_ test: Case) throws {
        let variables: [String: Value] = ["t": .string(test.text)]
        #expect(try Expression("isURL(t)").isTrue(variables))
        for (call, part) in [
            ("getScheme", test.scheme), ("getHost", test.host), ("getHostname", test.hostname),
            ("getPort", test.port), ("getEscapedPath", test.path),
        ] {
            #expect(try Expression("url(t).\(call)()").evaluate(variables) == .string(part), "\(call)")
        }
        #expect(try Expression("url(t).getQuery()").evaluate(variables) == test.query)
        #expect(try Expression("string(url(t)) == t && url(t) == url(t)").isTrue(variables))
    }

    @Test(arguments: [
        "", "example.com", "../a", "a/b", "?a=b", "#a", "http:a", "mailto:a@b", ":", "://h", "1http://h", "_a://h",
        "ht tp://h", "http://a b", "http://a\"b", "http://a<b>", "http://a{b}", "http://a\\b", "http://[::1",
        "http://[::1]x", "http://[::1]:x", "http://a:b", "http://a:1:2", "http://h/%", "http://h/%2", "http://h/%zz",
        "http://h/a\nb", "http://h/\u{7F}", "\u{1}http://h",
    ]) func otherTextsAreNoURLs(_ text: String) throws {
        let variables: [String: Value] = ["t": .string(text)]
        #expect(try !Expression("isURL(t)").isTrue(variables))
        let error = #expect(throws: ExpressionError.self) { try Expression("url(t)").evaluate(variables) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasSuffix("is not an absolute URL or path") == true)
    }

    static let types: [EvaluationCase] = [
        EvaluationCase("url(1)", fails: .noSuchOverload),
        EvaluationCase("isURL(null)", fails: .noSuchOverload),
        EvaluationCase("url('/a').getQuery('b')", fails: .noSuchOverload),
        EvaluationCase("'/a'.getHost()", fails: .noSuchOverload),
        EvaluationCase("url('/a') < url('/b')", fails: .noSuchOverload),
        EvaluationCase("url('/a') == '/a'", false),
        EvaluationCase("url('/a?b=1').getQuery()['b'][0] + '!'", "1!"),
    ]

    @Test(arguments: types) func urlsAreATypeOfTheirOwn(_ test: EvaluationCase) throws { try test.check() }

    /// Many keys take no longer than they are many.
    @Test func queriesHaveManyKeys() throws {
        let query = (0..<20_000).map { "k\($0)=v" }.joined(separator: "&")
        let result = try Expression("url(u).getQuery().size()").evaluate(["u": .string("https://h/?" + query)])
        #expect(result == 20_000)
    }
}
