import Formats
import Testing

@Suite struct URLTextTests {
    @Test(arguments: [
        ("/a/./b/../c", "/a/c"), ("/a/b/..", "/a/"), ("/a/.", "/a/"), ("/../a", "/a"), ("/a//b", "/a//b"),
        ("/a/../b?q=/../x", "/b?q=/../x"), ("/", "/"), ("", "/"),
    ])
    func dotSegmentsGo(path: String, expected: String) { #expect(URLText.withoutDotSegments(path) == expected) }

    @Test(arguments: [
        ("a%20b", "a b"), ("%C3%BC", "ü"), ("100%", "100%"), ("%zz", "%zz"), ("%2", "%2"), ("plain", "plain"), ("", ""),
    ])
    func escapesBecomeBytes(text: String, expected: String) { #expect(URLText.percentDecoded(text) == expected) }
}
