import GoTemplate
import TestSupport
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

/// Work that grows with what functions are given, not with their number.
@Suite struct HostileWorkTests {
    @Test(arguments: [
        // Values that hold each other: two to the power of sixty of them, if each were looked at where it is held.
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}",
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toYaml $l }}",
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toYamlPretty $l }}",
        "{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toToml (dict \"a\" $l) }}",
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toString $l }}",
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ deepCopy $l | len }}",
        "{{ $l := list 1 }}{{ $m := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ $m = list $m $m }}{{ end }}"
            + "{{ deepEqual $l $m }}",
        "{{ $d := dict \"z\" 1 }}{{ $e := dict \"y\" 2 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}"
            + "{{ $e = dict \"a\" $e \"b\" $e }}{{ end }}{{ merge $d $e | len }}",
        // Texts that become many values.
        "{{ fromJsonArray (printf \"[%s1]\" (repeat 1000000 \"1,\")) | len }}",
        "{{ fromYamlArray (repeat 1000000 \"-\\n\") | len }}",
        "{{ splitList \",\" (repeat 2000000 \",\") | len }}", "{{ split \",\" (repeat 2000000 \",\") | len }}",
        "{{ regexFindAll \".\" (repeat 2000000 \"x\") -1 | len }}",
        "{{ regexSplit \"\" (repeat 2000000 \"x\") -1 | len }}",
        "{{ sortAlpha (splitList \"\" (repeat 2000000 \"ba\")) | len }}",
        // Texts that double.
        "{{ $s := \"x\" }}{{ range 60 }}{{ $s = cat $s $s }}{{ end }}{{ len $s }}",
        "{{ $s := \"x\" }}{{ range 60 }}{{ $s = quote $s $s }}{{ end }}{{ len $s }}",
        "{{ $s := \"x\" }}{{ range 60 }}{{ $s = regexReplaceAll \"x\" $s \"${0}${0}\" }}{{ end }}{{ len $s }}",
        "{{ $s := \"x\" }}{{ range 60 }}{{ $s = regexReplaceAllLiteral \"x\" $s \"xx\" }}{{ end }}{{ len $s }}",
        "{{ $s := \"x y\" }}{{ range 60 }}{{ $s = wrapWith 1 $s $s }}{{ end }}{{ len $s }}",
        // Work without end.
        "{{ range 1000000 }}{{ $s := sha256sum (repeat 100000 \"x\") }}{{ end }}",
        "{{ range 1000000 }}{{ $s := regexMatch \"(a|b|ab)*c$\" (repeat 10000 \"ab\") }}{{ end }}",
        "{{ range $i := 1000000 }}{{ $s := regexMatch (printf \"(x{1,900})%d\" $i) \"x\" }}{{ end }}",
        "{{ range 1000000 }}{{ $s := upper (repeat 10000 \"é\") }}{{ end }}",
    ])
    func workHasAnEnd(_ template: String) {
        let limits = TemplateLimits(steps: 2_000_000, stringBytes: 4 << 20, memoryBytes: 32 << 20)
        let error = #expect(throws: TemplateError.self) { try Self.render(template, limits) }
        #expect(error?.code == .limitExceeded, "\(error?.message ?? "")")
    }

    @Test(arguments: ["toJson", "toYaml", "toPrettyJson", "toYamlPretty", "fromJson", "fromYaml", "toToml"])
    func functionsThatHideErrorsDoNotHideLimits(_ function: String) {
        let isReader = function.hasPrefix("from")
        let value = isReader ? "(repeat 2000 \"[{},{}]\")" : "$l"
        let template = "{{ $l := list }}{{ range 30 }}{{ $l = list $l $l }}{{ end }}{{ \(function) \(value) | len }}"
        let error = #expect(throws: TemplateError.self) {
            try Self.render(template, TemplateLimits(steps: 5_000))
        }
        #expect(error?.code == .limitExceeded, "\(error?.message ?? "")")
    }

    @Test func whatChartsDoIsNoHarm() throws {
        let text = try Snippet.render(
            "{{ $d := dict }}{{ range $i := until 10000 }}{{ $_ := set $d (toString $i) (list $i (repeat 20 \"x\")) }}{{ end }}"
                + "{{ $y := toYaml $d }}{{ $z := fromYaml $y }}{{ len $z }} {{ len (splitList \"\\n\" $y) }} "
                + "{{ regexReplaceAll \"x+\" $y \"y\" | len }}")
        #expect(text == "10000 30000 \(text.split(separator: " ").last ?? "")")
    }

    /// Values that nest need more stack than a test's thread has.
    private static func render(_ template: String, _ limits: TemplateLimits) throws(TemplateError) -> String {
        try DeepStack.run { () throws(TemplateError) in try Snippet.render(template, limits: limits) }
    }
}
