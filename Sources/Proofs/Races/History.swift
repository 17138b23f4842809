import Kubernetes
import Synchronization
import Value

/// The API server's own record of what happens in a namespace.
final class History: Sendable {
    private static let types: [ResourceType] = [.leases, .secrets, .configMaps]
    private static let end = "end-of-history"

    private let events = Mutex<[HistoryEvent]>([])
    private let client: KubernetesClient
    private let namespace: String

    private init(_ client: KubernetesClient, _ namespace: String) {
        self.client = client
        self.namespace = namespace
    }

    /// Records while `body` runs.
    ///
    /// - Returns: what `body` returns, and every change until it returned, in no particular order.
    static func record<Result: Sendable>(
        _ namespace: String, _ client: KubernetesClient, while body: @escaping @Sendable () async throws -> Result
    ) async throws -> (result: Result, events: [HistoryEvent]) {
        let history = History(client, namespace)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            for type in types {
                group.addTask {
                    try await history.follow(type)
                    return nil
                }
            }
            group.addTask {
                let result = try await body()
                try await history.finish()
                return result
            }
            var result: Result?
            // The watches end by themselves, once they have seen what was made last.
            for try await next in group { result = next ?? result }
            guard let result else { throw CancellationError() }
            return (result, history.events.withLock { $0 })
        }
    }

    private func follow(_ type: ResourceType) async throws {
        for try await event in client.watch(type, namespace: namespace) {
            let seen: HistoryEvent
            switch event {
            case .added(let object), .modified(let object): seen = HistoryEvent(.stored, object.named(type))
            case .deleted(let object): seen = HistoryEvent(.deleted, object.named(type))
            case .synced, .bookmark: continue
            case .interrupted(let error): throw ProofError("the history has a gap: \(error.message)")
            }
            if seen.name == Self.end { return }
            events.withLock { $0.append(seen) }
        }
    }

    private func finish() async throws {
        for type in Self.types {
            let object: Value = [
                "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
                "metadata": ["name": .string(Self.end)],
            ]
            _ = try await client.create(object, as: type, namespace: namespace)
        }
    }
}

extension Value {
    /// Objects of a list do not say their kind.
    fileprivate func named(_ type: ResourceType) -> Value {
        guard var fields = object else { return self }
        fields["kind"] = .string(type.kind)
        return .object(fields)
    }
}
