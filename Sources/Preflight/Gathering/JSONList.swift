import HTTP
import Kubernetes
import Value

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The JSON of a list, read while it arrives: of its objects one at a time is in memory, however long the page.
enum JSONList {
    /// What a list says of itself.
    struct Metadata: Sendable, Hashable {
        var resourceVersion: String
        var continueToken: String?
    }

    /// - Parameter found: called with each object; what it throws ends the list.
    /// - Throws: `KubernetesError` with code `unreadable` for what is no list, and what decoding an object throws.
    static func read<API: Decodable>(
        _ body: HTTPBody, _ found: (API) throws -> Void
    ) async throws -> Metadata {
        let decoder = JSONDecoder()
        var machine = JSONListMachine()
        for try await chunk in body {
            try machine.take(chunk) { bytes in try found(decoder.decode(API.self, from: Data(bytes))) }
        }
        guard let metadata = try machine.finished()["metadata"] else {
            throw KubernetesError(.unreadable, "the list has no metadata")
        }
        let token = metadata["continue"]?.string
        return Metadata(
            resourceVersion: metadata["resourceVersion"]?.string ?? "",
            continueToken: token?.isEmpty == true ? nil : token)
    }
}
