import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What new releases are recorded in, by the caller's rights.
@Suite struct RecordChoiceTests {
    /// How a server answers whether something may be made.
    enum Answer: Sendable {
        case yes, no
        /// An authorizer failed.
        case open
        case broken
    }

    /// Answers reviews alone.
    private static func server(_ answers: [String: Answer]) -> ScriptedServer {
        ScriptedServer { request in
            guard request.url.hasSuffix("/selfsubjectaccessreviews"),
                let review = try? Value(json: request.body ?? []),  // Else it is no review, and not found.
                let asked = review["spec"]?["resourceAttributes"], asked["verb"] == "create",
                let resource = asked["resource"]?.string, let answer = answers[resource]
            else { return nil }
            switch answer {
            case .yes: return .object(201, ["status": ["allowed": true]])
            case .no: return .object(201, ["status": ["allowed": false]])
            case .open: return .object(201, ["status": ["allowed": false, "evaluationError": "no answer"]])
            case .broken: return .failure(400, "BadRequest", "no reviews here")
            }
        }
    }

    private static func gap(_ kind: RecordKind) -> RecordGap {
        RecordGap(kind: kind, namespace: "team", error: KubernetesError(.forbidden, "no"))
    }

    struct Rights: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var secrets = Answer.no
        var maps = Answer.yes
        var hidden: [RecordKind] = []
        var kind: RecordKind
        /// How often the server is asked.
        var reviews: Int
    }

    @Test(arguments: [
        Rights(testDescription: "all", secrets: .yes, kind: .secret, reviews: 1),
        Rights(testDescription: "ConfigMaps alone", kind: .configMap, reviews: 2),
        Rights(testDescription: "ConfigMaps, Secrets not to be seen", hidden: [.secret], kind: .configMap, reviews: 1),
        // Who may make what he may not list could not go on with it.
        Rights(
            testDescription: "Secrets to be made and not to be seen", secrets: .yes, hidden: [.secret],
            kind: .configMap, reviews: 1),
        Rights(testDescription: "ConfigMaps not to be seen", hidden: [.configMap], kind: .secret, reviews: 0),
        Rights(testDescription: "nothing", maps: .no, kind: .secret, reviews: 2),
        Rights(testDescription: "nothing to be made or seen", maps: .no, hidden: [.secret], kind: .secret, reviews: 1),
        // A refusal of an authorizer that failed proves nothing.
        Rights(testDescription: "nobody tells of Secrets", secrets: .open, kind: .secret, reviews: 1),
        Rights(testDescription: "nobody tells of ConfigMaps", maps: .open, kind: .secret, reviews: 2),
        Rights(testDescription: "no reviews", secrets: .broken, maps: .broken, kind: .secret, reviews: 1),
    ])
    func configMapsAreForThoseWhoMayNotHaveSecrets(_ rights: Rights) async throws {
        let server = Self.server(["secrets": rights.secrets, "configmaps": rights.maps])
        let client = try server.client()
        let choice = RecordChoice()
        let gaps = rights.hidden.map(Self.gap)
        let kind = try await choice.kind(in: "team", beside: gaps, client)
        #expect(kind == rights.kind)
        #expect(server.sent.count == rights.reviews, "\(server.sent.map(\.line))")
        // Asked once in a namespace.
        let again = try await choice.kind(in: "team", beside: gaps, client)
        #expect(again == kind)
        #expect(server.sent.count == rights.reviews)
        _ = try await choice.kind(in: "other", beside: gaps, client)
        #expect(server.sent.count == 2 * rights.reviews)
    }

    @Test(arguments: RecordKind.allCases)
    func whatIsNamedIsTakenUnasked(_ kind: RecordKind) async throws {
        let server = Self.server([:])
        let client = try server.client()
        let chosen = try await RecordChoice(kind).kind(in: "team", beside: [Self.gap(kind)], client)
        #expect(chosen == kind)
        #expect(server.sent.isEmpty)
    }

    @Test func whatWasFoundIsKnownAndSaidOnce() {
        let choice = RecordChoice()
        let release = ReleaseName(name: "web", namespace: "team")
        #expect(choice.known(of: release) == nil)
        choice.note(.configMap, of: release)
        #expect(choice.known(of: release) == .configMap)
        #expect(choice.known(of: ReleaseName(name: "web", namespace: "other")) == nil)
        #expect(choice.isNew("a") && choice.isNew("b"))
        #expect(!choice.isNew("a"))
    }

    /// An engine and its patient and asking copies find out once.
    @Test func copiesOfAnEngineShareWhatWasFound() throws {
        let client = try ScriptedServer().client()
        let engine = ReleaseEngine.native(
            client: client, charts: ChartResolver(remote: UnreachableCharts()), records: .configMap)
        let other = engine.patient(within: .seconds(1)).asking(client)
        #expect(other.recordKind == .configMap)
        #expect(engine.recordKind(of: "web", namespace: "team") == nil)
        other.records.note(.configMap, of: ReleaseName(name: "web", namespace: "team"))
        #expect(engine.recordKind(of: "web", namespace: "team") == .configMap)
        #expect(other.storage.named == .configMap)
        #expect(other.planner.storage.named == .configMap)
    }
}
