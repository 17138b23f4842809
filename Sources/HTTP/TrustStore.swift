import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the system keeps the certificate authorities it trusts.
struct TrustStore: Sendable, Hashable {
    /// A file of PEM certificates; nil leaves curl's own default.
    var file: String?
    /// A folder of hashed certificates; nil leaves curl's own default.
    var folder: String?

    /// Bundles of Debian and Alpine, RHEL and Fedora, SUSE, and others, in the order Go tries them.
    static let knownFiles = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// SSL_CERT_FILE and SSL_CERT_DIR come first, then curl's default where it exists, then the known places.
    init(environment: [String: String], curlFile: String?, exists: (String) -> Bool) {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        folder = set("SSL_CERT_DIR")
        if let named = set("SSL_CERT_FILE") {
            file = named
        } else if let curlFile, exists(curlFile) {
            file = nil
        } else {
            file = Self.knownFiles.first(where: exists)
        }
    }

    static func system(environment: [String: String]) -> TrustStore {
        // Where libcurl is missing, the first request says so.
        let curlFile = ccurl_problem() == nil ? ccurl_version()?.pointee.cainfo.map { String(cString: $0) } : nil
        return TrustStore(environment: environment, curlFile: curlFile) { access($0, R_OK) == 0 }
    }
}
