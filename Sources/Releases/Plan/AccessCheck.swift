import Kubernetes

/// Rights that a piece of work needs, each once, in the order in which they are needed.
struct AccessList: Sendable {
    private(set) var requests: [AccessRequest] = []
    private var known: Set<AccessRequest> = []

    mutating func add(_ verbs: [String], _ type: ResourceType, in namespace: String?) {
        for verb in verbs {
            let request = AccessRequest(verb: verb, type, namespace: namespace)
            if known.insert(request).inserted { requests.append(request) }
        }
    }
}

/// Asks for all rights before anything is changed.
struct AccessCheck: Sendable {
    let client: KubernetesClient
    /// `namespace/name`, for errors.
    let release: String

    /// - Throws: `ReleaseError` with code `forbidden` that lists every right that is missing.
    func require(_ requests: [AccessRequest]) async throws {
        let all = AccessRequest(verb: "*", group: "*", resource: "*")
        if try await client.review(all).isAllowed { return }
        let refused = try await concurrently(requests, limit: NativeLimits.concurrency) { request in
            let review = try await client.review(request)
            // A refusal of an authorizer that failed proves nothing.
            return review.isAllowed || !review.evaluationError.isEmpty ? nil : request
        }.compactMap { $0 }
        guard refused.isEmpty else {
            throw ReleaseError(
                .forbidden, "the caller may not \(refused.map(\.description).joined(separator: "; "))",
                hint: "ask for these rights, or run as somebody who has them; nothing was changed", release: release)
        }
    }
}
