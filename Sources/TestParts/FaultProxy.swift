import FoundationEssentials

/// A proxy between clients and a real server that breaks requests as networks and busy servers do.
///
/// ```swift
/// try await FaultProxy.with(cluster) { proxy in
///     try proxy.inject(.reset(.afterRequest), .when("PATCH", path: "/events", .nth(2)))
///     // … use proxy.kubeconfig …
///     #expect(try proxy.requests().filter { $0.fault != nil }.count == 1)
/// }
/// ```
/// It speaks HTTP/1.1 and no HTTP/2, passes answers on as they come (a watch streams), and passes upgrades through.
/// Every request has a connection of its own to the server, so a fault never spoils another request.
public struct FaultProxy: Sendable {
    /// `https://127.0.0.1:PORT` with the control plane's certificate, or `http://127.0.0.1:PORT` for a plain server.
    public let url: String
    /// Of the proxy's files; it goes when the proxy ends.
    public let folder: String
    /// Takes commands, apart from what is proxied.
    let controlPort: UInt16

    /// The path of the control plane's kubeconfig with the proxy as its server.
    ///
    /// Only contexts with a token work: a client certificate ends at the proxy. Of a plain server it has no user.
    public var kubeconfig: String { "\(folder)/kubeconfig" }

    /// Runs a proxy before a control plane while the closure runs.
    public static func with<Result: Sendable>(
        _ cluster: ControlPlane, _ body: (FaultProxy) async throws -> Result
    ) async throws -> Result {
        let files = ["pki/server.crt", "pki/server.key", "ca.crt"].map { "\(cluster.folder)/\($0)" }
        return try await run(to: cluster.server, files) { proxy in
            let text = try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
            try text.replacing(cluster.server, with: proxy.url)
                .write(toFile: proxy.kubeconfig, atomically: true, encoding: .utf8)
            return try await body(proxy)
        }
    }

    /// Runs a proxy before a server that speaks plain HTTP while the closure runs.
    ///
    /// - Parameter server: `http://HOST:PORT`, without a path.
    public static func with<Result: Sendable>(
        server: String, _ body: (FaultProxy) async throws -> Result
    ) async throws -> Result {
        try await run(to: server, []) { proxy in
            let text = """
                {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                "clusters": [{"name": "test", "cluster": {"server": "\(proxy.url)"}}],
                "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
                "users": [{"name": "test", "user": {}}]}
                """
            try text.write(toFile: proxy.kubeconfig, atomically: true, encoding: .utf8)
            return try await body(proxy)
        }
    }

    /// From now on breaks the requests that match; of several rules that are due for a request, the first injected one
    /// acts, and each counts the request as seen.
    ///
    /// - Returns: the rule, to ask `injections(of:)` about.
    @discardableResult
    public func inject(_ fault: Fault, _ match: Match = .all) throws -> Rule {
        let answer = try ask(Command(command: "inject", rule: RuleMessage(fault, match)))
        guard let id = answer.id else {
            throw TestPartsError(.failed, "the fault proxy did not take the rule: \(answer.error ?? "no reason given")")
        }
        return Rule(id: id)
    }

    /// Takes all rules away: requests that come from now on pass unharmed. What was recorded stays.
    public func clear() throws {
        _ = try ask(Command(command: "clear"))
    }

    /// Takes all rules away, and forgets the requests so far.
    public func forget() throws {
        _ = try ask(Command(command: "forget"))
    }

    /// How often a rule broke a request.
    public func injections(of rule: Rule) throws -> Int {
        try ask(Command(command: "injections", id: rule.id)).count ?? 0
    }

    /// The requests so far, in the order in which they arrived whole.
    ///
    /// An answer is recorded before its first byte leaves, so who has seen an answer finds it here.
    public func requests() throws -> [Request] {
        try ask(Command(command: "requests")).requests ?? []
    }

    /// Looks like a restart of the server: resets every connection at once, and refuses new ones for a while.
    ///
    /// Returns when the proxy refuses. For a real restart see `ControlPlane.restart(downFor:)`.
    public func restart(refusingFor time: Duration) throws {
        _ = try ask(Command(command: "restart", seconds: time.inSeconds))
    }

    private static func run<Result: Sendable>(
        to server: String, _ files: [String], _ body: (FaultProxy) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try script.write(toFile: "\(folder)/proxy.py", atomically: true, encoding: .utf8)
            return try await ServerProcess.with(
                "fault-proxy", ["python3", "-u", "\(folder)/proxy.py", server] + files, logFolder: folder,
                ready: { log in
                    let words = log.split(separator: "\n").first { $0.hasPrefix("listening ") }?.split(separator: " ")
                    guard let words, words.count == 3, let port = UInt16(words[1]), let control = UInt16(words[2])
                    else {
                        return nil
                    }
                    let scheme = files.isEmpty ? "http" : "https"
                    return FaultProxy(url: "\(scheme)://127.0.0.1:\(port)", folder: folder, controlPort: control)
                },
                body: body)
        }
    }
}
