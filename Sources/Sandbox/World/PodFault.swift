import Value

/// What a simulated pod can be told to do wrong.
public enum PodFault: String, Sendable, CaseIterable {
    case imagePullBackOff = "image-pull-backoff"
    case crashLoop = "crash-loop"
    case neverReady = "never-ready"
    /// A job's pod that fails.
    case fail
    /// Ten times as slow.
    case slow

    /// On a pod, or on its template.
    static let annotation = "sandbox.groundcrew/fault"

    static func of(_ pod: Value, _ faults: FaultBook) -> (fault: PodFault, message: String?)? {
        if let text = pod.annotations[annotation]?.string, let fault = PodFault(rawValue: text) {
            return (fault, nil)
        }
        guard let found = faults.first(for: pod, kind: "Pod"), let fault = PodFault(rawValue: found.fault) else {
            return nil
        }
        return (fault, found.message)
    }
}

/// A fault of the sandbox file: what happens to objects of a kind whose name matches.
public struct SandboxFault: Sendable, Hashable {
    public var kind: String
    /// A name in which `*` stands for anything.
    public var name: String
    public var namespace: String?
    /// For pods one of `PodFault`; for custom resources one of `ResourceFault`.
    public var fault: String
    public var message: String?
    /// Where the file says so, as `file:line:column`; nil for faults that no file asked for.
    public var place: String?

    public init(kind: String, name: String, namespace: String? = nil, fault: String, message: String? = nil) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.fault = fault
        self.message = message
    }
}

/// Names with `*` in them.
enum Glob {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return text == pattern }
        guard text.hasPrefix(first), text.count >= first.count + last.count, text.hasSuffix(last) else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(ofText: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
