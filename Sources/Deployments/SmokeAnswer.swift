import Formats
public import Value

/// Proof that a model answers.
public struct SmokeAnswer: Sendable, Equatable {
    /// What `/v1/models` lists; the deployment's own name is among them.
    public var models: [String]
    /// The model that the server says has answered; nil when it names none.
    public var model: String?
    /// The first words of one short completion.
    public var text: String
    /// From the request to the whole answer.
    public var took: Duration

    public var value: Value {
        [
            "models": .array(models.map(Value.string)), "model": model.map(Value.string) ?? .null,
            "text": .string(text), "seconds": .float(took.inSeconds),
        ]
    }
}
