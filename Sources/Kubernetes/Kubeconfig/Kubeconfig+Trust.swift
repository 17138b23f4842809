import Formats
import HTTP

extension Kubeconfig.Cluster {
    /// Embedded data wins over the file, as in client-go.
    func connection(reading reader: any FileReading) throws(KubernetesError) -> HTTPConnectionOptions {
        var options = HTTPConnectionOptions()
        let hasAuthority = !certificateAuthority.isEmpty || !certificateAuthorityData.isEmpty
        guard !(insecureSkipTLSVerify && hasAuthority) else {
            throw KubernetesError(
                .configuration,
                "\(origin): insecure-skip-tls-verify and certificate-authority exclude each other; remove one")
        }
        options.skipsVerification = insecureSkipTLSVerify
        options.certificateAuthorities = try CredentialData.read(
            data: certificateAuthorityData, file: certificateAuthority, "certificate-authority", origin, reader)
        if let authorities = options.certificateAuthorities, !CredentialData.isPEM(authorities) {
            throw KubernetesError(.configuration, "\(origin).certificate-authority holds no PEM certificate")
        }
        options.serverName = tlsServerName.isEmpty ? nil : tlsServerName
        if !proxyURL.revealed.isEmpty { options.proxy = .url(try checkedProxy()) }
        return options
    }

    private func checkedProxy() throws(KubernetesError) -> String {
        let url = proxyURL.revealed
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard ["http", "https", "socks5"].contains(scheme), url.dropFirst(scheme.count).hasPrefix("://") else {
            throw KubernetesError(
                .configuration, "\(origin).proxy-url is not an http, https or socks5 URL")
        }
        return url
    }
}

/// Certificates and keys, embedded or in files.
enum CredentialData {
    static func read(
        data: String, file: String, _ field: String, _ origin: Kubeconfig.Origin, _ reader: any FileReading
    ) throws(KubernetesError) -> [UInt8]? {
        if !data.isEmpty {
            guard let bytes = Base64.decode(data) else {
                throw KubernetesError(.configuration, "\(origin).\(field)-data is not base64")
            }
            return bytes
        }
        guard !file.isEmpty else { return nil }
        do {
            return try reader.read(file, upTo: Limits.credentialBytes)
        } catch {
            throw KubernetesError(.configuration, "\(origin).\(field): cannot read \(error)", underlying: error)
        }
    }

    static func isPEM(_ bytes: [UInt8]) -> Bool { String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") }
}
