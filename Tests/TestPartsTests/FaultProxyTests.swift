import FoundationEssentials
import TestParts
import Testing

/// Faults before a real API server, seen by curl.
@Suite struct FaultProxyTests {
    private typealias Proxy = FaultProxy

    @Test func passesEverythingOnUnharmed() async throws {
        try await with { cluster, proxy in
            let version = try await curl("/version", cluster, proxy)
            #expect(version.status == 200)
            #expect(version.text.contains("\"gitVersion\": \"v1."))
            // Large enough for several reads and chunks.
            let direct = try await cluster.kubectl("get", "--raw", "/openapi/v2")
            let proxied = try await TestParts.run(
                .kubectl, ["--kubeconfig", proxy.kubeconfig, "get", "--raw", "/openapi/v2"],
                environment: cluster.environment)
            #expect(proxied.isSuccess, "\(proxied.standardError)")
            #expect(proxied.standardOutput.count == direct.standardOutput.count)
            let made = try await makeConfigMap("whole", cluster, proxy)
            #expect(made.status == 201)
            let requests = try proxy.requests()
            #expect(requests.map(\.method).first == "GET" && requests.map(\.path).first == "/version")
            #expect(requests.last?.status == 201 && requests.last?.serverStatus == 201)
            #expect(requests.allSatisfy { $0.fault == nil })
        }
    }

    @Test func whatContextsMayDoStaysAsItIs() async throws {
        let cluster = try await ControlPlane.shared()
        try await Proxy.with(cluster) { proxy in
            let answer = try await TestParts.run(
                .kubectl, ["--kubeconfig", proxy.kubeconfig, "--context", "viewer", "get", "secrets"],
                environment: cluster.environment)
            #expect(answer.standardError.contains("Forbidden"), "\(answer)")
        }
    }

    @Test func resetBeforeTheRequestLeavesNothingDone() async throws {
        try await with { cluster, proxy in
            let rule = try proxy.inject(.reset(.beforeRequest), .when("POST", path: "/configmaps"))
            let made = try await makeConfigMap("lost", cluster, proxy)
            #expect(made.exitCode == 56 || made.exitCode == 35, "curl's codes for a reset connection: \(made)")
            let there = try await curl("/api/v1/namespaces/\(made.namespace)/configmaps/lost", cluster, proxy)
            #expect(there.status == 404)
            #expect(try proxy.injections(of: rule) == 1)
            let request = try #require(try proxy.requests().first)
            #expect(request.fault == "reset" && request.status == nil && request.serverStatus == nil)
        }
    }

    @Test func resetAfterTheRequestLosesOnlyTheAnswer() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.reset(.afterRequest), .when("POST", path: "/configmaps"))
            let made = try await makeConfigMap("done", cluster, proxy)
            #expect(made.exitCode == 56, "\(made)")
            let there = try await curl("/api/v1/namespaces/\(made.namespace)/configmaps/done", cluster, proxy)
            #expect(there.status == 200)
            let request = try #require(try proxy.requests().first)
            #expect(request.status == nil && request.serverStatus == 201)
        }
    }

    @Test(arguments: [
        (Proxy.Fault.tooManyRequests(retryAfter: 7), 429, "TooManyRequests", true),
        (.conflict, 409, "Conflict", false),
        (.internalError, 500, "InternalError", false),
        (.unavailable, 503, "ServiceUnavailable", false),
    ])
    func answersWithAStatus(fault: FaultProxy.Fault, code: Int, reason: String, hasRetryAfter: Bool) async throws {
        try await with { cluster, proxy in
            try proxy.inject(fault, .when(path: "^/version$"))
            let answer = try await curl("/version", cluster, proxy, "--include")
            #expect(answer.status == code)
            #expect(answer.text.contains("\"reason\": \"\(reason)\""), "\(answer)")
            #expect(answer.text.contains("Retry-After: 7") == hasRetryAfter, "\(answer)")
            #expect(answer.text.contains("\"retryAfterSeconds\": 7") == hasRetryAfter, "\(answer)")
            let request = try #require(try proxy.requests().first)
            #expect(request.status == code && request.serverStatus == nil)
        }
    }

    @Test func errorCanComeAfterTheServerDidIt() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.status(500, reason: "InternalError", .afterRequest), .writes())
            let made = try await makeConfigMap("yet-done", cluster, proxy)
            #expect(made.status == 500)
            let there = try await curl("/api/v1/namespaces/\(made.namespace)/configmaps/yet-done", cluster, proxy)
            #expect(there.status == 200)
        }
    }

    @Test func slowAnswersComeLateAndWhole() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.slow(.seconds(2)), .when(path: "/version"))
            let early = try await curl("/version", cluster, proxy, "--max-time", "1")
            #expect(early.exitCode == 28, "curl's code for a time-out: \(early)")
            let clock = ContinuousClock()
            let start = clock.now
            let late = try await curl("/version", cluster, proxy)
            #expect(late.status == 200)
            #expect(clock.now - start > .seconds(2))
        }
    }

    @Test(arguments: [FaultProxy.Cut.half, .bytes(100)])
    func cutAnswersBreakOff(cut: FaultProxy.Cut) async throws {
        try await with { cluster, proxy in
            try proxy.inject(.cut(cut), .when(path: "/version"))
            let answer = try await curl("/version", cluster, proxy)
            #expect([18, 56].contains(answer.exitCode), "curl's codes for a body that breaks off: \(answer)")
            #expect(answer.text.contains("\"major\"") && !answer.text.contains("}"), "\(answer)")
        }
    }

    @Test func watchStreamsUntilItIsCut() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.cut(.after(.seconds(10))), .when("GET", path: "watch=true"))
            let namespace = try await namespace(cluster)
            let path = "/api/v1/namespaces/\(namespace)/configmaps?watch=true"
            async let watched = curl(path, cluster, proxy, "--no-buffer")
            var requests = try proxy.requests()
            while requests.first?.status == nil {
                try await Task.sleep(for: .milliseconds(20))
                requests = try proxy.requests()
            }
            let made = try await curl(
                "/api/v1/namespaces/\(namespace)/configmaps", cluster, proxy, "--json", Self.configMap("seen"))
            #expect(made.status == 201)
            let answer = try await watched
            #expect([18, 56].contains(answer.exitCode), "\(answer)")
            #expect(answer.text.contains("\"type\":\"ADDED\"") && answer.text.contains("\"name\":\"seen\""))
        }
    }

    @Test func watchIsGivenUpWhenTheClientLeaves() async throws {
        try await with { cluster, proxy in
            let path = "/api/v1/configmaps?watch=true"
            let answer = try await curl(path, cluster, proxy, "--no-buffer", "--max-time", "5")
            #expect(answer.exitCode == 28, "\(answer)")
            #expect(answer.text.contains("ADDED"), "it streamed before that")
            #expect(try await curl("/version", cluster, proxy).status == 200)
        }
    }

    @Test func restartRefusesAndComesBack() async throws {
        try await with { cluster, proxy in
            // Long enough for curl to start on a busy machine.
            try proxy.restart(refusingFor: .seconds(10))
            let refused = try await curl("/version", cluster, proxy)
            #expect(refused.exitCode == 7, "curl's code for a refused connection: \(refused)")
            let back = try await curl(
                "/version", cluster, proxy, "--retry", "60", "--retry-connrefused", "--retry-delay", "1")
            #expect(back.status == 200)
        }
    }

    @Test func restartByARuleResetsWatches() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.restart(.seconds(1)), .writes(path: "/configmaps", .nth(1)))
            async let watched = curl("/api/v1/configmaps?watch=true", cluster, proxy, "--no-buffer")
            while try proxy.requests().first?.status == nil {
                try await Task.sleep(for: .milliseconds(20))
            }
            let lost = try await makeConfigMap("lost", cluster, proxy)
            #expect(lost.exitCode == 56, "\(lost)")
            #expect(try await watched.exitCode == 56)
            let back = try await curl(
                "/version", cluster, proxy, "--retry", "60", "--retry-connrefused", "--retry-delay", "1")
            #expect(back.status == 200)
        }
    }

    @Test(arguments: [
        (Proxy.Occurrence.every, [500, 500, 500, 500, 500]), (.nth(2), [200, 500, 200, 200, 200]),
        (.first(2), [500, 500, 200, 200, 200]), (.from(4), [200, 200, 200, 500, 500]),
        (.each(2), [200, 500, 200, 500, 200]),
    ])
    func ruleActsOnThe(occurrence: FaultProxy.Occurrence, statuses: [Int]) async throws {
        try await with { cluster, proxy in
            try proxy.inject(.internalError, .when("GET", path: "/version", occurrence))
            for status in statuses {
                #expect(try await curl("/healthz", cluster, proxy).status == 200)
                #expect(try await curl("/version", cluster, proxy).status == status)
            }
            try proxy.clear()
            #expect(try await curl("/version", cluster, proxy).status == 200)
        }
    }

    @Test func firstRuleThatIsDueActsAndAllCount() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.conflict, .when(path: "/version", .first(1)))
            try proxy.inject(.unavailable, .when(path: "/version", .nth(2)))
            for status in [409, 503, 200] {
                #expect(try await curl("/version", cluster, proxy).status == status)
            }
        }
    }

    @Test func pathThatIsNoRegularExpressionIsAnError() async throws {
        try await with { _, proxy in
            let error = #expect(throws: TestPartsError.self) { try proxy.inject(.conflict, .when(path: "(")) }
            #expect(error?.message.contains("not a regular expression") == true)
        }
    }

    @Test func changesAreCountedApartFromAllThatOnlyAsks() async throws {
        try await with { cluster, proxy in
            let namespace = try await namespace(cluster)
            let path = "/api/v1/namespaces/\(namespace)/configmaps"
            let change = try proxy.inject(.conflict, .changes(.nth(1)))
            let read = try proxy.inject(.unavailable, .reads(.nth(3)))
            let dryRun = try await curl("\(path)?dryRun=All", cluster, proxy, "--json", Self.configMap("never"))
            #expect(dryRun.status == 201)
            let review = try await curl(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", cluster, proxy, "--json",
                #"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}}"#
            )
            #expect(review.status == 201, "\(review)")
            #expect(try await curl(path, cluster, proxy, "--json", Self.configMap("first")).status == 409)
            #expect(try await curl("/version", cluster, proxy).status == 503)
            #expect(try await curl(path, cluster, proxy, "--json", Self.configMap("second")).status == 201)
            #expect(try proxy.requests().map(\.isChange) == [false, false, true, false, true])
            #expect(try proxy.injections(of: change) == 1 && proxy.injections(of: read) == 1)
            try proxy.forget()
            #expect(try proxy.requests().isEmpty)
            #expect(try proxy.injections(of: change) == 0)
        }
    }

    @Test func killEndsTheClientAfterTheServerHasDoneIt() async throws {
        try await with { cluster, proxy in
            let namespace = try await namespace(cluster)
            try await TestParts.withTemporaryFolder { folder in
                try proxy.inject(.kill(processIDFile: "\(folder)/pid"), .changes())
                let result = try await TestParts.run(
                    "sh",
                    [
                        "-c", #"echo $$ >"$0"; exec "$@""#, "\(folder)/pid", try TestParts.path(.kubectl),
                        "--kubeconfig",
                        proxy.kubeconfig, "create", "configmap", "done", "-n", namespace,
                    ], environment: cluster.environment)
                #expect(result.exitCode == 137, "\(result)")
                #expect(try await cluster.kubectl("get", "configmap", "done", "-n", namespace).isSuccess)
            }
        }
    }

    @Test func aWatchIsCutAfterAMoment() async throws {
        try await with { cluster, proxy in
            try proxy.inject(.cut(.half), .when("GET", path: "watch=true"))
            let answer = try await curl("/api/v1/configmaps?watch=true", cluster, proxy, "--no-buffer")
            #expect([18, 56].contains(answer.exitCode), "\(answer)")
            #expect(answer.text.contains("ADDED"))
        }
    }

    @Test func standsBeforeAPlainServerToo() async throws {
        try await EtcdServer.with { server in
            try await Proxy.with(server: server.url) { proxy in
                try proxy.inject(.unavailable, .when(path: "/health", .nth(2)))
                let arguments = ["--silent", "--write-out", "%{http_code} ", "--output", "/dev/null"]
                let url = "\(proxy.url)/health"
                let answer = try await TestParts.run("curl", arguments + [url, "--output", "/dev/null", url])
                #expect(answer.standardOutput == "200 503 ")
            }
        }
    }

    @Test func apiServerReallyRestarts() async throws {
        try await ControlPlane.with { cluster in
            #expect(try await cluster.kubectl("create", "namespace", "stays").isSuccess)
            try await Proxy.with(cluster) { proxy in
                async let watched = curl("/api/v1/configmaps?watch=true", cluster, proxy, "--no-buffer")
                while try proxy.requests().first?.status == nil {
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await cluster.restart(downFor: .milliseconds(500))
                #expect(try await watched.exitCode != 0)
                #expect(try await curl("/api/v1/namespaces/stays", cluster, proxy).status == 200)
            }
            try await cluster.restart()
            #expect(try await cluster.kubectl("get", "namespace", "stays").isSuccess)
        }
    }
}

extension FaultProxyTests {
    private struct Answer: CustomStringConvertible {
        let status: Int
        let text: String
        let exitCode: Int32
        let error: String
        var namespace = ""

        var description: String { "curl ended with \(exitCode), status \(status): \(text.prefix(2000)) \(error)" }
    }

    private func with(_ body: (ControlPlane, FaultProxy) async throws -> Void) async throws {
        let cluster = try await ControlPlane.shared()
        try await FaultProxy.with(cluster) { try await body(cluster, $0) }
    }

    private func curl(
        _ path: String, _ cluster: ControlPlane, _ proxy: FaultProxy, _ options: String...
    ) async throws -> Answer {
        let result = try await TestParts.run(
            "curl",
            [
                "--silent", "--show-error", "--noproxy", "*", "--cacert", cluster.certificateAuthorityPath,
                "--header", "Authorization: Bearer \(cluster.token)", "--write-out", "\n%{http_code}",
            ] + options + ["\(proxy.url)\(path)"])
        let lines = result.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
        return Answer(
            status: lines.last.flatMap { Int($0) } ?? 0, text: lines.dropLast().joined(separator: "\n"),
            exitCode: result.exitCode, error: result.standardError)
    }

    private func namespace(_ cluster: ControlPlane) async throws -> String {
        let namespace = "faults-\(UUID().uuidString.lowercased())"
        try await cluster.kubectl("create", "namespace", namespace).require()
        return namespace
    }

    private func makeConfigMap(_ name: String, _ cluster: ControlPlane, _ proxy: FaultProxy) async throws -> Answer {
        let namespace = try await namespace(cluster)
        var answer = try await curl(
            "/api/v1/namespaces/\(namespace)/configmaps", cluster, proxy, "--json", Self.configMap(name))
        answer.namespace = namespace
        return answer
    }

    private static func configMap(_ name: String) -> String {
        #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "\#(name)"}, "data": {"key": "value"}}"#
    }
}
