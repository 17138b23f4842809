import Kubernetes
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// The object with what the provider's contract looks at besides; what is not there is left out, and so is what may
    /// not be seen.
    ///
    /// - Throws: `KubernetesError` for what cannot be read for any other reason: whether it is there is not known then.
    func inContext(_ object: Value, of provider: Provider) async throws -> Value {
        try await inContext(FoundDeployment(object: object, provider: provider, namespace: "")).object
    }

    /// The same, which says what may not be seen.
    func inContext(_ found: FoundDeployment) async throws -> FoundDeployment {
        let contract = found.provider.definition.readiness
        guard contract.needsContext else { return found }
        var (result, context) = (found, ContractContext())
        for other in contract.related {
            let seen = try await read(other, of: contract, for: found.object)
            if let object = seen.content { context.related[other.name] = object }
            result.unseen += seen.unseen
        }
        if contract.readsEvents { context.events = try await warnings(about: found.object) }
        result.object = context.put(into: found.object)
        return result
    }

    /// Nothing where there is no such object; the contract's rules say what that means.
    private func read(
        _ other: ReadinessContract.Related, of contract: ReadinessContract, for object: Value
    ) async throws -> Seen<Value?> {
        let place: (name: String, namespace: String?)?
        // By an object that gives it no name there is none.
        do { place = try contract.place(of: other, for: object) } catch { return Seen(content: nil) }
        guard let place else { return Seen(content: nil) }
        do {
            let type = try await client.resourceType(apiVersion: other.apiVersion, kind: other.kind)
            return Seen(
                content: try await client.getIfPresent(
                    type, place.name, namespace: type.isNamespaced ? place.namespace : nil))
        } catch let error as KubernetesError where error.isNotFound || error.code == .resourceTypeNotFound {
            return Seen(content: nil)
        } catch {
            let name = [place.namespace, place.name].compactMap(\.self).joined(separator: "/")
            guard let unseen = Unseen("\(other.kind) \(name)", error) else { throw error }
            return Seen(content: nil, unseen: [unseen])
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
