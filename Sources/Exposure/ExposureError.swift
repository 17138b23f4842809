/// Why a deployment cannot be exposed as asked for.
public struct ExposureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part of the request that is at fault, as bootstrap files call it.
    public enum Field: String, Sendable, CaseIterable { case gatewayClass, gateway, hostname, path, backend }

    public enum Reason: Sendable, Hashable {
        /// What was asked for is wrong, or goes together with nothing in the cluster.
        case invalid
        /// What is needed cannot be seen by the caller.
        case unseen
        /// Nothing in the cluster takes requests from outside.
        case operatorMissing
    }

    public var reason: Reason
    /// Nil where no part alone is at fault.
    public var field: Field?
    public var message: String
    /// What to do next.
    public var hint: String?

    public init(_ reason: Reason, _ field: Field?, _ message: String, hint: String? = nil) {
        self.reason = reason
        self.field = field
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}

extension ExposureError {
    /// With the field at fault before the message, for those who do not show where it stands.
    public var sentence: String { field.map { "\($0.rawValue) \(message)" } ?? message }
}
