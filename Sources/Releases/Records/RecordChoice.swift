import Kubernetes
import Synchronization

/// Chooses what the records of new releases are; a release that has records goes on with theirs.
///
/// All copies of an engine share one, so that rights are asked for once in a namespace, and said once.
final class RecordChoice: Sendable {
    /// What the user named; nil leaves it to the caller's rights.
    let named: RecordKind?

    private struct State {
        /// By namespace.
        var chosen: [String: RecordKind] = [:]
        /// What releases have come to, by `namespace/name`.
        var releases: [ReleaseName: RecordKind] = [:]
        var said: Set<String> = []
    }

    private let state = Mutex(State())

    init(_ named: RecordKind? = nil) { self.named = named }

    /// Secrets, as Helm has them, unless the caller may not make or list them in the namespace and may do so with ConfigMaps.
    ///
    /// - Parameter gaps: what could not be listed there.
    func kind(
        in namespace: String, beside gaps: [RecordGap], _ client: KubernetesClient
    ) async throws -> RecordKind {
        if let named { return named }
        if let known = state.withLock({ $0.chosen[namespace] }) { return known }
        let kind = try await chosen(in: namespace, Set(gaps.map(\.kind)), client)
        state.withLock { $0.chosen[namespace] = kind }
        return kind
    }

    private func chosen(
        in namespace: String, _ hidden: Set<RecordKind>, _ client: KubernetesClient
    ) async throws -> RecordKind {
        guard !hidden.contains(.configMap) else { return .secret }
        if !hidden.contains(.secret), try await Self.mayMake(.secret, in: namespace, client) != false { return .secret }
        return try await Self.mayMake(.configMap, in: namespace, client) == true ? .configMap : .secret
    }

    /// Nil where nobody tells: a refusal of an authorizer that failed proves nothing.
    static func mayMake(_ kind: RecordKind, in namespace: String, _ client: KubernetesClient) async throws -> Bool? {
        do {
            let review = try await client.review(AccessRequest(verb: "create", kind.type, namespace: namespace))
            return review.isAllowed ? true : review.evaluationError.isEmpty ? false : nil
        } catch is KubernetesError {
            return nil  // What follows asks for all rights, and says why it cannot.
        }
    }

    // MARK: - What was found

    func note(_ kind: RecordKind, of release: ReleaseName) {
        state.withLock { $0.releases[release] = kind }
    }

    /// Nil for a release that nobody has looked at.
    func known(of release: ReleaseName) -> RecordKind? { state.withLock { $0.releases[release] } }

    /// Whether the text is said for the first time.
    func isNew(_ text: String) -> Bool { state.withLock { $0.said.insert(text).inserted } }
}
