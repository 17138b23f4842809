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
        case .ready, .judged, .ended: Judgement(.notFound)
        }
    }

    // MARK: - Ready

    private static func ready(
        _ object: Value, _ type: ResourceType, _ sight: Sight, mustRun: Bool
    ) -> Judgement {
        let found = status(of: object)
        if WebhookRules.apply(to: type), found.phase == .current { return WebhookRules.judge(sight) }
        var judgement = Judgement(found)
        switch found.phase {
        case .failed:
            let cause: Fault.Cause =
                switch (type.kind, found.reason) {
                case (_, "ProgressDeadlineExceeded"): .progressDeadline
                case ("CustomResourceDefinition", _) where CRDState(object).refusal != nil: .namesNotAccepted
                default: .failed
                }
            judgement.faults = [Fault(cause, found.message)]
        case .inProgress where type.kind == "APIService" && type.group == "apiregistration.k8s.io":
            judgement.faults = [Fault(.apiServiceUnavailable, found.message)]
        case .current where type.kind == "DaemonSet" && found.desired == 0:
            let words = "wants 0 pods: \(NodeChoice.words(of: object))"
            if mustRun {
                judgement = Judgement(ResourceStatus(.inProgress, words, reason: "NoNodeFits", desired: 0, ready: 0))
            } else {
                judgement.remarks = [words]
            }
        default: break
        }
        return judgement
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
        guard ["Job", "Pod"].contains(type.kind), ["batch", ""].contains(type.group) else {
            return Judgement(ResourceStatus(.current, "exists"))
        }
        switch RunEnd(of: object) {
        case .succeeded: return Judgement(ResourceStatus(.current, "has ended well"))
        case .failed(let reason):
            return Judgement(
                ResourceStatus(.failed, reason, reason: "Failed"), faults: [Fault(.runFailed, reason)])
        case .running:
            let found = status(of: object)
            let words = found.phase == .terminating ? found.message : "runs"
            guard object["spec"]?["suspend"]?.bool == true else {
                return Judgement(ResourceStatus(.inProgress, words))
            }
            let reason = "is suspended, so that it never starts"
            return Judgement(
                ResourceStatus(.inProgress, reason, reason: "Suspended"), faults: [Fault(.jobCannotStart, reason)])
        }
    }
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
        case "Failed": .failed(object["status"]?["message"]?.string ?? "its pod failed")
        default: .running
        }
    }

    private static func ofJob(_ object: Value) -> RunEnd {
        for condition in object["status"]?["conditions"]?.array ?? [] where condition["status"] == "True" {
            if condition["type"] == "Complete" { return .succeeded }
            if condition["type"] == "Failed" {
                let parts = [condition["reason"]?.string, condition["message"]?.string].compactMap(\.self)
                return .failed(parts.isEmpty ? "its job failed" : parts.joined(separator: ": "))
            }
        }
        return .running
    }
}
