import Formats
import Kubernetes
import Value
import Waiting

/// Waits until a release's objects are ready by the generic rules.
///
/// Only built-in kinds are waited for, as Helm's `--wait` always did: custom resources need not have a Ready condition,
/// and some never will (F45). Providers' readiness contracts watch over those. CRDs, APIServices and webhook
/// configurations are built in.
struct ReadinessWait: Sendable {
    let client: KubernetesClient
    let deadline: Deadline
    let release: String
    let progress: Progress
    /// Whether Jobs must have ended well, rather than have pods.
    var waitsForJobs = false
    /// Names of DaemonSets that must want a pod; those that the release does not have are looked for in its namespace, since
    /// operators make some of theirs themselves.
    var mustRun: [String] = []

    /// - Throws: `ReleaseError` with code `notReady` as soon as waiting is known to be in vain, or `timedOut`;
    ///   `KubernetesError` for what waiting does not cure, such as a right that is missing.
    func run(_ objects: [ReleaseObject]) async throws {
        let awaited = awaited(objects)
        let wait = ReleaseWait(client: client, deadline: deadline, release: release, progress: progress)
        try await wait.run(
            awaited,
            otherwise: "kubectl describe pods --namespace \(Self.namespace(of: release)); "
                + "or give it more time with --timeout")
    }

    func awaited(_ objects: [ReleaseObject]) -> [Awaited] {
        var others = mustRun
        var awaited: [Awaited] = []
        for object in objects {
            guard let name = object.name, Self.isWaitedFor(object.type) else { continue }
            let type = object.type
            let isJob = type.kind == "Job" && type.group == "batch"
            let isDaemon = type.kind == "DaemonSet" && type.group == "apps" && mustRun.contains(name)
            if isDaemon { others.removeAll { $0 == name } }
            var next = Awaited(
                type, name, namespace: object.namespace,
                isJob && waitsForJobs ? .ended : .ready(mustRun: isDaemon), title: object.title)
            next.isRemovedAtItsEnd = isJob && object.value["spec"]?["ttlSecondsAfterFinished"]?.integer != nil
            awaited.append(next)
        }
        let namespace = Self.namespace(of: release)
        return awaited + others.map { Awaited(.daemonSets, $0, namespace: namespace, .ready(mustRun: true)) }
    }

    /// Of `namespace/name`.
    private static func namespace(of release: String) -> String { String(release.prefix { $0 != "/" }) }

    static func isWaitedFor(_ type: ResourceType) -> Bool { type.isBuiltIn }
}
