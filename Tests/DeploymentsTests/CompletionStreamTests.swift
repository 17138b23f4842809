import Testing

@testable import Deployments

@Suite struct CompletionStreamTests {
    private static func chunk(_ delta: String, _ rest: String = "") -> String {
        #"{"model":"a/b","choices":[{"index":0,"delta":\#(delta)\#(rest)}]}"#
    }

    /// What comes of some events' data.
    private static func taken(
        _ data: [String], name: String = "message", limit: Int = 1000
    ) throws -> (stream: CompletionStream, parts: [CompletionStream.Part]) {
        var stream = CompletionStream(limit: limit)
        var parts: [CompletionStream.Part] = []
        for data in data { parts.append(try stream.take(ServerSentEvents.Event(name: name, data: data))) }
        return (stream, parts)
    }

    @Test func anAnswerIsPutTogether() throws {
        let (stream, parts) = try Self.taken([
            Self.chunk(#"{"role":"assistant","content":""}"#), Self.chunk(#"{"content":"Hello"}"#),
            Self.chunk(#"{"content":", world"}"#), Self.chunk("{}", #","finish_reason":"stop""#),
            #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#, "[DONE]",
        ])
        #expect(stream.text == "Hello, world")
        #expect(stream.model == "a/b")
        #expect(stream.usage == TokenUsage(prompt: 3, completion: 4))
        #expect(stream.isWhole && !stream.hasThoughts)
        #expect(parts.map(\.text) == ["", "Hello", ", world", "", "", ""])
        #expect(parts.map(\.isGenerated) == [false, true, true, false, false, false])
    }

    @Test(
        arguments: [
            (["[DONE]"], true), ([], false), ([chunk(#"{"content":"a"}"#)], false),
            ([chunk("{}", #","finish_reason":"length""#)], true), ([chunk("{}", #","finish_reason":null"#)], false),
        ] as [([String], Bool)])
    func onlyTheServerSaysThatItIsWhole(data: [String], isWhole: Bool) throws {
        #expect(try Self.taken(data).stream.isWhole == isWhole)
    }

    @Test(arguments: ["reasoning_content", "reasoning"]) func thoughtsAreNoAnswer(key: String) throws {
        let (stream, parts) = try Self.taken([Self.chunk(#"{"\#(key)":"hm","content":null}"#)])
        #expect(stream.text.isEmpty && stream.hasThoughts)
        #expect(parts == [CompletionStream.Part(text: "", isGenerated: true)])
    }

    @Test func callsOfToolsAreGenerated() throws {
        let (_, parts) = try Self.taken([
            Self.chunk(#"{"tool_calls":[{"id":"1"}]}"#), Self.chunk(#"{"tool_calls":[]}"#),
        ])
        #expect(parts.map(\.isGenerated) == [true, false])
    }

    @Test func usageMayComeWithEveryPart() throws {
        let (stream, _) = try Self.taken([
            #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#,
            #"{"choices":[],"usage":{"completion_tokens":2}}"#, #"{"choices":[],"usage":null}"#,
        ])
        #expect(stream.usage == TokenUsage(prompt: 3, completion: 2))
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var data: String
        var name = "message"
        var words: String
        var testDescription: String { data }
    }

    @Test(arguments: [
        Failure(data: #"{"error":{"message":"out of memory"}}"#, words: "out of memory"),
        Failure(data: #"{"error":"it broke"}"#, words: "it broke"),
        Failure(data: #"{"object":"error","message":"too long","code":400}"#, words: "too long"),
        Failure(data: #"{"message":"gone"}"#, name: "error", words: "gone"),
        Failure(data: "oops", words: "a part of the answer is not JSON: oops"),
        Failure(data: "", words: "a part of the answer is not JSON: "),
    ]) func theServersFailureIsTold(test: Failure) throws {
        let problem = try #require(throws: CompletionStream.Problem.self) {
            try Self.taken([test.data], name: test.name)
        }
        #expect(problem.words == test.words)
    }

    @Test(arguments: ["{}", "[]", "7", #"{"choices":null}"#, #"{"error":null,"choices":[{}]}"#, #"{"choices":"a"}"#])
    func whatSaysNothingBringsNothing(data: String) throws {
        let (stream, parts) = try Self.taken([data])
        #expect(parts == [CompletionStream.Part()])
        #expect(stream.text.isEmpty && stream.model == nil && !stream.isWhole)
    }

    @Test func anAnswerWithoutEndIsNotKept() throws {
        let problem = try #require(throws: CompletionStream.Problem.self) {
            try Self.taken([Self.chunk(#"{"content":"12345"}"#), Self.chunk(#"{"content":"67890"}"#)], limit: 9)
        }
        #expect(problem.words == "the answer is longer than 9 bytes")
    }
}
