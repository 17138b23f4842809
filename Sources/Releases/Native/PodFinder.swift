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

    /// What was found out about an object's pods.
    struct Findings: Sendable {
        /// The worst first; none for objects without pods.
        var causes: [PodDiagnosis] = []
        /// What could not be read, and why, in the server's words.
        var unread: [String] = []

        /// To follow a message; empty when all could be read.
        var unreadText: String { PodFinder.text(unread) }
    }

    static func text(_ unread: [String]) -> String {
        unread.isEmpty ? "" : "; not looked at: \(unread.joined(separator: "; "))"
    }

    /// Why the object's pods do not run, as far as it can be read: a diagnosis never decides how a wait ends.
    ///
    /// - Throws: `CancellationError` alone.
    func causes(of live: Value) async throws -> Findings {
        let metadata = live["metadata"]
        guard let name = metadata?["name"]?.string, let namespace = metadata?["namespace"]?.string else {
            return Findings()
        }
        var found = Findings()
        if let refusal = Self.refusal(of: live) { found.causes.append(refusal) }
        var pods: [Value] = []
        if live["kind"] == "Pod" {
            pods = [live]
        } else if let selector = Self.selector(of: live) {
            pods = try await read(&found) {
                try await client.listAll(
                    .pods, namespace: namespace, options: ListOptions(labelSelector: selector)
                ).items
            }
        } else {
            return found
        }
        let events = try await read(&found) {
            try await client.listAll(
                .events, namespace: namespace, options: ListOptions(fieldSelector: "type=Warning")
            ).items.filter { Self.isAbout($0, name) }
        }
        let known = Set(found.causes.map(\.message))
        found.causes += PodDiagnosis.causes(pods: pods, events: events).filter { !known.contains($0.message) }
        return found
    }

    private func read(_ found: inout Findings, _ list: () async throws -> [Value]) async throws -> [Value] {
        do {
            return try await list()
        } catch let error as KubernetesError {
            found.unread.append("\(error)")
            return []
        }
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
