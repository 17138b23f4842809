import FoundationEssentials

enum ProcessEnvironment {
    static func variables() -> [String: String] { ProcessInfo.processInfo.environment }
}
