import Value

/// A container whose log is to be read.
public struct LogSource: Sendable, Hashable {
    public var pod: String
    public var container: String
}

/// Which containers of a deployment's pods have the logs that are asked for.
public struct LogSelection: Sendable, Equatable {
    /// One for each pod, sorted by the pods' names.
    public var sources: [LogSource] = []
    /// Pods that have no such container, in sentences.
    public var problems: [String] = []

    /// - Parameters:
    ///   - pods: of the deployment.
    ///   - pod: the only one that is asked for; nil means all.
    ///   - container: nil means the one that each pod itself names as its default, as kubectl reads it, else its first.
    init(of pods: [Value], pod: String?, container: String?) {
        let named = pods.map { (name: $0["metadata"]?["name"]?.string ?? "", pod: $0) }.sorted { $0.name < $1.name }
        for (name, object) in named where pod == nil || pod == name {
            let containers = Self.containers(of: object)
            guard let container = container ?? Self.preferred(object, containers) else {
                problems.append("pod \(name) has no container")
                continue
            }
            guard containers.contains(container) else {
                problems.append("pod \(name) has no container \(container), only \(containers.joined(separator: ", "))")
                continue
            }
            sources.append(LogSource(pod: name, container: container))
        }
    }

    /// The names of all, those that run with the pod first.
    private static func containers(of pod: Value) -> [String] {
        ["containers", "initContainers", "ephemeralContainers"].flatMap { kind in
            (pod["spec"]?[kind]?.array ?? []).compactMap { $0["name"]?.string }
        }
    }

    private static func preferred(_ pod: Value, _ containers: [String]) -> String? {
        let named = pod["metadata"]?["annotations"]?["kubectl.kubernetes.io/default-container"]?.string
        return named.flatMap { containers.contains($0) ? $0 : nil } ?? containers.first
    }
}
