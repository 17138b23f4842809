import Events
public import Kubernetes
import Readiness
public import Value

/// Finds the pods behind an object, and what keeps them from running: one try for each list.
///
/// A diagnosis never decides alone how a wait ends, and never fails it by being unreadable.
public struct PodFinder: Sendable {
    private let client: KubernetesClient

    public init(client: KubernetesClient) { self.client = client.patient(for: .zero) }

    /// Why the object's pods do not run, as far as it can be read.
    ///
    /// - Parameter selector: of its pods; nil leaves it to the object.
    /// - Throws: `CancellationError` alone.
    public func findings(of live: Value, selector: String? = nil) async throws -> Findings {
        let metadata = live["metadata"]
        guard let name = metadata?["name"]?.string, let namespace = metadata?["namespace"]?.string else {
            return Findings()
        }
        var found = Findings()
        if let refusal = Self.refusal(of: live) { found.causes.append(refusal) }
        if live["kind"] == "Pod" {
            found.pods = [live]
        } else if let selector = selector ?? Self.selector(of: live) {
            found.pods = try await read(&found) {
                try await client.listAll(
                    .pods, namespace: namespace, options: ListOptions(labelSelector: selector)
                ).items
            }
        } else {
            return found
        }
        let pods = Self.newest(found.pods, of: live)
        // Whoever is as it should be needs no events to explain it.
        guard pods.isEmpty || !pods.allSatisfy(Self.isReady) else { return found }
        var events = try await self.events("type=Warning", namespace, &found)
        let about = { (event: Value) in Self.isAbout(event, live, name, pods) }
        events = events.filter(about)
        if Self.needsNormalEvents(pods, events) {
            events += try await self.events("type=Normal", namespace, &found).filter(about)
        }
        let known = Set(found.causes.map(\.message))
        found.causes += PodDiagnosis.causes(pods: pods, events: events).filter { !known.contains($0.message) }
            .map(Self.redacted)
        found.scalesUpFor = Self.scalesUp(events)
        return found
    }

    /// The name of a Job's newest pod.
    func newestPod(ofJob name: String, namespace: String?) async throws -> String? {
        try await client.listAll(
            .pods, namespace: namespace, options: ListOptions(labelSelector: "job-name=\(name)", metadataOnly: true)
        ).items.max {
            ($0["metadata"]?["creationTimestamp"]?.string ?? "") < ($1["metadata"]?["creationTimestamp"]?.string ?? "")
        }?["metadata"]?["name"]?.string
    }

    // MARK: - Reading

    private func events(_ selector: String, _ namespace: String, _ found: inout Findings) async throws -> [Value] {
        try await read(&found) {
            try await client.listAll(
                .events, namespace: namespace, options: ListOptions(fieldSelector: selector)
            ).items
        }
    }

    private func read(_ found: inout Findings, _ list: () async throws -> [Value]) async throws -> [Value] {
        do {
            return try await list()
        } catch let error as KubernetesError {
            found.unread.append("\(error)")
            return []
        }
    }

    // MARK: - Judging

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
        let kind = live["kind"]?.string
        let selector = live["spec"]?["selector"]
        // A claim's is for volumes. A ReplicationController's is labels and nothing else.
        guard kind != "PersistentVolumeClaim" else { return nil }
        let labels = kind == "ReplicationController" ? selector : selector?["matchLabels"]
        let equal = (labels?.object ?? [:]).compactMap { key, value in value.string.map { "\(key)=\($0)" } }.sorted()
        let more = (selector?["matchExpressions"]?.array ?? []).compactMap(requirement)
        return equal.isEmpty && more.isEmpty ? nil : (equal + more).joined(separator: ",")
    }

    private static func requirement(_ expression: Value) -> String? {
        guard let key = expression["key"]?.string else { return nil }
        let values = (expression["values"]?.array ?? []).compactMap(\.string).joined(separator: ",")
        return switch expression["operator"]?.string {
        case "In": "\(key) in (\(values))"
        case "NotIn": "\(key) notin (\(values))"
        case "Exists": key
        case "DoesNotExist": "!\(key)"
        default: nil
        }
    }

    /// Of a Deployment's pods those of its newest template: the others are on their way out, whatever is wrong with them.
    ///
    /// All of them where it cannot be told which template is the newest.
    static func newest(_ pods: [Value], of live: Value) -> [Value] {
        guard live["kind"] == "Deployment", live["apiVersion"]?.string?.hasPrefix("apps/") == true else { return pods }
        let status = live["status"]
        let isSeen = status?["observedGeneration"]?.integer == live["metadata"]?["generation"]?.integer
        let hasFormer = (status?["replicas"]?.integer ?? 0) > (status?["updatedReplicas"]?.integer ?? 0)
        guard hasFormer || !isSeen else { return pods }
        // Its controller has not come to the newest template, or has not been let make a pod of it.
        guard isSeen, (status?["updatedReplicas"]?.integer ?? 0) > 0 else { return [] }
        func made(_ pod: Value) -> String { pod["metadata"]?["creationTimestamp"]?.string ?? "" }
        func template(_ pod: Value) -> String? { pod["metadata"]?["labels"]?["pod-template-hash"]?.string }
        guard let newest = pods.map(made).max(), let oldest = pods.map(made).min() else { return pods }
        let last = Set(pods.filter { made($0) == newest }.map(template))
        // A former pod that was made anew, as after an eviction, is younger than those of the newest template: then ages
        // do not tell which that is.
        guard last.count == 1, !pods.contains(where: { made($0) == oldest && last.contains(template($0)) }) else {
            return pods
        }
        return pods.filter { last.contains(template($0)) }
    }

    /// Without what looks like a secret, in what a container wrote itself.
    private static func redacted(_ cause: PodDiagnosis) -> PodDiagnosis {
        guard [.crashLoop, .failingProbe].contains(cause.cause) else { return cause }
        var cause = cause
        cause.message = TextRedaction.redacted(cause.message)
        return cause
    }

    static func isReady(_ pod: Value) -> Bool {
        (pod["status"]?["conditions"]?.array ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }

    /// Events of its pods, and of what makes them, which is named after it.
    static func isAbout(_ event: Value, _ live: Value, _ name: String, _ pods: [Value]) -> Bool {
        let about = event["involvedObject"] ?? event["regarding"] ?? .null
        guard let object = about["name"]?.string else { return false }
        if about["kind"] == "Pod" {
            return pods.contains { pod in
                guard pod["metadata"]?["name"]?.string == object else { return false }
                let (uid, other) = (pod["metadata"]?["uid"]?.string ?? "", about["uid"]?.string ?? "")
                return uid.isEmpty || other.isEmpty || uid == other
            }
        }
        if object == name {
            let (uid, other) = (live["metadata"]?["uid"]?.string ?? "", about["uid"]?.string ?? "")
            // One of its name that is gone is another.
            return about["kind"] != live["kind"] || uid.isEmpty || other.isEmpty || uid == other
        }
        guard object.hasPrefix(name + "-") else { return false }
        // A Deployment's ReplicaSet bears its name and one word more; another Deployment's bears two.
        guard live["kind"] == "Deployment", live["apiVersion"]?.string?.hasPrefix("apps/") == true else { return true }
        return !object.dropFirst(name.utf8.count + 1).contains("-")
    }

    /// Whether ordinary events have something to add: images on their way, nodes on their way, pods made after a refusal.
    private static func needsNormalEvents(_ pods: [Value], _ events: [Value]) -> Bool {
        events.contains { ["FailedCreate", "FailedScheduling"].contains($0["reason"]?.string) }
            || pods.contains { pod in
                let containers = ["initContainerStatuses", "containerStatuses"].flatMap {
                    pod["status"]?[$0]?.array ?? []
                }
                return containers.contains {
                    ["ContainerCreating", "PodInitializing"].contains($0["state"]?["waiting"]?["reason"]?.string)
                }
            }
    }

    /// Whom the cluster autoscaler or Karpenter says that it makes a node for.
    static func scalesUp(_ events: [Value]) -> Set<String> {
        Set(
            events.filter { ["TriggeredScaleUp", "Nominated"].contains($0["reason"]?.string) }.compactMap { event in
                (event["involvedObject"] ?? event["regarding"])?["name"]?.string.map { "pod/\($0)" }
            })
    }
}
