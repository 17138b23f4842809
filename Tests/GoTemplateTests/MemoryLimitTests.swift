import GoTemplate
import Testing

/// What templates make and hold at one time has a limit, however it is held.
@Suite struct MemoryLimitTests {
    private static let small = TemplateLimits(memoryBytes: 1 << 20)
    private static let message = "template execution exceeds 1048576 bytes of memory"

    /// Each makes some ten kilobytes a turn, and holds them in its own way.
    @Test(arguments: [
        "{{ $s := \"\" }}{{ range 1000 }}{{ $s = printf \"%s%10000d\" $s 1 }}{{ end }}",
        "{{ range 1000 }}{{ printf \"%10000d\" 1 }}{{ end }}",
        "{{ range $i := 1000 }}{{ hold $ (printf \"%10000d\" $i) }}{{ end }}",
        "{{ print \(String(repeating: "(printf \"%10000d\" 1) ", count: 300)) }}",
        "{{ \(String(repeating: "printf \"%10000d\" 1 | print (", count: 300))1\(String(repeating: ")", count: 300)) }}",
        String(repeating: "{{ with printf \"%10000d\" 1 }}", count: 300) + String(repeating: "{{ end }}", count: 300),
        "{{ define \"x\" }}{{ $s := printf \"%10000d\" 1 }}{{ template \"x\" }}{{ end }}{{ template \"x\" }}",
        "{{ range 1000 }}{{ $l := list \(String(repeating: "1 ", count: 400)) }}{{ hold $ $l }}{{ end }}",
    ])
    func whatIsHeldIsCounted(_ template: String) {
        let error = #expect(throws: TemplateError.self) { try Self.render(template, Self.small) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message.hasSuffix(Self.message) == true, "\(error?.message ?? "")")
    }

    /// Much more is made than the limit, but nothing of it is kept.
    @Test(arguments: [
        "{{ range 10000 }}{{ $s := printf \"%10000d\" 1 }}{{ end }}",
        "{{ $s := \"\" }}{{ range 10000 }}{{ $s = printf \"%10000d\" 1 }}{{ end }}",
        "{{ range 10000 }}{{ with printf \"%10000d\" 1 }}{{ len . }}{{ end }}{{ end }}",
        "{{ range 10000 }}{{ printf \"%10000d\" 1 | len }}{{ end }}",
        // One text, held a thousand times.
        "{{ $s := printf \"%100000d\" 1 }}{{ range 1000 }}{{ hold $ (list $s) }}{{ end }}",
        // Two to the power of sixty lists, if each were counted where it is held.
        "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ range 1000 }}{{ $s := printf \"%10000d\" 1 }}{{ end }}",
    ])
    func whatIsLetGoIsNot(_ template: String) throws {
        _ = try Self.render(template, Self.small)
    }

    @Test func whatWasGivenIsNotCounted() throws {
        let text = String(repeating: "x", count: 10 << 20)
        _ = try Self.render("{{ range 1000 }}{{ $s := printf \"%10000d\" 1 }}{{ end }}", Self.small, with: text)
    }

    @Test func valuesThatNestWithoutEndAreCutShort() throws {
        let error = #expect(throws: TemplateError.self) {
            try Self.render("{{ $l := list }}{{ range 10000000 }}{{ $l = list $l }}{{ end }}", .standard)
        }
        #expect(error?.message.contains("values nest deeper than 100000") == true)
    }

    @Test func aMapWithinItselfIsCountedOnce() throws {
        _ = try Self.render(
            "{{ hold $ $ }}{{ range 1000 }}{{ $s := printf \"%10000d\" 1 }}{{ end }}", Self.small)
    }

    @Test func oneBudgetSpansManyExecutions() throws {
        let set = TemplateSet(functions: TemplateFunctions())
        try set.parse("{{ range 100 }}{{ printf \"%1000d\" 1 }}{{ end }}", name: "T")
        let budget = TemplateBudget(Self.small)
        let error = #expect(throws: TemplateError.self) {
            for _ in 0..<100 { _ = try set.execute("T", .nil, within: budget) }
        }
        #expect(error?.message.hasSuffix(Self.message) == true)
    }

    @Test func valuesThatHoldEachOtherPrintToAnEnd() {
        let template = "{{ $l := list }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ $l }}"
        let error = #expect(throws: TemplateError.self) { try Self.render(template, .standard) }
        #expect(error?.message.contains("exceeds 33554432 bytes") == true)
    }

    @Test func textsOfTooManyTokensAreRefused() throws {
        let set = TemplateSet(functions: TemplateFunctions())
        let text = "{{ print " + String(repeating: "1 ", count: 1_000_000) + "}}"
        let error = #expect(throws: TemplateError.self) { try set.parse(text, name: "T") }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message == "template: T: the templates hold more than 1000000 tokens")
    }

    private static func render(
        _ text: String, _ limits: TemplateLimits, with given: String = ""
    ) throws(TemplateError) -> [UInt8] {
        var functions = TemplateFunctions()
        functions.add("list", variadic: .any) { .list($0.values) }
        functions.add("hold", [.map, .any]) { arguments in
            let map = arguments.map(0)
            map["\(map.count)"] = .some(arguments[1])
            return .string("")
        }
        let set = TemplateSet(functions: functions)
        return try DeepStack.run { () throws(TemplateError) in
            try set.parse(text, name: "T")
            return try set.execute("T", .map(TemplateMap(["given": .string(given)])), limits: limits)
        }
    }
}
