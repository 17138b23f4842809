import Value

/// What a `Status` says in its details.
extension KubernetesError {
    /// One reason of several, as `invalid` and `conflict` give them.
    public struct Cause: Sendable, Hashable {
        /// Such as `FieldValueRequired` or `FieldManagerConflict`.
        public var reason: String
        /// The path of the field, such as `spec.replicas`; may be empty.
        public var field: String
        public var message: String

        public init(reason: String, field: String, message: String) {
            self.reason = reason
            self.field = field
            self.message = message
        }
    }

    /// A field that server-side apply would have to take from another manager.
    public struct FieldConflict: Sendable, Hashable {
        public var manager: String
        public var field: String

        public init(manager: String, field: String) {
            self.manager = manager
            self.field = field
        }
    }

    public var reason: String { status["reason"]?.string ?? "" }

    public var causes: [Cause] {
        (status["details"]?["causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "", field: cause["field"]?.string ?? "",
                message: cause["message"]?.string ?? "")
        }
    }

    /// The conflicts of a server-side apply, in the server's order; empty for other errors.
    public var fieldConflicts: [FieldConflict] {
        causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            // The server writes: conflict with "manager" using apps/v1 [at time]
            let parts = cause.message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            return FieldConflict(manager: parts.count == 3 ? String(parts[1]) : cause.message, field: cause.field)
        }
    }

    /// True when RBAC (or another authorizer) refused; false when admission did, such as quota or pod security.
    public var isMissingPermission: Bool {
        code == .forbidden && (message.contains(" cannot ") || status.isNull)
    }

    /// True when the namespace is on its way out, so that nothing new can be made in it.
    public var isTerminatingNamespace: Bool {
        code == .forbidden && causes.contains { $0.reason == "NamespaceTerminating" }
    }
}
