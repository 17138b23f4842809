public struct DeploymentError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// What was asked for cannot be done; nothing was changed.
        case invalidRequest, operatorMissing, tokenMissing
        /// The nodes could never hold it; nothing was changed.
        case noRoom
        /// It is a deployment of a provider that is not loaded; nothing was changed.
        case unknownProvider
        /// What decides it may not be seen by the caller; nothing was changed.
        case unseen
        /// The provider reports a failure that waiting does not cure.
        case failed
        case timedOut
        case notFound
        /// The model does not answer.
        case silent
    }

    public var code: Code
    public var message: String
    public var hint: String?
    /// Whether the hint leads to objects of the deployment, and is of no use once they are gone.
    public var isHintOfObjects = false
    public var underlying: (any Error)?

    public init(_ code: Code, _ message: String, hint: String? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.underlying = underlying
    }

    /// Whether all was applied, and the model did not become ready or does not answer.
    public var isNotReady: Bool { [.failed, .timedOut, .silent].contains(code) }

    public var description: String { message }
}
