import Kubernetes
import Value

/// A namespace that pods are about to come to, and the Pod Security level that it enforces.
struct PodNamespace: Sendable, Hashable {
    var name: String
    /// Empty where it enforces none of its own.
    var level = ""
    /// Why the level is not known.
    var unknown: UnknownReason?

    /// The label by which a namespace enforces a level.
    static let label = "pod-security.kubernetes.io/enforce"

    /// Those of rendered pods, and of deployments whose pods only their operators know; none that are still to come.
    ///
    /// - Parameter rendered: as the fact has it.
    static func names(in rendered: Value, _ subject: Subject) -> [String] {
        let parts = rendered.array ?? []
        let objects = parts.flatMap { $0["objects"]?.array ?? [] }.filter { $0["pods"]?.array?.isEmpty == false }
        let missing = parts.flatMap { $0["missingNamespaces"]?.array ?? [] }.compactMap(\.string)
        let names = objects.compactMap { $0["namespace"]?.string } + subject.deployments.map(\.namespace)
        return Set(names).subtracting(missing + [""]).sorted()
    }

    var value: Value {
        let known: Value = ["namespace": .string(name), "level": .string(level)]
        return known.merged(with: UnknownReason.entry(unknown))
    }

    init(name: String, level: String = "", unknown: UnknownReason? = nil) {
        self.name = name
        self.level = level
        self.unknown = unknown
    }

    init(value: Value) {
        self.init(
            name: value["namespace"]?.string ?? "", level: value["level"]?.string ?? "",
            unknown: UnknownReason(entry: value))
    }
}

extension FactGatherer {
    /// One entry for each namespace; one that may not be read says so, and leaves the others to tell.
    func podNamespaces(_ names: [String]) async throws -> Fact {
        var entries: [PodNamespace] = []
        for (index, name) in names.enumerated() {
            var entry = PodNamespace(name: name)
            do {
                guard index < PreflightLimits.objectNames else { throw Self.tooManyNamespaces }
                let found = try await reading { try await $0.getIfPresent(.namespaces, name) }
                entry.level = found?["metadata"]?["labels"]?[PodNamespace.label]?.string ?? ""
            } catch let reason as UnknownReason {
                entry.unknown = reason
            }
            entries.append(entry)
        }
        return .known(.array(entries.map(\.value)))
    }

    private static let tooManyNamespaces = UnknownReason(
        .failed, "pods go to more than \(PreflightLimits.objectNames) namespaces, more than are looked at")
}
