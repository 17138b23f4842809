public import Kubernetes
public import Providers
public import Releases
import Value

/// Whether something in the cluster still uses an operator.
public struct OperatorUse: Sendable {
    private let client: KubernetesClient

    public init(client: KubernetesClient) { self.client = client }

    /// The first object that needs it: of its CRDs, or a Gateway of a class that it serves; nil where there is none.
    ///
    /// What cannot be looked at counts as used: nothing is removed on a guess.
    /// - Parameter leaving: releases that go, or have gone, whose objects need nothing any more.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func objects(of item: OperatorDefinition, besides leaving: [ReleaseRecord]) async throws -> OperatorNeeder? {
        for crd in item.crds {
            let found = try await seen(crd.name, metadataOnly: true)
            if let needer = found.first(besides: leaving) { return needer }
        }
        guard let controller = item.gatewayController else { return nil }
        let classes = try await seen("gatewayclasses.gateway.networking.k8s.io")
        if let blindness = classes.blindness { return blindness }
        let names = classes.items.filter { $0["spec"]?["controllerName"]?.string == controller }
            .compactMap { $0["metadata"]?["name"]?.string }
        guard !names.isEmpty else { return nil }
        return try await seen("gateways.gateway.networking.k8s.io").first(besides: leaving) { gateway in
            names.contains { gateway["spec"]?["gatewayClassName"]?.string == $0 }
        }
    }

    /// Objects of one CRD.
    private struct Seen {
        var kind = ""
        var items: [Value] = []
        /// What stands for objects that could not be looked at.
        var blindness: OperatorNeeder?

        func first(
            besides leaving: [ReleaseRecord], where isMeant: (Value) -> Bool = { _ in true }
        ) -> OperatorNeeder? {
            if let blindness { return blindness }
            let staying = items.first { object in
                guard isMeant(object) else { return false }
                guard let release = OperatorSight.Found(object).release else { return true }
                return !leaving.contains { $0.name == release.name && $0.namespace == release.namespace }
            }
            guard let metadata = staying?["metadata"], let name = metadata["name"]?.string else { return nil }
            guard let namespace = metadata["namespace"]?.string else {
                return OperatorNeeder("\(kind) \(name)", removal: "kubectl delete \(kind) \(name)")
            }
            return OperatorNeeder(
                "\(kind) \(namespace)/\(name)", removal: "kubectl delete \(kind) \(name) -n \(namespace)")
        }
    }

    /// Nothing where there is no such CRD.
    private func seen(_ crd: String, metadataOnly: Bool = false) async throws -> Seen {
        do {
            guard let found = try await client.getIfPresent(.customResourceDefinitions, crd),
                let type = Self.type(of: found)
            else { return Seen() }
            let list = try await client.listAll(type, namespace: nil, options: ListOptions(metadataOnly: metadataOnly))
            return Seen(kind: type.kind, items: list.items)
        } catch let error as KubernetesError where error.code == .forbidden {
            return Seen(blindness: OperatorNeeder("something of \(crd), which could not be looked at,"))
        }
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
