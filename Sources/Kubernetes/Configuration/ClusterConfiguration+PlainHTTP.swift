import HTTP

/// Credentials need TLS: over plain http anybody on the way could take them. Mirrors client-go's `ClientConfig`, which reads
/// a user's credentials for https servers alone.
extension ClusterConfiguration {
    /// Whether credentials may go out.
    public var isEncrypted: Bool { server.hasPrefix("https://") }

    /// What a person must be told before the first request: that the server is reached over plain http though nobody asked
    /// for it, or that credentials stay behind. Without secrets.
    public var warning: String? {
        guard !isEncrypted else { return nil }
        let kept = hasCredentials ? "; the user's credentials are not sent" : ""
        if schemeIsAssumed {
            return
                "the kubeconfig's server names neither https nor http, and no certificate-authority is configured: it is "
                + "reached at \(server), which is not encrypted\(kept); write https:// before the server if it speaks TLS"
        }
        return hasCredentials
            ? "server \(server) is not encrypted\(kept); give an https server to be known to it" : nil
    }

    /// The same, with what may go out alone. Impersonation is not a secret, and is left.
    var withoutExposedCredentials: ClusterConfiguration {
        guard !isEncrypted else { return self }
        var configuration = self
        configuration.credentials = .none
        configuration.connection.clientIdentity = nil
        return configuration
    }

    private var hasCredentials: Bool {
        if case .none = credentials { return connection.clientIdentity != nil }
        return true
    }
}
