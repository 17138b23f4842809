public struct BootstrapError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case invalidFile, unknownOperator, wrongCluster
        /// What stands for an operator's version means none.
        case operatorVersion
        /// Which cluster this is could not be read.
        case unknownCluster
        /// The caller lacks rights; nothing was changed.
        case forbidden
    }

    public var code: Code
    public var message: String
    public var hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}

/// A run that ended before its end: what it had done by then, and why it ended.
///
/// Whether that was anything, `result` tells only of the steps that came to their end.
public struct BootstrapInterruption: Error, CustomStringConvertible {
    public var result: BootstrapResult
    public var underlying: any Error

    public var description: String { "\(underlying)" }
}
