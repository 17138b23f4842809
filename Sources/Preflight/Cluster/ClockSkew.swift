import Formats
import Kubernetes
import Value

/// How far a server's clock is from this machine's, as far as an answer can tell.
struct ClockSkew: Sendable, Hashable {
    /// What the server is ahead at least, below zero where it is behind; 0 where both may agree.
    var seconds: Int64
    /// By the server.
    var time: Int64

    /// The server leaves fractions off, and answered at some moment between question and answer.
    init(_ answer: ServerTime) {
        let least = Double(answer.server) - answer.after
        let most = Double(answer.server) + 1 - answer.before
        let skew = least > 0 ? least : most < 0 ? most : 0
        seconds = Int64(exactly: skew.rounded(.towardZero)) ?? 0
        time = answer.server
    }

    var value: Value {
        [
            "server": .string(CivilTime(secondsSince1970: time).text), "seconds": .integer(seconds),
            "words": .string(words),
        ]
    }

    /// Between the name of the one clock and that of the other.
    private var words: String {
        let size = Duration.seconds(abs(seconds)).elapsedText
        return seconds == 0 ? "like" : "\(size) \(seconds > 0 ? "ahead of" : "behind")"
    }
}
