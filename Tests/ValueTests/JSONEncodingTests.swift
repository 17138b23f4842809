import TestSupport
import Testing
import Value

@Suite struct JSONEncodingTests {
    @Test(
        arguments: [
            (Value.null, "null"), (true, "true"), (0, "0"), (-7, "-7"), (.integer(.min), "-9223372036854775808"),
            (.float(1), "1.0"),
            (.float(-0.0), "-0.0"), (.float(0.5), "0.5"), (.float(1e21), "1e+21"),
            (.float(1e20), "100000000000000000000.0"),
            (.float(1e-7), "1e-7"), (.float(.infinity), "null"), (.float(.nan), "null"), (.number("1e400"), "1e400"),
            ("", "\"\""), ("a\"\\\n\r\t\u{8}\u{C}\u{1}\u{1F}", #""a\"\\\n\r\t\b\f\u0001\u001f""#),
            ("</é日😀>&\u{2028}\u{7F}", "\"</é日😀>&\u{2028}\u{7F}\""),
            ([], "[]"), ([:], "{}"), ([1, [2]], "[1,[2]]"), (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
        ] as [(Value, String)])
    func writesCompactText(_ value: Value, _ text: String) {
        #expect(value.json() == text)
        #expect(value.jsonBytes() == Array(text.utf8))
    }

    @Test func sortsKeysByTheirBytesAtEveryDepth() {
        let value: Value = ["b": ["z": 1, "é": 2, "Z": 3], "a10": 1, "a2": 2, "": 3]
        #expect(value.json(sortedKeys: true) == #"{"":3,"a10":1,"a2":2,"b":{"Z":3,"z":1,"é":2}}"#)
    }

    @Test func indentsByTwoSpaces() {
        let value: Value = ["a": [1, [:], []], "b": ["c": .null]]
        #expect(
            value.json(pretty: true) == """
                {
                  "a": [
                    1,
                    {},
                    []
                  ],
                  "b": {
                    "c": null
                  }
                }
                """)
    }

    @Test func writesWhatGoMarshals() {
        let value: Value = ["b": .float(1), "a": "<a>&\u{2028}\u{2029}\u{2027}", "<": .float(1e6)]
        #expect(value.json(.go()) == #"{"\u003c":1000000,"a":"\u003ca\u003e\u0026\u2028\u2029\#u{2027}","b":1}"#)
        #expect(Value.array([1]).json(.go(pretty: true)) == "[\n  1\n]")
    }

    @Test func everyValueReadsBack() throws {
        var generator = SplitMix(state: 1)
        for _ in 0..<2000 {
            let value = Value.random(using: &generator)
            #expect(try Value(jsonText: value.json()) == value)
            #expect(try Value(jsonText: value.json(pretty: true, sortedKeys: true)) == value)
            #expect(try Value(jsonText: value.json(JSONFormat(escapesHTML: true))) == value)
        }
    }
}
