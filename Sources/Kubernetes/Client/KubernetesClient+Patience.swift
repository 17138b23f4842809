import Value

extension KubernetesClient {
    /// The same client for work that is under way: while the server is away, as in a restart, its calls are sent again
    /// for up to `patience`, counted for each call from its first failure.
    ///
    /// It shares connections, credentials, limits and what discovery has learnt with this one. A create or
    /// conditional replace whose answer was lost is looked up, and sent again only when it was not carried out; a
    /// JSON patch without a version and a delete without a uid are never sent twice. Watches have a patience of their
    /// own; logs and proxied calls have none.
    public func patient(for patience: Duration = Limits.outage) -> KubernetesClient {
        KubernetesClient(connection: connection.with(patience: patience), discoveryCache: discoveryCache)
    }

    /// Sends a write that must not be carried out twice.
    ///
    /// - Parameter lookUp: what the write has led to, or nil when it was not carried out; throws when somebody else's
    ///   write came before it.
    func once(_ call: APICall, lookUp: (KubernetesError) async throws -> Value?) async throws -> Value {
        // What is known not to have been carried out may be sent as often as what does no harm the second time.
        var retries = RetryRule(isIdempotent: true, patience: connection.patience)
        let start = connection.time
        var isRepeated = false
        while true {
            do {
                return try await connection.value(call)
            } catch let error as KubernetesError {
                let isLost = CallFailure(error).mayHaveBeenCarriedOut
                // What was lost may be carried out late, and then the next attempt meets it.
                let meetsItself = isRepeated && (error.code == .alreadyExists || error.code == .conflict)
                guard connection.patience > .zero, isLost || meetsItself else { throw error }
                if let found = try await lookUp(error) { return found }
                guard !meetsItself, let pause = connection.pause(&retries, after: error, since: start) else {
                    throw error
                }
                // Not for long: it may be a lock's renewal, which comes too late soon after the server can take it again.
                try await options.clock.sleep(for: min(pause, Limits.outagePause))
                isRepeated = true
            }
        }
    }
}

extension Value {
    /// Whether everything in `other` is here, too; servers add fields of their own.
    func holds(_ other: Value) -> Bool {
        switch (self, other) {
        case (.object(let own), .object(let fields)):
            fields.allSatisfy { key, value in own[key].map { $0.holds(value) } ?? false }
        case (.array(let own), .array(let items)):
            own.count == items.count && zip(own, items).allSatisfy { $0.holds($1) }
        default: self == other
        }
    }
}
