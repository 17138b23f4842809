import Formats
import HTTP
import Kubernetes
import Readiness
import Value

extension DeploymentEngine {
    /// A deployment that can be asked: one that runs, or serves although something of it is broken.
    ///
    /// - Parameter provider: of the deployment, where several share its name.
    /// - Throws: `DeploymentError` with code `notFound` or `unknownProvider`, and with `failed` for one of any other phase,
    ///   saying why.
    public func answering(
        _ name: String, namespace: String, provider: String? = nil
    ) async throws -> DeploymentStatus {
        let status = try await show(name, namespace: namespace, provider: provider)
        if let provider = status.unknownProvider { throw provider.refusal(of: status.id) }
        if let lack = status.lack { throw lack.refusal(of: status.id) }
        guard ![.running, .degraded].contains(status.phase) else { return status }
        let causes = status.causes.prefix(3).map { "; \($0.object): \($0.message)" }.joined()
        throw DeploymentError(
            .failed, "deployment \(status.id) is \(status.phase.rawValue): \(status.message)\(causes)",
            hint: status.causes.first { $0.isFault }?.hint
                ?? (status.phase == .stopped
                    ? "groundcrew deployments scale \(status.id) --replicas 1 starts it"
                    : "groundcrew deployments show \(status.id) says more"))
    }

    /// Asks the deployment's model through the API server's service proxy.
    ///
    /// - Parameters:
    ///   - status: of a deployment that runs.
    ///   - tell: gets the answer piece by piece; all of it at once where it does not come in pieces.
    /// - Throws: `DeploymentError` with code `silent` and the server's own words; `KubernetesError` where the server may
    ///   not be asked.
    public func ask(
        _ question: Question, of status: DeploymentStatus, tell: (String) -> Void
    ) async throws -> ModelAnswer {
        guard let endpoint = status.endpoint else {
            throw DeploymentError(.silent, "provider \(status.provider) names no endpoint to ask")
        }
        let asking = Asking(client: client, clock: clock, endpoint: endpoint, timeout: question.timeout)
        let known = question.model ?? status.servedName
        let model = if let known { known } else { try await asking.onlyModel() }
        return try await asking.ask(question, model: model, tell)
    }
}

/// One question to one endpoint.
private struct Asking {
    let client: KubernetesClient
    let clock: any Clock<Duration>
    let endpoint: DeploymentStatus.Endpoint
    let timeout: Duration

    private var url: String { "\(endpoint.url)/chat/completions" }

    /// - Throws: `DeploymentError` where the server lists none, or several.
    func onlyModel() async throws -> String {
        let response = try await send(.get, "/models", nil)
        let body = try await body(of: response, "\(endpoint.url)/models")
        guard let models = OpenAIAnswer.models(body) else {
            throw silent("\(endpoint.url)/models answers no list of models: \(OpenAIAnswer.failure(body))")
        }
        guard let model = models.first, models.count == 1 else {
            throw DeploymentError(
                .silent,
                models.isEmpty
                    ? "\(endpoint.url) lists no model yet"
                    : "\(endpoint.url) serves several models: \(models.joined(separator: ", "))",
                hint: models.isEmpty ? endpoint.logHint : "say which with --model")
        }
        return model
    }

    func ask(_ question: Question, model: String, _ tell: (String) -> Void) async throws -> ModelAnswer {
        let stopwatch = Stopwatch(clock)
        let response = try await send(.post, "/chat/completions", question.body(model: model))
        guard (200..<300).contains(response.status) else {
            let words = OpenAIAnswer.failure(try await body(of: response, url))
            throw silent("\(url) answers with status \(response.status): \(words)")
        }
        let type = response.headers["Content-Type"]?.lowercased() ?? ""
        // A server that cannot stream answers as if it had not been asked to.
        guard type.hasPrefix("text/event-stream") else { return try await whole(response, model, stopwatch, tell) }
        return try await streamed(response, model, stopwatch, tell)
    }

    // MARK: - Answers

    private func whole(
        _ response: HTTPResponse, _ model: String, _ stopwatch: Stopwatch, _ tell: (String) -> Void
    ) async throws -> ModelAnswer {
        let bytes = try await body(of: response, url)
        guard let completion = OpenAIAnswer.completion(bytes) else {
            throw silent("\(url) answers no completion: \(OpenAIAnswer.failure(bytes))")
        }
        let took = stopwatch.time
        let usage = OpenAIAnswer.usage(bytes)
        tell(completion.text)
        return ModelAnswer(
            text: completion.text, model: completion.model ?? model, timeToFirstToken: nil, took: took,
            tokensPerSecond: usage.completion.flatMap { AnswerTiming.rate($0, in: took) }, promptTokens: usage.prompt,
            completionTokens: usage.completion, isEstimate: false, isOnlyThought: false)
    }

    private func streamed(
        _ response: HTTPResponse, _ model: String, _ stopwatch: Stopwatch, _ tell: (String) -> Void
    ) async throws -> ModelAnswer {
        var events = ServerSentEvents()
        var completion = CompletionStream()
        var timing = AnswerTiming()
        func take(_ event: ServerSentEvents.Event) throws {
            let part = try completion.take(event)
            if part.isGenerated { timing.partCame(at: stopwatch.time) }
            if !part.text.isEmpty { tell(part.text) }
        }
        do {
            for try await chunk in response.body {
                for event in try events.append(chunk) { try take(event) }
            }
            if let last = events.end() { try take(last) }
        } catch let error as HTTPError {
            throw silent("the answer of \(url) broke off: \(error.message)", error)
        } catch let error as ServerSentEvents.TooLong {
            throw silent("\(url) sends an event of more than \(error.limit) bytes", error)
        } catch let error as CompletionStream.Problem {
            throw silent("\(url): \(error.words)", error)
        }
        guard completion.isWhole else { throw silent("the answer of \(url) broke off: the server said no end of it") }
        let tokens = completion.usage.completion
        return ModelAnswer(
            text: completion.text, model: completion.model ?? model, timeToFirstToken: timing.first,
            took: stopwatch.time, tokensPerSecond: timing.tokensPerSecond(tokens),
            promptTokens: completion.usage.prompt, completionTokens: tokens ?? timing.parts,
            isEstimate: tokens == nil, isOnlyThought: completion.hasThoughts && completion.text.isEmpty)
    }

    // MARK: - Requests

    private func send(_ method: HTTPMethod, _ path: String, _ body: Value?) async throws -> HTTPResponse {
        do {
            return try await client.serviceProxy(
                endpoint.service, namespace: endpoint.namespace, port: String(endpoint.port),
                scheme: endpoint.proxyScheme, path: endpoint.path + path, method: method, body: body?.jsonBytes(),
                contentType: body == nil ? nil : "application/json", timeout: timeout)
        } catch let error as KubernetesError where [.unavailable, .notFound].contains(error.code) {
            // The API server's words about the Service, such as that nothing is behind it.
            // A Service that is not there has no log either.
            let hint = error.isNotFound ? endpoint.serviceHint : endpoint.logHint
            throw DeploymentError(
                .silent, "\(endpoint.url) cannot be asked: \(error.message)", hint: hint, underlying: error)
        }
    }

    private func body(of response: HTTPResponse, _ url: String) async throws -> [UInt8] {
        do {
            return try await response.body.collect(upTo: SmokeLimits.answerBytes)
        } catch let error as HTTPError {
            throw silent("the answer of \(url) broke off: \(error.message)", error)
        }
    }

    private func silent(_ words: String, _ error: (any Error)? = nil) -> DeploymentError {
        DeploymentError(.silent, words, hint: endpoint.logHint, underlying: error)
    }
}
