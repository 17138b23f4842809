import HTTP
import Value

extension FactGatherer {
    /// One entry for each model: what the hub says of it from here, through the proxy in force. Those that are too many for
    /// one run are not asked about, and say so.
    func hubModels(_ targets: [HubTarget]) async throws -> Fact {
        guard !targets.isEmpty else { return .absent }
        let askable = isSimulated ? [] : targets.filter { $0.obstacle == nil }
        let left = Set(askable.dropFirst(PreflightLimits.hubModels))
        let unasked = HubModel(notAsked: left.count)
        var entries = targets.map { Self.entry(of: $0, unasked) }
        try await withThrowingTaskGroup(of: HubEntry.self) { group in
            var waiting = targets.enumerated().filter { !left.contains($0.element) }.makeIterator()
            for _ in 0..<PreflightLimits.concurrentHubModels {
                guard let (index, target) = waiting.next() else { break }
                group.addTask { HubEntry(index: index, value: try await entry(of: target)) }
            }
            for try await entry in group {
                entries[entry.index] = entry.value
                guard let (next, target) = waiting.next() else { continue }
                group.addTask { HubEntry(index: next, value: try await self.entry(of: target)) }
            }
        }
        return .known(.array(entries))
    }

    private struct HubEntry: Sendable {
        var index: Int
        var value: Value
    }

    private func entry(of target: HubTarget) async throws -> Value {
        var proxy = ""
        let model: HubModel
        if isSimulated {
            // What a sandbox plays has no weights.
            model = HubModel(.unprobed, "no model is fetched in the sandbox")
        } else if let obstacle = target.obstacle {
            model = HubModel(.unprobed, obstacle)
        } else {
            do {
                proxy = try ProxyInForce.url(for: target.information, environment: environment) ?? ""
                model = try await hubModel(target)
            } catch let error as HTTPError {
                model = HubModel(ProbeState(error), error.description)
            }
        }
        return Self.entry(of: target, model, proxy: proxy)
    }

    private static func entry(of target: HubTarget, _ model: HubModel, proxy: String = "") -> Value {
        let place: Value = [
            "model": .string(target.model), "endpoint": .string(target.shown), "proxy": .string(proxy),
        ]
        return place.merged(with: model.value)
    }

    private func hubModel(_ target: HubTarget) async throws -> HubModel {
        let open = try await hubModel(target, token: nil)
        guard open.mayNeedToken, let token = hubToken(for: target) else { return open }
        return try await hubModel(target, token: token)
    }

    /// The caller's own token, which goes nowhere but to the hub, or to the mirror that the caller uses.
    private func hubToken(for target: HubTarget) -> String? {
        let names = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]
        guard let token = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty }),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), target.isPrivate
        else { return nil }
        let own = [HubTarget.hub, environment["HF_ENDPOINT"] ?? ""].map { HubTarget.authority(of: $0) }
        return own.contains(target.authority) ? token : nil
    }

    private func hubModel(_ target: HubTarget, token: String?) async throws -> HubModel {
        var model: HubModel
        do {
            let hasToken = token != nil
            let information = try await hubAnswer(target.information, token)
            if let refusal = information.refusal(withToken: hasToken) {
                model = refusal
            } else {
                let object = try information.object
                let file = try await hubAnswer(target.configuration, token)
                model = file.fileRefusal(withToken: hasToken) ?? HubModel(.granted)
                model.read(information: object)
                model.read(file: file)
            }
        } catch let problem as HubAnswer.Problem {
            model = HubModel(.other, "it answers \(problem.status), but not as the hub does: \(problem.message)")
        } catch let error as HTTPError {
            model = HubModel(ProbeState(error), error.description)
        }
        model.usedToken = token != nil
        return model
    }

    private func hubAnswer(_ url: String, _ token: String?) async throws -> HubAnswer {
        var request = HTTPRequest(
            .get, url,
            timeouts: HTTPTimeouts(
                connect: PreflightLimits.connect, firstByte: PreflightLimits.answer, idle: PreflightLimits.connect),
            isRetryable: false)
        request.headers["Accept"] = "application/json"
        if let token { request.headers["Authorization"] = "Bearer \(token)" }
        let response = try await transport.send(request)
        return HubAnswer(
            status: response.status, code: response.headers["X-Error-Code"] ?? "",
            body: try await response.body.collect(upTo: PreflightLimits.hubBytes))
    }
}
