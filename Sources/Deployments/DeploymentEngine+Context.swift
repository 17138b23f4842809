import Kubernetes
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// The object with what the provider's contract looks at besides; what cannot be read is left out, as what is not
    /// there is.
    ///
    /// - Throws: `CancellationError` alone.
    func inContext(_ object: Value, of provider: Provider) async throws -> Value {
        let contract = provider.definition.readiness
        guard contract.needsContext else { return object }
        var context = ContractContext()
        for other in contract.related {
            guard let found = try await read(other, of: contract, for: object) else { continue }
            context.related[other.name] = found
        }
        if contract.readsEvents { context.events = try await warnings(about: object) }
        return context.put(into: object)
    }

    private func read(
        _ other: ReadinessContract.Related, of contract: ReadinessContract, for object: Value
    ) async throws -> Value? {
        do {
            guard let place = try contract.place(of: other, for: object) else { return nil }
            let type = try await client.resourceType(apiVersion: other.apiVersion, kind: other.kind)
            return try await client.getIfPresent(
                type, place.name, namespace: type.isNamespaced ? place.namespace : nil)
        } catch let error as CancellationError {
            throw error
        } catch {
            return nil  // The contract's rules say what its absence means.
        }
    }

    private func warnings(about object: Value) async throws -> [ContractContext.Event] {
        let metadata = object["metadata"]
        guard let name = metadata?["name"]?.string, let namespace = metadata?["namespace"]?.string,
            let kind = object["kind"]?.string
        else { return [] }
        let found: [Value]
        do {
            found = try await client.listAll(
                .events, namespace: namespace,
                options: ListOptions(
                    fieldSelector: "type=Warning,involvedObject.kind=\(kind),involvedObject.name=\(name)")
            ).items
        } catch let error as CancellationError {
            throw error
        } catch {
            return []  // They explain, and decide nothing alone.
        }
        let now = client.options.environment.now()
        return
            found.filter { event in
                let uid = event["involvedObject"]?["uid"]?.string ?? ""
                return uid.isEmpty || uid == metadata?["uid"]?.string
            }
            .map { event in
                let time = Self.time(of: event)
                return ContractContext.Event(
                    reason: event["reason"]?.string ?? "", message: event["message"]?.string ?? "",
                    count: event["count"]?.integer ?? event["series"]?["count"]?.integer ?? 1,
                    age: time.map { max(0, Int64(now) - $0) } ?? 0)
            }
            .sorted { $0.age < $1.age }
    }

    /// In seconds since 1970; nil for one that says nothing of time.
    private static func time(of event: Value) -> Int64? {
        let texts = [
            event["series"]?["lastObservedTime"], event["lastTimestamp"], event["eventTime"],
            event["metadata"]?["creationTimestamp"],
        ]
        let first = texts.lazy.compactMap { $0?.string.flatMap(Timestamp.init) }.first
        return first.map { Int64($0.secondsSince1970) }
    }
}
