import HTTP

extension Kubeconfig {
    /// The configuration of one context, with the certificates that it refers to.
    ///
    /// Checks what client-go's `ConfirmUsable` checks, and also that the names a context gives exist.
    public func resolve(
        _ request: ClusterRequest = ClusterRequest(), reading reader: any FileReading
    ) throws(KubernetesError) -> ClusterConfiguration {
        let (contextName, context) = try chosenContext(request)
        let clusterName = request.cluster ?? context?.cluster ?? ""
        let cluster = try Self.entry(clusterName, in: clusters, "cluster", usedBy: context?.origin)
        let userName = request.user ?? context?.user ?? ""
        let user = userName.isEmpty ? nil : try Self.entry(userName, in: users, "user", usedBy: context?.origin)

        var connection = try cluster.connection(reading: reader)
        var credentials = ClusterConfiguration.Credentials.none
        if let user {
            connection.clientIdentity = try user.clientIdentity(reading: reader)
            credentials = try user.credentials(cluster: cluster, connection: connection)
        }
        guard !cluster.server.isEmpty else {
            throw KubernetesError(.configuration, "\(cluster.origin): cluster \(quoted(clusterName)) has no server")
        }
        let namespace = request.namespace ?? context?.namespace ?? ""
        let impersonation = try user.impersonation(request)
        do {
            return try ClusterConfiguration(
                server: cluster.server, connection: connection, credentials: credentials,
                impersonation: impersonation, namespace: namespace.isEmpty ? "default" : namespace,
                context: contextName)
        } catch {
            throw KubernetesError(.configuration, "\(cluster.origin): \(error.message)")
        }
    }

    private func chosenContext(_ request: ClusterRequest) throws(KubernetesError) -> (String?, Context?) {
        let name = request.context ?? currentContext
        let place = files.joined(separator: ", ")
        guard !name.isEmpty else {
            // As with kubectl, the two names on the command line need no context.
            if request.cluster != nil { return (nil, nil) }
            throw KubernetesError(
                .configuration, "no current-context in \(place); give --context, one of: \(Self.names(contexts))")
        }
        guard let context = contexts[name] else {
            throw KubernetesError(
                .configuration,
                "context \(quoted(name)) does not exist in \(place); known: \(Self.names(contexts))")
        }
        return (name, context)
    }

    private static func entry<Entry>(
        _ name: String, in entries: [String: Entry], _ what: String, usedBy origin: Origin?
    ) throws(KubernetesError) -> Entry {
        if let entry = entries[name] { return entry }
        let place = origin.map { "\($0): " } ?? ""
        throw KubernetesError(
            .configuration,
            name.isEmpty
                ? "\(place)no \(what) is named; known: \(names(entries))"
                : "\(place)\(what) \(quoted(name)) does not exist; known: \(names(entries))")
    }

    private static func names<Entry>(_ entries: [String: Entry]) -> String {
        entries.isEmpty ? "none" : entries.keys.sorted().joined(separator: ", ")
    }
}

extension Kubeconfig.User? {
    /// The command line's impersonation replaces the file's.
    fileprivate func impersonation(
        _ request: ClusterRequest
    ) throws(KubernetesError) -> ClusterConfiguration.Impersonation? {
        if let user = request.impersonate, !user.isEmpty {
            return ClusterConfiguration.Impersonation(user: user, groups: request.impersonateGroups)
        }
        guard request.impersonateGroups.isEmpty else {
            throw KubernetesError(.configuration, "--as-group needs --as")
        }
        guard let user = self else { return nil }
        guard !user.impersonate.isEmpty else {
            guard user.impersonateUID.isEmpty, user.impersonateGroups.isEmpty, user.impersonateExtra.isEmpty else {
                throw KubernetesError(.configuration, "\(user.origin): as-uid, as-groups and as-user-extra need as")
            }
            return nil
        }
        return ClusterConfiguration.Impersonation(
            user: user.impersonate, uid: user.impersonateUID.isEmpty ? nil : user.impersonateUID,
            groups: user.impersonateGroups, extra: user.impersonateExtra)
    }
}
