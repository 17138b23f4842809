public import Kubernetes
public import Providers
public import Releases
import Value

/// Whether something in the cluster still uses an operator.
///
/// What cannot be looked at counts as used: nothing is removed on a guess.
public struct OperatorUse: Sendable {
    private let client: KubernetesClient

    public init(client: KubernetesClient) { self.client = client }

    /// The first object that needs it: of its CRDs, or a Gateway of a class that it serves; nil where there is none.
    ///
    /// - Parameter leaving: releases that go, or have gone, whose objects need nothing any more.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func objects(of item: OperatorDefinition, besides leaving: [ReleaseRecord]) async throws -> OperatorNeeder? {
        for crd in item.crds {
            if let needer = try await objects(of: [crd], besides: leaving).first { return needer }
        }
        guard let controller = item.gatewayController else { return nil }
        let classes = try await seen("gatewayclasses.gateway.networking.k8s.io")
        if let blindness = classes.blindness { return blindness }
        let names = classes.items.filter { $0["spec"]?["controllerName"]?.string == controller }
            .compactMap { $0["metadata"]?["name"]?.string }
        guard !names.isEmpty else { return nil }
        return try await seen("gateways.gateway.networking.k8s.io").needers(besides: leaving) { gateway in
            names.contains { gateway["spec"]?["gatewayClassName"]?.string == $0 }
        }.first
    }

    /// Objects of the CRDs, some of each, but those that operators make themselves.
    ///
    /// - Parameter leaving: as `objects(of:besides:)` takes them.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func objects(
        of crds: [OperatorDefinition.CRD], besides leaving: [ReleaseRecord]
    ) async throws -> [OperatorNeeder] {
        var needers: [OperatorNeeder] = []
        for crd in crds where !crd.isSelfMade {
            needers += try await seen(crd.name, metadataOnly: true).needers(besides: leaving)
        }
        return needers
    }

    /// Objects of a CRD, some of them, whoever made them: the operator's own, too.
    ///
    /// - Parameter leaving: as `objects(of:besides:)` takes them.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func allObjects(of crd: String, besides leaving: [ReleaseRecord]) async throws -> [OperatorNeeder] {
        try await seen(crd, metadataOnly: true).needers(besides: leaving)
    }

    /// Some of a provider's deployments; none for one whose deployments are not custom resources.
    ///
    /// What another object's controller made is a part of that object, and no deployment.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    public func deployments(of provider: Provider) async throws -> [OperatorNeeder] {
        guard let resource = provider.definition.resource, resource.isCustom else { return [] }
        let found = try await seen(resource.name, metadataOnly: true)
        let words = "of provider \(provider.name)"
        if found.blindness != nil { return [OperatorNeeder("a deployment \(words), which could not be looked for,")] }
        return found.items.filter { !Self.isPart($0) }.prefix(Seen.named).map { object in
            let metadata = object["metadata"]
            let id = "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
            return OperatorNeeder("deployment \(id) \(words)", removal: "groundcrew deployments delete \(id)")
        }
    }

    private static func isPart(_ object: Value) -> Bool {
        (object["metadata"]?["ownerReferences"]?.array ?? []).contains { $0["controller"] == true }
    }

    /// Objects of one CRD.
    private struct Seen {
        /// How many of one CRD are named.
        static let named = 3

        var kind = ""
        var items: [Value] = []
        /// What stands for objects that could not be looked at.
        var blindness: OperatorNeeder?

        /// Those that stay and are meant, as far as they are named.
        func needers(
            besides leaving: [ReleaseRecord], where isMeant: (Value) -> Bool = { _ in true }
        ) -> [OperatorNeeder] {
            if let blindness { return [blindness] }
            let staying = items.filter { object in
                guard isMeant(object) else { return false }
                guard let release = OperatorSight.Found(object).release else { return true }
                return !leaving.contains { $0.name == release.name && $0.namespace == release.namespace }
            }
            return staying.prefix(Self.named).compactMap { needer($0["metadata"]) }
        }

        private func needer(_ metadata: Value?) -> OperatorNeeder? {
            guard let name = metadata?["name"]?.string else { return nil }
            guard let namespace = metadata?["namespace"]?.string else {
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
