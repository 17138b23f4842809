import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Value

/// A server that gives prepared answers in order, and records what it was asked.
final class ScriptedTransport: HTTPTransport {
    enum Answer: Sendable {
        case response(Int, HTTPHeaders, String)
        /// A 200 whose body comes in these parts; an error at the end cuts it.
        case stream([String], HTTPError?)
        /// The same with bytes that are no text.
        case bytes(HTTPHeaders, [[UInt8]], HTTPError?)
        case failure(HTTPError)
        /// Waits until the task is cancelled.
        case silence
    }

    private struct State {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    var urls: [String] { requests.map(\.url) }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        switch answer {
        case .response(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: HTTPBody(Array(body.utf8)))
        case .stream(let parts, let end):
            return HTTPResponse(status: 200, body: Self.body(parts.map { Array($0.utf8) }, end))
        case .bytes(let headers, let parts, let end):
            return HTTPResponse(status: 200, headers: headers, body: Self.body(parts, end))
        case .failure(let error):
            throw error
        case .silence:
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        case nil:
            throw HTTPError(.other, "the script has no answer to \(request.method) \(request.url)")
        }
    }

    private static func body(_ parts: [[UInt8]], _ end: HTTPError?) -> HTTPBody {
        HTTPBody {
            let iterator = PartIterator(parts)
            return {
                let part = iterator.next()
                if part == nil, let end { throw end }
                return part
            }
        }
    }
}

/// Parts of a body, one after the other.
final class PartIterator: Sendable {
    private let left: Mutex<[[UInt8]]>

    init(_ parts: [[UInt8]]) { left = Mutex(parts) }

    func next() -> [UInt8]? { left.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

extension ScriptedTransport.Answer {
    static func json(_ value: Value, status: Int = 200, headers: HTTPHeaders = [:]) -> Self {
        .response(status, headers, value.json())
    }

    static func status(
        _ code: Int, _ reason: String, _ message: String, details: Value = [:], headers: HTTPHeaders = [:]
    ) -> Self {
        .json(
            [
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": .string(reason),
                "message": .string(message), "details": details, "code": .integer(Int64(code)),
            ], status: code, headers: headers)
    }
}

/// Files that exist only in a test.
struct MemoryFiles: FileReading {
    var files: [String: String] = [:]
    var denied: Set<String> = []

    func read(_ path: String, upTo limit: Int) throws(FileReadError) -> [UInt8] {
        if denied.contains(path) { throw FileReadError(.denied, path: path, message: "permission denied") }
        guard let text = files[path] else {
            throw FileReadError(.notFound, path: path, message: "no such file or directory")
        }
        guard text.utf8.count <= limit else {
            throw FileReadError(.tooLarge, path: path, message: "larger than \(limit) bytes")
        }
        return Array(text.utf8)
    }
}

/// Says which seam a test forgot to supply.
struct NoPlugins: PluginRunning {
    func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
        throw KubernetesError(.credentials, "this test supplies no plugin runner, and \(plugin.command) was to run")
    }
}

extension ClientEnvironment {
    static func test(
        variables: [String: String] = [:], files: MemoryFiles = MemoryFiles(),
        plugins: any PluginRunning = NoPlugins(), now: @escaping @Sendable () -> Double = { 1_000_000 },
        isInteractive: Bool = false
    ) -> ClientEnvironment {
        ClientEnvironment(
            variables: variables, files: files, plugins: plugins, now: now, isInteractive: isInteractive)
    }
}

extension KubernetesClient {
    static func scripted(
        _ transport: ScriptedTransport, server: String = "https://cluster.example:6443",
        credentials: ClusterConfiguration.Credentials = .none,
        impersonation: ClusterConfiguration.Impersonation? = nil, clock: InstantClock = InstantClock(),
        environment: ClientEnvironment = .test(), onWarning: @escaping @Sendable (ServerWarning) -> Void = { _ in }
    ) throws -> KubernetesClient {
        let configuration = try ClusterConfiguration(
            server: server, credentials: credentials, impersonation: impersonation, namespace: "own")
        return KubernetesClient(
            configuration: configuration, transport: transport,
            options: ClientOptions(
                userAgent: "groundcrew/1.2.3", clock: clock, random: { 0.5 }, onWarning: onWarning,
                environment: environment))
    }
}
