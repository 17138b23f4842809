import Formats
import Value

/// Whom the API server asks, by the `clientConfig` of a webhook for admission or conversion.
struct WebhookTarget: Sendable, Hashable {
    /// What the server's certificate is checked against.
    enum Authority: Sendable, Hashable { case given, missing, unusable }

    struct Service: Sendable, Hashable {
        var namespace: String
        var name: String
        var port: Int64

        var text: String { "\(namespace)/\(name)" }
    }

    /// Nil for one that is asked by a URL.
    var service: Service?
    var url: String
    var authority: Authority

    init(_ clientConfig: Value?) {
        url = clientConfig?["url"]?.string ?? ""
        if let service = clientConfig?["service"], let name = service["name"]?.string {
            self.service = Service(
                namespace: service["namespace"]?.string ?? "", name: name, port: service["port"]?.integer ?? 443)
        }
        authority = Self.authority(clientConfig?["caBundle"]?.string ?? "")
    }

    /// Tools put a blank in its place until they have one.
    private static func authority(_ bundle: String) -> Authority {
        guard !bundle.isEmpty else { return .missing }
        guard let bytes = Base64.decode(bundle) else { return .unusable }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.allSatisfy(\.isWhitespace) { return .missing }
        return text.contains("-----BEGIN CERTIFICATE-----") ? .given : .unusable
    }
}
