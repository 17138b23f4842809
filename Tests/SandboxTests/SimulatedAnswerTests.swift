import Testing
import Value

@testable import Sandbox

/// What stands for a model, and for a container's log.
@Suite struct SimulatedAnswerTests {
    private static let whole = "This is a simulated answer: no model runs in the sandbox."

    /// The data of the events of a stream.
    private func events(_ answer: SimulatedAnswer, includesUsage: Bool = false) throws -> [Value] {
        let parts = answer.events(of: "m", includesUsage: includesUsage).split(separator: "\n\n")
        #expect(parts.last == "data: [DONE]")
        return try parts.dropLast().map { part in
            #expect(part.hasPrefix("data: "))
            return try Value(json: Array(part.dropFirst(6).utf8))
        }
    }

    struct Case: Sendable {
        var longest: Int64?
        var text: String
        var tokens: Int64
        var reason: Value
    }

    private static let cases = [
        Case(longest: nil, text: whole, tokens: 11, reason: "stop"),
        Case(longest: 11, text: whole, tokens: 11, reason: "stop"),
        Case(longest: 100, text: whole, tokens: 11, reason: "stop"),
        Case(longest: 2, text: "This is", tokens: 2, reason: "length"),
        Case(longest: 0, text: "", tokens: 0, reason: "length"),
        Case(longest: -1, text: "", tokens: 0, reason: "length"),
    ]

    @Test(arguments: cases) func streamedAndWholeSayTheSame(test: Case) throws {
        let answer = SimulatedAnswer(longest: test.longest, isChat: true)
        let whole = answer.whole(of: "m")
        #expect(whole["choices"]?[0]?["message"]?["content"]?.string == test.text)
        #expect(whole["choices"]?[0]?["finish_reason"] == test.reason)
        #expect(whole["usage"]?["completion_tokens"]?.integer == test.tokens)
        #expect(whole["simulated"] == true && whole["model"] == "m")
        let parts = try events(answer, includesUsage: true)
        #expect(parts.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined() == test.text)
        #expect(parts.count == Int(test.tokens) + 2, "the end, and the usage")
        #expect(parts[Int(test.tokens)]["choices"]?[0]?["finish_reason"] == test.reason)
        #expect(parts.last?["usage"] == whole["usage"])
        #expect(parts.last?["choices"] == [])
        #expect(parts.allSatisfy { $0["object"] == "chat.completion.chunk" && $0["simulated"] == true })
        #expect(try events(answer).count == parts.count - 1, "nobody asked for the usage")
    }

    @Test func theOlderInterfaceHasTexts() throws {
        let answer = SimulatedAnswer(longest: 3, isChat: false)
        #expect(answer.whole(of: "m")["choices"]?[0]?["text"] == "This is a")
        #expect(answer.whole(of: "m")["object"] == "text_completion")
        #expect(try events(answer).compactMap { $0["choices"]?[0]?["text"]?.string }.joined() == "This is a")
    }

    @Test func aFormerRunsLogIsOnlyThereAfterARestart() throws {
        let scene = try Scene()
        try scene.send(
            "POST", "/api/v1/namespaces/default/pods",
            ["metadata": ["name": "p"], "spec": ["containers": [["name": "main", "image": "i"]]]])
        scene.pass(seconds: 30)
        let log = try scene.send("GET", "/api/v1/namespaces/default/pods/p/log")
        #expect(log.status == 200 && log.body.string?.hasPrefix("simulated log of container main") == true)
        let former = try scene.send("GET", "/api/v1/namespaces/default/pods/p/log?previous=true")
        #expect(former.status == 400)
        #expect(former.body["message"] == "previous terminated container \"main\" in pod \"p\" not found")
    }
}
