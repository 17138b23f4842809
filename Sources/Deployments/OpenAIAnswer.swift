import Value

/// Reads the answers of an OpenAI-compatible server.
enum OpenAIAnswer {
    struct Completion: Sendable, Equatable {
        /// Nil when the answer names none.
        var model: String?
        /// Of the first choice; "" when it holds no text.
        var text: String
    }

    /// The ids that `/v1/models` lists; nil when the body is something else.
    static func models(_ body: [UInt8]) -> [String]? {
        guard let value = decoded(body), let data = value["data"]?.array else { return nil }
        return data.compactMap { $0["id"]?.string }
    }

    /// Nil when the body is not a chat completion.
    static func completion(_ body: [UInt8]) -> Completion? {
        guard let answer = decoded(body), let message = answer["choices"]?[0]?["message"] else { return nil }
        return Completion(
            model: answer["model"]?.string,
            text: message["content"]?.string ?? message["reasoning_content"]?.string ?? "")
    }

    /// What the answer says that it took.
    static func usage(_ body: [UInt8]) -> TokenUsage {
        var usage = TokenUsage()
        usage.take(decoded(body)?["usage"])
        return usage
    }

    /// The server's own words about a failure.
    static func failure(_ body: [UInt8]) -> String {
        guard let value = decoded(body) else {
            return String(decoding: body.prefix(200), as: UTF8.self)
        }
        return value["error"]?["message"]?.string ?? value["message"]?.string ?? value["detail"]?.string
            ?? String(decoding: body.prefix(200), as: UTF8.self)
    }

    private static func decoded(_ body: [UInt8]) -> Value? {
        do { return try Value(json: body) } catch { return nil }  // The caller takes that for no answer.
    }
}
