import Testing
import Value
import YAML

@testable import Repositories

@Suite struct IndexScannerTests {
    /// Reads an index in chunks of each of several sizes; all must say the same.
    static func versions(_ text: String, of chart: String, limits: RepositoryLimits = .standard) throws -> [String]? {
        var results: [[String]?] = []
        for size in [1, 2, 7, 64, 1 << 20] {
            var scanner = IndexScanner(chart: chart, limits: limits)
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                try scanner.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            switch try scanner.finish() {
            case .absent: results.append(nil)
            case .json(let bytes): results.append(try texts(Value(json: bytes), chart))
            case .yaml(let bytes, _):
                let value = try YAML.decode(bytes, file: "index.yaml", rules: .helm)
                results.append(try texts(try #require(value[chart]), chart))
            case .needsWhole(let reason): results.append(["whole: \(reason)"])
            }
        }
        try #require(Set(results).count == 1, "the size of chunks must not matter: \(results)")
        return results[0]
    }

    private static func texts(_ value: Value, _ chart: String) throws -> [String] {
        try ChartRecord.list(value, chart: chart).map(\.versionText)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var expected: [String]? = ["2.0.0", "1.0.0"]
        var testDescription: String { name }
    }

    static let record = "{name: x, version: 9.9.9, urls: [x.tgz]}"

    @Test(arguments: [
        Case(
            name: "go-yaml 2: items at the key's indentation",
            text: """
                apiVersion: v1
                entries:
                  alpine:
                  - name: alpine
                    version: 9.0.0
                  demo:
                  - name: demo
                    version: 1.0.0
                  - name: demo
                    version: 2.0.0
                  nginx:
                  - name: nginx
                    version: 8.0.0
                generated: "2026-01-01"
                """),
        Case(
            name: "go-yaml 3: items further in",
            text: """
                apiVersion: v1
                entries:
                    alpine:
                        - name: alpine
                          version: 9.0.0
                    demo:
                        - name: demo
                          version: 1.0.0
                        - name: demo
                          version: 2.0.0
                    nginx:
                        - name: nginx
                """),
        Case(
            name: "entries before apiVersion, an indented root, CRLF, quotes, comments and a marker",
            text: """
                %YAML 1.1
                ---
                # made by hand

                 entries: # all
                   # the demo
                   "demo": # here
                   - {name: demo, version: 1.0.0}
                # in between
                   - {name: demo, version: '2.0.0'}
                   'other':
                   - {name: other, version: 3.0.0}
                 apiVersion: v1
                ...
                junk: [
                """.replacing("\n", with: "\r\n")),
        Case(
            name: "text that looks like structure",
            text: """
                apiVersion: v1
                annotations:
                  a: |
                    entries:
                      demo:
                      - {name: demo, version: 7.0.0}

                  b: "an open quote
                entries:
                  demo:
                  - x"
                  c: [one, "two ]
                entries:
                  demo: ", it's,
                entries
                  ]
                  d: plain text that
                    goes on: "over
                    - lines
                  e: 'it''s
                entries:
                  '
                  f: &a !!str "x
                  "
                entries:
                  alpine:
                  - description: >-
                      demo:
                        - version: 7.0.0
                    name: alpine
                    version: 9.0.0
                  - "quoted
                  demo:
                  - name: demo"
                  - plain item
                    demo: no key
                  demo:
                  - name: demo
                    description: |
                     nginx:
                     # not a comment
                    version: 1.0.0
                  - name: demo
                    version: 2.0.0
                """),
        Case(name: "no entries", text: "apiVersion: v1\nentries: {}\ngenerated: x\n", expected: nil),
        Case(name: "entries null", text: "apiVersion: v1\nentries:\ngenerated: x\n", expected: nil),
        Case(name: "another chart", text: "apiVersion: v1\nentries:\n  demo2:\n  - \(record)\n", expected: nil),
        Case(name: "a null entry", text: "apiVersion: v1\nentries:\n  demo:\n  other: []\n", expected: []),
        Case(
            name: "JSON",
            text: """
                {"apiVersion":"v1","annotations":{"entries":{"demo":[7]}},"entries":{"alpine":[{"version":"9.0.0"}],
                "demo":[{"name":"demo","version":"1.0.0","description":"a \\"quoted\\" ]}, text"},
                {"name":"demo","version":"2.0.0"}],"nginx":null},"generated":"x"}
                """),
        Case(
            name: "JSON with an escaped name",
            text: #"""
                { "entries" : { "d\u0065mo" : [ {"name":"demo","version":"1.0.0"},{"name":"demo","version":"2.0.0"} ] } ,
                  "apiVersion":"v1" }
                """#),
        Case(name: "JSON without it", text: #"{"apiVersion":"v1","entries":{"x":[{"demo":[1]}]}}"#, expected: nil),
        Case(name: "a byte order mark", text: "\u{FEFF}apiVersion: v1\nentries:\n  x: []\n", expected: nil),
        Case(
            name: "flow style below entries", text: "apiVersion: v1\nentries: {demo: [\(record)]}\n",
            expected: ["whole: line 2: entries is not in block style"]),
        Case(
            name: "flow style without quotes", text: "{apiVersion: v1, entries: {demo: []}}",
            expected: ["whole: it begins with a brace but is not JSON"]),
        Case(
            name: "quotes within plain text", text: #"{"apiVersion":"v1","entries":{"x":a"{","demo":[\#(record)]}}"#,
            expected: ["whole: a quote stands where JSON has none"]),
        Case(
            name: "text after the JSON",
            text: #"{"apiVersion":"v1","entries":{"demo":[{"name":"demo","version":"9.9.9"}]}}, {"x"]"#,
            expected: ["9.9.9"]),
        Case(
            name: "apiVersion on two lines", text: "apiVersion:\n  v1\nentries:\n  demo:\n  - \(record)\n",
            expected: ["whole: line 1: apiVersion and its value are on different lines"]),
        Case(
            name: "a lone carriage return", text: "apiVersion: v1\nentries:\r  x: []\n  demo:\n  - \(record)\n",
            expected: ["whole: line 2: a carriage return ends a line"]),
        Case(
            name: "a line separator", text: "apiVersion: v1\nentries:\u{2028}  x: []\n  demo:\n  - \(record)\n",
            expected: ["whole: line 2: a Unicode line separator ends a line"]),
        Case(
            name: "a byte order mark within", text: "apiVersion: v1\n\u{FEFF}entries:\n  demo:\n  - \(record)\n",
            expected: ["whole: line 2: a byte order mark starts it"]),
        Case(
            name: "quotes of YAML", text: #"{"apiVersion":"v1","x":'{',"entries":{"demo":[\#(record)]}}"#,
            expected: ["whole: it begins with a brace but is not JSON"]),
        Case(
            name: "an anchor at a chart", text: "apiVersion: v1\nentries:\n  &a demo:\n  - \(record)\n",
            expected: ["whole: line 3: a chart's name is not plain"]),
        Case(
            name: "a merge", text: "apiVersion: v1\nentries:\n  <<: {}\n",
            expected: ["whole: line 3: a chart's name is not plain"]),
        Case(
            name: "tabs", text: "apiVersion: v1\nentries:\n\tdemo: []\n",
            expected: ["whole: line 3: it is indented with tabs"]),
    ])
    func findsOneChartInEveryStyle(_ given: Case) throws {
        #expect(try Self.versions(given.text, of: "demo") == given.expected)
    }

    @Test(arguments: [
        (text: "", message: "the index is empty"),
        (text: " \n\n", message: "the index is empty"),
        (text: "entries:\n  demo: []\n", message: "no apiVersion"),
        (text: "<!DOCTYPE html><html>", message: "web page"),
        (text: #"{"apiVersion":"v1","entries":{"demo":["#, message: "ends in the middle"),
        (text: "apiVersion: v1\nentries:\n  demo: []\n  x: []\n  demo: []\n", message: "twice"),
        (text: #"{"apiVersion":"v1","entries":{"demo":[],"demo":[]}}"#, message: "twice"),
    ])
    func refusesWhatIsNoIndex(_ text: String, _ message: String) {
        let error = #expect(throws: RepositoryError.self) { try Self.versions(text, of: "demo") }
        #expect(error?.code == .invalidIndex)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func limitsHold() throws {
        var limits = RepositoryLimits.standard
        limits.entryBytes = 64
        limits.lineBytes = 256
        limits.indexBytes = 4096
        let entry = "apiVersion: v1\nentries:\n  demo:\n" + String(repeating: "  - {version: 1.0.0}\n", count: 5)
        let line = "apiVersion: v1\nx: " + String(repeating: "y", count: 300)
        let whole = "apiVersion: v1\n" + String(repeating: "# comment\n", count: 500)
        let json = #"{"apiVersion":"v1","entries":{"demo":[""# + String(repeating: "y", count: 300) + #""]}}"#
        for text in [entry, line, whole, json] {
            let error = #expect(throws: RepositoryError.self) {
                try Self.versions(text, of: "demo", limits: limits)
            }
            #expect(error?.code == .tooLarge)
        }
    }

    /// F56: null entries, null records and null maintainers, which made Helm panic (CVE-2025-55198).
    @Test func nullsInAnIndexAreSkippedF56() throws {
        let text = """
            apiVersion: v1
            entries:
              nothing:
              demo:
              - null
              -
              - {name: demo, version: 1.0.0}
              - {name: demo, version: 2.0.0, maintainers: [null]}
              - {name: demo, version: 3.0.0, maintainers: null, dependencies: null, urls: [null]}
              - {name: ../evil, version: 4.0.0}
              - {name: demo, version: not-a-version}
              - {version: 5.0.0}
              - {}
            """
        #expect(try Self.versions(text, of: "demo") == ["3.0.0", "1.0.0"])
        #expect(try Self.versions(text, of: "nothing") == [])
    }

    @Test(arguments: [
        "- 7", "- text", "- [x]", "{name: demo}", "- {name: demo, version: [1]}", "- {name: {}, version: 1.0.0}",
    ])
    func wrongTypesAreErrors(_ record: String) {
        let error = #expect(throws: RepositoryError.self) {
            try ChartRecord.list(try YAML.decode(record, file: "x", rules: .helm), chart: "demo")
        }
        #expect(error?.code == .invalidIndex)
    }

    @Test func numbersServeAsText() throws {
        let value = try YAML.decode(
            "- {name: 7, version: 2.5}\n- {name: x, version: 20240101}", file: "x", rules: .helm)
        #expect(try ChartRecord.list(value, chart: "x").map(\.versionText) == ["20240101", "2.5"])
    }

    /// What comes out must be what a full parse says, for every chart of a large, varied index.
    @Test func agreesWithAFullParse() throws {
        var text = "apiVersion: v1\nentries:\n"
        for chart in 0..<40 {
            text += "  chart-\(chart):\n"
            for version in 0..<(chart % 7) {
                text += "  - name: chart-\(chart)\n    version: \(version).\(chart).0\n"
                text +=
                    "    description: \(["'it''s'", "|\n      chart-3:\n      - x", "\"a: b\\\" #\"", "a # b"][version % 4])\n"
            }
        }
        text += "generated: now\n"
        let whole = try YAML.decode(text, file: "index.yaml", rules: .helm)
        for chart in 0..<40 {
            let name = "chart-\(chart)"
            let expected = try Self.texts(whole["entries"]?[name] ?? .null, name)
            #expect(try Self.versions(text, of: name) == expected)
        }
    }

    /// Cut anywhere, an index is understood in part, refused or left to a full parse, but nothing traps.
    @Test func everyPrefixIsSurvived() {
        let texts = [
            "apiVersion: v1\nentries:\n  demo:\n  - {a: \"x\\\"y\", b: 'c''d'}\n  - &x !!map [1, \"\n  \", 2]\n  \"de\\x6do\": |\n    x\n",
            #"{"apiVersion":"v1","entries":{"d\"emo":[{"a":"\\"}],"demo":{"x":[1,2,{}]}},"z":[{}]}"#,
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            for count in 0...bytes.count {
                var scanner = IndexScanner(chart: "demo")
                do {
                    try scanner.take(Array(bytes[..<count]))
                    _ = try scanner.finish()
                } catch {
                    #expect(error.code == .invalidIndex)
                }
            }
        }
    }
}
