public import HTTP
public import Value

/// Decodes the pages of a list, whole or only the fields that are needed.
public protocol ListProjection<Item>: Sendable {
    associatedtype Item: Sendable

    /// The forms of a page that it reads, as an `Accept` header has them: JSON unless it says otherwise.
    var accept: String { get }

    /// Reads one page in whichever of the forms the server has answered; JSON unless it says otherwise.
    ///
    /// - Throws: as for JSON.
    func page(from response: HTTPResponse, of type: ResourceType) async throws -> ListPage<Item>

    /// Reads one page from its JSON.
    ///
    /// - Parameter type: of the items, whose `apiVersion` and `kind` the server leaves out for built-in types.
    /// - Throws: `HTTPError` as the body does; any other error means that the page is not what the API promises.
    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Item>
}

extension ListProjection {
    public var accept: String { "application/json" }

    public func page(from response: HTTPResponse, of type: ResourceType) async throws -> ListPage<Item> {
        try await page(from: response.body, of: type)
    }
}

/// Every field of every item.
public struct WholeObjects: ListProjection {
    public init() {}

    public func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Value> {
        let list = try Value(json: try await body.collect(upTo: Limits.answerBytes))
        guard let metadata = list["metadata"], let version = metadata["resourceVersion"]?.string else {
            throw KubernetesError(.unreadable, "the list has no metadata.resourceVersion")
        }
        let token = metadata["continue"]?.string
        return ListPage(
            items: (list["items"]?.array ?? []).map { $0.typed(as: type) }, resourceVersion: version,
            continueToken: token?.isEmpty == true ? nil : token)
    }
}

extension Value {
    /// Fills in `apiVersion` and `kind` in front, which lists of built-in types leave out.
    func typed(as type: ResourceType) -> Value {
        guard case .object(let object) = self, object["kind"] == nil else { return self }
        var typed: Object = ["apiVersion": .string(type.apiVersion), "kind": .string(type.kind)]
        typed.reserveCapacity(object.count + 2)
        for (key, value) in object where key != "apiVersion" { typed[key] = value }
        return .object(typed)
    }
}
