import Kubernetes
import Value

/// Objects of any type that checks ask for, cut down while their pages arrive.
extension FactGatherer {
    /// In the order of namespaces and names; absent where the server does not serve the type.
    func objects(_ wish: ObjectsWish, for subject: Subject) async throws -> Fact {
        guard let client else { throw noClient }
        guard let type = try await servedType(wish.query.resource, of: wish.query.group, client) else { return .absent }
        let reads = try ObjectsRead.all(of: wish.query, type, in: subject.namespaces)
        let found = try await Self.bounded(reads) { read in try await Self.objects(read, type, wish, client) }
        guard found.count <= PreflightLimits.objects else { throw Self.tooMany(wish) }
        return .known(.array(Self.sorted(found)))
    }

    // MARK: - Reading

    private static func objects(
        _ read: ObjectsRead, _ type: ResourceType, _ wish: ObjectsWish, _ client: KubernetesClient
    ) async throws -> [Value] {
        switch read {
        case .one(let name, let namespace):
            let found = try await client.getIfPresent(type, name, namespace: namespace)
            return found.map { [ObjectProjection(wish).cut($0)] } ?? []
        case .list(let namespace, let labels, let fields):
            var options = ListOptions(
                labelSelector: labels, fieldSelector: fields, pageSize: PreflightLimits.pageSize,
                metadataOnly: wish.isMetadata)
            do {
                return try await list(type, namespace, options, wish, client)
            } catch let error as KubernetesError where options.metadataOnly && error.code == .unsupported {
                // An aggregated API need not give metadata alone.
                options.metadataOnly = false
                return try await list(type, namespace, options, wish, client)
            }
        }
    }

    private static func list(
        _ type: ResourceType, _ namespace: String?, _ options: ListOptions, _ wish: ObjectsWish,
        _ client: KubernetesClient
    ) async throws -> [Value] {
        let projection = CutObjects(projection: ObjectProjection(wish))
        var found: [Value] = []
        for try await page in client.list(type, namespace: namespace, options: options, projecting: projection) {
            if page.isRestart { found = [] }
            found += page.items
            guard found.count <= PreflightLimits.objects else { throw tooMany(wish) }
        }
        return found
    }

    private static func tooMany(_ wish: ObjectsWish) -> UnknownReason {
        let type = wish.query.type
        return UnknownReason(
            .failed, "there are more than \(PreflightLimits.objects) \(type), more than are judged", verb: "list",
            resource: type)
    }

    /// What all reads find, a few of them at a time.
    private static func bounded(
        _ reads: [ObjectsRead], _ read: @escaping @Sendable (ObjectsRead) async throws -> [Value]
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: [Value].self) { group in
            var waiting = reads[...]
            for next in waiting.prefix(PreflightLimits.concurrentReads) { group.addTask { try await read(next) } }
            waiting = waiting.dropFirst(PreflightLimits.concurrentReads)
            var found: [Value] = []
            while let some = try await group.next() {
                found += some
                if let next = waiting.popFirst() { group.addTask { try await read(next) } }
            }
            return found
        }
    }

    private static func sorted(_ objects: [Value]) -> [Value] {
        let placed = objects.map { object -> (namespace: String, name: String, object: Value) in
            let metadata = object["metadata"]
            return (metadata?["namespace"]?.string ?? "", metadata?["name"]?.string ?? "", object)
        }
        return placed.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.map { $0.object }
    }
}
