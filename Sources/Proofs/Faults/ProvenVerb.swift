/// What is done to a release while requests break.
public enum ProvenVerb: String, CaseIterable, Sendable {
    case install, upgrade, rollback, uninstall

    /// What comes before it, unharmed.
    var preparation: [ProvenVerb] {
        switch self {
        case .install: []
        case .upgrade, .uninstall: [.install]
        case .rollback: [.install, .upgrade]
        }
    }

    static let release = "web"

    /// The command, for a chart's two versions.
    ///
    /// - Parameter isAgain: as a person repeats it after a failure, who cannot know how far it came.
    func arguments(_ charts: (first: String, second: String), namespace: String, isAgain: Bool) -> [String] {
        let name = Self.release
        // A server whose answer is late by more than the request's time is away; a test waits for it no longer than that.
        let common = ["--namespace", namespace, "--timeout", "60s", "--request-timeout", "2s", "--events", "plain"]
        switch self {
        case .install:
            let words = isAgain ? ["upgrade", "--install"] : ["install"]
            return ["release"] + words + [name, charts.first, "--create-namespace", "--wait"] + common
        case .upgrade:
            return ["release", "upgrade", name, charts.second, "--crds", "upgrade", "--wait"] + common
        case .rollback: return ["release", "rollback", name, "1", "--wait"] + common
        case .uninstall:
            return ["release", "uninstall", name] + (isAgain ? ["--ignore-not-found"] : []) + common
        }
    }
}
