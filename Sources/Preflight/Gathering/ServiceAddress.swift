import Value

/// Where a service listens, from a URL as users and charts write it.
struct ServiceAddress: Sendable, Hashable {
    /// Lower case, `nats` or `http` for instance; empty when the text has none.
    var scheme: String
    var host: String
    var port: Int

    /// Names that only resolve inside a cluster.
    var isClusterName: Bool {
        host.hasSuffix(".svc") || host.contains(".svc.") || (!host.contains(".") && host != "localhost" && !isIPv6)
    }

    private var isIPv6: Bool { host.contains(":") }
    private var bracketed: String { isIPv6 ? "[\(host)]" : host }

    /// Without user information.
    var text: String { "\(bracketed):\(port)" }
    var url: String { "\(scheme.isEmpty ? "http" : scheme)://\(text)" }

    /// Every address of a list separated by commas.
    static func list(_ text: String, defaultPort: Int) throws(UnknownReason) -> [ServiceAddress] {
        var addresses: [ServiceAddress] = []
        for part in text.split(separator: ",") {
            let part = part.trimmed
            guard let address = ServiceAddress(part, defaultPort: defaultPort) else {
                throw UnknownReason(.failed, "'\(redacted(part))' is not an address: it must be scheme://host:port")
            }
            addresses.append(address)
        }
        guard !addresses.isEmpty else { throw UnknownReason(.failed, "no address is given") }
        return addresses
    }

    private init?(_ text: String, defaultPort: Int) {
        var rest = text[...]
        scheme = ""
        if let separator = text.firstRange(of: "://") {
            scheme = text[..<separator.lowerBound].lowercased()
            rest = text[separator.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        var portText: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else {
            let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            host = String(parts[0])
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        guard let portText else {
            port = scheme == "https" ? 443 : scheme == "http" ? (defaultPort == 4222 ? 80 : defaultPort) : defaultPort
            return
        }
        guard let number = Int(portText), (1...65535).contains(number) else { return nil }
        port = number
    }

    /// The text without user information.
    static func redacted(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        return start <= at ? String(text[..<start] + text[text.index(after: at)...]) : text
    }
}
