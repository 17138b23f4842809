import Value

/// A test that a chart brings: a hook of its own event.
public struct ReleaseTest: Sendable, Hashable {
    public var name: String
    public var kind: String
    /// Nil when it has never run.
    public var lastRun: HookRun?
}

/// When and how a hook ran last.
public struct HookRun: Sendable, Hashable {
    /// Helm's words: Running, Succeeded, Failed, Unknown.
    public var phase: String
    /// RFC 3339.
    public var started: String
    /// The same; nil while it runs, and where its run died.
    public var completed: String?

    init(phase: String, started: String, completed: String?) {
        self.phase = phase
        self.started = started
        self.completed = completed
    }

    /// Nil for one that has not run: Helm 3 writes empty times, or Go's zero time.
    init?(_ value: Value?) {
        func time(_ key: String) -> String? {
            value?[key]?.string.flatMap { $0.isEmpty || $0.hasPrefix("0001-") ? nil : $0 }
        }
        guard let started = time("started_at") else { return nil }
        self.init(phase: value?["phase"]?.string ?? "", started: started, completed: time("completed_at"))
    }
}
