import HTTP

extension Kubeconfig.User {
    func clientIdentity(
        reading reader: any FileReading
    ) throws(KubernetesError) -> HTTPConnectionOptions.ClientIdentity? {
        let certificate = try CredentialData.read(
            data: clientCertificateData, file: clientCertificate, "client-certificate", origin, reader)
        let key = try CredentialData.read(data: clientKeyData.revealed, file: clientKey, "client-key", origin, reader)
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            guard CredentialData.isPEM(certificate), CredentialData.isPEM(key) else {
                throw KubernetesError(.configuration, "\(origin): client certificate or key is not PEM")
            }
            return HTTPConnectionOptions.ClientIdentity(certificate: certificate, key: key)
        case (_?, nil):
            throw KubernetesError(.configuration, "\(origin): has a client-certificate and no client-key")
        case (nil, _?):
            throw KubernetesError(.configuration, "\(origin): has a client-key and no client-certificate")
        }
    }

    /// One way to authenticate besides a certificate; a token wins over an exec plugin, as in client-go.
    func credentials(
        cluster: Kubeconfig.Cluster, connection: HTTPConnectionOptions
    ) throws(KubernetesError) -> ClusterConfiguration.Credentials {
        guard authProvider.isEmpty else {
            throw KubernetesError(
                .configuration,
                "\(origin): auth-provider \(quoted(authProvider)) is no longer supported; use an exec plugin, such as "
                    + "gke-gcloud-auth-plugin, kubelogin or aws eks get-token")
        }
        let hasToken = !token.revealed.isEmpty || !tokenFile.isEmpty
        guard !(hasToken && !username.isEmpty) else {
            throw KubernetesError(.configuration, "\(origin): has both a token and a username; only one is allowed")
        }
        let plugin = try exec.map { exec throws(KubernetesError) in
            try exec.plugin(origin, cluster: cluster, connection: connection)
        }
        if !tokenFile.isEmpty {
            return .tokenFile(tokenFile, fallback: token.revealed.isEmpty ? nil : token)
        }
        if !token.revealed.isEmpty { return .token(token) }
        if !username.isEmpty { return .basic(username: username, password: password) }
        return plugin.map { .plugin($0) } ?? .none
    }
}

extension Kubeconfig.Exec {
    /// Checks what client-go's `validateAuthInfo` checks of an exec entry.
    func plugin(
        _ user: Kubeconfig.Origin, cluster: Kubeconfig.Cluster, connection: HTTPConnectionOptions
    ) throws(KubernetesError) -> ExecPlugin {
        guard !command.isEmpty else { throw KubernetesError(.configuration, "\(user).exec has no command") }
        guard ExecCredential.versions.contains(apiVersion) else {
            let known = ExecCredential.versions.joined(separator: " and ")
            throw KubernetesError(
                .configuration, "\(user).exec has apiVersion \(quoted(apiVersion)); supported: \(known)")
        }
        var mode = ExecPlugin.InteractiveMode.ifAvailable
        if !interactiveMode.isEmpty {
            guard let named = ExecPlugin.InteractiveMode(rawValue: interactiveMode) else {
                throw KubernetesError(
                    .configuration,
                    "\(user).exec has interactiveMode \(quoted(interactiveMode)); known: Never, IfAvailable, Always")
            }
            mode = named
        } else if apiVersion == "client.authentication.k8s.io/v1" {
            throw KubernetesError(.configuration, "\(user).exec of version v1 needs interactiveMode")
        }
        return ExecPlugin(
            apiVersion: apiVersion, command: command, arguments: arguments, environment: environment,
            interactiveMode: mode, installHint: installHint,
            cluster: provideClusterInfo ? info(cluster, connection) : nil)
    }

    private func info(_ cluster: Kubeconfig.Cluster, _ connection: HTTPConnectionOptions) -> ExecPlugin.ClusterInfo {
        ExecPlugin.ClusterInfo(
            server: cluster.server, tlsServerName: connection.serverName,
            insecureSkipTLSVerify: connection.skipsVerification,
            certificateAuthorityData: connection.certificateAuthorities,
            proxyURL: cluster.proxyURL.revealed.isEmpty ? nil : cluster.proxyURL, config: cluster.execConfig)
    }
}
