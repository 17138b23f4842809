import HTTP
import Synchronization
import Testing
import Value

@testable import Preflight

/// A hub that answers, refuses, throttles or is not there.
@Suite struct HubFactsTests: FactGathering {
    /// Answers by URL, with another one for those who bring a token.
    private final class Hub: HTTPTransport {
        struct Answer: Sendable {
            var status = 200
            var code = ""
            var body: Value = [:]
            var error: HTTPError.Code?
        }

        private let open: [String: Answer]
        private let known: [String: Answer]
        private let seen = Mutex<[String]>([])

        init(_ open: [String: Answer], known: [String: Answer] = [:]) {
            self.open = open
            self.known = known
        }

        /// With `+` for those that bring a token.
        var requests: [String] { seen.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let token = request.headers["Authorization"]
            seen.withLock { $0.append((token == nil ? "" : "+") + request.url) }
            let answers = token == "Bearer good" ? known : open
            guard let answer = answers[request.url] ?? open[request.url] else {
                throw HTTPError(.nameNotResolved, "no such name", url: request.url)
            }
            if let code = answer.error { throw HTTPError(code, "stub: \(code.rawValue)", url: request.url) }
            var headers = HTTPHeaders()
            if !answer.code.isEmpty { headers["X-Error-Code"] = answer.code }
            return HTTPResponse(status: answer.status, headers: headers, body: HTTPBody(answer.body.jsonBytes()))
        }
    }

    private static let api = "https://huggingface.co/api/models/a/b"
    private static let file = "https://huggingface.co/a/b/resolve/main/config.json"

    private func ask(
        _ hub: Hub, _ environment: [String: String] = [:], endpoint: String = "", isSimulated: Bool = false
    ) async throws -> Value {
        let gatherer = FactGatherer(
            client: nil, transport: hub, processes: NoPrograms(), environment: environment, isSimulated: isSimulated)
        let fact = try await gatherer.hubModels([HubTarget(model: "a/b", endpoint: endpoint)])
        guard case .known(let value) = fact, let entry = value[0] else {
            Issue.record("\(fact)")
            return .null
        }
        return entry
    }

    @Test func aPublicModelIsGrantedWithoutAToken() async throws {
        let hub = Hub([
            Self.api: .init(body: ["gated": false]), Self.file: .init(body: ["max_position_embeddings": 4096]),
        ])
        let entry = try await ask(hub, ["HF_TOKEN": "good"])
        #expect(entry["state"] == "granted")
        #expect(entry["contextLength"] == 4096)
        #expect(entry["token"] == false)
        #expect(hub.requests == [Self.api, Self.file])
    }

    /// A listing that succeeds says nothing of the files.
    @Test func aGatedModelIsAskedForAFile_F39() async throws {
        let hub = Hub(
            [Self.api: .init(body: ["gated": "manual"]), Self.file: .init(status: 401, code: "GatedRepo")],
            known: [Self.file: .init(status: 307)])
        let without = try await ask(hub)
        #expect(without["state"] == "gated")
        #expect(without["gated"] == true)
        let with = try await ask(hub, ["HF_TOKEN": "good"])
        #expect(with["state"] == "granted")
        #expect(with["token"] == true)
        let refused = try await ask(hub, ["HUGGING_FACE_HUB_TOKEN": "other"])
        #expect(refused["state"] == "gated")
        #expect(refused["token"] == true)
    }

    @Test func aHiddenModelIsAskedForAgainWithAToken() async throws {
        let hub = Hub(
            [Self.api: .init(status: 401, code: "RepoNotFound")],
            known: [Self.api: .init(status: 404, code: "RepoNotFound")])
        let without = try await ask(hub)
        #expect(without["state"] == "hidden")
        let with = try await ask(hub, ["HF_TOKEN": "good"])
        #expect(with["state"] == "missing")
        let bad = try await ask(hub, ["HF_TOKEN": "bad"])
        #expect(bad["state"] == "badToken")
    }

    @Test(
        arguments: [
            ("", ["HF_TOKEN": "good"], true), ("https://evil.example.com", ["HF_TOKEN": "good"], false),
            ("https://own.example.com", ["HF_TOKEN": "good", "HF_ENDPOINT": "https://own.example.com/"], true),
            ("http://own.example.com", ["HF_TOKEN": "good", "HF_ENDPOINT": "http://own.example.com"], false),
            ("", ["HF_TOKEN": ""], false), ("", ["HF_TOKEN": "a b"], false), ("", [:], false),
        ] as [(String, [String: String], Bool)])
    func theTokenGoesOnlyToTheHubOrOnesOwnMirror(
        _ endpoint: String, _ environment: [String: String], _ isSent: Bool
    ) async throws {
        let target = HubTarget(model: "a/b", endpoint: endpoint)
        let hub = Hub([target.information: .init(status: 401, code: "RepoNotFound")])
        _ = try await ask(hub, environment, endpoint: endpoint)
        #expect(hub.requests.contains { $0.hasPrefix("+") } == isSent)
    }

    @Test func throttlingIsNotAnsweredWithAToken_R29() async throws {
        let hub = Hub([Self.api: .init(status: 429)])
        let entry = try await ask(hub, ["HF_TOKEN": "good"])
        #expect(entry["state"] == "throttled")
        #expect(hub.requests == [Self.api])
    }

    @Test(arguments: [
        (HTTPError.Code.connectionRefused, "refused"), (.connectTimedOut, "timeout"), (.firstByteTimedOut, "hanging"),
        (.certificateNotTrusted, "untrusted"), (.proxyFailed, "unreachable"), (.nameNotResolved, "unresolved"),
    ])
    func failuresAreStates(_ code: HTTPError.Code, _ state: String) async throws {
        let entry = try await ask(Hub([Self.api: .init(error: code)]))
        #expect(entry["state"]?.string == state)
        #expect(entry["message"]?.string?.contains(code.rawValue) == true || code == .nameNotResolved)
    }

    @Test func aPageIsNoHub() async throws {
        let entry = try await ask(Hub([Self.api: .init(body: "<html>")]))
        #expect(entry["state"] == "other")
        #expect(entry["message"] == "it answers 200, but not as the hub does: what it says is a string")
    }

    @Test func aFileThatCannotBeReadWithholdsNothing() async throws {
        let entry = try await ask(Hub([Self.api: .init(body: ["gated": false]), Self.file: .init(body: "<html>")]))
        #expect(entry["state"] == "granted" && entry["gated"] == false && entry["contextLength"] == .null)
        #expect(entry["message"] == "its config.json cannot be read: what it says is a string")
    }

    @Test func nothingIsAskedThroughAProxyThatIsNone() async throws {
        let hub = Hub([Self.api: .init(body: [:])])
        let entry = try await ask(hub, ["HTTPS_PROXY": "ftp://proxy"])
        #expect(entry["state"] == "unreachable" && entry["proxy"] == "")
        #expect(entry["message"]?.string?.contains("HTTPS_PROXY") == true, "\(entry)")
        #expect(hub.requests.isEmpty)
    }

    @Test func theProxyIsNamedWithoutCredentials() async throws {
        let entry = try await ask(Hub([:]), ["HTTPS_PROXY": "http://user:secret@proxy:3128"])
        #expect(entry["proxy"] == "http://proxy:3128")
    }

    @Test func theSandboxAndTheClusterAskNobody() async throws {
        let hub = Hub([:])
        let played = try await ask(hub, isSimulated: true)
        #expect(played["state"] == "unprobed")
        let inside = try await ask(hub, endpoint: "http://olah.models.svc")
        #expect(inside["state"] == "unprobed")
        #expect(hub.requests.isEmpty)
    }

    /// All are asked about up to the limit, and those beyond say that they were not; those that nobody need ask about do
    /// not count.
    @Test(arguments: [(40, 0, ""), (100, 0, ""), (101, 1, "1 model was"), (130, 30, "30 models were")])
    func thoseBeyondTheLimitSayThatNobodyAsked(_ count: Int, _ left: Int, _ words: String) async throws {
        let hub = Hub([:])
        let gatherer = FactGatherer(client: nil, transport: hub, processes: NoPrograms(), environment: [:])
        var targets = (0..<count).map { HubTarget(model: "a/b\($0)") }
        targets.insert(HubTarget(model: "/models/own"), at: 0)
        let fact = try await gatherer.hubModels(targets)
        let entries = try #require(fact.value?.array)
        #expect(entries.compactMap { $0["model"]?.string } == targets.map(\.model))
        #expect(hub.requests.count == min(count, PreflightLimits.hubModels))
        #expect(entries[0]["state"] == "unprobed")
        let states = entries.dropFirst().compactMap { $0["state"]?.string }
        #expect(states.count { $0 == "notAsked" } == left)
        #expect(states.prefix(count - left).allSatisfy { $0 == "unresolved" })
        for entry in entries.suffix(left) {
            let message = entry["message"]?.string
            #expect(message == "\(words) not asked about: one run asks the hub about at most 100")
        }
        let none = try await gatherer.hubModels([])
        #expect(none == .absent)
    }

    @Test func theSandboxLeavesNobodyOut() async throws {
        let gatherer = FactGatherer(
            client: nil, transport: Hub([:]), processes: NoPrograms(), environment: [:], isSimulated: true)
        let fact = try await gatherer.hubModels((0..<130).map { HubTarget(model: "a/b\($0)") })
        #expect(fact.value?.array?.allSatisfy { $0["state"] == "unprobed" } == true)
    }

    /// No more than a few are under way, however many there are.
    @Test func severalAreUnderWayAtOnce() async throws {
        let hub = BusyHub()
        let gatherer = FactGatherer(client: nil, transport: hub, processes: NoPrograms(), environment: [:])
        _ = try await gatherer.hubModels((0..<60).map { HubTarget(model: "a/b\($0)") })
        #expect((2...PreflightLimits.concurrentHubModels).contains(hub.most), "\(hub.most)")
    }

    /// Counts who asks at the same time.
    private final class BusyHub: HTTPTransport {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            state.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<20 { await Task.yield() }
            state.withLock { $0.now -= 1 }
            return HTTPResponse(status: 404, body: HTTPBody([]))
        }
    }

    // MARK: - Secrets

    private static let secret = "/api/v1/namespaces/models/secrets/hf-token"
    private static let notFound: Value = [
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404, "reason": "NotFound",
        "message": "secrets \"hf-token\" not found", "details": ["name": "hf-token", "kind": "secrets"],
    ]
    private static let token = ModelToken(namespace: "models", name: "hf-token")

    @Test(
        arguments: [
            (StubTransport.Answer.json(200, ["data": ["HF_TOKEN": "c2VjcmV0"]]), "present"),
            (.json(200, ["data": ["token": "c2VjcmV0"]]), "noKey"), (.json(200, [:]), "noKey"),
            (.json(200, ["data": ["HF_TOKEN": ""]]), "empty"),
            (.json(404, notFound), "missing"),
            (StubTransport.refusal(403, "Forbidden", "secrets is forbidden"), "unknown"),
        ] as [(StubTransport.Answer, String)])
    func secretsTellWhetherTheyHaveTheKey(_ answer: StubTransport.Answer, _ state: String) async throws {
        let (gatherer, _) = try self.gatherer([Self.secret: answer])
        let fact = try await gatherer.modelTokens([Self.token])
        let entry = try #require(fact.value?[0])
        #expect(entry["state"]?.string == state)
        #expect((entry["code"] == "forbidden") == (state == "unknown"))
        #expect(!entry.json().contains("c2VjcmV0"))
    }

    @Test func aSecretThatMayNotBeReadLeavesTheOthers() async throws {
        let (gatherer, _) = try self.gatherer([
            Self.secret: StubTransport.refusal(403, "Forbidden"),
            "/api/v1/namespaces/team/secrets/own": .json(200, ["data": ["HF_TOKEN": "eA=="]]),
        ])
        let fact = try await gatherer.modelTokens([Self.token, ModelToken(namespace: "team", name: "own")])
        #expect(fact.value?.array?.compactMap { $0["state"]?.string } == ["unknown", "present"])
        let none = try await gatherer.modelTokens([])
        #expect(none == .absent)
    }
}
