public import Value

extension ExecPlugin {
    /// The cluster as a plugin may need it to choose a credential; mirrors `ExecCredential.spec.cluster`.
    public struct ClusterInfo: Sendable, Hashable {
        public var server: String
        public var tlsServerName: String?
        public var insecureSkipTLSVerify: Bool
        /// PEM.
        public var certificateAuthorityData: [UInt8]?
        public var proxyURL: Secret?
        /// The cluster's extension named `client.authentication.k8s.io/exec`.
        public var config: Value

        public init(
            server: String, tlsServerName: String? = nil, insecureSkipTLSVerify: Bool = false,
            certificateAuthorityData: [UInt8]? = nil, proxyURL: Secret? = nil, config: Value = .null
        ) {
            self.server = server
            self.tlsServerName = tlsServerName
            self.insecureSkipTLSVerify = insecureSkipTLSVerify
            self.certificateAuthorityData = certificateAuthorityData
            self.proxyURL = proxyURL
            self.config = config
        }
    }
}
