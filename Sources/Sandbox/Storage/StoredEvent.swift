import Value

/// One change of the store, as watches replay it.
struct StoredEvent: Sendable {
    var version: UInt64
    var resource: ResourceKey
    /// The object as it is after the change; for a deletion, as it was last, with the deletion's resource version.
    var object: Value
    /// The object as it was before, nil when it was created.
    var before: Value?
    var isDeletion: Bool
}
