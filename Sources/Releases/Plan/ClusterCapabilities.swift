import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// `.Capabilities` as Helm builds it, after `pkg/action.GetVersionSet`: a broken group is left out, not an error (F22).
    ///
    /// The chart's own `crds/` count as served: Helm installs them before it renders.
    func capabilities(with crds: [CRDDocument]) async throws -> Capabilities {
        // Charts look at what is there now, not at what was there when the run began.
        client.forgetDiscovery()
        return try await capabilities(with: crds) { try await client.discoverAll() }
    }

    /// The same for a look ahead: what is known of the cluster counts, and the APIs are listed only for a chart that may
    /// ask for them.
    func capabilities(
        with crds: [CRDDocument], for chart: Chart, values: Object
    ) async throws -> Capabilities {
        let word = "Capabilities"
        let isNamed = chart.names(word) || Value.object(values).json().contains(word)
        // Several charts are looked at side by side, and one list is enough for all of them.
        return try await capabilities(with: crds) { isNamed ? try await client.discoverAll(listsAnew: false) : nil }
    }

    /// - Parameter served: nil where no API need be listed.
    private func capabilities(
        with crds: [CRDDocument], served: () async throws -> DiscoveryReport?
    ) async throws -> Capabilities {
        async let version = client.rawValue("/version")
        var versions: [String] = []
        var known: Set<String> = []
        func add(_ version: String) { if known.insert(version).inserted { versions.append(version) } }
        if let report = try await served() {
            for groupVersion in report.groupVersions { add(groupVersion.description) }
            for type in report.types { add("\(type.apiVersion)/\(type.kind)") }
        }
        for crd in crds {
            for version in crd.servedVersions {
                add("\(crd.group)/\(version)")
                add("\(crd.group)/\(version)/\(crd.kind)")
            }
        }
        let stated = try await version
        guard let gitVersion = stated["gitVersion"]?.string else {
            throw KubernetesError(.unreadable, "the server's /version has no gitVersion", server: client.server)
        }
        return Capabilities(
            kubeVersion: KubernetesVersion(
                version: gitVersion, major: stated["major"]?.string ?? "", minor: stated["minor"]?.string ?? ""),
            apiVersions: versions)
    }
}

extension Chart {
    /// Whether a template, a file that one may read, a default or a subchart has the word.
    fileprivate func names(_ word: String) -> Bool {
        (templates + files).contains { $0.text.contains(word) } || Value.object(values).json().contains(word)
            || dependencies.contains { $0.names(word) }
    }
}

/// Answers templates' `lookup` from the cluster.
struct ClusterLookup: ObjectLookup {
    let client: KubernetesClient

    func object(for query: LookupQuery) async throws -> Object {
        let type: ResourceType
        do {
            type = try await client.resourceType(apiVersion: query.apiVersion, kind: query.kind)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return [:]  // What is not served has no objects.
        }
        if query.name.isEmpty {
            let namespace = type.isNamespaced && !query.namespace.isEmpty ? query.namespace : nil
            let items = try await client.listAll(type, namespace: namespace).items
            return [
                "apiVersion": .string(query.apiVersion), "kind": .string("\(query.kind)List"), "items": .array(items),
            ]
        }
        let namespace = query.namespace.isEmpty ? nil : query.namespace
        return try await client.getIfPresent(type, query.name, namespace: namespace)?.object ?? [:]
    }
}
