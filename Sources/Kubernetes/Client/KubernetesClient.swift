public import HTTP

/// Reads and changes one cluster.
///
/// Every call throws `KubernetesError`, or `CancellationError` when its task was cancelled. Calls run concurrently up
/// to a limit; reads and idempotent writes are repeated when the server is briefly unable. A server that is not there is
/// asked once, except by a client that is `patient`.
public struct KubernetesClient: Sendable {
    let connection: Connection
    let discoveryCache: DiscoveryCache

    public init(
        configuration: ClusterConfiguration, transport: any HTTPTransport, options: ClientOptions = ClientOptions()
    ) {
        connection = Connection(configuration: configuration, transport: transport, options: options)
        discoveryCache = DiscoveryCache()
    }

    init(connection: Connection, discoveryCache: DiscoveryCache) {
        self.connection = connection
        self.discoveryCache = discoveryCache
    }

    /// A client of the same cluster with other options, and its own cache of discovery and credentials.
    public func with(_ options: ClientOptions) -> KubernetesClient {
        KubernetesClient(configuration: configuration, transport: connection.transport, options: options)
    }

    /// The same client, whose requests go through what `wrap` makes of its transport; all else is shared with this one.
    public func through(_ wrap: (any HTTPTransport) -> any HTTPTransport) -> KubernetesClient {
        KubernetesClient(
            connection: connection.with(transport: wrap(connection.transport)), discoveryCache: discoveryCache)
    }

    public var configuration: ClusterConfiguration { connection.configuration }
    public var options: ClientOptions { connection.options }
    /// The server's URL.
    public var server: String { configuration.server }
    /// Where objects without a namespace go.
    public var defaultNamespace: String { configuration.namespace }

    /// The namespace for a call about `type`: nil for types outside namespaces.
    func scope(_ type: ResourceType, _ namespace: String?) -> String? {
        type.isNamespaced ? namespace ?? defaultNamespace : nil
    }
}
