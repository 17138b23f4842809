import Formats
import Value

/// What a Lease says: who holds it, and which state of it that is.
struct LeaseRecord: Sendable, Equatable {
    var holder: String
    var run: RunIdentity?
    /// The revision that its holder was about to make, or to remove, through Helm, whose records bear no mark of the run.
    var revision: HelmRevision?
    var duration: Duration
    var resourceVersion: String
    var uid: String
    var acquired: String

    /// Named after the release, in its namespace.
    static func name(of release: String) -> String { "groundcrew.\(release)" }

    init(_ value: Value) {
        let metadata = value["metadata"]
        var annotations: [String: String] = [:]
        for (key, value) in metadata?["annotations"]?.object ?? [:] { annotations[key] = value.string }
        holder = value["spec"]?["holderIdentity"]?.string ?? ""
        run = RunIdentity(annotations: annotations)
        revision = HelmRevision(annotations: annotations)
        duration = .seconds(min(max(value["spec"]?["leaseDurationSeconds"]?.integer ?? 15, 1), 3600))
        resourceVersion = metadata?["resourceVersion"]?.string ?? ""
        uid = metadata?["uid"]?.string ?? ""
        acquired = value["spec"]?["acquireTime"]?.string ?? ""
    }

    /// How an error names the holder.
    var words: String {
        let who = run?.words ?? (holder.isEmpty ? "nobody" : holder)
        return acquired.isEmpty ? who : "\(who), since \(acquired)"
    }

    /// A Lease as a run stores it.
    ///
    /// - Parameters:
    ///   - revision: what Helm is at work on, or was.
    ///   - former: the one that is taken over or renewed; it must still be there, its version unchanged.
    ///   - now: RFC 3339 with microseconds, for people: nobody's clock decides anything.
    ///   - isFree: nobody holds it, and what it says is for whoever comes next.
    static func value(
        release: String, namespace: String, run: RunIdentity, revision: HelmRevision?, former: LeaseRecord?,
        acquired: String, now: String, isFree: Bool = false
    ) -> Value {
        let noted = run.annotations.merging(revision?.annotations ?? [:]) { _, own in own }
        let annotations = Object(noted.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        var metadata: Object = [
            "name": .string(name(of: release)), "namespace": .string(namespace),
            "annotations": .object(annotations),
        ]
        if let former {
            metadata["resourceVersion"] = .string(former.resourceVersion)
            // A PUT makes a Lease that is gone, whatever its version: with its uid, the server refuses.
            metadata["uid"] = .string(former.uid)
        }
        var spec: Object = [
            "leaseDurationSeconds": .integer(LockLimits.duration.components.seconds),
            "acquireTime": .string(acquired), "renewTime": .string(now),
        ]
        if !isFree { spec["holderIdentity"] = .string(run.id) }
        return [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": .object(metadata),
            "spec": .object(spec),
        ]
    }
}

/// Times of the lock, each in one place.
enum LockLimits {
    /// How long a Lease must stay as it is, on the clock of who waits, before its holder counts as dead.
    static let duration: Duration = .seconds(15)
    /// Between two renewals.
    static let renewal: Duration = .seconds(5)
    /// A holder that has not renewed for this long sends no change until it has: others may soon take it for dead.
    static let writing: Duration = .seconds(10)
    /// For the last renewal that is tried before a program is ended whose holder has not renewed for `writing`. Stopped even
    /// then, the holder's program is gone before the Lease lapses.
    static let lastRenewal: Duration = .milliseconds(500)
    /// The longest pause between two looks at a Lease that somebody else holds, and between two looks at the record that
    /// locks where there is no Lease; the shortest one between two renewals.
    static let look: Duration = .seconds(1)
    /// How long a holder may be stopped (SIGSTOP) while a program that it has begun goes on. It may have renewed `renewal`
    /// before it was stopped, and the program is gone before anybody takes the lock over.
    static let stopped: Duration = .seconds(4)
    /// Between two attempts to give a Lease back.
    static let returning: Duration = .milliseconds(250)
}
