import TestSupport
import Testing

/// Versions, as Helm 4.3.1 prints them.
@Suite struct ObservedVersionsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ semverCompare ">=1.2.3" "1.3.0" }} {{ semverCompare "^1.2" "1.9.9" }} {{ semverCo\#
            mpare "~1.2.3" "1.3.0" }} {{ semverCompare ">=1.19-0" "v1.20.3-gke.1" }} {{ $v := se\#
            mver "1.2.3-beta.1+b" }}{{ $v.Major }}.{{ $v.Minor }}.{{ $v.Patch }} {{ $v.Prereleas\#
            e }} {{ $v.Metadata }} {{ $v }} {{ $v.Original }} {{ (semver "1.2").String }} {{ (se\#
            mver "v1.2.3").IncMinor }} {{ $v.Compare (semver "1.2.4") }} {{ $v.LessThan (semver \#
            "2") }} {{ typeOf $v }} {{ typeOf $v.Major }}
            """#,
            output: #"""
                true true false true 1.2.3 beta.1 b 1.2.3-beta.1+b 1.2.3-beta.1+b 1.2.0 1.3.0 -1 tru\#
                e *semver.Version uint64
                """#),
        Snippet(
            #"{{ semver "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <semver "x">: error calling semver: invalid semant\#
                ic version
                """#),
        Snippet(
            #"{{ semverCompare "bad>" "1.0.0" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <semverCompare "bad>" "1.0.0">: error calling semv\#
                erCompare: improper constraint: "bad>"
                """#),
        Snippet(
            #"{{ semverCompare ">=1" "zz" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <semverCompare ">=1" "zz">: error calling semverCo\#
                mpare: invalid semantic version
                """#),
        Snippet(
            "{{ semverCompare }}",
            error: #"""
                template: T:1:3: executing "T" at <semverCompare>: wrong number of args for semverCo\#
                mpare: want 2 got 0
                """#),
        Snippet(
            #"""
            {{ semverCompare "^1.0.0-0" "1.2.3-beta" }} {{ semverCompare ">= 1.0, < 2" "1.5" }} \#
            {{ semverCompare "1.x || 3.x" "3.1.0" }} {{ semverCompare "!=1.0.0" "1.0.1" }} {{ se\#
            mverCompare "<1.21-0" "1.20.0" }} {{ semverCompare ">=1.2 - 2.0" "1.0" | default "f"\#
             }}
            """#,
            error: #"""
                template: T:1:205: executing "T" at <semverCompare ">=1.2 - 2.0" "1.0">: error calli\#
                ng semverCompare: improper constraint: ">=>= 1.2, <= 2.0 "
                """#),
    ]
}
