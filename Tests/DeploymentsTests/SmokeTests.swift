import Events
import HTTP
import Kubernetes
import Providers
import Readiness
import Sandbox
import Testing
import Value

@testable import Deployments

/// The proof that a model answers, against servers that are late, wrong or somebody else's.
@Suite(.timeLimit(.minutes(2)))
struct SmokeTests {
    private static let refused =
        "error trying to reach service: dial tcp 10.0.0.1:8000: connect: connection refused"

    private static func isList(_ request: MeddlingTransport.Request) -> Bool { request.path.hasSuffix("/v1/models") }
    private static func isQuestion(_ request: MeddlingTransport.Request) -> Bool {
        request.path.hasSuffix("/v1/chat/completions")
    }

    private func deploy(
        timeout: Duration = .seconds(60), patience: Duration = .seconds(60),
        _ change: (inout DeploymentRequest) -> Void = { _ in },
        meddle: @escaping @Sendable (MeddlingTransport.Request, Int) throws -> HTTPResponse?
    ) async throws -> DeploymentResult {
        try await SandboxCluster.with(transport: { MeddlingTransport($0, meddle: meddle) }) { cluster in
            let engine = cluster.engine(patience: patience)
            var request = try SandboxCluster.request()
            change(&request)
            return try await engine.deploy(try await engine.plan(request), timeout: timeout, events: NoEvents())
        }
    }

    @Test(arguments: [
        (503, "ServiceUnavailable", #"no endpoints available for service \"qwen3-frontend\""#),
        (503, "ServiceUnavailable", refused), (502, "", "bad gateway"), (504, "Timeout", "gateway timeout"),
        (429, "TooManyRequests", "too many requests"),
    ])
    func aServerThatIsNotUpYetIsAskedAgain(code: Int, reason: String, message: String) async throws {
        let result = try await deploy { request, before in
            guard Self.isList(request) || Self.isQuestion(request), before < 2 else { return nil }
            return .status(code, reason, message)
        }
        #expect(result.answer?.model == "Qwen/Qwen3-0.6B")
        #expect(result.answer?.text.isEmpty == false)
    }

    @Test func aConnectionThatBreaksIsMadeAgain() async throws {
        let result = try await deploy { request, before in
            guard Self.isList(request), before < 2 else { return nil }
            throw HTTPError(before == 0 ? .connectionRefused : .connectionReset, "connection broke")
        }
        #expect(result.answer != nil)
    }

    @Test func anEngineThatLoadsListsNoModelAtFirst() async throws {
        let result = try await deploy { request, before in
            Self.isList(request) && before < 2 ? .text(200, #"{"object":"list","data":[]}"#) : nil
        }
        #expect(result.answer?.models == ["Qwen/Qwen3-0.6B"])
    }

    @Test func whenTimeIsOverTheLastWordsAreTold() async throws {
        let refusing: @Sendable (MeddlingTransport.Request, Int) throws -> HTTPResponse? = { request, _ in
            Self.isList(request) ? .status(503, "ServiceUnavailable", Self.refused) : nil
        }
        try await SandboxCluster.with(transport: { MeddlingTransport($0, meddle: refusing) }) { cluster in
            let engine = cluster.engine()
            let plan = try await engine.plan(try SandboxCluster.request())
            let result = try await engine.deploy(plan, smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let error = try await #require(throws: DeploymentError.self) {
                try await engine.smoke(plan, result.status, timeout: .seconds(3), events: NoEvents())
            }
            #expect(error.code == .silent)
            #expect(
                error.message
                    == "models/qwen3 runs, but http://qwen3-frontend.models.svc:8000/v1 gave no answer in 3 s: "
                    + Self.refused)
            #expect(error.hint?.contains("kubectl logs --namespace models service/qwen3-frontend") == true)
        }
    }

    @Test func anotherModelsServerIsNotTakenForOurs() async throws {
        let error = try await #require(throws: DeploymentError.self) {
            try await deploy(patience: .milliseconds(600)) { request, _ in
                if Self.isList(request) { return .text(200, #"{"data":[{"id":"meta/other"}]}"#) }
                guard Self.isQuestion(request) else { return nil }
                return .text(200, #"{"model":"meta/other","choices":[{"message":{"content":"I am another"}}]}"#)
            }
        }
        #expect(error.code == .silent)
        #expect(error.message.hasSuffix("/v1/models does not list Qwen/Qwen3-0.6B, only meta/other"))
        #expect(!error.message.contains("I am another"))
    }

    @Test func anotherModelThatIsListedFirstIsNotAsked() async throws {
        let result = try await deploy { request, _ in
            Self.isList(request) ? .text(200, #"{"data":[{"id":"meta/other"},{"id":"Qwen/Qwen3-0.6B"}]}"#) : nil
        }
        #expect(result.answer?.models == ["meta/other", "Qwen/Qwen3-0.6B"])
        #expect(result.answer?.model == "Qwen/Qwen3-0.6B")
    }

    @Test func anotherModelsAnswerIsNotTakenForOurs() async throws {
        let error = try await #require(throws: DeploymentError.self) {
            try await deploy { request, _ in
                guard Self.isQuestion(request) else { return nil }
                return .text(200, #"{"model":"meta/other","choices":[{"message":{"content":"hi"}}]}"#)
            }
        }
        #expect(error.message.hasSuffix("was asked for Qwen/Qwen3-0.6B, and meta/other answered"))
    }

    @Test func whoMayNotAskIsToldWhichRightIsMissing() async throws {
        let result = try await deploy { request, _ in
            Self.isList(request) ? .status(403, "Forbidden", "user cannot get resource services/proxy") : nil
        }
        #expect(result.status.phase == .running)
        #expect(result.answer == nil)
        #expect(
            result.unknownAnswer
                == "whether it answers is unknown: the caller may not get services/proxy in namespace models")
        #expect(result.value["answerUnknown"] == true)
    }

    @Test(arguments: ["request", "values"])
    func theNameThatValuesGiveIsTheOneAskedFor(place: String) async throws {
        let result = try await deploy(
            { request in
                if place == "request" {
                    request[.servedModelName] = "chat"
                } else {
                    request.values = ["servedModelName": "chat"]
                }
            }, meddle: { _, _ in nil })
        #expect(result.answer?.model == "chat")
    }

    @Test func aDeploymentWithoutWorkersIsStoppedAndNotAsked() async throws {
        let result = try await deploy({ $0[.replicas] = 0 }) { request, _ in
            guard Self.isList(request) || Self.isQuestion(request) else { return nil }
            return .text(200, #"{"data":[{"id":"Qwen/Qwen3-0.6B"}]}"#)
        }
        #expect(result.status.phase == .stopped)
        #expect(result.answer == nil)
        #expect(result.notAsked?.contains("scaled to zero") == true)
        #expect(result.value["phase"] == "Stopped")
        #expect(result.value["notAsked"]?.string?.contains("nothing can answer") == true)
    }

    /// The provider's own word is that all is ready, also to whoever looks later.
    @Test func aDeploymentWithoutWorkersIsShownAsStopped() async throws {
        try await SandboxCluster.with { cluster in
            let engine = cluster.engine()
            var request = try SandboxCluster.request()
            request[.replicas] = 0
            _ = try await engine.deploy(
                try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let shown = try await engine.show("qwen3", namespace: "models")
            #expect(shown.phase == .stopped)
            #expect(shown.message == DeploymentStatus.scaledToZero)
        }
    }
}
