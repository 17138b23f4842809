import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var text: String
        /// Offsets of the match and its groups, as Go's FindStringSubmatchIndex; nil for no match.
        var slots: [Int]?

        init(_ pattern: String, _ text: String, _ slots: [Int]?) {
            self.pattern = pattern
            self.text = text
            self.slots = slots
        }

        var testDescription: String { "/\(pattern)/ in \"\(text)\"" }
    }

    static let cases: [Case] = [
        Case("", "", [0, 0]),
        Case("", "abc", [0, 0]),
        Case("abc", "xabcy", [1, 4]),
        Case("^abc$", "abc", [0, 3]),
        Case("^abc$", "xabc", nil),
        Case("a*", "baaa", [0, 0]),
        Case("a+", "baaa", [1, 4]),
        Case("a+?", "baaa", [1, 2]),
        Case("a??", "a", [0, 0]),
        Case("(a|ab)(c|bcd)(d*)", "abcd", [0, 4, 0, 1, 1, 4, 4, 4]),
        Case("a|ab", "ab", [0, 1]),
        Case("(?:a|ab)c", "abc", [0, 3]),
        Case("(a)|(b)", "b", [0, 1, -1, -1, 0, 1]),
        Case("x(a*)*y", "xaay", [0, 4, 1, 3]),
        Case("(a*)*", "b", [0, 0, 0, 0]),
        Case("(a*)+", "b", [0, 0, 0, 0]),
        Case("(|a)*", "aa", [0, 0, 0, 0]),
        Case("(|a)+", "aa", [0, 0, 0, 0]),
        Case("(a|)+", "aa", [0, 2, 1, 2]),
        Case("a{2}", "aaa", [0, 2]),
        Case("a{2,}", "aaaa", [0, 4]),
        Case("a{1,2}", "aaa", [0, 2]),
        Case("a{1,2}?", "aaa", [0, 1]),
        Case("a{0}b", "ab", [1, 2]),
        Case("a{,2}", "a{,2}", [0, 5]),
        Case("a{x}", "a{x}", [0, 4]),
        Case("(ab){2}", "abab", [0, 4, 2, 4]),
        Case("[a-c]+", "xabcx", [1, 4]),
        Case("[^a-c]+", "abxyc", [2, 4]),
        Case("[]a]+", "a]b", [0, 2]),
        Case("[^]a]", "]ab", [2, 3]),
        Case("[-a]+", "-a-", [0, 3]),
        Case("[a-]+", "-a-", [0, 3]),
        Case("[[:alpha:]]+", "12ab", [2, 4]),
        Case("[[:^alpha:]]+", "ab12", [2, 4]),
        Case("[[:word:]-]+", "!a-b_1", [1, 6]),
        Case("[\\d\\-]+", "a1-2", [1, 4]),
        Case("\\d+", "ab123", [2, 5]),
        Case("\\D+", "12ab", [2, 4]),
        Case("\\w+", "-a_1-", [1, 4]),
        Case("\\W", "a-", [1, 2]),
        Case("\\s", "a\tb", [1, 2]),
        Case("\\s", "a\u{B}b", nil),
        Case("[[:space:]]", "\u{B}", [0, 1]),
        Case("\\S+", " ab ", [1, 3]),
        Case("[^\\s]+", " ab ", [1, 3]),
        Case("[^\\W\\d]+", "1_a2", [1, 3]),
        Case("\\bfoo\\b", "a foo.", [2, 5]),
        Case("\\bfoo\\b", "afoo", nil),
        Case("\\Boo", "foo", [1, 3]),
        Case(".", "\n", nil),
        Case("(?s).", "\n", [0, 1]),
        Case("(?m)^b$", "a\nb\nc", [2, 3]),
        Case("^b$", "a\nb\nc", nil),
        Case("\\Ab", "ab", nil),
        Case("b\\z", "ab", [1, 2]),
        Case("a$", "a\n", nil),
        Case("(?m)a$", "a\n", [0, 1]),
        Case("(?i)HeLLo", "hEllO", [0, 5]),
        Case("(?i)[a-c]+", "ABC", [0, 3]),
        Case("(?i)[^a]", "A", nil),
        Case("(?i:a)b", "Ab", [0, 2]),
        Case("(?i:a)b", "AB", nil),
        Case("a(?i)b|c", "aB", [0, 2]),
        Case("(?i)k", "\u{212A}", [0, 3]),
        Case("(?i)ß", "ẞ", [0, 3]),
        Case("(?i)σ", "ς", [0, 2]),
        Case("(?i)ÄÖ", "äö", [0, 4]),
        Case("(?i-s).", "\n", nil),
        Case("(?U)a+", "aaa", [0, 1]),
        Case("(?U)a+?", "aaa", [0, 3]),
        Case("(?P<n>a)(?<m>b)", "ab", [0, 2, 0, 1, 1, 2]),
        Case("é+", "caféé", [3, 7]),
        Case(".", "日本", [0, 3]),
        Case("[日-本]+", "x日本", [1, 7]),
        Case("\\pL+", "1日a2", [1, 5]),
        Case("\\p{Lu}", "aÉ", [1, 3]),
        Case("\\PL+", "a12b", [1, 3]),
        Case("\\p{^L}", "a1", [1, 2]),
        Case("\\pN", "a٣", [1, 3]),
        Case("\\p{Greek}+", "aλμ", [1, 5]),
        Case("\\p{Cyrillic}+", "aж", [1, 3]),
        Case("\\P{Latin}+", "aж1", [1, 4]),
        Case("\\p{Han}", "a漢", [1, 4]),
        Case("[\\p{Lu}\\d]+", "aB2", [1, 3]),
        Case("[^\\pL]+", "ab12", [2, 4]),
        Case("\\p{Any}", "\n", [0, 1]),
        Case("(?i)\\p{Lu}", "a", [0, 1]),
        Case("\\x41\\x{42}\\103", "ABC", [0, 3]),
        Case("\\Qa.b\\E+", "a.bb", [0, 4]),
        Case("\\Qa.b\\E", "a.b", [0, 3]),
        Case("\\.\\*\\/", ".*/", [0, 3]),
        Case("\\t\\n\\r\\f\\a\\v", "\t\n\r\u{C}\u{7}\u{B}", [0, 6]),
        Case("\\_", "_", [0, 1]),
        Case("^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.|$)){4}$", "192.168.0.1", [0, 11]),
        Case("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name-1", [0, 9, 1, 9]),
        Case("v?(\\d+)\\.(\\d+)(?:\\.(\\d+))?", "kube v1.30!", [5, 10, 6, 7, 8, 10, -1, -1]),
        Case("(a+)(b+)?", "aac", [0, 2, 0, 2, -1, -1]),
        Case("a|b|cd|ef", "xcd", [1, 3]),
        Case("||a", "a", [0, 0]),
        Case("()", "", [0, 0, 0, 0]),
        Case("(?:)", "a", [0, 0]),
        Case("^*", "a", [0, 0]),
        Case("$+", "", [0, 0]),
        Case("(?:(?:^).)", "ab", [0, 1]),
        Case("[^\\x00-\\x7F]", "aé", [1, 3]),
        Case("[a\\]]", "]", [0, 1]),
        Case("日?", "本", [0, 0]),
        Case("(?m)^", "a", [0, 0]),
        Case("\\b", "!a", [1, 1]),
        Case("a.c", "a\u{10FFFF}c", [0, 6]),
    ]

    @Test(arguments: cases) func findsWhatGoFinds(_ test: Case) throws {
        let match = try RegularExpression(test.pattern).firstMatch(in: test.text)
        #expect(match.map(Self.slots) == test.slots)
    }

    static func slots(_ match: RegularExpression.Match) -> [Int] {
        (0..<match.groupCount).flatMap { group in
            match.range(group).map { [$0.lowerBound, $0.upperBound] } ?? [-1, -1]
        }
    }

    @Test(arguments: cases) func theThreadMachineAgreesWithTheBacktracker(_ test: Case) throws {
        // A long tail that no pattern of the table reaches makes the text too large to backtrack in.
        let pattern = try RegularExpression("(?:" + test.pattern + ")" + "|\u{E000}{0}\u{E001}")
        let small = pattern.firstMatch(in: test.text).map(Self.slots)
        let padding = String(repeating: "\u{E002}", count: 100_000)
        let isSensitiveToTheEnd =
            test.pattern.contains("$") || test.pattern.contains("\\z") || test.slots?.last == test.text.utf8.count
        if !isSensitiveToTheEnd, let small, small != [0, 0] {
            #expect(pattern.firstMatch(in: test.text + "\n" + padding).map(Self.slots) == small)
        }
        #expect(small == test.slots)
    }

    // MARK: - All matches

    struct AllCase: Sendable {
        var pattern: String
        var text: String
        var found: [[Int]]
        init(_ pattern: String, _ text: String, _ found: [[Int]]) {
            self.pattern = pattern
            self.text = text
            self.found = found
        }
    }

    @Test(arguments: [
        AllCase("a", "banana", [[1, 2], [3, 4], [5, 6]]),
        AllCase("", "ab", [[0, 0], [1, 1], [2, 2]]),
        AllCase("a*", "baab", [[0, 0], [1, 3], [4, 4]]),
        AllCase("", "", [[0, 0]]),
        AllCase("x", "abc", []),
        AllCase("", "é", [[0, 0], [2, 2]]),
        AllCase("a|", "aa", [[0, 1], [1, 2]]),
        AllCase("\\b", "ab cd", [[0, 0], [2, 2], [3, 3], [5, 5]]),
        AllCase("(?m)^", "a\nb", [[0, 0], [2, 2]]),
        AllCase("^a", "aa", [[0, 1]]),
        AllCase("..", "abcde", [[0, 2], [2, 4]]),
    ]) func findsAllAsGoDoes(_ test: AllCase) throws {
        let found = try RegularExpression(test.pattern).matches(in: test.text).map {
            [$0.range.lowerBound, $0.range.upperBound]
        }
        #expect(found == test.found)
    }

    @Test func aLimitStopsTheSearch() throws {
        let pattern = try RegularExpression("a")
        #expect(pattern.matches(in: "aaaa", limit: 2).count == 2)
        #expect(pattern.matches(in: "aaaa", limit: 0).isEmpty)
        #expect(pattern.matches(in: "aaaa", limit: -1).count == 4)
    }

    @Test func groupsAreReadByNumberAndName() throws {
        let pattern = try RegularExpression("(?P<key>\\w+)=(?P<value>\\w*)(;)?")
        let match = try #require(pattern.firstMatch(in: "  a=1"))
        #expect(match.text == "a=1")
        #expect(match[1] == "a")
        #expect(match["value"] == "1")
        #expect(match[3] == nil)
        #expect(match[9] == nil)
        #expect(match[-1] == nil)
        #expect(match["none"] == nil)
        #expect(pattern.groupNames == [nil, "key", "value", nil])
    }

    @Test func bytesNeedNotBeValidUTF8() throws {
        let pattern = try RegularExpression("a.b")
        #expect(pattern.matches([0x61, 0xFF, 0x62]))
        #expect(try RegularExpression("a..b").matches([0x61, 0xE2, 0x82, 0x62]))
        #expect(try RegularExpression("\u{FFFD}").firstMatch(in: [0x41, 0xC0])?.range == 1..<2)
        #expect(try !RegularExpression("^.$").matches([0xC0, 0x80]))
    }

    // MARK: - Replacing and splitting

    struct Replacement: Sendable {
        var pattern: String
        var template: String
        var text: String
        var result: String
        init(_ pattern: String, _ template: String, _ text: String, _ result: String) {
            self.pattern = pattern
            self.template = template
            self.text = text
            self.result = result
        }
    }

    @Test(arguments: [
        Replacement("a", "x", "banana", "bxnxnx"),
        Replacement("(\\w)(\\w)", "$2$1", "abcd", "badc"),
        Replacement("(?P<a>\\w)", "<${a}>", "ab", "<a><b>"),
        Replacement("(\\w)", "$1x", "ab", ""),
        Replacement("(\\w)", "${1}x", "ab", "axbx"),
        Replacement("b", "$$", "abc", "a$c"),
        Replacement("b", "$", "abc", "a$c"),
        Replacement("b", "${x", "abc", "a${xc"),
        Replacement("b", "$9", "abc", "ac"),
        Replacement("", "-", "ab", "-a-b-"),
        Replacement("a*", "x", "baac", "xbxcx"),
        Replacement("a*", "x", "baaac", "xbxcx"),
        Replacement("x*", "-", "é", "-é-"),
        Replacement("(a)|b", "[$1]", "ab", "[a][]"),
        Replacement("b", "$01", "abc", "ac"),
        Replacement("b", "$0$0", "abc", "abbc"),
        Replacement("^", "> ", "a\nb", "> a\nb"),
        Replacement("(?m)^", "> ", "a\nb", "> a\n> b"),
        Replacement("z", "y", "", ""),
        Replacement("b", "${}", "abc", "a${}c"),
        Replacement("b", "$é", "abc", "a$éc"),
    ]) func replacesAsGoDoes(_ test: Replacement) throws {
        #expect(try RegularExpression(test.pattern).replacingAll(in: test.text, with: test.template) == test.result)
    }

    @Test func literalReplacementsAreNotExpanded() throws {
        #expect(try RegularExpression("b").replacingAll(in: "abc", withLiteral: "$0") == "a$0c")
        #expect(try RegularExpression("a*").replacingAll(in: "baac", withLiteral: "x") == "xbxcx")
    }

    struct Split: Sendable {
        var pattern: String
        var text: String
        var limit: Int
        var parts: [String]
        init(_ pattern: String, _ text: String, _ limit: Int, _ parts: [String]) {
            self.pattern = pattern
            self.text = text
            self.limit = limit
            self.parts = parts
        }
    }

    @Test(arguments: [
        Split("a", "banana", -1, ["b", "n", "n", ""]),
        Split("a", "banana", 0, []),
        Split("a", "banana", 1, ["banana"]),
        Split("a", "banana", 2, ["b", "nana"]),
        Split("z+", "pizza", -1, ["pi", "a"]),
        Split("", "abc", -1, ["a", "b", "c"]),
        Split(",", "", -1, [""]),
        Split("", "", -1, []),
        Split("\\s*,\\s*", "a , b,c", -1, ["a", "b", "c"]),
        Split("a*", "abaabaccadaaae", 5, ["", "b", "b", "c", "cadaaae"]),
        Split("x", "abc", -1, ["abc"]),
    ]) func splitsAsGoDoes(_ test: Split) throws {
        #expect(try RegularExpression(test.pattern).split(test.text, limit: test.limit) == test.parts)
    }

    @Test func escapedTextMatchesItself() throws {
        let text = #"a.b*c\d[e]{2}(f)|^$+?"#
        #expect(try RegularExpression("^" + RegularExpression.escaped(text) + "$").matches(text))
    }

    @Test(arguments: [")\u{301}", "[\u{200D}", "a+\u{FE0F}", "\r\n|"])
    func marksDoNotKeepFromEscaping(_ text: String) throws {
        #expect(try RegularExpression(RegularExpression.escaped(text)).firstMatch(in: text)?.text == text)
    }

    // MARK: - Linear time

    @Test(arguments: [25, 100, 500]) func nestedOptionalsTakeLinearTime(_ count: Int) throws {
        let pattern = try RegularExpression("^(a?){\(count)}a{\(count)}$")
        let clock = ContinuousClock()
        let taken = clock.measure { #expect(pattern.matches(String(repeating: "a", count: count))) }
        #expect(taken < .seconds(20))
    }

    @Test(arguments: ["(a+)+b", "(a|aa)+b", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)x", "(?:a|a|a)*b"])
    func ambiguousLoopsTakeLinearTime(_ text: String) throws {
        let pattern = try RegularExpression("^" + text + "$")
        let clock = ContinuousClock()
        let taken = clock.measure { #expect(!pattern.matches(String(repeating: "a", count: 5000))) }
        #expect(taken < .seconds(10))
    }

    @Test func largeTextsUseTheThreadMachineWithTheSameResult() throws {
        let text = String(repeating: "x", count: 300_000) + "key=value;"
        let match = try #require(try RegularExpression("(\\w{3})=(?P<v>[a-z]+);").firstMatch(in: text))
        #expect(match[1] == "key")
        #expect(match["v"] == "value")
        #expect(match.range == 300_000..<300_010)
    }
}
