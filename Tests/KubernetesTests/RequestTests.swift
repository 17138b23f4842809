import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Testing
import Value

@Suite struct RequestTests {
    private let pod: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": "n"]]

    @Test func readsAskForThePathOfTheirType() async throws {
        let transport = ScriptedTransport(Array(repeating: .json(pod), count: 4))
        let client = try KubernetesClient.scripted(transport, server: "https://one/prefix/")
        _ = try await client.get(.pods, "a", namespace: "n")
        _ = try await client.get(.pods, "a")
        _ = try await client.get(.nodes, "gpu-1", namespace: "ignored")
        _ = try await client.get(.clusterRoles, "system:node", subresource: "status")
        #expect(
            transport.urls == [
                "https://one/prefix/api/v1/namespaces/n/pods/a",
                "https://one/prefix/api/v1/namespaces/own/pods/a",
                "https://one/prefix/api/v1/nodes/gpu-1",
                "https://one/prefix/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node/status",
            ])
        #expect(transport.requests.allSatisfy { $0.headers["User-Agent"] == "groundcrew/1.2.3" })
        #expect(transport.requests.allSatisfy { $0.isRetryable == false })
    }

    @Test(arguments: ["", ".", "..", "a/b", "a%2fb", "a\nb"])
    func namesThatCannotBePartOfAPathAreNotSent(_ name: String) async throws {
        let transport = ScriptedTransport([])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, name) }
        #expect(error.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["readyz", "", "/a b", "/a#b", "/a\r\nHost: evil"])
    func pathsMustBeginWithASlashAndBeEncoded(_ path: String) async throws {
        let transport = ScriptedTransport([])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) { try await client.raw(path) }
        #expect(error.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }

    @Test func writesSayWhoAndHow() async throws {
        let transport = ScriptedTransport(Array(repeating: .json(pod), count: 4))
        let client = try KubernetesClient.scripted(transport)
        _ = try await client.apply(
            pod, as: .pods, options: ApplyOptions(fieldManager: "ground crew", force: true, dryRun: true))
        _ = try await client.create(pod, as: .pods, options: WriteOptions(fieldManager: "f", fieldValidation: .warn))
        _ = try await client.patch(.pods, "a", namespace: "n", with: .strategic(["spec": [:]]))
        _ = try await client.delete(
            .pods, "a", namespace: "n",
            options: DeleteOptions(propagation: .foreground, gracePeriod: .seconds(5), uid: "u", dryRun: true))
        #expect(
            transport.requests.map { "\($0.method) \($0.url.dropFirst(28))" } == [
                "PATCH /api/v1/namespaces/n/pods/a?fieldManager=ground%20crew&dryRun=All&fieldValidation=Strict&force=true",
                "POST /api/v1/namespaces/n/pods?fieldManager=f&fieldValidation=Warn",
                "PATCH /api/v1/namespaces/n/pods/a", "DELETE /api/v1/namespaces/n/pods/a",
            ])
        #expect(
            transport.requests.map { $0.headers["Content-Type"] } == [
                "application/apply-patch+yaml", "application/json", "application/strategic-merge-patch+json",
                "application/json",
            ])
        let body = try Value(json: try #require(transport.requests.last?.body))
        #expect(
            body == [
                "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
                "gracePeriodSeconds": 5, "dryRun": ["All"], "preconditions": ["uid": "u"],
            ])
    }

    @Test func anApplyLeavesManagedFieldsOut() async throws {
        let transport = ScriptedTransport([.json(pod)])
        let client = try KubernetesClient.scripted(transport)
        let managed: Value = [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "a", "namespace": "n", "managedFields": [["manager": "x"]]],
        ]
        _ = try await client.apply(managed, as: .pods, options: ApplyOptions(fieldManager: "f"))
        #expect(try Value(json: try #require(transport.requests.first?.body)) == pod)
    }

    @Test func twoDifferentNamespacesAreRefused() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([]))
        let error = try await #require(throws: KubernetesError.self) {
            try await client.create(pod, as: .pods, namespace: "other")
        }
        #expect(error.message == "the object's namespace \"n\" is not the given namespace \"other\"")
    }

    @Test func proxiesNameSchemeAndPortAndPassFailuresOn() async throws {
        let transport = ScriptedTransport([.response(503, [:], "warming up"), .response(200, [:], "ok")])
        let client = try KubernetesClient.scripted(transport)
        let response = try await client.serviceProxy(
            "llm", namespace: "n", port: "http", scheme: "https", path: "/v1/models?x=1")
        #expect(response.status == 503)
        _ = try await client.podProxy("p", port: "8000", path: "/health")
        #expect(
            transport.urls == [
                "https://cluster.example:6443/api/v1/namespaces/n/services/https:llm:http/proxy/v1/models?x=1",
                "https://cluster.example:6443/api/v1/namespaces/own/pods/p:8000/proxy/health",
            ])
    }

    @Test func aProxiedPostCarriesItsBodyAndNeedsTheRightToCreate() async throws {
        let refusal = "services \"llm\" is forbidden: User \"me\" cannot create resource \"services/proxy\""
        let transport = ScriptedTransport([.response(200, [:], "{}"), .status(403, "Forbidden", refusal)])
        let client = try KubernetesClient.scripted(transport)
        func ask() async throws -> HTTPResponse {
            try await client.serviceProxy(
                "llm", port: "80", path: "/v1/chat/completions", method: .post, body: Array("{}".utf8),
                timeout: .seconds(300))
        }
        _ = try await ask()
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        #expect(request.body == Array("{}".utf8))
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.timeouts.firstByte == .seconds(300))
        let error = try await #require(throws: KubernetesError.self) { try await ask() }
        #expect(error.request?.permission == "verb \"create\" on services/proxy in namespace \"own\"")
    }

    @Test func f32aProxyThatTheServerRefusesIsAnErrorAndNoAnswer() async throws {
        let transport = ScriptedTransport([
            .status(503, "ServiceUnavailable", "no endpoints available for service \"llm\""),
            .status(
                403, "Forbidden", "services \"llm\" is forbidden: User \"me\" cannot get resource \"services/proxy\""),
        ])
        let client = try KubernetesClient.scripted(transport)
        for code in [KubernetesError.Code.unavailable, .forbidden] {
            let error = try await #require(throws: KubernetesError.self) {
                try await client.serviceProxy("llm", port: "80")
            }
            #expect(error.code == code)
            #expect(error.request?.resource == "services/proxy")
            #expect(error.request?.name == "llm")
        }
    }

    @Test func logsAskForTheirPartAndMayBeSilent() async throws {
        let transport = ScriptedTransport([.stream(["one\n", "two\n"], nil)])
        let client = try KubernetesClient.scripted(transport)
        let body = try await client.logs(
            pod: "p", options: LogOptions(container: "c", follow: true, previous: true, tailLines: 5))
        #expect(try await body.collect(upTo: 100) == Array("one\ntwo\n".utf8))
        #expect(
            transport.urls == [
                "https://cluster.example:6443/api/v1/namespaces/own/pods/p/log?container=c&follow=true&previous=true"
                    + "&tailLines=5"
            ])
        #expect(transport.requests.first?.timeouts.idle == nil)
    }

    /// A backend that begins an answer and stalls must not hold its caller for ever.
    @Test func whatIsProxiedAndLogsThatEndMayNotBeSilentForEver() async throws {
        let transport = ScriptedTransport(Array(repeating: .response(200, [:], "ok"), count: 3))
        let client = try KubernetesClient.scripted(transport)
        _ = try await client.logs(pod: "p")
        _ = try await client.podProxy("p", port: "80")
        _ = try await client.serviceProxy("s", port: "80", timeout: .seconds(300))
        #expect(transport.requests.map(\.timeouts.idle) == [.seconds(60), .seconds(60), .seconds(300)])
    }

    @Test func warningsReachTheirDelegate() async throws {
        let warnings = Mutex<[String]>([])
        var headers: HTTPHeaders = ["Warning": #"299 - "policy/v1beta1 is deprecated""#]
        headers.append("warning", #"299 - "unknown field \"spec.\\x\"""#)
        headers.append("warning", "199 - \"other\"")
        let client = try KubernetesClient.scripted(
            ScriptedTransport([.json(pod, headers: headers)]),
            onWarning: { warning in warnings.withLock { $0.append(warning.text) } })
        _ = try await client.get(.pods, "a")
        #expect(warnings.withLock { $0 } == ["policy/v1beta1 is deprecated", #"unknown field "spec.\x""#])
    }

    @Test func impersonationTravelsInHeaders() async throws {
        let transport = ScriptedTransport([.json(pod)])
        let client = try KubernetesClient.scripted(
            transport,
            impersonation: ClusterConfiguration.Impersonation(
                user: "bob", uid: "7", groups: ["a", "b"], extra: ["Scope/x": ["1", "2"]]))
        _ = try await client.get(.pods, "a")
        let headers = try #require(transport.requests.first?.headers)
        #expect(headers["Impersonate-User"] == "bob")
        #expect(headers["Impersonate-Uid"] == "7")
        #expect(headers.all("Impersonate-Group") == ["a", "b"])
        #expect(headers.all("Impersonate-Extra-scope%2Fx") == ["1", "2"])
    }

    // MARK: - Repeating

    @Test func f30readsAreRepeatedWhenTheServerIsBrieflyUnable() async throws {
        let clock = InstantClock()
        let transport = ScriptedTransport([
            .status(429, "TooManyRequests", "slow down", headers: ["Retry-After": "3"]),
            .response(503, [:], "no backend"),
            .status(500, "InternalError", "etcdserver: leader changed"),
            .failure(HTTPError(.connectionReset, "GOAWAY")),
            .json(pod),
        ])
        let client = try KubernetesClient.scripted(transport, clock: clock)
        _ = try await client.get(.pods, "a")
        #expect(transport.requests.count == 5)
        #expect(clock.sleeps == [.seconds(3), .milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func f30writesAreRepeatedOnlyWhenTheServerTurnedThemAway() async throws {
        let transport = ScriptedTransport([
            .status(429, "TooManyRequests", "slow down", headers: ["Retry-After": "1"]), .json(pod),
            .response(503, [:], "no backend"),
            .failure(HTTPError(.connectionReset, "reset")),
        ])
        let client = try KubernetesClient.scripted(transport)
        _ = try await client.create(pod, as: .pods)
        for code in [KubernetesError.Code.unavailable, .unreachable] {
            let error = try await #require(throws: KubernetesError.self) { try await client.create(pod, as: .pods) }
            #expect(error.code == code)
        }
        #expect(transport.requests.count == 4)
    }

    @Test func repeatingEnds() async throws {
        let transport = ScriptedTransport(Array(repeating: .response(503, [:], "no"), count: 9))
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.code == .unavailable)
        #expect(transport.requests.count == Limits.requestAttempts)
    }

    @Test func anUnreachableServerIsNotAskedAgain() async throws {
        let transport = ScriptedTransport([.failure(HTTPError(.connectionRefused, "refused"))])
        let client = try KubernetesClient.scripted(transport)
        await #expect(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(transport.requests.count == 1)
    }

    @Test func aCancelledCallThrowsCancellationError() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.silence]))
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await client.get(.pods, "a") }
                try await Task.sleep(for: .milliseconds(20))
                group.cancelAll()
                _ = try await group.next()
            }
        }
    }
}
