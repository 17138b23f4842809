import Formats
import Kubernetes
import Readiness
import Value

/// Waits until a release's objects are ready by the generic rules.
///
/// Only built-in kinds are waited for, as Helm's `--wait` always did: custom resources need not have a Ready condition,
/// and some never will (F45). Providers' readiness contracts watch over those.
struct ReadinessWait: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    let release: String
    let progress: Progress

    /// - Throws: `ReleaseError` with code `notReady` as soon as waiting is known to be in vain, or `timedOut`.
    func run(_ objects: [ReleaseObject]) async throws {
        var left = objects.filter { $0.name != nil && Self.isWaitedFor($0.type) }
        var faults = FaultWatch()
        var said = ""
        var pause = Duration.milliseconds(100)
        while true {
            let looks = try await concurrently(left, limit: NativeLimits.concurrency) { try await look(at: $0) }
            let pending = zip(left, looks).filter { !$0.1.status.isReady }
            left = pending.map(\.0)
            if left.isEmpty { return }
            let text = Self.summary(pending.map { ($0.0.title, $0.1.status.message) })
            if text != said {
                said = text
                progress.say("waiting for \(text)")
            }
            var found: [String: PodFinder.Findings] = [:]
            if deadline.passed > .seconds(1) || deadline.isOver {
                for (object, look) in pending {
                    // A diagnosis is worth one try each time: the wait itself does not depend on it.
                    found[object.title] = try await PodFinder(client: client.patient(for: .zero)).causes(of: look.live)
                }
            }
            let state = pending.map { object, look in
                FaultWatch.Look(title: object.title, status: look.status, causes: found[object.title]?.causes ?? [])
            }
            let unread = PodFinder.text(Self.distinct(found.values.flatMap(\.unread)))
            if let fault = faults.verdict(state, at: deadline.passed) {
                throw ReleaseError(.notReady, fault.message + unread, hint: fault.hint, release: release)
            }
            guard !deadline.isOver else { throw timeout(state, unread) }
            try await deadline.sleep(pause)
            pause = min(pause * 2, NativeLimits.longestPause)
        }
    }

    /// Of `namespace/name`.
    private static func namespace(of release: String) -> String { String(release.prefix { $0 != "/" }) }

    static func isWaitedFor(_ type: ResourceType) -> Bool {
        !type.group.contains(".") || type.group.hasSuffix(".k8s.io")
    }

    /// - Throws: what waiting does not cure, such as a right that is missing.
    private func look(at object: ReleaseObject) async throws -> (status: ResourceStatus, live: Value) {
        do {
            guard let live = try await client.getIfPresent(object.type, object.name ?? "", namespace: object.namespace)
            else { return (.notFound, .null) }
            return (status(of: live), live)
        } catch let error as KubernetesError where error.isTransient && !deadline.isOver {
            return (ResourceStatus(.unknown, "could not be looked at: \(error)"), .null)
        }
    }

    private static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.sorted().filter { seen.insert($0).inserted }
    }

    private func timeout(_ looks: [FaultWatch.Look], _ unread: String) -> ReleaseError {
        let texts = looks.map { look in
            "\(look.title) \(look.status.message)" + look.causes.prefix(2).map { ": \($0.message)" }.joined()
        }
        return ReleaseError(
            .timedOut, "not ready after \(deadline.limit.limitText): \(texts.joined(separator: "; "))\(unread)",
            hint: looks.lazy.compactMap { $0.causes.first?.hint }.first
                ?? "kubectl describe pods --namespace \(Self.namespace(of: release)); or give it more time with --timeout",
            release: release)
    }

    private static func summary(_ objects: [(title: String, message: String)]) -> String {
        let shown = objects.prefix(3).map { "\($0.title) \($0.message)" }.joined(separator: ", ")
        return shown + (objects.count > 3 ? " and \(objects.count - 3) more" : "")
    }
}

/// Decides when waiting is in vain: a fault must last, since registries, quotas and controllers fail for moments (F47).
struct FaultWatch: Sendable {
    struct Look: Sendable {
        var title: String
        var status: ResourceStatus
        var causes: [PodDiagnosis]
    }

    private var firstSeen: [String: Duration] = [:]

    /// What waiting does not cure. A crash loop may end once what the pod needs is up, so it is not among them.
    private static let lasting: Set<PodDiagnosis.Cause> = [.imagePull, .containerConfiguration, .notCreated]

    mutating func verdict(_ looks: [Look], at time: Duration) -> (message: String, hint: String)? {
        var current: [String: (message: String, hint: String)] = [:]
        for look in looks {
            if look.status.phase == .failed {
                let causes = look.causes.prefix(2).map { ": \($0.message)" }.joined()
                current["\(look.title)|failed"] = (
                    "\(look.title) has failed: \(look.status.message)\(causes)",
                    look.causes.first?.hint ?? "look at it: kubectl describe"
                )
            }
            // Events of a former attempt live for an hour, so a refusal counts only with the object's own condition.
            for cause in look.causes where Self.lasting.contains(cause.cause) {
                if cause.cause == .notCreated, !look.isNamed(cause) { continue }
                current["\(look.title)|\(cause.cause.rawValue)"] = (
                    "\(look.title) cannot become ready: \(cause.object): \(cause.message)", cause.hint
                )
            }
        }
        firstSeen = firstSeen.filter { current[$0.key] != nil }
        for key in current.keys where firstSeen[key] == nil { firstSeen[key] = time }
        let lasting = current.keys.sorted().first { key in
            firstSeen[key].map { time - $0 >= NativeLimits.faultGrace } ?? false
        }
        return lasting.flatMap { current[$0] }
    }
}

extension FaultWatch.Look {
    fileprivate func isNamed(_ cause: PodDiagnosis) -> Bool {
        cause.object.split(separator: "/").last.map { title.hasSuffix("/\($0)") } ?? false
    }
}
