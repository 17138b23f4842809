/// A verdict that counts as a failure when the user asks for it.
public enum FailOn: String, Sendable, CaseIterable {
    case warning, unknown
}
