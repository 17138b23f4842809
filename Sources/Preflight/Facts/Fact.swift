public import Value

/// What is known of one thing in the world.
public enum Fact: Sendable, Hashable {
    case known(Value)
    /// Someone looked, and it is not there.
    case absent
    /// Nobody can say; neither there nor absent.
    case unknown(UnknownReason)

    /// What expressions see: null when absent; nil when unknown.
    public var value: Value? {
        switch self {
        case .known(let value): value
        case .absent: .null
        case .unknown: nil
        }
    }

    /// Null when absent.
    ///
    /// - Throws: why it is not known.
    func known() throws(UnknownReason) -> Value {
        switch self {
        case .known(let value): return value
        case .absent: return .null
        case .unknown(let reason): throw reason
        }
    }
}

/// Why a fact is not known.
public struct UnknownReason: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case forbidden, unauthorized, timeout, unreachable, untrusted, failed
        /// A recorded snapshot does not hold it.
        case notGathered
    }

    public var code: Code
    /// A sentence for a person, with the other side's words.
    public var message: String
    /// The RBAC verb that was refused or timed out.
    public var verb: String?
    /// The RBAC resource, such as `nodes` or `pods/proxy`.
    public var resource: String?

    public init(_ code: Code, _ message: String, verb: String? = nil, resource: String? = nil) {
        self.code = code
        self.message = message
        self.verb = verb
        self.resource = resource
    }

    public var description: String { message }
}
