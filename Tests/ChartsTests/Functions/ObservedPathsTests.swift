import Testing

/// Paths, as Helm 4.3.1 prints them.
@Suite struct ObservedPathsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ base "/a/b.c" }} {{ dir "/a/b.c" }} {{ clean "/a/../b//c/." }} {{ ext "a.tar.gz" \#
            }} {{ isAbs "/a" }} {{ isAbs "a" }} {{ base "" }} {{ base "/" }} {{ dir "" }} {{ cle\#
            an "" }} {{ clean "../a/.." }} {{ osBase "/a/b" }} {{ osDir "a/b" }} {{ osExt "x.y" \#
            }} {{ osClean "a//b" }} {{ osIsAbs "/" }} {{ ext "a.b/c" }} {{ base "a/b/" }}
            """#,
            output: "b.c /a /b/c .gz true false . / . . .. b a .y a/b true  b")
    ]
}
