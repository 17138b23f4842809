import Value

/// What a look at an object brought, and at what it depends on.
struct Sight: Sendable, Hashable {
    /// Where the requests of a webhook go.
    enum ServiceState: Sendable, Hashable {
        case ready, withoutAddress, absent
        /// In the server's words.
        case unreadable(String)
    }

    var object: Value
    /// Of a CRD: versions that it serves and discovery does not have; nil where discovery was not asked.
    var missingVersions: [String]?
    /// Of a webhook configuration: the Services that it names, by `namespace/name`.
    var services: [String: ServiceState] = [:]
    /// Of a webhook configuration: what the server said when it could not ask one of its webhooks in a dry run, by the
    /// webhook's name.
    var unasked: [String: String] = [:]

    init(
        _ object: Value, missingVersions: [String]? = nil, services: [String: ServiceState] = [:],
        unasked: [String: String] = [:]
    ) {
        self.object = object
        self.missingVersions = missingVersions
        self.services = services
        self.unasked = unasked
    }
}
