public struct BootstrapError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable { case invalidFile, unknownOperator, wrongCluster }

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
