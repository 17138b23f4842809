public import Kubernetes
public import Providers
import Value

/// Whether something in the cluster still uses an operator.
public struct OperatorUse: Sendable {
    private let client: KubernetesClient

    public init(client: KubernetesClient) { self.client = client }

    /// The first objects of its CRDs that are there, in words that follow "needs it"; nil where there are none.
    ///
    /// What cannot be looked at counts as used: nothing is removed on a guess.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func objects(of item: OperatorDefinition) async throws -> String? {
        for crd in item.crds {
            do {
                guard let found = try await client.getIfPresent(.customResourceDefinitions, crd.name),
                    let type = Self.type(of: found)
                else { continue }
                let list = try await client.listAll(type, namespace: nil, options: ListOptions(metadataOnly: true))
                guard let first = list.items.first?["metadata"] else { continue }
                let place = [first["namespace"]?.string, first["name"]?.string].compactMap(\.self)
                return "\(type.kind) \(place.joined(separator: "/"))"
            } catch let error as KubernetesError where error.code == .forbidden {
                return "something of \(crd.name), which could not be looked at,"
            }
        }
        return nil
    }

    private static func type(of crd: Value) -> ResourceType? {
        let spec = crd["spec"]
        let served = (spec?["versions"]?.array ?? []).first { $0["served"] == true }
        guard let group = spec?["group"]?.string, let version = served?["name"]?.string,
            let kind = spec?["names"]?["kind"]?.string, let plural = spec?["names"]?["plural"]?.string
        else { return nil }
        return ResourceType(
            group: group, version: version, kind: kind, plural: plural,
            isNamespaced: spec?["scope"]?.string == "Namespaced")
    }
}
