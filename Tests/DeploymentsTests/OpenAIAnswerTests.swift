import Testing

@testable import Deployments

@Suite struct OpenAIAnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var body: String
        var models: [String]?
        var completion: String?
        var model: String?
        var testDescription: String { String(body.prefix(60)) }
    }

    @Test(arguments: [
        Case(body: #"{"object":"list","data":[{"id":"a"},{"id":"b"}]}"#, models: ["a", "b"]),
        Case(body: #"{"data":[]}"#, models: []),
        Case(body: #"{"data":[{"name":"a"},{"id":7},"x",null]}"#, models: []),
        Case(body: #"{"data":{"id":"a"}}"#), Case(body: #"{"data":null}"#), Case(body: "[]"), Case(body: "null"),
        Case(body: ""), Case(body: "<html>502</html>"), Case(body: #"{"data":[{"id":"a"}"#), Case(body: "{} {}"),
        Case(body: #"{"choices":[{"message":{"content":"hello"}}]}"#, completion: "hello"),
        Case(body: #"{"model":"a/b","choices":[{"message":{"content":"hi"}}]}"#, completion: "hi", model: "a/b"),
        Case(body: #"{"choices":[{"message":{"content":null,"reasoning_content":"hm"}}]}"#, completion: "hm"),
        Case(body: #"{"choices":[{"message":{"content":null}}]}"#, completion: ""),
        Case(body: #"{"choices":[{"message":{}},{"message":{"content":"second"}}]}"#, completion: ""),
        Case(body: #"{"choices":[]}"#), Case(body: #"{"choices":[{"text":"old api"}]}"#),
        Case(body: #"{"choices":"many"}"#), Case(body: #"{"error":{"message":"no"}}"#),
    ])
    func readsWhatIsThereAndNothingElse(test: Case) {
        #expect(OpenAIAnswer.models(Array(test.body.utf8)) == test.models)
        let completion = OpenAIAnswer.completion(Array(test.body.utf8))
        #expect(completion?.text == test.completion)
        #expect(completion?.model == test.model)
    }

    @Test func survivesDeepAndBrokenBodies() {
        let deep = Array((String(repeating: "[", count: 200_000)).utf8)
        #expect(OpenAIAnswer.models(deep) == nil)
        #expect(OpenAIAnswer.completion([0xFF, 0xFE, 0x00]) == nil)
        #expect(OpenAIAnswer.failure([0xFF, 0x41]).hasSuffix("A"))
    }

    @Test(arguments: [
        (#"{"error":{"message":"model not found"}}"#, "model not found"), (#"{"message":"no service"}"#, "no service"),
        (#"{"detail":"Not Found"}"#, "Not Found"), ("404 page not found", "404 page not found"),
        (#"{"error":"text"}"#, #"{"error":"text"}"#), ("", ""),
    ])
    func keepsTheServersWords(body: String, words: String) {
        #expect(OpenAIAnswer.failure(Array(body.utf8)) == words)
    }

    @Test func aLongFailureIsCut() {
        #expect(OpenAIAnswer.failure(Array(repeating: UInt8(ascii: "x"), count: 100_000)).count == 200)
    }
}
