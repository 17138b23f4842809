import HTTP
import Testing
import Value

@testable import Kubernetes

@Suite struct ListMachineTests {
    @Test func pagesFollowTheirTokens() {
        var machine = ListMachine(pageSize: 2)
        #expect(machine.request == .init(limit: 2, token: nil))
        #expect(machine.received(continueToken: "t1") == false)
        #expect(machine.request == .init(limit: 2, token: "t1"))
        #expect(machine.received(continueToken: nil) == false)
        #expect(machine.request == nil)
    }

    @Test func f31anExpiredTokenStartsAnewAndThenAsksForTheWhole() {
        var machine = ListMachine(pageSize: 2)
        _ = machine.received(continueToken: "t1")
        let first = machine.failed(.expired)
        #expect(first)
        #expect(machine.request == .init(limit: 2, token: nil))
        #expect(machine.received(continueToken: "t2") == true)
        let second = machine.failed(.expired)
        #expect(second)
        #expect(machine.request == .init(limit: nil, token: nil))
        #expect(machine.received(continueToken: nil) == true)
        #expect(machine.request == nil)
    }

    @Test(arguments: [CallFailure.expired, .final, .silent])
    func aFirstPageThatFailsEndsTheList(_ failure: CallFailure) {
        var machine = ListMachine(pageSize: 2)
        let goesOn = machine.failed(failure)
        #expect(!goesOn)
        #expect(machine.request == nil)
    }

    @Test func otherErrorsEndTheListHalfWay() {
        var machine = ListMachine(pageSize: 2)
        _ = machine.received(continueToken: "t1")
        let goesOn = machine.failed(.final)
        #expect(!goesOn)
        #expect(machine.request == nil)
    }
}

@Suite struct ListTests {
    private static func page(_ names: [String], version: String, token: String? = nil) -> ScriptedTransport.Answer {
        var metadata: Object = ["resourceVersion": .string(version)]
        if let token { metadata["continue"] = .string(token) }
        return .json([
            "kind": "PodList", "apiVersion": "v1", "metadata": .object(metadata),
            "items": .array(names.map { ["metadata": ["name": .string($0)]] }),
        ])
    }

    private let expired = ScriptedTransport.Answer.status(
        410, "Expired", "The provided continue parameter is too old")

    @Test func pagesAreAskedForOneByOne() async throws {
        let transport = ScriptedTransport([
            Self.page(["a", "b"], version: "7", token: "x/y="), Self.page(["c"], version: "7"),
        ])
        let client = try KubernetesClient.scripted(transport)
        let options = ListOptions(labelSelector: "a=b,c in (d)", fieldSelector: "spec.nodeName=n", pageSize: 2)
        let listing = try await client.listAll(.pods, options: options)
        #expect(listing.items.map { $0["metadata"]?["name"] } == ["a", "b", "c"])
        #expect(listing.items.allSatisfy { $0["kind"] == "Pod" && $0["apiVersion"] == "v1" })
        #expect(listing.resourceVersion == "7")
        let query = "?labelSelector=a%3Db%2Cc%20in%20%28d%29&fieldSelector=spec.nodeName%3Dn&limit=2"
        #expect(
            transport.urls == [
                "https://cluster.example:6443/api/v1/pods\(query)",
                "https://cluster.example:6443/api/v1/pods\(query)&continue=x%2Fy%3D",
            ])
    }

    @Test func f31anExpiredTokenGivesTheListAnew() async throws {
        let transport = ScriptedTransport([
            Self.page(["a", "b"], version: "7", token: "t"), expired, Self.page(["b", "c"], version: "9", token: "u"),
            expired, Self.page(["b", "c", "d"], version: "10"),
        ])
        let client = try KubernetesClient.scripted(transport)
        var restarts: [Bool] = []
        for try await page in client.list(.pods) { restarts.append(page.isRestart) }
        #expect(restarts == [false, true, true])
        #expect(transport.urls.last == "https://cluster.example:6443/api/v1/pods")
        let again = ScriptedTransport([
            Self.page(["a", "b"], version: "7", token: "t"), expired, Self.page(["b", "c"], version: "9"),
        ])
        let listing = try await KubernetesClient.scripted(again).listAll(.pods)
        #expect(listing.items.map { $0["metadata"]?["name"] } == ["b", "c"])
        #expect(listing.resourceVersion == "9")
    }

    @Test func f31aCutPageIsReadAgain() async throws {
        let transport = ScriptedTransport([
            .stream([#"{"kind":"PodList","metadata":{"#], HTTPError(.bodyCut, "closed")),
            Self.page(["a"], version: "7"),
        ])
        let listing = try await KubernetesClient.scripted(transport).listAll(.pods)
        #expect(listing.items.count == 1)
    }

    @Test(arguments: [#"{"kind":"PodList","items":[]}"#, "<html>", "[]", ""])
    func whatIsNoListIsAnErrorAndNeverEmpty(_ body: String) async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.response(200, [:], body)]))
        let error = try await #require(throws: KubernetesError.self) { try await client.listAll(.pods) }
        #expect(error.code == .unreadable)
        #expect(error.request?.verb == "list")
    }

    /// Names only, as a projection decodes them.
    private struct Names: ListProjection {
        func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<String> {
            let page = try await WholeObjects().page(from: body, of: type)
            return ListPage(
                items: page.items.compactMap { $0["metadata"]?["name"]?.string },
                resourceVersion: page.resourceVersion, continueToken: page.continueToken)
        }
    }

    @Test func aProjectionDecodesWhatItNeeds() async throws {
        let transport = ScriptedTransport([
            Self.page(["a"], version: "7", token: "t"), Self.page(["b"], version: "7"),
        ])
        let names = try await KubernetesClient.scripted(transport).list(.pods, projecting: Names()).collect()
        #expect(names.items == ["a", "b"])
    }
}
