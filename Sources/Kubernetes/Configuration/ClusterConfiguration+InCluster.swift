import HTTP

extension ClusterConfiguration {
    /// The configuration that a pod is given; nil outside of a cluster.
    ///
    /// Mirrors client-go: two variables, the service account's token, and its CA where there is one.
    static func inCluster(
        _ request: ClusterRequest, environment: ClientEnvironment
    ) throws(KubernetesError) -> ClusterConfiguration? {
        let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
        guard let host = environment.variables["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment.variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        func read(_ name: String) throws(KubernetesError) -> [UInt8]? {
            do {
                return try environment.files.read("\(folder)/\(name)", upTo: Limits.credentialBytes)
            } catch {
                if error.code == .notFound { return nil }
                throw KubernetesError(.configuration, "cannot read \(error)", underlying: error)
            }
        }
        guard try read("token") != nil else { return nil }
        var connection = HTTPConnectionOptions()
        connection.certificateAuthorities = try read("ca.crt")
        let own = try read("namespace").map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
        let namespace =
            request.namespace ?? environment.variables["POD_NAMESPACE"].flatMap { $0.isEmpty ? nil : $0 } ?? own
            ?? "default"
        let impersonation = request.impersonate.map {
            Impersonation(user: $0, groups: request.impersonateGroups)
        }
        return try ClusterConfiguration(
            server: "https://" + (host.contains(":") ? "[\(host)]" : host) + ":" + port, connection: connection,
            credentials: .tokenFile("\(folder)/token"), impersonation: impersonation, namespace: namespace)
    }
}
