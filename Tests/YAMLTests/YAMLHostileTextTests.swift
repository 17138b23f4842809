import Testing
import Value
import YAML

@Suite struct YAMLHostileTextTests {
    private func expectLimit(
        _ text: String, rules: YAMLRules = .helm, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try YAML.decode(text, file: "f", rules: rules)
        } throws: {
            ($0 as? YAMLError)?.code == .limit
        }
    }

    @Test func stopsAtDeepNesting() {
        expectLimit(String(repeating: "[", count: 5000))
        expectLimit(String(repeating: "{a: ", count: 5000))
        expectLimit(String(repeating: "- ", count: 5000) + "a")
        expectLimit(String(repeating: "? ", count: 5000) + "a")
    }

    @Test func stopsAtDepthThatAliasesPileUp() {
        var text = "a0: &a0 [x]\n"
        for level in 1..<400 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        expectLimit(text)
        expectLimit(text.replacing("[", with: "{k: ").replacing("]", with: "}"))
    }

    @Test func stopsAtABillionLaughs() {
        var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (name, former) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(former)", count: 9).joined(separator: ",") + "]\n"
        }
        expectLimit(text)
        expectLimit(text, rules: .strict)
    }

    @Test func stopsAtLaughsThroughMergeKeys() {
        var text = "a0: &a0 {k: [x,x,x,x,x,x,x,x,x,x]}\n"
        for level in 1..<30 {
            text += "a\(level): &a\(level)\n"
            for copy in 0..<10 { text += "  k\(copy): {<<: *a\(level - 1)}\n" }
        }
        expectLimit(text)
    }

    @Test func allowsHonestAliases() throws {
        let list = (0..<500).map { "- {<<: *x, c: \($0)}\n" }.joined()
        let value = try YAML.decode("x: &x {a: 1, b: 2}\nlist:\n\(list)", file: "f", rules: .helm)
        #expect(value["list"]?[499] == ["a": 1, "b": 2, "c": 499])
    }

    @Test func stopsAtSizeCountAndDocuments() {
        var rules = YAMLRules.helm
        rules.limits = YAMLLimits(maximumSize: 100)
        expectLimit(String(repeating: "#", count: 101), rules: rules)
        rules.limits = YAMLLimits(maximumCount: 5)
        expectLimit("[1, 2, 3, 4, 5]", rules: rules)
        rules.limits = YAMLLimits(maximumDocuments: 2)
        #expect { try YAML.decodeAll("--- 1\n--- 2\n--- 3\n", file: "f", rules: rules) } throws: {
            ($0 as? YAMLError)?.code == .limit
        }
    }

    @Test func readsNothing() throws {
        #expect(try YAML.decode([], file: "f") == .null)
        #expect(try YAML.decode("".dropFirst(), file: "f", rules: .helm) == .null)
        #expect(try YAML.decodeAll([], file: "f").isEmpty)
    }

    @Test func readsHugeScalarsAndKeys() throws {
        let text = String(repeating: "x", count: 1 << 20)
        #expect(try YAML.decode("? \(text)\n: \(text)", file: "f")[text] == .string(text))
        #expect(throws: YAMLError.self) { try YAML.decode("\(text): 1", file: "f") }
    }

    @Test(
        arguments: [
            [0x61, 0x3A, 0x20, 0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB],
        ] as [[UInt8]])
    func refusesInvalidText(_ bytes: [UInt8]) {
        #expect { try YAML.decode(bytes, file: "f") } throws: { ($0 as? YAMLError)?.code == .invalidText }
    }

    @Test func neverTrapsOnTruncatedOrMangledText() {
        let text = Array(
            "%YAML 1.1\n---\na: &x {b: [1, -2.5e3, \"\\u00e9\\x41\"], <<: {c: 0x1F}}\nd: *x\ne: |2-\n    f\n\n  g\n? !!int '5'\n: >+\n h\n...\n"
                .utf8)
        for end in 0..<text.count { _ = try? YAML.decodeAll(Array(text[..<end]), file: "f") }
        var state: UInt64 = 42
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for _ in 0..<20_000 {
            var mangled = text
            for _ in 0...next() % 3 {
                mangled[next() % mangled.count] = next() % 2 == 0 ? UInt8(next() % 256) : text[next() % text.count]
            }
            // Whether it is YAML does not matter, only that reading comes to an end.
            _ = try? YAML.decodeAll(mangled, file: "f", rules: next() % 2 == 0 ? .helm : .strict)
        }
    }

    /// libyaml would compare each with all others.
    @Test func manyTagDirectivesAreRefused() {
        let text = (0..<2_000).map { "%TAG !a\($0)! x\n" }.joined() + "--- a\n"
        #expect { try YAML.decode(text, file: "f", rules: .helm) } throws: { ($0 as? YAMLError)?.code == .limit }
        #expect(throws: Never.self) { try YAML.decode("a: 10%\nb: '%TAG'\n", file: "f") }
    }

    /// Each document with marks had a copy of the whole text: 4 GB here.
    @Test func documentsOfOneStreamShareItsText() throws {
        let documents = try YAML.decodeAll(String(repeating: "--- a\n", count: 25_000), file: "f")
        #expect(documents.count == 25_000)
        #expect(documents.last?.excerpt(at: ValuePath()) == "--- a\n    ^")
    }
}
