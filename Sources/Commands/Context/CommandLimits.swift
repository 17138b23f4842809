/// Sizes of what commands read, in bytes.
enum CommandLimits {
    static let configurationFile = 4 << 20
    static let valuesFile = 16 << 20
}
