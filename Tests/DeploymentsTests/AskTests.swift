import Events
import HTTP
import Kubernetes
import Providers
import Readiness
import Sandbox
import Synchronization
import Testing
import Value

@testable import Deployments

/// Questions to models that answer in pieces, whole, wrong, or not at all.
@Suite(.timeLimit(.minutes(3)))
struct AskTests {
    typealias Meddling = @Sendable (MeddlingTransport.Request, Int) throws -> HTTPResponse?

    private static func isQuestion(_ request: MeddlingTransport.Request) -> Bool {
        request.path.hasSuffix("/v1/chat/completions")
    }

    private static func isList(_ request: MeddlingTransport.Request) -> Bool { request.path.hasSuffix("/v1/models") }

    private static func events(_ data: [String]) -> HTTPResponse {
        let text = data.map { "data: \($0)\n\n" }.joined()
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream; charset=utf-8"],
            body: HTTPBody(Array(text.utf8)))
    }

    private struct Asked {
        var answer: ModelAnswer
        var pieces: [String]
        var requests: [MeddlingTransport.Request]
    }

    /// - Parameter isNamed: false for a deployment of which no release tells the served name.
    private func ask(
        _ question: Question = Question("Hello?"), isNamed: Bool = true,
        meddle: @escaping Meddling = { _, _ in nil }
    ) async throws -> Asked {
        let between = Mutex<MeddlingTransport?>(nil)
        return try await SandboxCluster.with(
            transport: { cluster in
                let transport = MeddlingTransport(cluster, meddle: meddle)
                between.withLock { $0 = transport }
                return transport
            }
        ) { cluster in
            try await cluster.deploy("qwen3")
            let engine = cluster.engine()
            var status = try await engine.answering("qwen3", namespace: "models")
            if !isNamed { status.servedName = nil }
            let network = try #require(between.withLock { $0 })
            network.forget()
            var pieces: [String] = []
            let answer = try await engine.ask(question, of: status) { pieces.append($0) }
            return Asked(answer: answer, pieces: pieces, requests: network.requests)
        }
    }

    private func failure(
        _ question: Question = Question("Hello?"), isNamed: Bool = true, meddle: @escaping Meddling
    ) async throws -> DeploymentError {
        try await #require(throws: DeploymentError.self) {
            try await ask(question, isNamed: isNamed, meddle: meddle)
        }
    }

    // MARK: - Answers

    @Test func theAnswerComesInPiecesAndIsCounted() async throws {
        let asked = try await ask()
        #expect(asked.answer.text == "This is a simulated answer: no model runs in the sandbox.")
        #expect(asked.pieces.joined() == asked.answer.text)
        #expect(asked.pieces.count == 11)
        #expect(asked.answer.model == "Qwen/Qwen3-0.6B")
        #expect(asked.answer.completionTokens == 11 && asked.answer.promptTokens == 1)
        #expect(!asked.answer.isEstimate && !asked.answer.isOnlyThought)
        #expect(asked.answer.timeToFirstToken != nil)
        // The release tells the name, so nobody is asked for it.
        #expect(asked.requests.map(\.method) == ["POST"])
    }

    @Test func theLongestAnswerIsTheServersToKeep() async throws {
        let asked = try await ask(Question("Hello?", maxTokens: 2))
        #expect(asked.answer.text == "This is")
        #expect(asked.answer.completionTokens == 2)
    }

    @Test func anAnswerMayComeWhole() async throws {
        let asked = try await ask(Question("Hello?", streams: false))
        #expect(asked.pieces == ["This is a simulated answer: no model runs in the sandbox."])
        #expect(asked.answer.timeToFirstToken == nil)
        #expect(asked.answer.completionTokens == 11)
        #expect(asked.answer.tokensPerSecond != nil)
    }

    @Test func aServerThatCannotStreamIsUnderstood() async throws {
        let asked = try await ask { request, _ in
            Self.isQuestion(request) ? .text(200, #"{"choices":[{"message":{"content":"hi"}}]}"#) : nil
        }
        #expect(asked.answer.text == "hi")
        #expect(asked.answer.model == "Qwen/Qwen3-0.6B")
        #expect(asked.answer.tokensPerSecond == nil && asked.answer.completionTokens == nil)
    }

    @Test func withoutUsageThePartsAreCounted() async throws {
        let asked = try await ask { request, _ in
            guard Self.isQuestion(request) else { return nil }
            return Self.events([
                #"{"choices":[{"delta":{"content":"a"}}]}"#, #"{"choices":[{"delta":{"content":"b"}}]}"#, "[DONE]",
            ])
        }
        #expect(asked.answer.completionTokens == 2)
        #expect(asked.answer.isEstimate)
    }

    @Test func aModelThatOnlyThinksIsToldFromOneThatAnswers() async throws {
        let asked = try await ask { request, _ in
            guard Self.isQuestion(request) else { return nil }
            return Self.events([#"{"choices":[{"delta":{"reasoning_content":"hm"},"finish_reason":"length"}]}"#])
        }
        #expect(asked.answer.isOnlyThought)
        #expect(asked.answer.text.isEmpty)
    }

    // MARK: - Names

    @Test func theOnlyModelThatIsServedIsAskedWhereNoReleaseNamesOne() async throws {
        let asked = try await ask(isNamed: false)
        #expect(asked.answer.model == "Qwen/Qwen3-0.6B")
        #expect(asked.requests.map(\.method) == ["GET", "POST"])
    }

    struct Served: Sendable {
        var list: String
        var status = 200
        var words: String
    }

    @Test(arguments: [
        Served(list: #"{"data":[{"id":"a"},{"id":"b"}]}"#, words: "/v1 serves several models: a, b"),
        Served(list: #"{"data":[]}"#, words: "/v1 lists no model yet"),
        Served(list: "<html>", words: "/v1/models answers no list of models: <html>"),
    ]) func withoutANameOneModelIsNeeded(test: Served) async throws {
        let error = try await failure(isNamed: false) { request, _ in
            Self.isList(request) ? .text(test.status, test.list) : nil
        }
        #expect(error.code == .silent)
        #expect(error.message.hasSuffix(test.words), "\(error.message)")
    }

    @Test func aNameThatIsNotServedGivesTheServersWords() async throws {
        let error = try await failure(Question("Hello?", model: "nosuch"), meddle: { _, _ in nil })
        #expect(error.code == .silent)
        #expect(
            error.message
                == "http://qwen3-frontend.models.svc:8000/v1/chat/completions answers with status 404: "
                + "simulated: The model `nosuch` does not exist.")
        #expect(error.hint?.contains("kubectl logs") == true)
    }

    // MARK: - Failures

    private static let url = "http://qwen3-frontend.models.svc:8000/v1/chat/completions"

    struct Failure: Sendable, CustomTestStringConvertible {
        var name: String
        var data: [String]
        var words: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Failure(
            name: "in the stream", data: [#"{"error":{"message":"out of memory"}}"#],
            words: "\(url): out of memory"),
        Failure(
            name: "cut", data: [#"{"choices":[{"delta":{"content":"a"}}]}"#],
            words: "the answer of \(url) broke off: the server said no end of it"),
        Failure(name: "not JSON", data: ["oops"], words: "\(url): a part of the answer is not JSON: oops"),
    ]) func aStreamThatIsNoAnswerIsTold(test: Failure) async throws {
        let error = try await failure { request, _ in Self.isQuestion(request) ? Self.events(test.data) : nil }
        #expect(error.code == .silent)
        #expect(error.message == test.words)
    }

    @Test func aConnectionThatBreaksInTheAnswerIsTold() async throws {
        let error = try await failure { request, _ in
            guard Self.isQuestion(request) else { return nil }
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/event-stream"],
                body: HTTPBody { { throw HTTPError(.bodyCut, "the connection was lost") } })
        }
        #expect(error.message == "the answer of \(Self.url) broke off: the connection was lost")
    }

    @Test func whatTheAPIServerSaysOfTheServiceIsTold() async throws {
        let error = try await failure { request, _ in
            guard Self.isQuestion(request) else { return nil }
            return .status(503, "ServiceUnavailable", #"no endpoints available for service \"qwen3-frontend\""#)
        }
        #expect(error.code == .silent)
        #expect(
            error.message
                == "http://qwen3-frontend.models.svc:8000/v1 cannot be asked: no endpoints available for service "
                + #""qwen3-frontend""#)
    }

    @Test func whoMayNotAskIsToldWhichRightIsMissing() async throws {
        let error = try await #require(throws: KubernetesError.self) {
            try await ask { request, _ in
                Self.isQuestion(request)
                    ? .status(403, "Forbidden", "user cannot create resource services/proxy") : nil
            }
        }
        #expect(error.code == .forbidden)
        #expect(error.description.contains("needs verb \"create\" on services/proxy"), "\(error)")
    }

    // MARK: - Who can be asked

    @Test func oneThatIsStoppedIsNotAsked() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.gpu] = 0
            request[.replicas] = 0
            let engine = cluster.engine()
            _ = try await engine.deploy(
                try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let error = try await #require(throws: DeploymentError.self) {
                try await engine.answering("qwen3", namespace: "models")
            }
            #expect(error.code == .failed)
            #expect(
                error.message
                    == "deployment models/qwen3 is Stopped: scaled to zero: it has no worker, so nothing can answer")
            #expect(error.hint == "groundcrew deployments scale models/qwen3 --replicas 1 starts it")
        }
    }

    @Test func oneThatHasFailedSaysWhy() async throws {
        try await SandboxCluster.with { cluster in
            let engine = cluster.engine()
            await #expect(throws: DeploymentError.self) {
                try await engine.deploy(
                    try await engine.plan(try SandboxCluster.request(fault: "failed")), smokeTest: false,
                    timeout: .seconds(25), events: NoEvents())
            }
            let error = try await #require(throws: DeploymentError.self) {
                try await engine.answering("qwen3", namespace: "models")
            }
            #expect(error.message.hasPrefix("deployment models/qwen3 is "), "\(error.message)")
            #expect(error.message.contains("simulated failure"), "\(error.message)")
            #expect(error.hint?.isEmpty == false)
        }
    }

    @Test func oneThatIsNotThereIsNotFound() async throws {
        try await SandboxCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().answering("nosuch", namespace: "models")
            }
            #expect(error.code == .notFound)
        }
    }
}
