import Formats

/// HTTP_PROXY, HTTPS_PROXY and NO_PROXY, with the rules of Go's `golang.org/x/net/http/httpproxy`.
///
/// kubectl and Helm follow these rules; curl's own differ in the order of upper and lower case, in suffixes and in
/// loopback, so curl is told the proxy and reads no environment itself. Names outside ASCII are compared as they are.
struct ProxyEnvironment: Sendable {
    private let httpProxy: ProxyServer?
    private let httpsProxy: ProxyServer?
    /// What was wrong with a value; reported when a request would have used it.
    private let httpProblem: HTTPError?
    private let httpsProblem: HTTPError?
    private let isCGI: Bool
    private let bypass: Bypass

    init(_ environment: [String: String]) {
        func first(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        (httpProxy, httpProblem) = Self.parse(first("HTTP_PROXY", "http_proxy"), name: "HTTP_PROXY")
        (httpsProxy, httpsProblem) = Self.parse(first("HTTPS_PROXY", "https_proxy"), name: "HTTPS_PROXY")
        bypass = Bypass(first("NO_PROXY", "no_proxy") ?? "")
        isCGI = first("REQUEST_METHOD") != nil
    }

    /// The proxy for a URL, or nil to connect directly.
    ///
    /// - Throws: `HTTPError` with code `proxyFailed` when the variable holds no proxy URL, or HTTP_PROXY is set in a CGI
    ///   environment, where the client of a web server can set it.
    func proxy(for url: RequestURL) throws(HTTPError) -> ProxyServer? {
        let (proxy, problem) = url.scheme == "https" ? (httpsProxy, httpsProblem) : (httpProxy, httpProblem)
        guard proxy != nil || problem != nil else { return nil }
        if url.scheme == "http", isCGI {
            throw HTTPError(
                .proxyFailed, "HTTP_PROXY is not used where REQUEST_METHOD is set (CGI): unset one of them",
                url: url.displayText)
        }
        guard !bypass.covers(host: url.host, port: url.effectivePort) else { return nil }
        if var problem {
            problem.url = url.displayText
            throw problem
        }
        return proxy
    }

    private static func parse(_ text: String?, name: String) -> (ProxyServer?, HTTPError?) {
        guard let text else { return (nil, nil) }
        do {
            return (try ProxyServer(text), nil)
        } catch {
            return (nil, HTTPError(.proxyFailed, "\(name): \(error.message)"))
        }
    }
}

extension ProxyEnvironment {
    /// NO_PROXY: hosts that are reached directly.
    private struct Bypass: Sendable {
        var everything = false
        var networks: [IPNetwork] = []
        var addresses: [(address: IPAddress, port: Int?)] = []
        var domains: [(suffix: String, coversItself: Bool, port: Int?)] = []

        init(_ text: String) {
            for part in text.split(separator: ",") {
                let entry = String(part).lowercased().trimmingSpaces()
                if entry.isEmpty { continue }
                if entry == "*" {
                    everything = true
                    return
                }
                add(entry)
            }
        }

        private mutating func add(_ entry: String) {
            if let network = IPNetwork(entry) {
                networks.append(network)
                return
            }
            if let address = IPAddress(entry) {
                addresses.append((address, nil))
                return
            }
            var host = entry
            var port: Int?
            if let colon = entry.lastIndex(of: ":"), entry.hasPrefix("[") || entry.firstIndex(of: ":") == colon,
                let number = Int(entry[entry.index(after: colon)...])
            {
                host = String(entry[..<colon])
                port = number
            }
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            if host.isEmpty { return }
            if let address = IPAddress(host) {
                addresses.append((address, port))
                return
            }
            if host.hasPrefix("*.") { host.removeFirst() }
            let coversItself = !host.hasPrefix(".")
            domains.append((coversItself ? "." + host : host, coversItself, port))
        }

        func covers(host: String, port: Int) -> Bool {
            let address = IPAddress(host)
            if host == "localhost" || address?.isLoopback == true || everything { return true }
            if let address {
                return networks.contains { $0.contains(address) }
                    || addresses.contains { $0.address == address && ($0.port ?? port) == port }
            }
            return domains.contains {
                (host.hasSuffix($0.suffix) || ($0.coversItself && host == $0.suffix.dropFirst()))
                    && ($0.port ?? port) == port
            }
        }
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
