import GoTemplate
import Testing

/// Functions asked for more than a machine has: each ends with an error, soon.
@Suite struct HostileFunctionTests {
    private static let small = TemplateLimits(steps: 500_000, outputBytes: 1 << 20, stringBytes: 1 << 20)

    @Test(arguments: [
        "{{ repeat 1000000000000 \"x\" }}", "{{ repeat 9223372036854775807 \"xx\" }}",
        "{{ indent 2000000000 \"a\\nb\" }}",
        "{{ nindent 9223372036854775807 \"a\\nb\" }}", "{{ until 1000000000 | len }}",
        "{{ untilStep 0 9223372036854775807 1 | len }}",
        "{{ seq 1000000000 }}", "{{ randAlphaNum 100000000000 }}", "{{ randBytes 100000000000 | len }}",
        "{{ $s := \"x\" }}{{ range 64 }}{{ $s = replace \"x\" \"xx\" $s }}{{ end }}{{ len $s }}",
        "{{ $s := \"x\" }}{{ range 64 }}{{ $s = repeat 2 $s }}{{ end }}{{ len $s }}",
        "{{ $s := list 1 2 }}{{ range 64 }}{{ $s = concat $s $s }}{{ end }}{{ len $s }}",
        "{{ $s := list \"aaaaaaaaaaaaaaaa\" }}{{ range 64 }}{{ $j := join \",\" $s }}{{ $s = list $j $j }}{{ end }}{{ len $s }}",
    ])
    func greatResultsAreNotMade(_ template: String) {
        let error = #expect(throws: TemplateError.self) { try Snippet.render(template, limits: Self.small) }
        #expect(error?.code == .limitExceeded, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        "toJson", "toYaml", "toPrettyJson", "toToml", "toYamlPretty", "mustToJson", "deepCopy", "mustToYaml",
    ])
    func mapsWithinThemselvesEnd(_ function: String) {
        let template = "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ \(function) $d | len }}"
        do throws(TemplateError) {
            #expect(try Snippet.render(template) == "0" || function == "toToml")
        } catch {
            #expect(error.message.contains("nest") || error.message.contains("cycle"))
        }
    }

    @Test func mergingAMapIntoItselfEnds() throws {
        let template = "{{ $d := dict \"a\" (dict) }}{{ $_ := set $d.a \"b\" $d }}{{ merge $d $d.a $d | len }}"
        do throws(TemplateError) { _ = try Snippet.render(template) } catch {
            #expect(error.message.contains("nest"))
        }
    }

    @Test(arguments: ["fromJson", "fromYaml", "fromToml"])
    func deepTextEndsInAnError(_ function: String) throws {
        let text = (function == "fromToml" ? "a = " : "") + String(repeating: "[", count: 20_000)
        let result = try Snippet.render("{{ hasKey (\(function) \"\(text)\") \"Error\" }}")
        #expect(result == "true")
    }

    @Test(arguments: ["(a*)*$", "(a|a)*b", "(a+)+$"])
    func patternsThatTripOthersAreFast(_ pattern: String) throws {
        let text = String(repeating: "a", count: 5_000) + "!"
        #expect(try Snippet.render("{{ regexMatch \"\(pattern)\" \"\(text)\" }}").isEmpty == false)
    }

    @Test(arguments: [
        "{{ div 1 0 }}", "{{ mod 1 0 }}", "{{ div (int64 \"-9223372036854775808\") -1 }}",
        "{{ add 9223372036854775807 1 }}",
        "{{ mul 9223372036854775807 2 }}", "{{ sub -9223372036854775807 9 }}", "{{ int 1e300 }}", "{{ int64 -1e300 }}",
        "{{ round 1e300 400 }}", "{{ round 1 -400 }}", "{{ divf 1 0 }}", "{{ addf 1e308 1e308 }}",
        "{{ substr 5 2 \"abc\" }}",
        "{{ substr -5 -2 \"abc\" }}", "{{ trunc -9223372036854775807 \"abc\" }}", "{{ chunk -1 (list 1) }}",
        "{{ chunk 0 (list 1) }}",
        "{{ slice (list 1 2) 5 1 }}", "{{ slice (list 1 2) -1 }}", "{{ wrap -5 \"a b\" }}",
        "{{ wrapWith 0 \"\" \"abc\" }}",
        "{{ abbrev 4 \"abcdef\" }}", "{{ abbrevboth 100 7 \"abcdefghijk\" }}", "{{ abbrevboth -5 7 \"abcdefghijk\" }}",
        "{{ seq 1 0 5 }}", "{{ seq 5 0 1 }}", "{{ untilStep 0 5 0 }}", "{{ splitn \",\" -1 \"a,b\" }}",
        "{{ repeat 0 \"\" }}",
        "{{ date \"2006\" 9223372036854775807 }}", "{{ date \"2006\" -9223372036854775808 }}",
        "{{ duration (int64 \"9223372036854775807\") }}",
        "{{ durationRoundTo \"2540400h\" \"2540400h\" }}", "{{ mustToDuration 1e300 }}",
        "{{ (now).AddDate 9999999 0 0 }}",
        "{{ toDate \"2006\" \"9999\" }}", "{{ b32dec \"=\" }}", "{{ b64dec \"=\" }}", "{{ decryptAES \"x\" \"\" }}",
        "{{ decryptAES \"x\" \"MTIzNDU2Nzg5MDEyMzQ1Ng==\" }}", "{{ genSelfSignedCert \"\" nil nil 99999999999 }}",
        "{{ derivePassword 1 \"\" \"\" \"\" \"\" }}",
        "{{ urlParse \"%\" }}", "{{ urlParse \"://\" }}", "{{ urlJoin (dict \"scheme\" nil) }}",
        "{{ regexFindAll \"\" \"\" -5 }}",
        "{{ randInt 5 1 }}", "{{ until -9223372036854775807 }}", "{{ toDecimal (dict) }}",
        "{{ printf \"%*d\" 9999999 1 }}",
    ])
    func edgesAreNoTraps(_ template: String) {
        do throws(TemplateError) { _ = try Snippet.render(template, limits: Self.small) } catch {
            #expect(!error.message.isEmpty)
        }
    }
}
