import HTTP
import Kubernetes
import Value

/// The objects of a list, each cut down as soon as it has arrived: memory does not grow with what nobody asks for.
struct CutObjects: ListProjection {
    let projection: ObjectProjection

    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Value> {
        let names: Value = ["apiVersion": .string(type.apiVersion), "kind": .string(type.kind)]
        var machine = JSONListMachine()
        var items: [Value] = []
        for try await chunk in body {
            try machine.take(chunk) { bytes in
                // One more than is judged tells that there are too many.
                guard items.count <= PreflightLimits.objects else { return }
                // Lists of built-in types leave out what they are of.
                items.append(projection.cut(names.merged(with: try Value(json: bytes))))
            }
        }
        let metadata = try machine.finished()["metadata"]
        guard let version = metadata?["resourceVersion"]?.string else {
            throw KubernetesError(.unreadable, "the list has no metadata.resourceVersion")
        }
        let token = metadata?["continue"]?.string
        return ListPage(items: items, resourceVersion: version, continueToken: token?.isEmpty == true ? nil : token)
    }
}
