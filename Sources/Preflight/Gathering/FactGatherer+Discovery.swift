import Kubernetes

/// Of which types the server has any: in one run, the groups are listed once at most, and each version of a group that is
/// needed is asked about once. Groups that nobody needs are left alone.
extension FactGatherer {
    /// Groups whose types have been in `v1` for years: where they are, nobody has to ask for the versions.
    private static let settled: Set<String> = [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
        "batch", "coordination.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io", "networking.k8s.io",
        "node.k8s.io", "policy", "rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ]

    /// The type in the preferred one of the versions that have it; nil where it is not served.
    ///
    /// - Parameter plural: such as `deployments`.
    func servedType(_ plural: String, of group: String, _ client: KubernetesClient) async throws -> ResourceType? {
        var known: [String] = []
        if Self.settled.contains(group) {
            known = ["v1"]
            if let type = try await servedType(plural, in: GroupVersion(group: group, version: "v1"), client) {
                return type
            }
        }
        for version in try await versions(of: group, client) where !known.contains(version) {
            if let type = try await servedType(plural, in: GroupVersion(group: group, version: version), client) {
                return type
            }
        }
        return nil
    }

    private func servedType(
        _ plural: String, in version: GroupVersion, _ client: KubernetesClient
    ) async throws -> ResourceType? {
        try await types(in: version, client).first { $0.plural == plural }
    }

    /// The preferred one first; none where the group is not served.
    func versions(of group: String, _ client: KubernetesClient) async throws -> [String] {
        // Of the core group there has only ever been one.
        guard !group.isEmpty else { return ["v1"] }
        do {
            // The server makes this list by itself: no API behind it is asked.
            let groups = try await memo.once("groups") { try await client.namedGroups() }
            return groups.first { $0.name == group }?.versions ?? []
        } catch let error as KubernetesError where [.forbidden, .resourceTypeNotFound].contains(error.code) {
            // Who may not see the list may see one of them.
            return try await memo.once("versions of \(group)") {
                do {
                    return try await client.group(group).versions
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    return []
                }
            }
        }
    }

    /// None where the version is not served.
    func types(in version: GroupVersion, _ client: KubernetesClient) async throws -> [ResourceType] {
        // A failure is everybody's, too.
        try await memo.once("types in \(version)") { try await client.typesIfServed(in: version) }
    }
}
