import Testing

/// URLs, as Helm 4.3.1 prints them.
@Suite struct ObservedURLsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ urlParse "https://user:pa%20ss@host.com:8080/path/a?q=1&b=2#frag" }} {{ urlParse \#
            "mailto:a@b.c" }} {{ (urlParse "http://[::1]:80/x").hostname }} {{ urlJoin (dict "sc\#
            heme" "http" "host" "h:80" "path" "/p q" "query" "a=b" "fragment" "f" "userinfo" "u:\#
            p") }} {{ urlJoin (urlParse "https://a.b/c%2Fd?x#y") }} {{ urlParse "/a/b" }}
            """#,
            output: #"""
                map[fragment:frag host:host.com:8080 hostname:host.com opaque: path:/path/a query:q=\#
                1&b=2 scheme:https userinfo:user:pa%20ss] map[fragment: host: hostname: opaque:a@b.c\#
                 path: query: scheme:mailto userinfo:] ::1 http://u:p@h:80/p%20q?a=b#f https://a.b/c\#
                /d?x#y map[fragment: host: hostname: opaque: path:/a/b query: scheme: userinfo:]
                """#),
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
            #"""
            {{ urlParse "HTTP://User@Host:80/%7Efoo/?q#f%20g" }} {{ urlParse "" }} {{ urlParse "\#
            //host/p" }} {{ urlParse "a/b:c" }} {{ urlParse "http://h?q" }} {{ urlJoin (dict "ho\#
            st" "h" "path" "p") }} {{ urlJoin (dict "scheme" "mailto" "opaque" "a@b") }} {{ urlJ\#
            oin (dict) }}
            """#,
            output: #"""
                map[fragment:f g host:Host:80 hostname:Host opaque: path:/~foo/ query:q scheme:http \#
                userinfo:User] map[fragment: host: hostname: opaque: path: query: scheme: userinfo:]\#
                 map[fragment: host:host hostname:host opaque: path:/p query: scheme: userinfo:] map\#
                [fragment: host: hostname: opaque: path:a/b:c query: scheme: userinfo:] map[fragment\#
                : host:h hostname:h opaque: path: query:q scheme:http userinfo:] //h/p mailto:a@b\#u{20}
                """#),
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
            #"{{ urlParse "a:b:c//d" }} {{ (urlParse "postgres://u:p%40w@h/db?x=1").userinfo }}"#,
            output: "map[fragment: host: hostname: opaque:b:c//d path: query: scheme:a userinfo:] u:p%40w"),
    ]
}
