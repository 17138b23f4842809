import HTTP
import Kubernetes
import Value

/// Ways to ask a service for its health.
extension FactGatherer {
    /// What the addresses of one service come to.
    func best(
        _ addresses: [ServiceAddress], _ probe: @escaping @Sendable (ServiceAddress) async throws -> Value
    ) async throws -> Value {
        let limited = addresses.prefix(PreflightLimits.probedPods)
        var results: [Value] = Array(repeating: .null, count: limited.count)
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, address) in limited.enumerated() {
                group.addTask {
                    guard case .object(var result) = try await probe(address) else { return (index, .null) }
                    result["address"] = .string(address.text)
                    return (index, .object(result))
                }
            }
            for try await (index, result) in group { results[index] = result }
        }
        return Self.best(results, of: addresses.count)
    }

    /// One that is up is enough, and one that says that it is not well has told. Otherwise all must have told how they are.
    private static func best(_ results: [Value], of count: Int) -> Value {
        let states = results.map { $0["state"]?.string.flatMap(ProbeState.init) ?? .unprobed }
        for state in [ProbeState.up, .unhealthy] {
            if let index = states.firstIndex(of: state) { return results[index] }
        }
        if let index = states.firstIndex(where: { !$0.isConclusive }) { return results[index] }
        guard count > results.count else { return results[0] }
        let asked = "\(results.count) of \(count) addresses were asked, and none of them is up"
        return results[0].merged(with: [
            "state": .string(ProbeState.unprobed.rawValue),
            "message": .string("\(asked): \(results[0]["message"]?.string ?? "")"),
        ])
    }

    /// GETs a URL and reads the answer, whatever its status.
    func probe(_ url: String, read: @Sendable (Int, [UInt8]) -> Value) async throws -> Value {
        let request = HTTPRequest(
            .get, url,
            timeouts: HTTPTimeouts(
                connect: PreflightLimits.connect, firstByte: PreflightLimits.connect, idle: PreflightLimits.connect),
            isRetryable: false)
        do {
            let response = try await transport.send(request)
            return read(response.status, try await response.body.collect(upTo: PreflightLimits.probeBytes))
        } catch let error as HTTPError {
            return ["state": .string(ProbeState(error).rawValue), "message": .string(error.description)]
        }
    }

    /// The same of a server that is wanted: what is not its answer may be that of the proxy in force.
    func serviceProbe(_ url: String, read: @Sendable (Int, [UInt8]) -> Value) async throws -> Value {
        let answer = try await probe(url, read: read)
        guard answer["state"]?.string == ProbeState.other.rawValue else { return answer }
        let proxy: String?
        do { proxy = try ProxyInForce.url(for: url, environment: environment) } catch { proxy = nil }
        guard let proxy else { return answer }
        return answer.merged(with: [
            "state": .string(ProbeState.unreachable.rawValue),
            "message": .string("\(answer["message"]?.string ?? ""); proxy \(proxy) may have answered in its place"),
        ])
    }

    /// The same of a pod, through the API server: it works wherever the API server can be reached.
    ///
    /// Where the caller may not use the proxy, it goes by port-forward, which speaks no TLS with the pod.
    func podProbe(
        _ pod: String, _ place: Subject.Service.Monitor, scheme: String? = nil, path: String,
        read: @Sendable (Int, [UInt8]) -> Value
    ) async throws -> Value {
        guard let client else { throw noClient }
        do {
            let response = try await client.podProxy(
                pod, namespace: place.namespace, port: String(place.port), scheme: scheme, path: path)
            return read(response.status, try await response.body.collect(upTo: PreflightLimits.probeBytes))
        } catch let error as KubernetesError where error.code == .forbidden && scheme == nil {
            return try await forwardedProbe(pod, place, path: path, refusal: error, read: read)
        } catch let error as KubernetesError {
            return try Self.proxied(error)
        } catch let error as HTTPError {
            throw UnknownReason(error)
        }
    }

    /// A pod that is gone, or refuses the API server's connection, is down. A refusal of the server's own says nothing of
    /// the pod, nor does a connection that did not come about in time: a network policy may drop its packets.
    private static func proxied(_ error: KubernetesError) throws -> Value {
        let message = error.message
        let isRefused = error.httpStatus.map { $0 >= 500 } == true && message.contains("connection refused")
        guard error.code == .notFound || isRefused else {
            var reason = UnknownReason(error)
            if error.httpStatus == 504 || (error.httpStatus != nil && message.contains("i/o timeout")) {
                reason.code = .timeout
            }
            throw reason
        }
        return ["state": .string(ProbeState.refused.rawValue), "message": .string(message)]
    }

    /// Asks the pods of a service, all at once.
    ///
    /// When the service's own address has told enough, what cannot be read here is left out; otherwise it is why the
    /// whole fact is unknown.
    func inCluster(
        _ place: Subject.Service.Monitor, _ client: Value, noCluster: UnknownReason?,
        probe: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        do {
            if let noCluster { throw noCluster }
            return try await askPods(place, probe)
        } catch let reason as UnknownReason {
            let state = client["state"]?.string.flatMap(ProbeState.init)
            guard state?.isConclusive == true else { throw reason }
            return ["state": .string(ProbeState.unprobed.rawValue), "message": .string(reason.message)]
        }
    }

    func askPods(
        _ place: Subject.Service.Monitor, _ probe: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let options = ListOptions(labelSelector: place.podSelector)
        let pods = try await reading { try await $0.listAll(.pods, namespace: place.namespace, options: options).items }
        let running = pods.filter { $0["status"]?["phase"]?.string == "Running" }
        guard !running.isEmpty else {
            let what = "pod with \(place.podSelector) in namespace \(place.namespace)"
            let message = pods.isEmpty ? "there is no \(what)" : "no \(what) runs: \(pods.count) exist"
            return ["state": .string(ProbeState.refused.rawValue), "message": .string(message), "pods": 0]
        }
        let names = running.prefix(PreflightLimits.probedPods).compactMap { $0["metadata"]?["name"]?.string }
        var answers: [Result<Value, UnknownReason>] = Array(
            repeating: .failure(UnknownReason(.failed, "no pod answered")), count: names.count)
        try await withThrowingTaskGroup(of: (Int, Result<Value, UnknownReason>).self) { group in
            for (index, name) in names.enumerated() {
                group.addTask {
                    do {
                        guard case .object(var result) = try await probe(name) else {
                            return (index, .failure(UnknownReason(.failed, "pod \(name) gave no answer")))
                        }
                        result["pod"] = .string("\(place.namespace)/\(name)")
                        result["pods"] = .integer(Int64(running.count))
                        return (index, .success(.object(result)))
                    } catch let reason as UnknownReason {
                        return (index, .failure(reason))
                    }
                }
            }
            for try await (index, answer) in group { answers[index] = answer }
        }
        return try Self.judged(answers, of: running.count)
    }

    /// One that is up is enough. Otherwise all must have told how they are: one that may be up is not a failure.
    ///
    /// - Parameter count: of the pods that run, of which those with an answer were asked.
    private static func judged(
        _ answers: [Result<Value, UnknownReason>], of count: Int
    ) throws(UnknownReason) -> Value {
        var told: [Value] = []
        var untold: UnknownReason?
        for answer in answers {
            switch answer {
            case .success(let value):
                if value["state"]?.string == ProbeState.up.rawValue { return value }
                told.append(value)
            case .failure(let reason): untold = untold ?? reason
            }
        }
        if let untold { throw untold }
        let open = told.first { $0["state"]?.string.flatMap(ProbeState.init)?.isConclusive != true }
        if let open { return open }
        guard count <= answers.count else {
            let words = told.first?["message"]?.string ?? ""
            throw UnknownReason(
                .failed, "\(answers.count) of \(count) pods were asked, and none of them is up: \(words)")
        }
        return told.first ?? ["state": .string(ProbeState.unprobed.rawValue), "message": "no pod has a name"]
    }
}
