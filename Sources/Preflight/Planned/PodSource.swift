import Kubernetes
import Value

/// A ConfigMap or a Secret without which a pod does not start, and whether it is there; what it holds is never kept.
struct PodSource: Sendable, Hashable {
    enum Kind: String, Sendable {
        case configMap = "ConfigMap"
        case secret = "Secret"

        var type: ResourceType {
            switch self {
            case .configMap: .configMaps
            case .secret: .secrets
            }
        }
    }

    enum State: String, Sendable { case coming, present, missing, unknown }

    var kind: Kind
    var namespace: String
    var name: String

    /// Those that the pods of rendered objects need and that do not come with them, each once.
    ///
    /// - Parameter rendered: as the fact has it.
    static func all(in rendered: Value, for subject: Subject) -> [PodSource] {
        var sources: [PodSource] = []
        let parts = rendered.array ?? []
        let objects = parts.flatMap { $0["objects"]?.array ?? [] }
        for object in parts.filter({ isJudged($0["owner"]) }).flatMap({ $0["objects"]?.array ?? [] }) {
            for source in (object["pods"]?.array ?? []).flatMap({ named(by: $0, in: object["namespace"]) })
            where !sources.contains(source) && !source.isToken(of: subject) && !source.comes(with: objects) {
                sources.append(source)
            }
        }
        return sources
    }

    /// Not an operator's own pods: many of theirs mount what a Job or cert-manager makes once it runs.
    static func isJudged(_ owner: Value?) -> Bool { owner?.string?.hasPrefix("operator ") == false }

    /// - Parameter pod: of the fact, or of what checks see of it.
    static func named(by pod: Value, in namespace: Value?) -> [PodSource] {
        (pod["sources"]?.array ?? []).compactMap { source in
            guard let kind = source["kind"]?.string.flatMap(Kind.init), let name = source["name"]?.string else {
                return nil
            }
            return PodSource(kind: kind, namespace: namespace?.string ?? "", name: name)
        }
    }

    /// Whether another check looks after it.
    func isToken(of subject: Subject) -> Bool {
        kind == .secret
            && subject.deployments.contains { $0.namespace == namespace && $0.serving.tokenSecret == name }
    }

    /// Whether one of these is it, or Kubernetes makes it in every namespace.
    func comes(with objects: [Value]) -> Bool {
        kind == .configMap && name == "kube-root-ca.crt"
            || objects.contains {
                $0["apiVersion"] == "v1" && $0["kind"]?.string == kind.rawValue
                    && $0["namespace"]?.string == namespace && $0["name"]?.string == name
            }
    }

    func entry(_ state: State, _ reason: UnknownReason? = nil) -> Value {
        [
            "kind": .string(kind.rawValue), "namespace": .string(namespace), "name": .string(name),
            "state": .string(state.rawValue), "code": .string(reason?.code.rawValue ?? ""),
            "message": .string(reason?.message ?? ""),
        ]
    }
}

extension FactGatherer {
    /// One entry for each; one that may not be read says so, and leaves the others to tell.
    func podSources(_ sources: [PodSource]) async throws -> Fact {
        guard !sources.isEmpty else { return .absent }
        var entries: [Value] = []
        for source in sources.prefix(PreflightLimits.objectNames) {
            do {
                let found = try await reading {
                    try await $0.getIfPresent(source.kind.type, source.name, namespace: source.namespace)
                }
                entries.append(source.entry(found == nil ? .missing : .present))
            } catch let reason as UnknownReason {
                entries.append(source.entry(.unknown, reason))
            }
        }
        return .known(.array(entries))
    }
}
