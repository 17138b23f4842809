/// Stands before every request that may change the cluster, such as a lock that has to be held while one is sent.
public protocol WriteGate: Sendable {
    /// Returns when the request may go out within `Limits.gatePass`; until then it waits, and no other request waits for it.
    ///
    /// - Throws: when it must not go out. The error reaches the caller of the request as it is.
    func pass() async throws
}

/// That a gate has let a change pass: it is sent soon, or asks again.
struct GatePass: Sendable {
    /// It has not been sent soon: its place among the requests was long in coming, a login took its time, or the process
    /// was stopped.
    struct Lapsed: Error {
        /// What takes the place of a credential that the server has rejected meanwhile.
        var renewed: Credential?
    }

    /// When the gate was passed.
    let time: Duration
    let credential: Credential
    /// Whether the server has rejected another credential for the same change: no third one is tried.
    let isRenewed: Bool

    func check(at now: Duration) throws(Lapsed) {
        guard now - time < Limits.gatePass else { throw Lapsed() }
    }
}

extension KubernetesClient {
    /// The same client, whose changes go out only when `gate` lets them; reads and dry runs pass by it.
    ///
    /// It shares connections, credentials, limits and what discovery has learnt with this one. Each attempt at a request
    /// asks the gate anew.
    public func gated(by gate: any WriteGate) -> KubernetesClient {
        KubernetesClient(connection: connection.with(gate: gate), discoveryCache: discoveryCache)
    }

    /// The same client for bookkeeping that is no change to what the user asked about, such as holding a lock: it is not
    /// told to `ClientOptions.onChange`.
    public func unnoted() -> KubernetesClient { telling { _ in } }

    /// The same client, which tells its changes to `onChange` instead of `ClientOptions.onChange`: for a caller who finds
    /// out later whether they count.
    public func telling(_ onChange: @escaping @Sendable (ClusterChange) -> Void) -> KubernetesClient {
        KubernetesClient(connection: connection.with(onChange: onChange), discoveryCache: discoveryCache)
    }
}
