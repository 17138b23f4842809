import Value

/// What a simulated model says, whole or as server-sent events; a word counts as a token.
struct SimulatedAnswer: Sendable {
    private static let text = "This is a simulated answer: no model runs in the sandbox."

    /// Each but the first with the space before it.
    private let words: [String]
    private let isCut: Bool
    private let isChat: Bool

    /// - Parameters:
    ///   - longest: in tokens; nil means all.
    ///   - isChat: of `/v1/chat/completions`, rather than `/v1/completions`.
    init(longest: Int64?, isChat: Bool) {
        let all = Self.text.split(separator: " ").enumerated().map { index, word in
            index == 0 ? String(word) : " \(word)"
        }
        words = Array(all.prefix(longest.map { Int(clamping: max(0, $0)) } ?? all.count))
        isCut = words.count < all.count
        self.isChat = isChat
    }

    private var finishReason: Value { isCut ? "length" : "stop" }

    private var usage: Value {
        let count = Int64(words.count)
        return ["prompt_tokens": 1, "completion_tokens": .integer(count), "total_tokens": .integer(count + 1)]
    }

    func whole(of model: String) -> Value {
        let text: Value = .string(words.joined())
        var choice: Object = ["index": 0]
        if isChat {
            choice["message"] = ["role": "assistant", "content": text]
        } else {
            choice["text"] = text
        }
        choice["finish_reason"] = finishReason
        var answer = head(isChat ? "chat.completion" : "text_completion", model, [.object(choice)])
        answer["usage"] = usage
        return .object(answer)
    }

    /// - Parameter includesUsage: whether a part without choices tells the tokens before the end.
    func events(of model: String, includesUsage: Bool) -> String {
        let kind = isChat ? "chat.completion.chunk" : "text_completion"
        var parts = words.map { word -> Object in
            let content: Value = .string(word)
            let choice: Value =
                isChat ? ["index": 0, "delta": ["content": content]] : ["index": 0, "text": content]
            return head(kind, model, [choice])
        }
        let end: Value =
            isChat
            ? ["index": 0, "delta": [:], "finish_reason": finishReason]
            : ["index": 0, "text": "", "finish_reason": finishReason]
        parts.append(head(kind, model, [end]))
        if includesUsage {
            var part = head(kind, model, [])
            part["usage"] = usage
            parts.append(part)
        }
        return parts.map { "data: \(Value.object($0).json())\n\n" }.joined() + "data: [DONE]\n\n"
    }

    private func head(_ kind: String, _ model: String, _ choices: [Value]) -> Object {
        [
            "id": "simulated-1", "object": .string(kind), "created": 0, "model": .string(model),
            "choices": .array(choices), "simulated": true,
        ]
    }
}
