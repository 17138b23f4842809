import Value

/// Puts the parts of a streamed chat completion together.
struct CompletionStream: Sendable {
    /// Why the stream is no answer, in the server's words where it gave some.
    struct Problem: Error, Sendable, Equatable {
        var words: String
    }

    /// What one event brought.
    struct Part: Sendable, Equatable {
        /// Of the answer itself; "" where it brought none.
        var text = ""
        /// Whether it brought something that the model has made, thoughts and calls of tools among it.
        var isGenerated = false
    }

    private static let end = "[DONE]"

    /// Bytes of the whole answer.
    private let limit: Int
    private(set) var text = ""
    /// Nil when no part names one.
    private(set) var model: String?
    private(set) var usage = TokenUsage()
    /// Whether the server has said that this was all.
    private(set) var isWhole = false
    /// Whether there were thoughts, which are no part of the answer.
    private(set) var hasThoughts = false

    init(limit: Int = 4 << 20) { self.limit = limit }

    mutating func take(_ event: ServerSentEvents.Event) throws(Problem) -> Part {
        guard event.data != Self.end else {
            isWhole = true
            return Part()
        }
        let bytes = Array(event.data.utf8)
        let value: Value
        do {
            value = try Value(json: bytes)
        } catch {
            throw Problem(words: "a part of the answer is not JSON: \(OpenAIAnswer.failure(bytes))")
        }
        if let error = value["error"], !error.isNull {
            throw Problem(words: error.string ?? OpenAIAnswer.failure(bytes))
        }
        if value["object"] == "error" || event.name == "error" { throw Problem(words: OpenAIAnswer.failure(bytes)) }
        model = value["model"]?.string ?? model
        usage.take(value["usage"])
        return try take(choice: value["choices"]?[0])
    }

    private mutating func take(choice: Value?) throws(Problem) -> Part {
        guard let choice else { return Part() }
        if let reason = choice["finish_reason"], !reason.isNull { isWhole = true }
        let delta = choice["delta"]
        let thought = delta?["reasoning_content"]?.string ?? delta?["reasoning"]?.string ?? ""
        if !thought.isEmpty { hasThoughts = true }
        let more = delta?["content"]?.string ?? ""
        guard text.utf8.count + more.utf8.count <= limit else {
            throw Problem(words: "the answer is longer than \(limit) bytes")
        }
        text += more
        let callsTool = delta?["tool_calls"]?.array?.isEmpty == false
        return Part(text: more, isGenerated: !more.isEmpty || !thought.isEmpty || callsTool)
    }
}

/// How many tokens a server says that an answer took; nil where it does not say.
struct TokenUsage: Sendable, Equatable {
    var prompt: Int64?
    var completion: Int64?

    /// - Parameter usage: the object of that name; servers that send it with every part count on.
    mutating func take(_ usage: Value?) {
        prompt = usage?["prompt_tokens"]?.integer ?? prompt
        completion = usage?["completion_tokens"]?.integer ?? completion
    }
}
