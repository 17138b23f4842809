import Kubernetes
import Preflight
import Synchronization

/// Remembers what a preflight learns of the caller's rights, so that nothing is asked twice.
final class AccessNote: Sendable {
    /// What is known of them.
    struct Seen: Sendable {
        var fact: AccessFact
        /// Of what it is not known which rights it takes, or whether the caller has them; each with the reason.
        var unseen: [String]

        init(_ fact: AccessFact, of parts: [RenderedPart]) {
            self.fact = fact
            unseen = parts.compactMap { part in part.unknown.map { "\(part.owner): \($0.message)" } } + fact.unasked
        }
    }

    private let seen = Mutex<Seen?>(nil)

    func noting(_ work: PlannedWork) -> PlannedWork {
        guard let access = work.access else { return work }
        var work = work
        work.access = { [self] client, parts in
            let fact = try await access(client, parts)
            seen.withLock { $0 = Seen(fact, of: parts) }
            return fact
        }
        return work
    }

    /// What the checks have learnt; where none of them asked, somebody does now.
    ///
    /// - Parameter time: bounds the asking; nil leaves it to the client's limits.
    /// - Returns: nil where nothing is planned.
    func asked(
        _ work: PlannedWork, by client: KubernetesClient, within time: PreflightTime? = nil
    ) async throws -> Seen? {
        if let seen = seen.withLock({ $0 }) { return seen }
        guard let rendered = work.rendered, let access = work.access else { return nil }
        let ask = { @Sendable () async throws -> Seen in
            let parts = try await rendered(client)
            return Seen(try await access(client, parts), of: parts)
        }
        guard let time else { return try await ask() }
        return try await time.bounding(ask)
    }
}
