import Formats
import HTTP
import Value

/// What goes to a credential plugin in KUBERNETES_EXEC_INFO, and what it prints; mirrors client-go's exec plugin.
struct ExecCredential {
    var credential: Credential
    /// Seconds since 1970.
    var expiry: Double?

    static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    static func request(_ plugin: ExecPlugin, isInteractive: Bool) -> String {
        var spec: Object = [:]
        if let cluster = plugin.cluster {
            var info: Object = ["server": .string(cluster.server)]
            if let name = cluster.tlsServerName { info["tls-server-name"] = .string(name) }
            if cluster.insecureSkipTLSVerify { info["insecure-skip-tls-verify"] = true }
            if let data = cluster.certificateAuthorityData {
                info["certificate-authority-data"] = .string(Base64.encode(data))
            }
            if let proxy = cluster.proxyURL { info["proxy-url"] = .string(proxy.revealed) }
            info["config"] = cluster.config
            spec["cluster"] = .object(info)
        }
        spec["interactive"] = .bool(isInteractive)
        let request: Value = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": .object(spec),
        ]
        return request.json()
    }

    /// - Throws: `KubernetesError` with code `credentials`; never with what the plugin printed, which may be a secret.
    init(output: [UInt8], plugin: ExecPlugin) throws(KubernetesError) {
        func failure(_ message: String) -> KubernetesError {
            KubernetesError(.credentials, "credential plugin \(quoted(plugin.command)) \(message)")
        }
        let answer: Value
        do {
            answer = try Value(json: output)
        } catch {
            throw failure("printed no JSON")
        }
        guard answer["kind"]?.string == "ExecCredential" else { throw failure("printed no ExecCredential object") }
        guard answer["apiVersion"]?.string == plugin.apiVersion else {
            let version = answer["apiVersion"]?.string ?? ""
            throw failure("answered with apiVersion \(quoted(version)), but \(quoted(plugin.apiVersion)) is configured")
        }
        guard let status = answer["status"], status.object != nil else { throw failure("printed no status") }
        let token = status["token"]?.string ?? ""
        let certificate = status["clientCertificateData"]?.string ?? ""
        let key = status["clientKeyData"]?.string ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            throw failure("printed only one of clientCertificateData and clientKeyData")
        }
        guard !token.isEmpty || !certificate.isEmpty else {
            throw failure("printed neither a token nor a client certificate")
        }
        credential = Credential()
        if !token.isEmpty { credential = .bearer(Secret(token)) }
        if !certificate.isEmpty {
            credential.identity = HTTPConnectionOptions.ClientIdentity(
                certificate: Array(certificate.utf8), key: Array(key.utf8))
        }
        if let text = status["expirationTimestamp"]?.string {
            guard let time = Timestamp(text) else {
                throw failure("printed expirationTimestamp \(quoted(text)), which is not an RFC 3339 time")
            }
            expiry = time.secondsSince1970
        }
    }
}
