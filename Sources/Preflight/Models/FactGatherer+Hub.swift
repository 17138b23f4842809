import HTTP
import Value

extension FactGatherer {
    /// One entry for each model: what the hub says of it from here, through the proxy in force.
    func hubModels(_ wanted: [HubTarget]) async throws -> Fact {
        let targets = Array(wanted.prefix(PreflightLimits.hubModels))
        guard !targets.isEmpty else { return .absent }
        var entries: [Value] = Array(repeating: .null, count: targets.count)
        try await withThrowingTaskGroup(of: HubEntry.self) { group in
            var waiting = targets.enumerated().makeIterator()
            for _ in 0..<PreflightLimits.concurrentReads {
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
        // Where the variable cannot be used, the answer says so already.
        let proxy = try? ProxyInForce.url(for: target.information, environment: environment)
        let place: Value = [
            "model": .string(target.model), "endpoint": .string(target.shown), "proxy": .string(proxy ?? ""),
        ]
        return place.merged(with: try await hubModel(target).value)
    }

    private func hubModel(_ target: HubTarget) async throws -> HubModel {
        // What a sandbox plays has no weights.
        if isSimulated { return HubModel(.unprobed, "no model is fetched in the sandbox") }
        if let obstacle = target.obstacle { return HubModel(.unprobed, obstacle) }
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
            } else if let object = information.object, information.status < 300 {
                let file = try await hubAnswer(target.configuration, token)
                model = file.fileRefusal(withToken: hasToken) ?? HubModel(.granted)
                model.read(information: object)
                if file.status < 300, let configuration = file.object { model.read(configuration: configuration) }
            } else {
                model = HubModel(.other, "it answers \(information.status), but not as the hub does")
            }
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
