import Testing
import Value

@testable import Deployments

@Suite struct AnswerTimingTests {
    struct Case: Sendable {
        /// When parts came, in milliseconds.
        var parts: [Int]
        var tokens: Int64?
        var first: Int?
        var rate: Double?
    }

    @Test(arguments: [
        Case(parts: [], first: nil, rate: nil), Case(parts: [], tokens: 10, first: nil, rate: nil),
        Case(parts: [300], first: 300, rate: nil), Case(parts: [300], tokens: 9, first: 300, rate: nil),
        Case(parts: [100, 600, 1100], first: 100, rate: 2),
        Case(parts: [100, 600, 1100], tokens: 11, first: 100, rate: 10),
        Case(parts: [100, 1100], tokens: 1, first: 100, rate: nil), Case(parts: [50, 50, 50], first: 50, rate: nil),
        Case(parts: [0, 2000], first: 0, rate: 0.5),
    ])
    func theTokensAfterTheFirstMakeTheRate(test: Case) {
        var timing = AnswerTiming()
        for time in test.parts { timing.partCame(at: .milliseconds(time)) }
        #expect(timing.first == test.first.map { Duration.milliseconds($0) })
        #expect(timing.parts == Int64(test.parts.count))
        #expect(timing.tokensPerSecond(test.tokens) == test.rate)
    }

    @Test(arguments: [(10, 2000, 5.0), (0, 2000, nil), (10, 0, nil), (1, 500, 2.0)] as [(Int64, Int, Double?)])
    func anAnswerThatCameWholeTakesAllOfItsTime(tokens: Int64, milliseconds: Int, rate: Double?) {
        #expect(AnswerTiming.rate(tokens, in: .milliseconds(milliseconds)) == rate)
    }
}

@Suite struct ModelAnswerTests {
    private static let answer = ModelAnswer(
        text: "hi", model: "m", timeToFirstToken: .milliseconds(340), took: .seconds(2), tokensPerSecond: 45.25,
        promptTokens: 3, completionTokens: 128, isEstimate: false, isOnlyThought: false)

    @Test func theSpeedIsOneLine() {
        var answer = Self.answer
        #expect(answer.speed == "first token after 0.3 s, 45.3 tokens/s, 128 tokens")
        answer.isEstimate = true
        #expect(answer.speed == "first token after 0.3 s, about 45.3 tokens/s, about 128 tokens")
        answer.isEstimate = false
        answer.timeToFirstToken = nil
        answer.completionTokens = 1
        #expect(answer.speed == "answered in 2.0 s, 45.3 tokens/s, 1 token")
        answer.tokensPerSecond = nil
        answer.completionTokens = nil
        #expect(answer.speed == "answered in 2.0 s")
        answer.tokensPerSecond = .infinity
        #expect(answer.speed == "answered in 2.0 s, more than 1000000000 tokens/s")
    }

    @Test func theValueHoldsEveryField() {
        #expect(
            Self.answer.value == [
                "answer": "hi", "model": "m", "timeToFirstTokenSeconds": 0.34, "tokensPerSecond": 45.25,
                "promptTokens": 3, "completionTokens": 128,
            ])
        var answer = Self.answer
        answer.timeToFirstToken = nil
        answer.tokensPerSecond = nil
        answer.promptTokens = nil
        answer.completionTokens = nil
        #expect(
            answer.value == [
                "answer": "hi", "model": "m", "timeToFirstTokenSeconds": .null, "tokensPerSecond": .null,
                "promptTokens": .null, "completionTokens": .null,
            ])
    }

    @Test func aQuestionAsksForWhatIsWanted() {
        #expect(
            Question("why?", maxTokens: 5).body(model: "m") == [
                "model": "m", "messages": [["role": "user", "content": "why?"]], "max_tokens": 5, "stream": true,
                "stream_options": ["include_usage": true],
            ])
        #expect(
            Question("why?", streams: false).body(model: "m") == [
                "model": "m", "messages": [["role": "user", "content": "why?"]],
            ])
    }

    @Test(arguments: [
        (#"{"usage":{"prompt_tokens":1,"completion_tokens":2}}"#, TokenUsage(prompt: 1, completion: 2)),
        (#"{"usage":null}"#, TokenUsage()), ("{}", TokenUsage()), ("no", TokenUsage()),
        (#"{"usage":{"completion_tokens":"2"}}"#, TokenUsage()),
    ]) func usageIsReadWhereItIsTold(body: String, usage: TokenUsage) {
        #expect(OpenAIAnswer.usage(Array(body.utf8)) == usage)
    }
}
