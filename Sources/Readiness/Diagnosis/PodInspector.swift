import Value

/// Looks for what is wrong with one pod.
struct PodInspector {
    private let pod: Value
    private let events: PodEvents
    private let object: String

    init(_ pod: Value, _ events: PodEvents) {
        self.pod = pod
        self.events = events
        object = "pod/\(pod["metadata"]?["name"]?.string ?? "")"
    }

    func causes() -> [PodDiagnosis] {
        // On its way out, it says nothing of what takes its place.
        guard pod["metadata"]?["deletionTimestamp"] == nil else { return [] }
        let status = pod["status"] ?? .null
        let phase = status["phase"]?.string ?? ""
        if phase == "Succeeded" { return [] }
        if status["reason"]?.string == "Evicted" { return [make(.evicted, status["message"]?.string ?? "was evicted")] }
        let containers = ["initContainerStatuses", "containerStatuses"].flatMap { status[$0]?.array ?? [] }
        let found = containers.compactMap(cause)
        if !found.isEmpty { return found }
        // What has failed had its node, whatever its conditions still say.
        if phase != "Failed", let scheduling { return [scheduling] }
        if isReady { return [] }
        if let event = events.last(of: pod, "FailedMount", "FailedAttachVolume"),
            containers.allSatisfy({ $0["state"]?["running"] == nil })
        {
            return [make(.volume, event.message)]
        }
        if let probe { return [probe] }
        return []
    }

    private func make(_ cause: PodDiagnosis.Cause, _ message: String, _ container: Value? = nil) -> PodDiagnosis {
        PodDiagnosis(cause: cause, message: message, object: object, container: container?["name"]?.string)
    }

    private func condition(_ type: String) -> Condition? {
        (pod["status"]?["conditions"]?.array ?? []).compactMap(Condition.init)[type]
    }

    private var isReady: Bool { condition("Ready")?.isTrue ?? false }

    private var scheduling: PodDiagnosis? {
        if let condition = condition("PodScheduled") {
            return condition.isFalse ? make(.unschedulable, condition.text) : nil
        }
        // Before the condition is written the scheduler's event may be there.
        guard pod["spec"]?["nodeName"]?.string == nil else { return nil }
        return events.last(of: pod, "FailedScheduling").map { make(.unschedulable, $0.message) }
    }

    private var probe: PodDiagnosis? {
        guard !isReady else { return nil }
        return events.last(of: pod, "Unhealthy").map { make(.failingProbe, $0.message) }
    }

    // MARK: - Containers

    private func cause(of container: Value) -> PodDiagnosis? {
        if container["ready"]?.bool == true { return nil }
        if let waiting = container["state"]?["waiting"] { return cause(of: container, waiting: waiting) }
        if let ended = container["state"]?["terminated"], ended["exitCode"]?.integer != 0 {
            return crash(container, ended)
        }
        return nil
    }

    private func cause(of container: Value, waiting: Value) -> PodDiagnosis? {
        let reason = waiting["reason"]?.string ?? ""
        let message = waiting["message"]?.string ?? ""
        let words = message.isEmpty ? reason : "\(reason): \(message)"
        switch reason {
        case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError",
            "RegistryUnavailable":
            // While it backs off, the reason is only in the event of the last attempt.
            let attempt = reason == "ImagePullBackOff" ? pullFailure : nil
            return make(.imagePull, attempt.map { "\(reason): \($0)" } ?? words, container)
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreStartHookError",
            "PostStartHookError":
            return make(.containerConfiguration, words, container)
        case "CrashLoopBackOff":
            let last = container["lastState"]?["terminated"] ?? .null
            return crash(container, last)
        case "ContainerCreating", "PodInitializing":
            guard let pulling = events.last(of: pod, "Pulling", "Pulled"), pulling.reason == "Pulling",
                pulling.message.contains(container["image"]?.string ?? "")
            else { return nil }
            return make(.pullingImage, pulling.message, container)
        default: return nil
        }
    }

    private var pullFailure: String? {
        guard let event = events.last(of: pod, "Failed"), event.message.contains("pull") else { return nil }
        return event.message
    }

    private func crash(_ container: Value, _ ended: Value) -> PodDiagnosis {
        let reason = ended["reason"]?.string ?? ""
        let restarts = container["restartCount"]?.integer ?? 0
        let often = restarts > 0 ? ", \(restarts) restarts" : ""
        if reason == "OOMKilled" {
            return make(.outOfMemory, "the container used more memory than its limit and was killed\(often)", container)
        }
        let code = ended["exitCode"]?.integer.map { "exit code \($0)" } ?? "unknown exit code"
        let message = (ended["message"]?.string ?? "").lastLine
        return make(
            .crashLoop, "the container ended with \(code)\(often)" + (message.isEmpty ? "" : ": \(message)"), container)
    }
}

extension String {
    /// The last line that is not blank.
    fileprivate var lastLine: String {
        let lines = split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        return lines.last.map { line in
            let start = line.drop(while: \.isWhitespace)
            return String(start)
        } ?? ""
    }
}
