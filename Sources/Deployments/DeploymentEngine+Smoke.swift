import Events
import Formats
import HTTP
import Kubernetes
import Models
import Providers
import Value
import Waiting

extension DeploymentEngine {
    /// Asks whether the deployment's own model is served, and for a few words of it, through the API server's service
    /// proxy.
    ///
    /// A server that is not up yet is asked again until time is over; one that answers something else is not.
    /// - Throws: `DeploymentError` with code `silent`, holding what was heard last; `KubernetesError` where the server may
    ///   not be asked.
    func smoke(
        _ plan: DeploymentPlan, _ status: DeploymentStatus, timeout: Duration, events: any EventSink
    ) async throws -> SmokeAnswer {
        guard let endpoint = status.endpoint else {
            throw DeploymentError(.silent, "provider \(plan.provider.name) names no endpoint to ask")
        }
        let step = "endpoint/\(plan.id)"
        events.emit(event(.stepStarted, step, "asking \(endpoint.url) for an answer", phase: .endpoint))
        let limit = min(timeout, SmokeLimits.time)
        do {
            let answer = try await ask(endpoint, served: plan.servedName, limit: limit)
            events.emit(
                event(
                    .stepFinished, step, "\(plan.servedName) answered: \(answer.text)", phase: .endpoint,
                    outcome: .ready, details: ["answer": answer.value]))
            return answer
        } catch let error as AskError {
            let words =
                error.reason == .wrong
                ? error.words ?? "\(endpoint.url) gives a wrong answer"
                : "\(plan.id) runs, but \(endpoint.url) gave no answer in \(limit.limitText)"
                    + (error.words.map { ": \($0)" } ?? "")
            let isThere = try await hasService(endpoint)
            var silence = DeploymentError(
                .silent, words, hint: isThere ? endpoint.logHint : endpoint.serviceHint, underlying: error)
            silence.isHintOfObjects = true
            throw silence
        }
    }

    /// Asks which models are served, then one of them, within one limit of time.
    ///
    /// - Parameter host: the name that the endpoint is asked by; nil leaves it the API server's.
    func ask(
        _ endpoint: DeploymentStatus.Endpoint, served: String, limit: Duration, host: String? = nil
    ) async throws -> SmokeAnswer {
        let judge = SmokeJudge(served: served, url: endpoint.url)
        let waiter = self.waiter()
        let stopwatch = Stopwatch(clock)
        let doubt = min(patience ?? SmokeLimits.doubt, SmokeLimits.doubt)
        let listed = try await waiter.ask(AskLimits(limit, doubt: doubt)) {
            judge.models(try await reply { try await get(endpoint, "\(endpoint.path)/models", host) })
        }
        let question: Value = [
            "model": .string(served), "max_tokens": 16, "temperature": 0,
            "messages": [["role": "user", "content": "Say hello."]],
        ]
        let start = stopwatch.time
        let completion = try await waiter.ask(AskLimits(limit - start, doubt: doubt)) {
            judge.completion(
                try await reply { try await post(endpoint, "\(endpoint.path)/chat/completions", question, host) },
                listed: listed)
        }
        return SmokeAnswer(
            models: listed, model: completion.model, text: completion.text, took: stopwatch.time - start)
    }

    /// False where it is proven that there is none.
    ///
    /// - Throws: `CancellationError` alone.
    private func hasService(_ endpoint: DeploymentStatus.Endpoint) async throws -> Bool {
        do {
            return try await client.getIfPresent(.services, endpoint.service, namespace: endpoint.namespace) != nil
        } catch let error as CancellationError {
            throw error
        } catch {
            return true  // It only chooses what to say.
        }
    }

    private func reply(_ ask: () async throws -> HTTPResponse) async throws -> SmokeReply {
        do {
            let response = try await ask()
            return .answer(
                status: response.status, body: try await response.body.collect(upTo: SmokeLimits.answerBytes))
        } catch {
            guard let reply = SmokeReply(error) else { throw error }
            return reply
        }
    }

    private func get(
        _ endpoint: DeploymentStatus.Endpoint, _ path: String, _ host: String?
    ) async throws -> HTTPResponse {
        try await client.serviceProxy(
            endpoint.service, namespace: endpoint.namespace, port: String(endpoint.port), scheme: endpoint.proxyScheme,
            path: path, host: host)
    }

    private func post(
        _ endpoint: DeploymentStatus.Endpoint, _ path: String, _ body: Value, _ host: String?
    ) async throws -> HTTPResponse {
        try await client.serviceProxy(
            endpoint.service, namespace: endpoint.namespace, port: String(endpoint.port), scheme: endpoint.proxyScheme,
            path: path, method: .post, body: body.jsonBytes(), contentType: "application/json", host: host)
    }
}

/// How long a smoke test takes, and how many bytes of a model's answer are read at most.
enum SmokeLimits {
    static let answerBytes = 1 << 20
    static let time = Duration.seconds(300)
    /// How long a doubtful reply may last; a wait's patience with faults bounds it too.
    static let doubt = Duration.seconds(30)
}

extension DeploymentStatus.Endpoint {
    var proxyScheme: String? { scheme == "http" ? nil : scheme }

    /// What to do when the answer is wrong or none comes.
    var logHint: String { "look at the frontend's log: kubectl logs --namespace \(namespace) service/\(service)" }
    /// What to do when the Service is not there.
    var serviceHint: String {
        "whoever should make service \(service) has not, or it was deleted: kubectl get services,events --namespace "
            + "\(namespace)"
    }
}
