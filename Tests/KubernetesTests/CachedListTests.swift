import HTTP
import TestSupport
import Testing
import Value

@testable import Kubernetes

@Suite struct CachedListMachineTests {
    @Test func aListFromTheCacheComesInOnePiece() {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        #expect(machine.request == .init(limit: nil, token: nil, isCached: true))
        #expect(machine.received(continueToken: nil) == false)
        #expect(machine.request == nil)
    }

    @Test func aServerThatPagesAllTheSameIsFollowed() {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        #expect(machine.received(continueToken: "t") == false)
        #expect(machine.request == .init(limit: 2, token: "t"))
        let goesOn = machine.failed(.expired)
        #expect(goesOn)
        #expect(machine.request == .init(limit: 2, token: nil))
        #expect(machine.received(continueToken: nil) == true)
        #expect(machine.request == nil)
    }

    @Test func aCacheThatCannotAnswerIsFollowedByPagesOfJSON() {
        for isRefused in [true, false] {
            var machine = ListMachine(pageSize: 2, isFromCache: true)
            let goesOn = isRefused ? machine.refused() : machine.failed(.expired)
            #expect(goesOn)
            #expect(machine.request == .init(limit: 2, token: nil, isJSON: true))
            #expect(machine.received(continueToken: "t") == false)
            #expect(machine.request == .init(limit: 2, token: "t", isJSON: true))
        }
    }

    @Test func pagesThatAreRefusedBeginAnew() {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        _ = machine.received(continueToken: "t")
        let goesOn = machine.refused()
        #expect(goesOn)
        #expect(machine.request == .init(limit: 2, token: nil, isJSON: true))
        #expect(machine.received(continueToken: nil) == true)
    }

    @Test func refusedJSONEndsTheList() {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        _ = machine.refused()
        let again = machine.refused()
        #expect(!again)
        #expect(machine.request == nil)
        var plain = ListMachine(pageSize: 2)
        let goesOn = plain.refused()
        #expect(!goesOn)
        #expect(plain.request == nil)
    }

    @Test(arguments: [CallFailure.final, .silent, .starting])
    func otherErrorsEndTheList(_ failure: CallFailure) {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        let goesOn = machine.failed(failure)
        #expect(!goesOn)
        #expect(machine.request == nil)
    }

    /// A JSON list of which the token expires twice is read in one piece at last, and stays JSON.
    @Test func theLastResortStaysJSON() {
        var machine = ListMachine(pageSize: 2, isFromCache: true)
        _ = machine.refused()
        for token in ["t", "u"] {
            _ = machine.received(continueToken: token)
            let goesOn = machine.failed(.expired)
            #expect(goesOn)
        }
        #expect(machine.request == .init(limit: nil, token: nil, isJSON: true))
    }
}

@Suite struct CachedListTests {
    /// Names, in whichever form they come.
    private struct Names: ListProjection {
        var accept: String { ProtobufList.accept }

        func page(from response: HTTPResponse, of type: ResourceType) async throws -> ListPage<String> {
            guard ProtobufList.isAnswered(by: response) else { return try await page(from: response.body, of: type) }
            var names: [String] = []
            let metadata = try await ProtobufList.read(response.body, of: type) { item in
                var item = item
                while let field = try item.next() {
                    guard field.number == 1 else { continue }
                    var metadata = try field.message()
                    let name = try metadata.next()
                    names.append(try name?.text() ?? "")
                }
            }
            return ListPage(
                items: names, resourceVersion: metadata.resourceVersion, continueToken: metadata.continueToken)
        }

        func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<String> {
            let page = try await WholeObjects().page(from: body, of: type)
            return ListPage(
                items: page.items.compactMap { $0["metadata"]?["name"]?.string },
                resourceVersion: page.resourceVersion, continueToken: page.continueToken)
        }
    }

    private static let form: HTTPHeaders = ["Content-Type": ProtobufList.mediaType]

    private static func pods(_ names: [String], token: String = "") -> [UInt8] {
        let items = names.map { name in ProtobufWriter { $0.message(1) { $0.text(1, name) } }.bytes }
        return ProtobufWriter.list(kind: "PodList", items, resourceVersion: "7", continueToken: token)
    }

    private static func protobuf(_ names: [String], token: String = "") -> ScriptedTransport.Answer {
        .bytes(form, [pods(names, token: token)], nil)
    }

    private static func json(_ names: [String], token: String = "", filler: Int = 0) -> ScriptedTransport.Answer {
        .json([
            "kind": "PodList", "metadata": ["resourceVersion": "9", "continue": .string(token)],
            "items": .array(
                names.map {
                    ["metadata": ["name": .string($0)], "filler": .string(String(repeating: "x", count: filler))]
                }),
        ])
    }

    private func list(
        _ answers: [ScriptedTransport.Answer], server: String = "https://cluster.example:6443"
    ) async throws -> (Listing<String>, ScriptedTransport) {
        let transport = ScriptedTransport(answers)
        let client = try KubernetesClient.scripted(transport, server: server)
        let options = ListOptions(labelSelector: "a=b", pageSize: 2, isFromCache: true)
        return (try await client.list(.pods, options: options, projecting: Names()).collect(), transport)
    }

    private func failure(_ answers: [ScriptedTransport.Answer]) async throws -> KubernetesError {
        try await #require(throws: KubernetesError.self) { try await list(answers) }
    }

    private static let path = "https://cluster.example:6443/api/v1/pods?labelSelector=a%3Db"
    private static let refused = ScriptedTransport.Answer.status(
        406, "NotAcceptable", "only the following media types are accepted: application/json")

    @Test func theCacheIsAskedOnceAndForProtobuf() async throws {
        let (listing, transport) = try await list([Self.protobuf(["a", "b", "c"])])
        #expect(listing.items == ["a", "b", "c"])
        #expect(listing.resourceVersion == "7")
        #expect(transport.urls == [Self.path + "&resourceVersion=0"])
        let headers = transport.requests[0].headers
        #expect(headers["Accept"] == "application/vnd.kubernetes.protobuf, application/json")
        #expect(headers["Accept-Encoding"] == nil)
    }

    /// The form may come with parameters and in any case.
    @Test(arguments: [
        ("application/vnd.kubernetes.protobuf", true), ("application/vnd.kubernetes.protobuf;charset=x", true),
        ("Application/VND.Kubernetes.Protobuf ; a=b", true), ("application/json", false), ("", false),
        ("application/vnd.kubernetes.protobuf.other", false),
    ])
    func theServerSaysInWhichFormItAnswers(_ type: String, _ isProtobuf: Bool) {
        #expect(ProtobufList.isAnswered(by: HTTPResponse(status: 200, headers: ["Content-Type": type])) == isProtobuf)
        #expect(!ProtobufList.isAnswered(by: HTTPResponse(status: 200)))
    }

    /// On the machine itself, compressing costs more than it spares.
    @Test(arguments: [
        ("https://127.0.0.1:6443", true), ("https://127.8.9.1", true), ("https://localhost:6443/prefix", true),
        ("https://[::1]:6443", true), ("https://10.0.0.1:6443", false), ("https://localhost.example", false),
        ("https://[fd00::1]:6443", false), ("https://cluster.example/127.0.0.1", false),
    ])
    func onlyLoopbackIsAskedForUncompressedBytes(_ server: String, _ isPlain: Bool) async throws {
        let (_, transport) = try await list([Self.protobuf([])], server: server)
        #expect(transport.requests[0].headers["Accept-Encoding"] == (isPlain ? "identity" : nil))
    }

    @Test func aServerThatPagesIsFollowed() async throws {
        let (listing, transport) = try await list([Self.protobuf(["a"], token: "t/1"), Self.protobuf(["b"])])
        #expect(listing.items == ["a", "b"])
        // A version and a token exclude each other.
        #expect(transport.urls == [Self.path + "&resourceVersion=0", Self.path + "&limit=2&continue=t%2F1"])
        #expect(transport.requests[1].headers["Accept"] == ProtobufList.accept)
    }

    @Test func smallJSONIsTakenAsItComes() async throws {
        let (listing, transport) = try await list([Self.json(["a", "b"])])
        #expect(listing.items == ["a", "b"])
        #expect(transport.urls == [Self.path + "&resourceVersion=0"])
    }

    @Test func largeJSONIsReadByPages() async throws {
        let (listing, transport) = try await list([
            Self.json(["a", "b"], filler: Limits.unpagedBytes / 2), Self.json(["c"], token: "t"), Self.json(["d"]),
        ])
        #expect(listing.items == ["c", "d"])
        #expect(
            transport.urls == [
                Self.path + "&resourceVersion=0", Self.path + "&limit=2", Self.path + "&limit=2&continue=t",
            ])
        #expect(transport.requests.dropFirst().allSatisfy { $0.headers["Accept"] == "application/json" })
    }

    @Test(arguments: [
        refused, .status(415, "UnsupportedMediaType", "the body is of no known type"),
        .response(406, [:], "<html>not acceptable</html>"), .status(410, "Expired", "too old resource version"),
    ])
    func whatTheServerDoesNotGiveIsReadByPagesOfJSON(_ answer: ScriptedTransport.Answer) async throws {
        let (listing, transport) = try await list([answer, Self.json(["a"], token: "t"), Self.json(["b"])])
        #expect(listing.items == ["a", "b"])
        #expect(transport.urls[1] == Self.path + "&limit=2")
        #expect(transport.requests[1].headers["Accept"] == "application/json")
    }

    @Test func anExpiredTokenGivesTheListAnew() async throws {
        let expired = ScriptedTransport.Answer.status(410, "Expired", "The provided continue parameter is too old")
        let (listing, transport) = try await list([
            Self.protobuf(["a"], token: "t"), expired, Self.protobuf(["b"], token: "u"), expired,
            Self.protobuf(["b", "c"]),
        ])
        #expect(listing.items == ["b", "c"])
        #expect(transport.urls.last == Self.path)
    }

    @Test func otherRefusalsAreTheServersOwnWords() async throws {
        let forbidden = try await failure([.status(403, "Forbidden", "pods is forbidden: User cannot list")])
        #expect(forbidden.code == .forbidden)
        // JSON is refused as well.
        let twice = try await failure([Self.refused, Self.refused])
        #expect(twice.code == .unsupported)
        #expect(twice.httpStatus == 406)
        let unsupported = try await failure([.status(405, "MethodNotAllowed", "no lists here")])
        #expect(unsupported.httpStatus == 405)
    }

    /// What came before the cut is not counted twice.
    @Test func f31aCutListIsReadAgain() async throws {
        let bytes = Self.pods(["a", "b"])
        let cut = HTTPError(.bodyCut, "closed")
        for end in [0, 3, bytes.count / 2, bytes.count - 5] {
            let (listing, _) = try await list([
                .bytes(Self.form, [Array(bytes[..<end])], cut), Self.protobuf(["a", "b", "c"]),
            ])
            #expect(listing.items == ["a", "b", "c"], "cut at \(end)")
        }
    }

    @Test func aListThatIsNotCompleteIsAnErrorAndNeverEmpty() async throws {
        let bytes = Self.pods(["a", "b"])
        for end in [0, 3, bytes.count / 2, bytes.count - 5] {
            let error = try await failure([.bytes(Self.form, [Array(bytes[..<end])], nil)])
            #expect(error.code == .unreadable)
            #expect(error.request?.verb == "list")
            #expect(error.message == "the list cannot be read: the list ends before it is complete", "\(error)")
        }
    }

    @Test func anotherAnswerIsNoList() async throws {
        let error = try await failure([.bytes(Self.form, [ProtobufWriter.list(kind: "Status", [])], nil)])
        #expect(error.code == .unreadable)
        #expect(error.message.contains("not a PodList"), "\(error)")
    }

    @Test func aBodyWithinTheLimitIsTheSame() async throws {
        let parts: [[UInt8]] = [[1, 2], [3], [4, 5, 6]]
        func body() -> HTTPBody {
            HTTPBody {
                let iterator = PartIterator(parts)
                return { iterator.next() }
            }
        }
        let whole = try await body().limited(to: 6).collect(upTo: 100)
        #expect(whole == [1, 2, 3, 4, 5, 6])
        let error = try await #require(throws: HTTPError.self) {
            _ = try await body().limited(to: 5).collect(upTo: 100)
        }
        #expect(error.code == .bodyTooLarge)
    }

    @Test func aClientMayGoThroughAnotherTransport() async throws {
        let inner = ScriptedTransport([])
        let outer = ScriptedTransport([.json(["gitVersion": "v1.30.0"])])
        let client = try KubernetesClient.scripted(inner)
        var wrapped: (any HTTPTransport)?
        let through = client.through { transport in
            wrapped = transport
            return outer
        }
        _ = try await through.serverVersion()
        #expect(outer.requests.count == 1 && inner.requests.isEmpty)
        #expect((wrapped as? ScriptedTransport) === inner)
        #expect(through.options.userAgent == client.options.userAgent)
    }
}
