import Formats

/// When the parts of an answer came, counted from the question, and how fast that is.
struct AnswerTiming: Sendable, Equatable {
    private(set) var first: Duration?
    private var last: Duration?
    /// Parts that brought something; mostly one token each.
    private(set) var parts: Int64 = 0

    mutating func partCame(at time: Duration) {
        first = first ?? time
        last = time
        parts += 1
    }

    /// How fast the tokens after the first came; nil where that cannot be told, because one or none came, or all at once.
    ///
    /// - Parameter tokens: as the server counts them; nil takes each part for one.
    func tokensPerSecond(_ tokens: Int64?) -> Double? {
        guard let first, let last else { return nil }
        return Self.rate((tokens ?? parts) - 1, in: last - first)
    }

    /// Of an answer that came whole: waiting for its first token is part of the time.
    static func rate(_ tokens: Int64, in time: Duration) -> Double? {
        guard tokens > 0, time > .zero else { return nil }
        return Double(tokens) / time.inSeconds
    }
}
