public import Value

/// Proof that a model answers.
public struct SmokeAnswer: Sendable, Equatable {
    /// What `/v1/models` lists.
    public var models: [String]
    /// The first words of one short completion.
    public var text: String
    /// From the request to the whole answer.
    public var took: Duration

    public var value: Value {
        ["models": .array(models.map(Value.string)), "text": .string(text), "seconds": .float(seconds)]
    }

    private var seconds: Double { Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18 }
}

/// Reads the answers of an OpenAI-compatible server.
enum OpenAIAnswer {
    /// The ids that `/v1/models` lists; nil when the body is something else.
    static func models(_ body: [UInt8]) -> [String]? {
        guard let value = decoded(body), let data = value["data"]?.array else { return nil }
        return data.compactMap { $0["id"]?.string }
    }

    /// The text of the first choice; nil when the body is something else, "" when the choice holds no text.
    static func completion(_ body: [UInt8]) -> String? {
        guard let message = decoded(body)?["choices"]?[0]?["message"] else { return nil }
        return message["content"]?.string ?? message["reasoning_content"]?.string ?? ""
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
        do { return try Value(json: body) } catch { return nil }  // Told apart by the caller: no JSON is no answer.
    }
}
