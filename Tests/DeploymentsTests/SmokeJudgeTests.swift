import HTTP
import Kubernetes
import Testing
import Waiting

@testable import Deployments

/// From the replies of a model's server to what they prove.
@Suite struct SmokeJudgeTests {
    private static let served = "Qwen/Qwen3-0.6B"
    private static let url = "http://a.b.svc:8000/v1"
    private let judge = SmokeJudge(served: served, url: url)

    private static func ok(_ body: String) -> SmokeReply { .answer(status: 200, body: Array(body.utf8)) }
    private static func failed(_ status: Int, _ body: String = "") -> SmokeReply {
        .answer(status: status, body: Array(body.utf8))
    }

    struct Listing: Sendable, CustomTestStringConvertible {
        var reply: SmokeReply
        var verdict: SmokeVerdict<[String]>
        var testDescription: String { "\(verdict)" }
    }

    @Test(arguments: [
        Listing(reply: ok(#"{"data":[{"id":"Qwen/Qwen3-0.6B"}]}"#), verdict: .proven([served])),
        Listing(
            reply: ok(#"{"data":[{"id":"other"},{"id":"Qwen/Qwen3-0.6B"}]}"#), verdict: .proven(["other", served])),
        Listing(reply: ok(#"{"data":[]}"#), verdict: .notYet("it lists no model yet")),
        Listing(
            reply: ok(#"{"data":[{"id":"meta/a"},{"id":"meta/b"}]}"#),
            verdict: .doubtful("\(url)/models does not list \(served), only meta/a, meta/b")),
        // A name is compared whole, as clients must write it.
        Listing(
            reply: ok(#"{"data":[{"id":"qwen/qwen3-0.6b"}]}"#),
            verdict: .doubtful("\(url)/models does not list \(served), only qwen/qwen3-0.6b")),
        Listing(
            reply: ok("<html>It works!</html>"),
            verdict: .wrong("\(url)/models answers no list of models: <html>It works!</html>")),
        Listing(reply: failed(503, "starting"), verdict: .notYet("status 503: starting")),
        Listing(reply: failed(502), verdict: .notYet("status 502: ")),
        Listing(reply: failed(504), verdict: .notYet("status 504: ")),
        Listing(reply: failed(429, #"{"message":"slow down"}"#), verdict: .notYet("status 429: slow down")),
        Listing(
            reply: failed(401, #"{"error":{"message":"no key"}}"#),
            verdict: .wrong("\(url) answers with status 401: no key")),
        Listing(reply: .nobody("connection refused"), verdict: .notYet("connection refused")),
        Listing(reply: .noService(#"services "a" not found"#), verdict: .doubtful(#"services "a" not found"#)),
    ])
    func aListProvesTheNameThatClientsAskFor(test: Listing) {
        #expect(judge.models(test.reply) == test.verdict)
    }

    struct Asking: Sendable, CustomTestStringConvertible {
        var reply: SmokeReply
        var listed = [served]
        var verdict: SmokeVerdict<OpenAIAnswer.Completion>
        var testDescription: String { "\(verdict)" }
    }

    private static let hello = #""choices":[{"message":{"content":"hello"}}]"#

    @Test(arguments: [
        Asking(
            reply: ok(#"{"model":"Qwen/Qwen3-0.6B",\#(hello)}"#), verdict: .proven(.init(model: served, text: "hello"))),
        Asking(
            reply: ok(#"{"model":"meta/a",\#(hello)}"#),
            verdict: .wrong("\(url)/chat/completions was asked for \(served), and meta/a answered")),
        // Nobody else is there who could have answered.
        Asking(reply: ok("{\(hello)}"), verdict: .proven(.init(model: nil, text: "hello"))),
        Asking(
            reply: ok("{\(hello)}"), listed: ["meta/a", served],
            verdict: .wrong(
                "\(url)/chat/completions does not say which model answered, and meta/a is served there too")),
        Asking(
            reply: ok(#"{"error":{"message":"out of memory"}}"#),
            verdict: .wrong("\(url)/chat/completions answers no completion: out of memory")),
        // Until its first worker has registered the model, a frontend knows nothing of it.
        Asking(reply: failed(404, #"{"message":"no such model"}"#), verdict: .notYet("status 404: no such model")),
        Asking(reply: failed(500, "boom"), verdict: .notYet("status 500: boom")),
        Asking(reply: failed(400, "bad"), verdict: .wrong("\(url) answers with status 400: bad")),
    ])
    func anAnswerProvesTheModelThatGaveIt(test: Asking) {
        #expect(judge.completion(test.reply, listed: test.listed) == test.verdict)
    }

    @Test(arguments: [
        (KubernetesError.Code.unavailable, true), (.timeout, true), (.unreachable, true), (.serverError, true),
        (.tooManyRequests, true), (.notFound, true), (.forbidden, false), (.unauthorized, false), (.untrusted, false),
        (.badRequest, false), (.unreadable, false),
    ])
    func whatMayPassIsAskedAgain(code: KubernetesError.Code, isReply: Bool) {
        #expect((SmokeReply(KubernetesError(code, "words")) != nil) == isReply)
    }

    @Test(arguments: [
        (HTTPError.Code.bodyCut, true), (.connectionReset, true), (.idleTimedOut, true), (.bodyTooLarge, false),
        (.badResponse, false),
    ])
    func anAnswerThatWasCutIsAskedForAgain(code: HTTPError.Code, isReply: Bool) {
        #expect((SmokeReply(HTTPError(code, "words")) != nil) == isReply)
    }
}
