import Events
import Formats
import HTTP
import Kubernetes
import Models
import Providers
import Value

extension DeploymentEngine {
    /// Asks the model for its name and for a few words, through the API server's service proxy.
    ///
    /// A server that is not up yet is asked again; one that answers something else is not.
    func smoke(
        _ plan: DeploymentPlan, _ status: DeploymentStatus, timeout: Duration, events: any EventSink
    ) async throws -> SmokeAnswer {
        guard let endpoint = status.endpoint else {
            throw DeploymentError(.silent, "provider \(plan.provider.name) names no endpoint to ask")
        }
        let step = "endpoint/\(plan.id)"
        events.emit(event(.stepStarted, step, "asking \(endpoint.url) for an answer", phase: .endpoint))
        let excuse = LatestExcuse()
        let limit = min(timeout, SmokeLimits.time)
        do {
            let answer = try await withTimeout(limit) {
                try await self.ask(endpoint, served: plan.servedName, excuse)
            }
            events.emit(
                event(
                    .stepFinished, step, "\(plan.servedName) answered: \(answer.text)", phase: .endpoint,
                    outcome: .ready, details: ["answer": answer.value]))
            return answer
        } catch is TimeoutError {
            throw DeploymentError(
                .silent,
                "\(plan.id) runs, but \(endpoint.url) gave no answer in \(limit.limitText)"
                    + (excuse.text.map { ": \($0)" } ?? ""),
                hint: endpoint.logHint)
        }
    }

    private func ask(
        _ endpoint: DeploymentStatus.Endpoint, served: String, _ excuse: LatestExcuse
    ) async throws -> SmokeAnswer {
        let listed = try await registeredModels(endpoint, excuse)
        let name = listed.contains(served) ? served : listed.first ?? served
        let body: Value = [
            "model": .string(name), "max_tokens": 16, "temperature": 0,
            "messages": [["role": "user", "content": "Say hello."]],
        ]
        let start = ContinuousClock.now
        let answer = try await retryingWhileUnavailable(endpoint, excuse) {
            try await self.post(endpoint, "\(endpoint.path)/chat/completions", body)
        }
        guard let text = OpenAIAnswer.completion(answer) else {
            throw DeploymentError(
                .silent, "\(endpoint.url)/chat/completions answers no completion: \(OpenAIAnswer.failure(answer))",
                hint: endpoint.logHint)
        }
        return SmokeAnswer(models: listed, text: text, took: ContinuousClock.now - start)
    }

    /// The list is empty until the first worker has registered its model.
    private func registeredModels(
        _ endpoint: DeploymentStatus.Endpoint, _ excuse: LatestExcuse
    ) async throws -> [String] {
        while true {
            let body = try await retryingWhileUnavailable(endpoint, excuse) {
                try await self.get(endpoint, "\(endpoint.path)/models")
            }
            guard let models = OpenAIAnswer.models(body) else {
                throw DeploymentError(
                    .silent, "\(endpoint.url)/models answers no list of models: \(OpenAIAnswer.failure(body))",
                    hint: endpoint.logHint)
            }
            if !models.isEmpty { return models }
            excuse.text = "it lists no model yet"
            try await clock.sleep(for: .seconds(1))
        }
    }

    private func retryingWhileUnavailable(
        _ endpoint: DeploymentStatus.Endpoint, _ excuse: LatestExcuse, _ call: () async throws -> HTTPResponse
    ) async throws -> [UInt8] {
        var pause = Duration.milliseconds(250)
        while true {
            let response = try await call()
            let body = try await response.body.collect(upTo: SmokeLimits.answerBytes)
            if (200..<300).contains(response.status) { return body }
            // The frontend answers 404 until its first worker has registered the model.
            guard [404, 429, 500, 502, 503, 504].contains(response.status) else {
                throw DeploymentError(
                    .silent, "\(endpoint.url) answers with status \(response.status): \(OpenAIAnswer.failure(body))",
                    hint: endpoint.logHint)
            }
            excuse.text = "status \(response.status): \(OpenAIAnswer.failure(body))"
            try await clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }

    private func get(_ endpoint: DeploymentStatus.Endpoint, _ path: String) async throws -> HTTPResponse {
        try await client.serviceProxy(
            endpoint.service, namespace: endpoint.namespace, port: String(endpoint.port), scheme: endpoint.proxyScheme,
            path: path)
    }

    private func post(
        _ endpoint: DeploymentStatus.Endpoint, _ path: String, _ body: Value
    ) async throws -> HTTPResponse {
        try await client.serviceProxy(
            endpoint.service, namespace: endpoint.namespace, port: String(endpoint.port), scheme: endpoint.proxyScheme,
            path: path, method: .post, body: body.jsonBytes(), contentType: "application/json")
    }
}

/// How long a smoke test takes and how many bytes it reads at most.
enum SmokeLimits {
    static let answerBytes = 1 << 20
    static let time = Duration.seconds(300)
}

extension DeploymentStatus.Endpoint {
    var proxyScheme: String? { scheme == "http" ? nil : scheme }

    /// What to do when the answer is wrong or none comes.
    var logHint: String { "look at the frontend's log: kubectl logs --namespace \(namespace) service/\(service)" }
}

extension DeploymentPlan {
    /// The name that clients ask for.
    public var servedName: String {
        request.servedModelName.flatMap { $0.isEmpty ? nil : $0 } ?? request.model.id
    }
}
