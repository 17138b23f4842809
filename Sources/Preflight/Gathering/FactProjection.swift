import HTTP
import Kubernetes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Decodes pages of a list into small structs, so that memory does not grow with what nobody needs.
struct FactProjection<API: Decodable, Item: Sendable>: ListProjection {
    /// Nil leaves the item out.
    let convert: @Sendable (API) throws -> Item?

    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Item> {
        let page = try Self.decode(try await body.collect(upTo: Limits.answerBytes))
        let token = page.metadata.`continue`
        return ListPage(
            items: try (page.items ?? []).compactMap(convert), resourceVersion: page.metadata.resourceVersion ?? "",
            continueToken: token?.isEmpty == true ? nil : token)
    }

    /// A page may have megabytes, so it is read in place: the decoder keeps nothing of it.
    private static func decode(_ bytes: [UInt8]) throws -> Page {
        try bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return try JSONDecoder().decode(Page.self, from: Data()) }
            let data = Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: buffer.count, deallocator: .none)
            return try JSONDecoder().decode(Page.self, from: data)
        }
    }

    private struct Page: Decodable {
        struct Metadata: Decodable {
            var resourceVersion: String?
            var `continue`: String?
        }
        var metadata: Metadata
        var items: [API]?
    }
}
