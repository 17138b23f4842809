import HTTP
import Sandbox
import Synchronization
import Testing

@testable import Commands

/// `-v` shows requests, as kubectl does; never what is secret.
@Suite(.timeLimit(.minutes(2))) struct VerboseTests {
    @Test(arguments: ["status", "preflight", "deployments list"])
    func requestsAreShownWithMethodURLStatusAndTime(_ line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("\(line) -v")
            let requests = run.errors.split(separator: "\n").filter { $0.hasPrefix("debug: ") }
            #expect(!requests.isEmpty)
            for request in requests {
                let parts = request.split(separator: " ")
                #expect(parts.count == 7, "\(request)")
                #expect(parts[1] == "GET" && parts[2].hasPrefix(Sandbox.serverURL), "\(request)")
                #expect(Int(parts[3]) != nil && parts[4] == "in" && Int(parts[5]) != nil, "\(request)")
            }
            #expect(!run.errors.contains(Sandbox.adminToken))
            #expect(!run.errors.contains("Bearer"))
            #expect(await cluster.run(line).errors.contains("debug: ") == false)
        }
    }

    @Test(arguments: ["version", "providers list", "providers show dynamo", "models list", "models search qwen"])
    func whatTalksToNoClusterShowsNothing(_ line: String) async {
        let run = await CommandRun.of(line + " -v")
        #expect(run.status == .done)
        #expect(run.errors.isEmpty, "\(run.errors)")
    }
}

/// A server without TLS gets no credentials, and a person is told.
@Suite(.timeLimit(.minutes(2))) struct PlainHTTPCommandTests {
    private final class Recorder: HTTPTransport {
        let requests = Mutex<[HTTPRequest]>([])
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            requests.withLock { $0.append(request) }
            return HTTPResponse(status: 401, body: HTTPBody([]))
        }
    }

    @Test(arguments: ["status", "preflight", "deploy Qwen/Qwen3-0.6B"], ["http://far.example", "far.example:6443"])
    func credentialsStayBehindAndThatIsSaidOnce(_ line: String, _ server: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: v1
            kind: Config
            current-context: far
            contexts: [{name: far, context: {cluster: far, user: me}}]
            clusters: [{name: far, cluster: {server: "\(server)"}}]
            users: [{name: me, user: {token: s3cr3t}}]
            """, to: "kubeconfig")
        let recorder = Recorder()
        let run = await CommandRun.of(
            line.split(separator: " ").map(String.init) + ["-v"], in: folder.path,
            environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: recorder)
        let requests = recorder.requests.withLock { $0 }
        #expect(requests.first?.url.hasPrefix("http://far.example") == true)
        #expect(requests.allSatisfy { $0.headers["Authorization"] == nil })
        #expect(run.errors.ranges(of: "the user's credentials are not sent").count == 1, "\(run.errors)")
        #expect(!run.everything.contains("s3cr3t"))
        #expect(run.status == .undecided)
    }
}
