import HTTP
import Kubernetes
import Value

/// The objects of each page of a list, cut down before the next page is asked for.
struct CutObjects: ListProjection {
    let projection: ObjectProjection

    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Value> {
        var page = try await WholeObjects().page(from: body, of: type)
        page.items = page.items.map(projection.cut)
        return page
    }
}
