/// The proxy that a request would go through by the environment, for messages.
public enum ProxyInForce {
    /// Its URL without credentials; nil where the server is asked directly.
    ///
    /// - Throws: `HTTPError` for a URL that cannot be asked, and for a variable that holds no proxy.
    public static func url(for url: String, environment: [String: String]) throws(HTTPError) -> String? {
        try ProxyEnvironment(environment).proxy(for: try RequestURL(url))?.url
    }
}
