import Testing
import Value

@Suite struct LabelSelectorTests {
    private let labels: Object = ["app": "web", "tier": "front", "n": "5"]

    @Test(arguments: [
        ("", true), ("app=web", true), ("app==web", true), ("app=db", false), ("app!=db", true), ("none!=x", true),
        ("app", true), ("!app", false), ("!none", true), ("app in (web,db)", true), ("app in (db)", false),
        ("app notin (db)", true), ("none notin (a)", true), ("app=web,tier=front", true), ("app=web,tier=back", false),
        ("n>4", true), ("n<5", false), ("app in (web), tier", true), ("a.example.com/b=c", false),
        ("a.example.com/b!=c", true), ("app = web", true), ("none=", false),
    ])
    func matches(text: String, holds: Bool) throws {
        #expect(try LabelSelector(text).matches(labels) == holds)
    }

    @Test(
        arguments: [
            ("a b", "found 'b', expected: in"), ("a in b", "found 'in', expected"), ("a in (b", "unbalanced"),
            ("a=b=c", "found '='"), ("a>x", "the value must be an integer"), ("=b", "key: Invalid value: \"\""),
            ("a_b/c=d", "key: Invalid value: \"a_b/c\""), ("-a=b", "key: Invalid value"), ("a/b/c", "key: Invalid"),
            ("!", "key: Invalid value"), ("a=b c", "Invalid value: \"b c\": a valid label"),
            ("a in (b, $c)", "Invalid value: \"$c\""), ("a like (b)", "found '(', expected: in, notin"),
            ("a=b,", "found '', expected: identifier after ','"),
            ("a==b,,", "found ',', expected: identifier after ','"),
            (",a", "found ',', expected: !, identifier"), (" , ", "found ',', expected: !, identifier"),
            ("a=\(String(repeating: "b", count: 64))", "a valid label must be"),
        ] as [(String, String)])
    func whatAServerRefusesIsRefused(text: String, words: String) throws {
        let error = try #require(throws: LabelSelectorError.self) { try LabelSelector(text) }
        #expect(error.message.contains(words), "\(error)")
    }

    @Test func whatAsksForNothingIsEmpty() throws {
        #expect(try LabelSelector("").isEmpty && LabelSelector("  ").isEmpty)
        let one = try LabelSelector("a")
        #expect(!one.isEmpty)
    }

    @Test(arguments: [("a=", ["a"]), ("a=b,c=", ["c"]), ("a!=", []), ("a in (b)", []), ("a", [])])
    func keysWithoutAValueAreNamed(text: String, keys: [String]) throws {
        #expect(try LabelSelector(text).keysWithoutValue == keys)
    }
}
