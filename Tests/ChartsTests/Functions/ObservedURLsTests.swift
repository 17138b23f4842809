import TestSupport
import Testing

/// URLs, as Helm 4.3.1 prints them.
@Suite struct ObservedURLsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"{{ urlParse "https://user:pa%20ss@host.com:8080/path/a?q=1&b=2#frag" }}"#,
            output: #"""
                map[fragment:frag host:host.com:8080 hostname:host.com opaque: path:/path/a query:q=\#
                1&b=2 scheme:https userinfo:user:pa%20ss]
                """#),
        Snippet(
            #"{{ urlParse "mailto:a@b.c" }}"#,
            output: "map[fragment: host: hostname: opaque:a@b.c path: query: scheme:mailto userinfo:]"),
        Snippet(#"{{ (urlParse "http://[::1]:80/x").hostname }}"#, output: "::1"),
        Snippet(
            #"""
            {{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "/p q" "query" "a=b" "fragment\#
            " "f" "userinfo" "u:p") }}
            """#,
            output: "http://u:p@h:80/p%20q?a=b#f"),
        Snippet(#"{{ urlJoin (urlParse "https://a.b/c%2Fd?x#y") }}"#, output: "https://a.b/c/d?x#y"),
        Snippet(
            #"{{ urlParse "/a/b" }}"#,
            output: "map[fragment: host: hostname: opaque: path:/a/b query: scheme: userinfo:]"),
        Snippet(
            #"{{ urlParse "http://a b/" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlParse "http://a b/">: error calling urlParse: \#
                unable to parse url: parse "http://a b/": invalid character " " in host name
                """#),
        Snippet(
            #"{{ urlParse ":x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlParse ":x">: error calling urlParse: unable to\#
                 parse url: parse ":x": missing protocol scheme
                """#),
        Snippet(
            #"{{ urlParse "http://a:x/" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlParse "http://a:x/">: error calling urlParse: \#
                unable to parse url: parse "http://a:x/": invalid port ":x" after host
                """#),
        Snippet(
            #"{{ urlJoin (dict "scheme" 1) }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlJoin (dict "scheme" 1)>: error calling urlJoin\#
                : unable to parse scheme key, must be of type string, but int found
                """#),
        Snippet(
            #"{{ urlParse "HTTP://User@Host:80/%7Efoo/?q#f%20g" }}"#,
            output: #"""
                map[fragment:f g host:Host:80 hostname:Host opaque: path:/~foo/ query:q scheme:http \#
                userinfo:User]
                """#),
        Snippet(
            #"{{ urlParse "" }}"#,
            output: "map[fragment: host: hostname: opaque: path: query: scheme: userinfo:]"),
        Snippet(
            #"{{ urlParse "//host/p" }}"#,
            output: "map[fragment: host:host hostname:host opaque: path:/p query: scheme: userinfo:]"),
        Snippet(
            #"{{ urlParse "a/b:c" }}"#,
            output: "map[fragment: host: hostname: opaque: path:a/b:c query: scheme: userinfo:]"),
        Snippet(
            #"{{ urlParse "http://h?q" }}"#,
            output: "map[fragment: host:h hostname:h opaque: path: query:q scheme:http userinfo:]"),
        Snippet(#"{{ urlJoin (dict "host" "h" "path" "p") }}"#, output: "//h/p"),
        Snippet(#"{{ urlJoin (dict "scheme" "mailto" "opaque" "a@b") }}"#, output: "mailto:a@b"),
        Snippet("{{ urlJoin (dict) }}", output: ""),
        Snippet(
            #"{{ urlParse "http://[::1" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlParse "http://[::1">: error calling urlParse: \#
                unable to parse url: parse "http://[::1": missing ']' in host
                """#),
        Snippet(
            #"{{ urlParse "http://h/%zz" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <urlParse "http://h/%zz">: error calling urlParse:\#
                 unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"
                """#),
        Snippet(
            #"{{ urlParse "a:b:c//d" }}"#,
            output: "map[fragment: host: hostname: opaque:b:c//d path: query: scheme:a userinfo:]"),
        Snippet(#"{{ (urlParse "postgres://u:p%40w@h/db?x=1").userinfo }}"#, output: "u:p%40w"),
    ]
}
