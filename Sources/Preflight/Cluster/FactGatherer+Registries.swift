import HTTP
import Value

extension FactGatherer {
    /// One entry for each registry or repository: whether it answers from here, through the proxy in force. Those that are
    /// too many for one run are not asked, and say so.
    func registries(_ targets: [RegistryTarget]) async throws -> Fact {
        guard !targets.isEmpty else { return .absent }
        // What a sandbox plays has no images.
        guard !isSimulated else {
            return .known(.array(targets.map { entry($0, proxy: "", ["state": "unprobed", "message": ""]) }))
        }
        var entries = targets.map { entry($0, proxy: "", RegistryTarget.notAsked) }
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var waiting = targets.prefix(PreflightLimits.probedRegistries).enumerated().makeIterator()
            for _ in 0..<PreflightLimits.concurrentReads {
                guard let (index, target) = waiting.next() else { break }
                group.addTask { (index, try await answer(of: target)) }
            }
            for try await (index, entry) in group {
                entries[index] = entry
                guard let (next, target) = waiting.next() else { continue }
                group.addTask { (next, try await answer(of: target)) }
            }
        }
        return .known(.array(entries))
    }

    private func answer(of target: RegistryTarget) async throws -> Value {
        let proxy: String
        do {
            proxy = try ProxyInForce.url(for: target.url, environment: environment) ?? ""
        } catch {
            // Nothing can be asked through it.
            let state = ProbeState(error).rawValue
            return entry(target, proxy: "", ["state": .string(state), "message": .string(error.description)])
        }
        let answer = try await probe(target.url) { RegistryAnswer.value(of: target, status: $0, body: $1) }
        return entry(target, proxy: proxy, answer)
    }

    private func entry(_ target: RegistryTarget, proxy: String, _ answer: Value) -> Value {
        let place: Value = [
            "name": .string(target.name), "url": .string(target.url), "here": .bool(target.isReadHere),
            "proxy": .string(proxy),
        ]
        return place.merged(with: answer)
    }
}
