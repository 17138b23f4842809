/// The limits of the sandbox, each in one place.
enum SandboxLimits {
    /// Changes that watches can still replay.
    static let history = 8_192
    /// Bytes of a request's body; the real server takes 3 MiB of JSON for most, more for CRDs.
    static let requestBody = 8 << 20
    /// Rounds of reconciliation at one instant before the controllers are thought to fight each other.
    static let reconcileRounds = 200
    /// Problems told of one object.
    static let problems = 32
    /// Nesting of values that schemas walk.
    static let depth = 200
    /// Bytes of a sandbox file.
    static let sandboxFile = 4 << 20
}
