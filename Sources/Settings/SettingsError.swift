/// Settings that cannot be read, or that would not hold.
public struct SettingsError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// What the ConfigMap holds is not what settings are.
        case unreadable
        /// There is no setting of that name.
        case unknownKey
        /// A value that may not stand there, or that no provider can do anything with.
        case badValue
        /// Others change the settings all the time.
        case busy
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
