import Testing

@testable import Charts

@Suite struct PatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("*", "abc", true), ("*c", "abc", true), ("a*", "ab/c", false), ("a*/b", "abc/b", true),
        ("a*b*c*d", "axbxcxd", true), ("a*b?c*x", "abxbbxdbxebxczzy", false), ("ab[c]", "abc", true),
        ("ab[b-d]", "abc", true), ("ab[e-g]", "abc", false), ("ab[^c]", "abc", false), ("ab[^e-g]", "abc", true),
        ("a\\*b", "a*b", true), ("a?b", "a☺b", true), ("a?b", "a/b", false), ("a*b", "a/b", false),
        ("[\\-]", "-", true),
        ("", "", true), ("*x", "xxx", true), ("a[^a]b", "a☺b", true),
    ])
    func fileNamePatternsAreGos(pattern: String, name: String, matches: Bool) throws {
        #expect(try PathPattern(pattern).matches(name) == matches)
    }

    @Test(arguments: ["[", "[^", "[^bc", "a[", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[]a]"])
    func patternsThatAreNoneAreRefused(pattern: String) {
        #expect(throws: ChartError.self) { try PathPattern(pattern) }
    }

    @Test(arguments: [
        ("*.txt", "a.txt", true), ("*.txt", "d/a.txt", false), ("**.txt", "d/a.txt", true), ("d/**", "d/e/f", true),
        ("{a,b}.x", "b.x", true), ("{a,b}.x", "c.x", false), ("{a*,b/{c,d}}", "b/d", true), ("[a-c]?", "bz", true),
        ("[!a-c]?", "bz", false), ("\\*", "*", true), ("a{,b}", "a", true), ("*", "", true), ("?", "/", false),
        ("config/*", "config/a/b", false), ("**/*.yaml", "a/b.yaml", true), ("**/*.yaml", "b.yaml", false),
    ])
    func globsAreHelms(pattern: String, path: String, matches: Bool) throws {
        #expect(try #require(GlobPattern(pattern)).matches(path) == matches)
    }

    @Test func hostileGlobsAreQuick() throws {
        let pattern = String(repeating: "*a", count: 40) + "{" + String(repeating: "**,", count: 40) + "b}"
        #expect(try #require(GlobPattern(pattern)).matches(String(repeating: "a", count: 200) + "c"))
        #expect(try !PathPattern(String(repeating: "a*", count: 40) + "b").matches(String(repeating: "a", count: 400)))
        #expect(GlobPattern(String(repeating: "{", count: 100)) == nil)
    }

    @Test(arguments: [
        ("", "."), ("a//b", "a/b"), ("a/./b", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("/../a", "/a"), ("a/..", "."),
        ("a/b/../../..", ".."), ("/", "/"), ("./", "."),
    ])
    func pathsAreCleanedAsInGo(path: String, expected: String) {
        #expect(PathText.clean(path) == expected)
    }

    @Test(arguments: [
        ("*.bak", "x.bak", false, true), ("*.bak", "d/x.bak", false, true), ("/x", "d/x", false, false),
        ("/x", "x", false, true), ("d/", "d", true, true), ("d/", "d", false, false), ("a/b", "a/b", false, true),
        ("a/b", "c/a/b", false, false), ("!keep", "keep", false, false), ("!keep", "other", false, true),
        ("# x", "# x", false, false), ("  sp  ", "sp", false, true), ("", "a", false, false), ("a", ".", true, false),
        ("!d/", "file", false, true),
    ])
    func ignoreRulesAreHelms(rule: String, path: String, isDirectory: Bool, ignored: Bool) throws {
        let rules = try IgnoreRules(Array(rule.utf8), path: ".helmignore")
        #expect(rules.ignores(path, isDirectory: isDirectory) == ignored)
    }

    @Test func ignoreFilesThatHelmRefusesAreRefusedWithTheirLine() {
        do throws(ChartError) {
            _ = try IgnoreRules(Array("ok\na/**\n".utf8), path: ".helmignore")
            Issue.record("read")
        } catch { #expect(error.message == ".helmignore:2: double-star (**) syntax is not supported") }
        #expect(throws: ChartError.self) { try IgnoreRules(Array("[".utf8), path: ".helmignore") }
    }

    @Test func dotfilesAmongTemplatesNeverCount() {
        var rules = IgnoreRules()
        rules.addDefaults()
        #expect(rules.ignores("templates/.x", isDirectory: false))
        #expect(!rules.ignores("templates/x", isDirectory: false))
        #expect(!rules.ignores(".x", isDirectory: false))
    }
}

@Suite struct IgnoreLineTests {
    @Test func linesMayEndInCarriageReturns() throws {
        let rules = try IgnoreRules(Array("# first\r\n*.bak\r\nsecret/\r\n".utf8), path: ".helmignore")
        #expect(rules.ignores("a/b.bak", isDirectory: false))
        #expect(rules.ignores("secret", isDirectory: true))
        #expect(!rules.ignores("a.yaml", isDirectory: false))
    }
}
