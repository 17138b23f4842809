import Testing

@testable import Events

/// Many words in one pass over the bytes.
@Suite struct WordFinderTests {
    @Test(
        arguments: [
            (["key", "token"], false, "a token, a key, a toke", ["token 2", "key 11"]),
            (["key"], false, "KEY keyk", ["key 4"]), (["Key"], true, "KEY keyk", ["key 0", "key 4"]),
            // They may begin alike, and overlap.
            (
                ["secret", "secret-and", "ret-and-more"], false, "secret-and-more",
                ["secret 0", "secret-and 0", "ret-and-more 3"]
            ),
            (["aa"], false, "aaa", ["aa 0", "aa 1"]), (["ab"], false, "a", []), (["ab"], false, "", []),
            (["a"], false, "aaa", []), ([], false, "abc", []), (["abc"], false, "ab", []),
        ] as [([String], Bool, String, [String])])
    func everyWordIsFoundWhereverItBegins(words: [String], ignoresCase: Bool, text: String, found: [String]) {
        var seen: [String] = []
        WordFinder(words, ignoresCase: ignoresCase).each(in: Array(text.utf8)) { word, range in
            seen.append("\(ignoresCase ? words[word].lowercased() : words[word]) \(range.lowerBound)")
        }
        #expect(seen.sorted() == found.sorted())
    }

    @Test(
        arguments: [
            (["secret", "secret-and-more"], "it is secret-and-more", "it is (x)"),
            // What overlaps is one stretch, so that no part of one is left of another.
            (["secret", "ret-and-more"], "it is secret-and-more!", "it is (x)!"),
            (["five5"], "five5five5 five5", "(x)(x) (x)"), (["grün"], "so grün, so gru", "so (x), so gru"),
            (["none"], "nothing", "nothing"),
        ] as [([String], String, String)])
    func everyStretchIsMasked(words: [String], text: String, masked: String) {
        let finder = WordFinder(words)
        #expect(finder.masked(text, by: "(x)") == masked)
        let bytes: [UInt8]? = text == masked ? nil : Array(masked.utf8)
        #expect(finder.masked(Array(text.utf8), by: "(x)") == bytes)
    }
}
