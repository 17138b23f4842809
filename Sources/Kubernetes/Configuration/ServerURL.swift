import Formats

/// The URL of an API server.
enum ServerURL {
    /// Removes slashes at the end, and adds the scheme where it is missing: https only when something about TLS is
    /// configured, as client-go's `DefaultServerURL` does.
    static func normalized(_ text: String, hasTLS: Bool) throws(KubernetesError) -> String {
        var url = text
        if !url.contains("://") { url = (hasTLS ? "https://" : "http://") + url }
        while url.hasSuffix("/") { url.removeLast() }
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw KubernetesError(.configuration, "server \(quoted(text)) is neither an https nor an http URL")
        }
        let rest = url.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@") else {
            throw KubernetesError(
                .configuration,
                authority.isEmpty
                    ? "server \(quoted(text)) has no host"
                    : "the server's URL holds a user; put credentials under users in the kubeconfig")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == " " || $0.isNewline }) else {
            throw KubernetesError(.configuration, "server \(quoted(text)) holds a query, a fragment or a space")
        }
        return scheme + "://" + rest
    }

    /// Whether the server, or what passes everything on to it, runs on this machine.
    static func isLoopback(_ server: String) -> Bool {
        guard let start = server.firstRange(of: "://")?.upperBound else { return false }
        var host = server[start...].prefix { $0 != "/" }
        if host.first == "[" {
            host = host.dropFirst().prefix { $0 != "]" }
        } else {
            host = host.prefix { $0 != ":" }
        }
        return host.lowercased() == "localhost" || IPAddress(String(host))?.isLoopback == true
    }
}
