public import Value

/// A change that a watch saw.
public enum WatchEvent: Sendable, Hashable {
    case added(Value)
    case modified(Value)
    /// The object as last seen. When the watch learnt of the removal from a new list, only its `apiVersion`, `kind`,
    /// and of `metadata` the name, namespace, uid, resourceVersion and labels.
    case deleted(Value)
    /// All objects of a list have been reported: after the first one, and after each that the watch had to repeat.
    case synced(resourceVersion: String)
    /// Nothing has changed up to this version.
    case bookmark(resourceVersion: String)
    /// Contact was lost; the watch goes on after a pause, and nothing that happens meanwhile is lost.
    case interrupted(KubernetesErrorSummary)
}

/// What interrupted a watch, short enough to be compared.
public struct KubernetesErrorSummary: Sendable, Hashable {
    public var code: KubernetesError.Code
    public var message: String

    init(_ error: KubernetesError) {
        code = error.code
        message = error.message
    }
}

/// Where a watch begins.
public enum WatchStart: Sendable {
    /// Lists first, and reports every object found as added.
    case list
    /// Goes on from a list that the caller has read; what is in it is not reported again.
    case after(ObjectListing)
    /// Goes on from a version. Should it turn out too old, objects found then are reported as added, and removals of
    /// objects that the watch has not seen stay unknown.
    case resourceVersion(String)
}
