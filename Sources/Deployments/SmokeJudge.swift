import HTTP
import Kubernetes
import Waiting

/// What came of one request to a model's server.
enum SmokeReply: Sendable, Equatable {
    case answer(status: Int, body: [UInt8])
    /// Nobody answered this time, in the words of whoever says so.
    case nobody(String)
    /// The cluster knows nobody of that name.
    case noService(String)

    /// Nil for what asking again does not change: a missing right, for instance.
    init?(_ error: any Error) {
        switch error {
        case let error as KubernetesError where error.isTransient: self = .nobody(error.message)
        case let error as KubernetesError where error.code == .notFound: self = .noService(error.message)
        // The answer was cut: the server went, or the way to it.
        case let error as HTTPError where error.isTimeout || [.bodyCut, .connectionReset].contains(error.code):
            self = .nobody(error.message)
        default: return nil
        }
    }
}

/// What a reply means for the proof that a model answers.
typealias SmokeVerdict<Proof: Sendable> = Verdict<Proof>

/// Judges the replies of the server that should serve one model under one name.
struct SmokeJudge: Sendable {
    let served: String
    /// Of the API, such as `http://a.b.svc:8000/v1`.
    let url: String

    /// Whether the server lists the model; proven by the whole list.
    func models(_ reply: SmokeReply) -> SmokeVerdict<[String]> {
        judge(reply) { body in
            guard let listed = OpenAIAnswer.models(body) else {
                return .wrong("\(url)/models answers no list of models: \(OpenAIAnswer.failure(body))")
            }
            // The list is empty until the first worker has registered its model.
            if listed.isEmpty { return .notYet(Self.noModel) }
            guard listed.contains(served) else {
                return .doubtful("\(url)/models does not list \(served), only \(listed.joined(separator: ", "))")
            }
            return .proven(listed)
        }
    }

    /// Whether this model has answered.
    ///
    /// An answer that names no model counts only where nobody else could have given it.
    func completion(_ reply: SmokeReply, listed: [String]) -> SmokeVerdict<OpenAIAnswer.Completion> {
        judge(reply) { body in
            guard let completion = OpenAIAnswer.completion(body) else {
                return .wrong("\(url)/chat/completions answers no completion: \(OpenAIAnswer.failure(body))")
            }
            let others = listed.filter { $0 != served }
            switch completion.model {
            case served: return .proven(completion)
            case nil where others.isEmpty: return .proven(completion)
            case nil:
                return .wrong(
                    "\(url)/chat/completions does not say which model answered, and "
                        + "\(others.joined(separator: ", ")) is served there too")
            case let other?:
                return .wrong("\(url)/chat/completions was asked for \(served), and \(other) answered")
            }
        }
    }

    private static let answered = "status "

    /// Whether words about a server that did not answer as it should in time are about an answer of its own, rather than
    /// those of whoever could not reach it.
    ///
    /// - Parameter url: that it was asked by.
    static func isAnswer(_ words: String, of url: String) -> Bool {
        words.hasPrefix(answered) || words == noModel || words.hasPrefix(url)
    }

    private static let noModel = "it lists no model yet"

    private func judge<Proof>(
        _ reply: SmokeReply, _ body: ([UInt8]) -> SmokeVerdict<Proof>
    ) -> SmokeVerdict<Proof> {
        switch reply {
        case .nobody(let words): .notYet(words)
        case .noService(let words): .doubtful(words)
        case .answer(200..<300, let bytes): body(bytes)
        // A frontend answers 404 until its first worker has registered the model, and a proxy the others.
        case .answer(let status, let bytes) where [404, 429, 500, 502, 503, 504].contains(status):
            .notYet("\(Self.answered)\(status): \(OpenAIAnswer.failure(bytes))")
        case .answer(let status, let bytes):
            .wrong("\(url) answers with status \(status): \(OpenAIAnswer.failure(bytes))")
        }
    }
}
