import Formats
public import Value

/// What a model is asked.
public struct Question: Sendable {
    public var text: String
    /// The name to ask for; nil takes the deployment's own.
    public var model: String?
    /// The longest answer; nil leaves that to the server.
    public var maxTokens: Int64?
    /// Whether the answer is to come piece by piece.
    public var streams: Bool
    /// Until the answer starts, and the longest silence within it.
    public var timeout: Duration

    public init(
        _ text: String, model: String? = nil, maxTokens: Int64? = nil, streams: Bool = true,
        timeout: Duration = .seconds(300)
    ) {
        self.text = text
        self.model = model
        self.maxTokens = maxTokens
        self.streams = streams
        self.timeout = timeout
    }

    /// As an OpenAI-compatible server takes it.
    func body(model: String) -> Value {
        var body: Object = [
            "model": .string(model), "messages": [["role": "user", "content": .string(text)]],
        ]
        if let maxTokens { body["max_tokens"] = .integer(maxTokens) }
        if streams {
            body["stream"] = true
            body["stream_options"] = ["include_usage": true]
        }
        return .object(body)
    }
}

/// What a model has answered, and how fast.
public struct ModelAnswer: Sendable, Equatable {
    public var text: String
    /// As the server names it, else as it was asked for.
    public var model: String
    /// Nil for an answer that came whole.
    public var timeToFirstToken: Duration?
    /// From the question to the end of the answer.
    public var took: Duration
    /// Nil where it cannot be told.
    public var tokensPerSecond: Double?
    public var promptTokens: Int64?
    /// As the server counts them, else the parts in which the answer came.
    public var completionTokens: Int64?
    /// Whether the server has not counted the tokens itself.
    public var isEstimate: Bool
    /// Whether the model has thought, and come to no answer.
    public var isOnlyThought: Bool

    /// Such as `first token after 0.3 s, 45.2 tokens/s, 128 tokens`.
    public var speed: String {
        let about = isEstimate ? "about " : ""
        return [
            timeToFirstToken.map { "first token after \($0.elapsedText)" } ?? "answered in \(took.elapsedText)",
            tokensPerSecond.map { "\(about)\(Self.tenths($0)) tokens/s" },
            completionTokens.map { "\(about)\($0) \($0 == 1 ? "token" : "tokens")" },
        ]
        .compactMap(\.self).joined(separator: ", ")
    }

    public var value: Value {
        [
            "answer": .string(text), "model": .string(model),
            "timeToFirstTokenSeconds": timeToFirstToken.map { .float($0.inSeconds) } ?? .null,
            "tokensPerSecond": tokensPerSecond.map(Value.float) ?? .null,
            "promptTokens": promptTokens.map(Value.integer) ?? .null,
            "completionTokens": completionTokens.map(Value.integer) ?? .null,
        ]
    }

    private static func tenths(_ number: Double) -> String {
        guard number < 1e9 else { return "more than 1000000000" }
        let tenths = Int64((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
