public import Kubernetes
public import Value

/// Of which types objects are, whether or not the server serves them yet.
public struct ObjectTypes: Sendable {
    public enum Found: Sendable {
        case served(ResourceType)
        /// Its CRD comes with the objects, or somebody knows it beforehand.
        case coming(ResourceType)
        /// Nobody knows it yet: plural and scope are what most types of such a kind have.
        case guessed(ResourceType)
        /// The server did not say.
        case unseen(ResourceType, KubernetesError)

        /// The best that is known.
        public var type: ResourceType {
            switch self {
            case .served(let type), .coming(let type), .guessed(let type), .unseen(let type, _): type
            }
        }
    }

    private let found: [Kind: Found]

    /// Each version of a group is asked about once, until somebody has discovery forgotten.
    ///
    /// - Parameters:
    ///   - objects: those that are looked up, and the CRDs among them.
    ///   - known: types that are known to come.
    /// - Throws: `CancellationError` only.
    public static func read(
        _ objects: [Value], known: [ResourceType] = [], client: KubernetesClient
    ) async throws -> ObjectTypes {
        var coming: [Kind: ResourceType] = [:]
        for type in known + objects.compactMap({ CRDDocument($0, path: "") }).flatMap(\.types) {
            coming[Kind(apiVersion: type.apiVersion, kind: type.kind)] = type
        }
        let kinds = Array(Set(objects.compactMap(Kind.init)))
        let types = coming
        let answers = try await concurrently(kinds, limit: NativeLimits.concurrency) { kind in
            try await answer(kind, coming: types[kind], client)
        }
        return ObjectTypes(found: Dictionary(zip(kinds, answers)) { first, _ in first })
    }

    /// Nil for what has no apiVersion or no kind.
    public subscript(object: Value) -> Found? { Kind(object).flatMap { found[$0] } }

    /// The object as one that can be sent; nil for what has no apiVersion or no kind.
    func object(_ value: Value) -> ReleaseObject? {
        self[value].map { ReleaseObject(value: value, type: $0.type, path: "") }
    }

    private static func answer(
        _ kind: Kind, coming: ResourceType?, _ client: KubernetesClient
    ) async throws -> Found {
        do {
            let types = try await client.typesIfServed(in: GroupVersion(kind.apiVersion))
            if let type = types.first(where: { $0.kind == kind.kind }) { return .served(type) }
            return coming.map(Found.coming) ?? .guessed(kind.guess)
        } catch let error as KubernetesError {
            return coming.map(Found.coming) ?? .unseen(kind.guess, error)
        }
    }

    private struct Kind: Sendable, Hashable {
        var apiVersion: String
        var kind: String

        init(apiVersion: String, kind: String) {
            self.apiVersion = apiVersion
            self.kind = kind
        }

        init?(_ object: Value) {
            guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string, !kind.isEmpty else {
                return nil
            }
            self.init(apiVersion: apiVersion, kind: kind)
        }

        /// As upstream's `meta.UnsafeGuessKindToResource` has it, and `gateways` where that has `gatewaies`.
        var guess: ResourceType {
            let singular = kind.lowercased()
            let hasVowel = singular.dropLast().last.map { "aeiou".contains($0) } ?? false
            let plural: String =
                if singular.hasSuffix("s") {
                    singular + "es"
                } else if singular.hasSuffix("y"), !hasVowel {
                    String(singular.dropLast()) + "ies"
                } else {
                    singular + "s"
                }
            let place = GroupVersion(apiVersion)
            return ResourceType(
                group: place.group, version: place.version, kind: kind, plural: plural, singular: singular,
                isNamespaced: true)
        }
    }
}
