import GoTemplate
import TestSupport
import Testing

/// Templates that would never end, or fill the memory: each ends with an error, soon.
@Suite struct HostileTemplateTests {
    private static let small = TemplateLimits(steps: 200_000, outputBytes: 1 << 20, stringBytes: 1 << 20)

    @Test func endlessRecursionMeetsTheDepth() throws {
        let error = #expect(throws: TemplateError.self) {
            try Self.onDeepStack(
                "{{ define \"x\" }}{{ template \"x\" }}{{ end }}{{ template \"x\" }}", TemplateLimits(depth: 10_000))
        }
        #expect(error?.message.contains("exceeded maximum template depth (10000)") == true)
        #expect(error?.message.hasPrefix("template: T:1:28: executing \"x\" at <{{template \"x\"}}>: ") == true)
    }

    @Test func recursionOnASmallStackEndsToo() throws {
        let error = #expect(throws: TemplateError.self) {
            try Snippet.render("{{ define \"x\" }}{{ template \"x\" }}{{ end }}{{ template \"x\" }}")
        }
        #expect(error?.message.contains("exceeded maximum template depth") == true)
    }

    @Test func rangingOverABillionIsCutShort() throws {
        let error = #expect(throws: TemplateError.self) {
            try Snippet.render("{{ range 1000000000 }}{{ end }}", limits: Self.small)
        }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message == "template execution exceeds 200000 steps")
    }

    @Test func nestedRangesAreCutShort() {
        let text = "{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}{{ end }}"
        let error = #expect(throws: TemplateError.self) { try Snippet.render(text, limits: Self.small) }
        #expect(error?.code == .limitExceeded)
    }

    @Test func outputHasALimit() {
        let text = "{{ range 100000 }}\(String(repeating: "x", count: 1000)){{ end }}"
        let error = #expect(throws: TemplateError.self) { try Snippet.render(text, limits: Self.small) }
        #expect(error?.message == "template output exceeds 1048576 bytes")
    }

    @Test func doublingStringsIsCutShort() {
        let text = "{{ $s := \"0123456789abcdef\" }}{{ range 60 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}{{ len $s }}"
        let error = #expect(throws: TemplateError.self) { try Snippet.render(text, limits: Self.small) }
        #expect(error?.code == .limitExceeded)
    }

    @Test(arguments: ["print", "println", "html", "js", "urlquery"])
    func doublingTextsIsCutShort(function: String) {
        let text = "{{ $s := \"0123456789abcdef\" }}{{ range 60 }}{{ $s = \(function) $s $s }}{{ end }}{{ len $s }}"
        let error = #expect(throws: TemplateError.self) { try Snippet.render(text, limits: Self.small) }
        #expect(error?.code == .limitExceeded)
    }

    @Test func textsThatEvaluateThemselvesAreCutShort() throws {
        var functions = TemplateFunctions()
        functions.add("tpl", [.string, .any]) { arguments in
            try arguments.execution.evaluate(arguments.bytes(0), name: "gotpl", arguments[1])
        }
        let error = #expect(throws: TemplateError.self) {
            try DeepStack.run { () throws(TemplateError) in
                let set = TemplateSet(functions: functions, missingKey: .zero)
                try set.parse(Array("{{ tpl . . }}".utf8), name: "T")
                _ = try set.execute("T", .string("{{ tpl . . }}"), limits: Self.small)
            }
        }
        #expect(error?.message.contains("exceeds 200000 steps") == true)
    }

    @Test func theClockEndsAnExecution() {
        let limits = TemplateLimits(isExpired: { true })
        let error = #expect(throws: TemplateError.self) {
            try Snippet.render("{{ range 1000000 }}{{ end }}", limits: limits)
        }
        #expect(error?.message == "template execution ran out of time")
    }

    @Test func limitsHoldAcrossIncludes() throws {
        var functions = TemplateFunctions()
        functions.add("include", [.string, .any]) { try $0.execution.include($0.string(0), $0[1]) }
        let set = TemplateSet(functions: functions)
        try set.parse(
            "{{ define \"x\" }}{{ range 1000 }}{{ end }}{{ end }}{{ range 1000 }}{{ include \"x\" . }}{{ end }}",
            name: "T")
        let error = #expect(throws: TemplateError.self) { try set.execute("T", .nil, limits: Self.small) }
        #expect(error?.code == .limitExceeded)
    }

    @Test(arguments: [("(", ")"), ("{{if 1}}", "{{end}}"), ("{{range 1}}", "{{end}}"), ("{{with 1}}", "{{end}}")])
    func deepTextIsRefused(_ open: String, _ close: String) {
        let count = 20_000
        let body = String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
        let text = open == "(" ? "{{ \(body) }}" : body
        #expect(throws: TemplateError.self) { try Self.onDeepStack(text, .standard) }
        #expect(throws: TemplateError.self) { try Snippet.render(text) }
    }

    @Test func longElseIfChainsAreRefused() {
        let text = "{{if 0}}" + String(repeating: "{{else if 0}}", count: 20_000) + "{{end}}"
        #expect(throws: TemplateError.self) { try Snippet.render(text) }
    }

    @Test func longPipelinesAreFine() throws {
        let text = "{{ 1 " + String(repeating: "| print ", count: 20_000) + "}}"
        #expect(try Snippet.render(text) == "1")
    }

    @Test(arguments: ["%10000010d", "%.10000010d", "%99999999999999999999d", "%[99999999999]d"])
    func greatWidthsAreNotMade(_ format: String) {
        #expect(GoFormat.printf(format, .int(1)).utf8.count < 100)
    }

    @Test func manyWidthsAreCutShort() {
        let format = String(repeating: "%1000000[1]d", count: 1000)
        let error = #expect(throws: TemplateError.self) {
            try Snippet.render("{{ printf \"\(format)\" 1 }}", limits: Self.small)
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test func aMapWithinItselfPrintsToAnEnd() {
        let map = TemplateMap()
        map["self"] = .map(map)
        #expect(GoFormat.text(.map(map)).utf8.count < 100_000)
    }

    @Test(arguments: [
        "{{", "{{ ", "{{-", "{{- ", "}}", "{{/*", "{{/* */", "{{ \"", "{{ `", "{{ '", "{{ $", "{{ .", "{{ (", "{{ 1e",
        "{{ 0x",
        "{{ if", "{{ define", "{{ define \"", "{{ \"\\", "{{ \"\\u12", "{{ end", "{{ |", "{{ $x :", "{{ $x :=",
        "{{ range $i,",
    ])
    func textThatBreaksOffIsAnErrorOrText(_ text: String) {
        do throws(TemplateError) {
            #expect(try Snippet.render(text) == text)
        } catch {
            #expect(error.code == .syntax)
            #expect(error.line == 1)
        }
    }

    @Test func everyByteAfterTheDelimiterIsTaken() {
        for byte in UInt8.min...UInt8.max {
            let set = TemplateSet(functions: TemplateFunctions())
            _ = try? set.parse(Array("{{ ".utf8) + [byte] + Array(" }}".utf8), name: "T")
            _ = try? set.parse([byte] + Array("{{ 1 }}".utf8) + [byte], name: "U")
        }
    }

    private static func onDeepStack(_ text: String, _ limits: TemplateLimits) throws(TemplateError) -> String {
        try DeepStack.run { () throws(TemplateError) in try Snippet.render(text, limits: limits) }
    }
}
