import FoundationEssentials
import TestParts
import TestSupport
import Testing
import Value
import YAML

/// Compares with Helm 4 itself: a chart's template runs `toYaml` and `fromYaml` over texts that reach it as base64.
@Suite(.enabled(if: TestParts.has(.helm4), "Helm 4 is not there: run 'make parts' or '.ci/parts'"))
struct HelmConformanceTests {
    /// What Helm's template makes of each input, `input` standing for the decoded text.
    private func render(_ expression: String, over inputs: [[UInt8]]) async throws -> [String] {
        try await TestParts.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/templates", withIntermediateDirectories: true)
            let files = [
                "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
                "values.yaml": "items:\n" + inputs.map { "- \"\(Data($0).base64EncodedString())\"\n" }.joined(),
                "templates/a.yaml":
                    "items:\n{{ range .Values.items }}{{ $input := b64dec . }}- \"{{ \(expression) | b64enc }}\"\n{{ end }}",
            ]
            for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
            let result = try await TestParts.run(.helm4, ["template", "x", folder])
            try #require(result.isSuccess, "\(result.standardError)")
            let lines = result.standardOutput.split(separator: "\n").filter { $0.hasPrefix("- \"") }
            return try lines.map { line in
                let data = try #require(Data(base64Encoded: String(line.dropFirst(3).dropLast())))
                return String(decoding: data, as: UTF8.self)
            }
        }
    }

    @Test func writesTheBytesOfToYaml() async throws {
        var generator = SplitMix(state: 11)
        var values: [Value] = Value.nastyTexts.flatMap { text -> [Value] in
            [.string(text), [text: [.string(text), [text: .string(text)]]]]
        }
        for _ in 0..<800 { values.append(Value.random(using: &generator)) }
        // Upstream takes keys from a map in random order; where its comparison is circular the outcome is chance.
        values.removeAll { !$0.hasStableKeyOrder }
        let theirs = try await render(
            "(fromJson $input).v | toYaml", over: values.map { Value.object(["v": $0]).jsonBytes(.go()) })
        try #require(theirs.count == values.count)
        for (value, text) in zip(values, theirs) {
            let ours = YAML.encode(value.withGoFloats)
            // `toYaml` takes one line break off the end.
            #expect((ours.hasSuffix("\n") ? String(ours.dropLast()) : ours) == text, "\(value.json())")
        }
    }

    @Test func readsWhatFromYamlReads() async throws {
        let wraps: [@Sendable (String) -> String] = [
            { "v: \($0)" }, { "{v: \($0)}" }, { "v: [a, \($0), b]" }, { "v:\n- \($0)\n" }, { "? \($0)\n: x" },
            { "v: |\n  \($0)\n" },
        ]
        // In flow context libyaml is newer than go-yaml's port of it: ':' and '?' at the end of a word read differently.
        let texts: [String] = wraps.flatMap { wrap -> [String] in Value.nastyTexts.map(wrap) }
            .filter { !$0.contains("key:") && !$0.contains("a?") && !$0.contains("!a,") }
        let theirs = try await render("fromYaml $input | toJson", over: texts.map { Array($0.utf8) })
        try #require(theirs.count == texts.count)
        for (text, json) in zip(texts, theirs) {
            let ours = Result<Value, any Error> { try YAML.decode(text, file: "f", rules: .helm).withGoFloats }
            if json.hasPrefix("{\"Error\":") {
                // Also that what is read is not an object.
                #expect((try? ours.get().object) == nil, "\(text.debugDescription) \(json)")
            } else {
                #expect(try ours.get().json(.go()) == json, "\(text.debugDescription)")
            }
        }
    }
}

extension Value {
    /// Numbers as Go decodes JSON without a type: all of them floats.
    fileprivate var withGoFloats: Value {
        switch self {
        case .integer(let value): .float(Double(value))
        case .number: double.map { .float($0) } ?? self
        case .array(let elements): .array(elements.map(\.withGoFloats))
        case .object(let members): .object(Object(members.map { ($0.key, $0.value.withGoFloats) }))
        default: self
        }
    }

    /// Whether no object has a key with digits beside one with letters at the same place.
    fileprivate var hasStableKeyOrder: Bool {
        switch self {
        case .array(let elements): return elements.allSatisfy(\.hasStableKeyOrder)
        case .object(let members):
            let digits = members.keys.filter { $0.unicodeScalars.contains { ("0"..."9").contains($0) } }
            return digits.count < 3 && members.allSatisfy { $0.value.hasStableKeyOrder }
        default: return true
        }
    }
}
