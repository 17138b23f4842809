import Formats
import Kubernetes
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

    /// - Throws: `ReleaseError` with code `notReady` as soon as waiting is known to be in vain, or `timedOut`;
    ///   `KubernetesError` for what waiting does not cure, such as a right that is missing.
    func run(_ objects: [ReleaseObject]) async throws {
        let awaited = objects.compactMap { object -> Awaited? in
            guard let name = object.name, Self.isWaitedFor(object.type) else { return nil }
            return Awaited(
                object.type, name, namespace: object.namespace, .ready(mustRun: false), title: object.title)
        }
        let wait = ReleaseWait(client: client, deadline: deadline, release: release, progress: progress)
        try await wait.run(
            awaited,
            otherwise: "kubectl describe pods --namespace \(Self.namespace(of: release)); "
                + "or give it more time with --timeout")
    }

    /// Of `namespace/name`.
    private static func namespace(of release: String) -> String { String(release.prefix { $0 != "/" }) }

    static func isWaitedFor(_ type: ResourceType) -> Bool { type.isBuiltIn }
}
