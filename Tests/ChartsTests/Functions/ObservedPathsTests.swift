import TestSupport
import Testing

/// Paths, as Helm 4.3.1 prints them.
@Suite struct ObservedPathsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(#"{{ base "/a/b.c" }}"#, output: "b.c"),
        Snippet(#"{{ dir "/a/b.c" }}"#, output: "/a"),
        Snippet(#"{{ clean "/a/../b//c/." }}"#, output: "/b/c"),
        Snippet(#"{{ ext "a.tar.gz" }}"#, output: ".gz"),
        Snippet(#"{{ isAbs "/a" }}"#, output: "true"),
        Snippet(#"{{ isAbs "a" }}"#, output: "false"),
        Snippet(#"{{ base "" }}"#, output: "."),
        Snippet(#"{{ base "/" }}"#, output: "/"),
        Snippet(#"{{ dir "" }}"#, output: "."),
        Snippet(#"{{ clean "" }}"#, output: "."),
        Snippet(#"{{ clean "../a/.." }}"#, output: ".."),
        Snippet(#"{{ osBase "/a/b" }}"#, output: "b"),
        Snippet(#"{{ osDir "a/b" }}"#, output: "a"),
        Snippet(#"{{ osExt "x.y" }}"#, output: ".y"),
        Snippet(#"{{ osClean "a//b" }}"#, output: "a/b"),
        Snippet(#"{{ osIsAbs "/" }}"#, output: "true"),
        Snippet(#"{{ ext "a.b/c" }}"#, output: ""),
        Snippet(#"{{ base "a/b/" }}"#, output: "b"),
    ]
}
