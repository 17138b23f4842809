import Kubernetes
import Readiness
import Value

extension Awaited {
    /// Whether what is waited for has come; pure.
    func judge(_ sight: Sight) -> Judgement {
        let object = sight.object
        switch condition {
        case .ready(let mustRun): return Self.ready(object, type, sight, mustRun: mustRun)
        case .judged(let judge): return judge(object)
        case .served(let wanted): return served(sight, wanted)
        case .gone(let uid): return Self.gone(object, uid: uid)
        case .ended: return ended(object)
        }
    }

    /// What its absence says.
    func judgeAbsence() -> Judgement {
        switch condition {
        case .gone: Judgement(.notFound, isMet: true)
        case .served: Judgement(ResourceStatus(.notFound, "has not appeared"))
        case .ready where isRemovedAtItsEnd, .ended where isRemovedAtItsEnd:
            Judgement(
                ResourceStatus(.current, "has ended and is removed"),
                remarks: ["was removed, as it is once it has ended, before anybody saw how it ended"], isFinal: true)
        case .ready, .judged, .ended: Judgement(.notFound)
        }
    }

    // MARK: - Ready

    private static func ready(
        _ object: Value, _ type: ResourceType, _ sight: Sight, mustRun: Bool
    ) -> Judgement {
        let found = status(of: object)
        if WebhookRules.apply(to: type), found.phase == .current { return WebhookRules.judge(sight) }
        if type.isRun, RunEnd(of: object) == .succeeded {
            return Judgement(
                found.isReady ? found : ResourceStatus(.current, "has ended well, and is being removed"), isFinal: true)
        }
        var judgement = Judgement(found)
        switch found.phase {
        case .failed: judgement.faults = [fault(of: object, type, found)].compactMap(\.self)
        case .inProgress where type.kind == "APIService" && type.group == "apiregistration.k8s.io":
            judgement.faults = [Fault(.apiServiceUnavailable, found.message)]
        case .current where type.kind == "DaemonSet" && found.desired == 0 && mustRun:
            judgement = Judgement(
                ResourceStatus(
                    .inProgress, "wants 0 pods: \(NodeChoice.words(of: object))", reason: "NoNodeFits", desired: 0,
                    ready: 0))
        default: break
        }
        // Nobody rolls it out until it is resumed, so that Helm does not wait for it either.
        if type.kind == "Deployment", object["spec"]?["paused"]?.bool == true, found.phase == .inProgress {
            judgement = Judgement(ResourceStatus(.current, "is paused"))
        }
        if judgement.isMet { judgement.remarks = [Standstill.remark(of: object, found)].compactMap(\.self) }
        return judgement
    }

    /// Nil where its pods tell more, and are given their time.
    private static func fault(of object: Value, _ type: ResourceType, _ found: ResourceStatus) -> Fault? {
        switch (type.kind, found.reason) {
        case (_, "ProgressDeadlineExceeded"): return Fault(.progressDeadline, found.message)
        case ("Pod", "ContainerCrashLooping"): return nil
        case ("CustomResourceDefinition", _) where CRDState(object).refusal != nil:
            return Fault(.namesNotAccepted, found.message)
        default: break
        }
        guard type.isRun, case .failed(let reason) = RunEnd(of: object) else { return Fault(.failed, found.message) }
        let (kind, metadata) = (type.kind.lowercased(), object["metadata"])
        return Fault(
            .runFailed, reason,
            hint: "read its log; it runs once, so delete it before the next run: kubectl delete \(kind) "
                + "\(metadata?["name"]?.string ?? "") --namespace \(metadata?["namespace"]?.string ?? "")")
    }

    // MARK: - CRDs

    private func served(_ sight: Sight, _ wanted: WantedVersions) -> Judgement {
        let state = CRDState(sight.object)
        if let refusal = state.refusal {
            return Judgement(
                ResourceStatus(.failed, "is not accepted: \(refusal)", reason: "NamesNotAccepted"),
                faults: [Fault(.namesNotAccepted, refusal)])
        }
        let versions = if case .any(let list) = wanted { list } else { [String]() }
        if let problem = state.problem(versions: versions) { return Judgement(ResourceStatus(.inProgress, problem)) }
        // Not asked yet: established is not enough.
        guard let missing = sight.missingVersions else {
            return Judgement(ResourceStatus(.inProgress, "is established, but not yet seen in discovery"))
        }
        if let version = missing.first {
            return Judgement(ResourceStatus(.inProgress, "is not served yet in version \(version)"))
        }
        return Judgement(ResourceStatus(.current, "is served"))
    }

    // MARK: - Gone

    private static func gone(_ object: Value, uid: String?) -> Judgement {
        let metadata = object["metadata"]
        if let uid, let found = metadata?["uid"]?.string, found != uid {
            return Judgement(.notFound, isMet: true)
        }
        let finalizers = (metadata?["finalizers"]?.array ?? []).compactMap(\.string)
        guard metadata?["deletionTimestamp"]?.string != nil else {
            return Judgement(ResourceStatus(.inProgress, "is still there"), isMet: false)
        }
        let words =
            finalizers.isEmpty ? "is being deleted" : "waits for finalizers \(finalizers.joined(separator: ", "))"
        return Judgement(ResourceStatus(.terminating, words), isMet: false)
    }

    // MARK: - Ended

    private func ended(_ object: Value) -> Judgement {
        guard type.isRun else { return Judgement(ResourceStatus(.current, "exists")) }
        switch RunEnd(of: object) {
        case .succeeded: return Judgement(ResourceStatus(.current, "has ended well"))
        case .failed(let reason):
            return Judgement(
                ResourceStatus(.failed, reason, reason: "Failed"), faults: [Fault(.runFailed, reason)])
        case .running:
            if let queue = Standstill.queue(of: object), object["spec"]?["suspend"]?.bool == true {
                return Judgement(ResourceStatus(.inProgress, "is suspended until \(queue) admits it"))
            }
            guard let reason = Standstill.holding(object) else {
                let found = status(of: object)
                let words = type.kind == "Pod" && found.isReady ? "runs" : found.message
                return Judgement(ResourceStatus(.inProgress, words))
            }
            return Judgement(
                ResourceStatus(.inProgress, reason, reason: "Suspended"), faults: [Fault(.jobCannotStart, reason)])
        }
    }
}

extension ResourceType {
    /// Whether its objects run to an end.
    var isRun: Bool { (kind == "Job" && group == "batch") || (kind == "Pod" && group.isEmpty) }
}

/// How a Job or Pod came to its end.
enum RunEnd: Equatable {
    case running, succeeded
    case failed(String)

    init(of object: Value) {
        self = object["kind"] == "Pod" ? Self.ofPod(object) : Self.ofJob(object)
    }

    private static func ofPod(_ object: Value) -> RunEnd {
        switch object["status"]?["phase"]?.string {
        case "Succeeded": .succeeded
        case "Failed": .failed(words(object["status"]) ?? "its pod failed")
        default: .running
        }
    }

    private static func ofJob(_ object: Value) -> RunEnd {
        for condition in object["status"]?["conditions"]?.array ?? [] where condition["status"] == "True" {
            if condition["type"] == "Complete" { return .succeeded }
            if condition["type"] == "Failed" { return .failed(words(condition) ?? "its job failed") }
        }
        return .running
    }

    private static func words(_ place: Value?) -> String? {
        let parts = [place?["reason"]?.string, place?["message"]?.string].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
