import Kubernetes
import Value

/// Which of a namespace's pods and events belong to what a bundle is about; pure.
struct PodSelection: Sendable {
    /// Pairs of label and value that a workload's pods bear.
    private var selectors: [[String: String]] = []
    /// By name, for pods that are objects themselves.
    private var names: Set<String> = []
    /// Kinds and names of the objects, for events about them.
    private var owners: [(kind: String, name: String)] = []

    /// - Parameters:
    ///   - objects: of the namespace, live where they could be read.
    ///   - more: label selectors of equalities, such as `app=web,tier=front`.
    init(_ objects: [Value], more: [String] = []) {
        for object in objects {
            let (kind, name) = (object["kind"]?.string ?? "", object["metadata"]?["name"]?.string ?? "")
            owners.append((kind, name))
            if kind == "Pod" { names.insert(name) }
            // A Service selects pods of others, too.
            guard kind != "Service" else { continue }
            if let labels = object["spec"]?["selector"]?["matchLabels"]?.object { add(labels) }
            if kind == "Job" { selectors.append(["job-name": name]) }
        }
        for selector in more {
            var pairs: [String: String] = [:]
            for part in selector.split(separator: ",") {
                let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { continue }
                pairs[String(sides[0])] = String(sides[1].drop { $0 == "=" })
            }
            if !pairs.isEmpty { selectors.append(pairs) }
        }
    }

    private mutating func add(_ labels: Object) {
        var pairs: [String: String] = [:]
        for (key, value) in labels { pairs[key] = value.string }
        if !pairs.isEmpty { selectors.append(pairs) }
    }

    func holds(pod: Value) -> Bool {
        if names.contains(pod["metadata"]?["name"]?.string ?? "") { return true }
        let labels = pod["metadata"]?["labels"]
        return selectors.contains { pairs in pairs.allSatisfy { labels?[$0.key]?.string == $0.value } }
    }

    /// Whether an event is about an object, one of its pods, or what a controller made for it, which bears its name.
    func concerns(event: Value, pods: Set<String>) -> Bool {
        let about = event["involvedObject"] ?? event["regarding"]
        guard let kind = about?["kind"]?.string, let name = about?["name"]?.string else { return false }
        if kind == "Pod", pods.contains(name) { return true }
        return owners.contains { owner in
            (owner.kind == kind && owner.name == name) || name.hasPrefix("\(owner.name)-")
        }
    }
}

/// A container whose log is worth reading.
struct LogPlace: Sendable, Hashable {
    var namespace: String
    var pod: String
    var container: String
    /// Of the run before the present one.
    var isPrevious: Bool

    /// Within the bundle.
    var path: String { "logs/\(namespace)/\(pod)/\(container)\(isPrevious ? ".previous" : "").log" }

    /// Those of pods that do not do what they should: not ready, failed, or started again. A pod that has no container
    /// running yet has no log.
    static func all(_ pods: [Value]) -> [LogPlace] {
        pods.filter(isAmiss).flatMap { pod in
            ["initContainerStatuses", "containerStatuses"].flatMap { pod["status"]?[$0]?.array ?? [] }
                .flatMap { status -> [LogPlace] in
                    let place = LogPlace(
                        namespace: pod["metadata"]?["namespace"]?.string ?? "",
                        pod: pod["metadata"]?["name"]?.string ?? "", container: status["name"]?.string ?? "",
                        isPrevious: false)
                    var previous = place
                    previous.isPrevious = true
                    let hasRun =
                        status["state"]?["running"] != nil || status["state"]?["terminated"] != nil
                        || status["lastState"]?["terminated"] != nil
                    let hasRunBefore =
                        status["lastState"]?["terminated"] != nil || (status["restartCount"]?.integer ?? 0) > 0
                    return (hasRun ? [place] : []) + (hasRunBefore ? [previous] : [])
                }
        }
    }

    static func isAmiss(_ pod: Value) -> Bool {
        let status = pod["status"]
        if status?["phase"] == "Succeeded" { return false }
        let isReady = (status?["conditions"]?.array ?? []).contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
        let restarts = ["initContainerStatuses", "containerStatuses"].flatMap { status?[$0]?.array ?? [] }
            .contains { ($0["restartCount"]?.integer ?? 0) > 0 }
        return !isReady || restarts
    }
}
