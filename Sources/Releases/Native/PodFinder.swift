import Kubernetes
import Readiness
import Value

/// Finds the pods behind an object, and what keeps them from running.
struct PodFinder: Sendable {
    let client: KubernetesClient

    func pods(ofJob name: String, namespace: String?) async throws -> [String] {
        try await client.listAll(
            .pods, namespace: namespace, options: ListOptions(labelSelector: "job-name=\(name)", metadataOnly: true)
        ).items.compactMap { $0["metadata"]?["name"]?.string }
    }

    /// The causes, the worst first; none for objects without pods, and where the caller may not look at pods.
    func causes(of live: Value) async throws -> [PodDiagnosis] {
        let metadata = live["metadata"]
        guard let name = metadata?["name"]?.string, let namespace = metadata?["namespace"]?.string else { return [] }
        var found: [PodDiagnosis] = []
        if let refusal = Self.refusal(of: live) { found.append(refusal) }
        do {
            let pods: [Value]
            if live["kind"] == "Pod" {
                pods = [live]
            } else if let selector = Self.selector(of: live) {
                pods = try await client.listAll(
                    .pods, namespace: namespace, options: ListOptions(labelSelector: selector)
                ).items
            } else {
                return found
            }
            let events = try await client.listAll(
                .events, namespace: namespace, options: ListOptions(fieldSelector: "type=Warning")
            ).items.filter { Self.isAbout($0, name) }
            let known = Set(found.map(\.message))
            found += PodDiagnosis.causes(pods: pods, events: events).filter { !known.contains($0.message) }
        } catch let error as KubernetesError where error.code == .forbidden {
            return found
        }
        return found
    }

    /// Quota and admission refuse pods before there are any (F26); the object's condition is newer than any event.
    private static func refusal(of live: Value) -> PodDiagnosis? {
        let conditions = live["status"]?["conditions"]?.array ?? []
        guard let condition = conditions.first(where: { $0["type"] == "ReplicaFailure" && $0["status"] == "True" }),
            let message = condition["message"]?.string
        else { return nil }
        let kind = (live["kind"]?.string ?? "object").lowercased()
        return PodDiagnosis(
            cause: .notCreated, message: message, object: "\(kind)/\(live["metadata"]?["name"]?.string ?? "")")
    }

    static func selector(of live: Value) -> String? {
        guard let labels = live["spec"]?["selector"]?["matchLabels"]?.object, !labels.isEmpty else { return nil }
        return labels.compactMap { key, value in value.string.map { "\(key)=\($0)" } }.sorted().joined(separator: ",")
    }

    /// Events of the object and of what is named after it: its ReplicaSets and pods.
    private static func isAbout(_ event: Value, _ name: String) -> Bool {
        let object = event["involvedObject"]?["name"]?.string ?? event["regarding"]?["name"]?.string ?? ""
        return object == name || object.hasPrefix(name + "-")
    }
}
