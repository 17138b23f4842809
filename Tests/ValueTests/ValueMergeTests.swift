import Testing
import Value

@Suite struct ValueMergeTests {
    @Test func mergesObjectsAtEveryDepthAndReplacesTheRest() {
        let base: Value = ["a": ["x": 1, "y": [1, 2]], "b": 1, "c": ["z": 1]]
        let other: Value = ["a": ["y": [3], "w": .null], "b": ["n": 1], "c": .null]
        #expect(base.merged(with: other) == ["a": ["x": 1, "y": [3], "w": .null], "b": ["n": 1], "c": .null])
        #expect(base.merged(with: 1) == 1)
        #expect(base.merged(with: other).object?.keys == ["a", "b", "c"])
    }

    /// The examples of RFC 7386, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func appliesMergePatches(_ original: String, _ patch: String, _ result: String) throws {
        let patched = try Value(jsonText: original).mergePatched(Value(jsonText: patch))
        #expect(try patched == Value(jsonText: result))
    }
}
