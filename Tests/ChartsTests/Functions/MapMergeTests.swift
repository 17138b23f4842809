import GoTemplate
import TestSupport
import Testing

/// Whose maps change, and which maps are shared afterwards, as in Go.
@Suite struct MapMergeTests {
    @Test(arguments: [
        // The first map is changed, the others are not.
        (
            "{{ $a := dict \"x\" 1 }}{{ $b := dict \"y\" 2 }}{{ $_ := merge $a $b }}{{ $a }} {{ $b }}",
            "map[x:1 y:2] map[y:2]"
        ),
        // A nested map that only the source has is shared.
        (
            "{{ $a := dict }}{{ $b := dict \"n\" (dict \"y\" 2) }}{{ $_ := merge $a $b }}{{ $_ := set $a.n \"z\" 3 }}{{ $b }}",
            "map[n:map[y:2 z:3]]"
        ),
        // One that both have stays the first's own.
        (
            "{{ $a := dict \"n\" (dict) }}{{ $b := dict \"n\" (dict \"y\" 2) }}{{ $_ := mergeOverwrite $a $b }}{{ $_ := set $a.n \"z\" 3 }}{{ $b }}",
            "map[n:map[y:2]]"
        ),
        ("{{ $a := dict \"x\" 1 }}{{ $b := merge (dict) $a }}{{ $_ := set $b \"x\" 2 }}{{ $a }}", "map[x:1]"),
        (
            "{{ $a := dict \"l\" (list 1) }}{{ merge $a (dict \"l\" (list 2 3)) }} {{ mergeOverwrite $a (dict \"l\" (list 2 3)) }}",
            "map[l:[1]] map[l:[2 3]]"
        ),
        ("{{ merge (dict \"a\" nil) (dict \"a\" 1) }}", "map[a:1]"),
        ("{{ merge (dict \"a\" 1) (dict \"a\" nil \"b\" nil) }}", "map[a:1]"),
        ("{{ mergeOverwrite (dict \"a\" 1) (dict \"a\" nil \"b\" nil) }}", "map[a:<nil> b:<nil>]"),
        ("{{ merge (dict \"a\" (dict \"b\" 1)) (dict \"a\" \"text\") }}", "map[a:map[b:1]]"),
        ("{{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" \"text\") }}", "map[a:text]"),
        ("{{ mergeOverwrite (dict \"a\" \"text\") (dict \"a\" (dict \"b\" 1)) }}", "map[a:map[b:1]]"),
        ("{{ $a := dict \"a\" 1 }}{{ merge $a $a }}", "map[a:1]"),
        ("{{ $d := deepCopy (dict \"a\" (list (dict \"b\" 1))) }}{{ $d }}", "map[a:[map[b:1]]]"),
        ("{{ merge nil (dict \"a\" 1) (dict \"a\" 2 \"b\" 3) }}", "map[a:1 b:3]"),
    ])
    func mergesAsMergo(_ template: String, _ expected: String) throws {
        #expect(try Snippet.render(template) == expected)
    }
}
