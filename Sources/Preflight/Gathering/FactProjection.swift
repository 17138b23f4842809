import HTTP
import Kubernetes

/// Decodes the objects of a list into small structs while they arrive, so that memory does not grow with what nobody needs.
struct FactProjection<API: Decodable, Item: Sendable>: ListProjection {
    /// Nil leaves the item out.
    let convert: @Sendable (API) throws -> Item?

    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Item> {
        var items: [Item] = []
        let metadata = try await JSONList.read(body) { (object: API) in
            if let item = try convert(object) { items.append(item) }
        }
        return ListPage(
            items: items, resourceVersion: metadata.resourceVersion, continueToken: metadata.continueToken)
    }
}
