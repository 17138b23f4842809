import Kubernetes
import Value

extension AccessSurvey {
    /// What became of one right.
    enum Finding: Sendable {
        case held
        case missing(AccessGap)
        /// In words: what was asked, and why there is no answer.
        case open(String)
    }

    private enum Answer: Sendable {
        case allowed, refused
        case open(String)
    }

    /// What the caller may do in each of the namespaces; none of those of which the server cannot list it whole.
    func rules(in namespaces: [String]) async throws -> [String: AccessRules] {
        let found = try await concurrently(namespaces, limit: NativeLimits.concurrency) { try await wholeRules($0) }
        var rules: [String: AccessRules] = [:]
        for (namespace, held) in zip(namespaces, found) { rules[namespace] = held }
        return rules
    }

    /// - Parameter namespace: nil for what holds in the whole cluster.
    private func wholeRules(_ namespace: String?) async throws -> AccessRules? {
        do {
            let rules = try await client.reviewRules(in: namespace)
            return rules.isIncomplete ? nil : rules
        } catch is KubernetesError {
            return nil  // A server that lists no rules may still answer for each right.
        }
    }

    private func answer(_ request: AccessRequest) async throws -> Answer {
        do {
            let review = try await client.review(request)
            if review.isAllowed { return .allowed }
            // A refusal of an authorizer that failed proves nothing.
            return review.evaluationError.isEmpty ? .refused : .open("\(request): \(review.evaluationError)")
        } catch let error as KubernetesError {
            return .open("\(request): \(error.words)")
        }
    }

    // MARK: - Requests

    /// Types are asked for first; names only where the type as a whole is refused and nobody has listed all rules.
    func missingRequests(_ requests: [AccessRequest], _ held: [String: AccessRules]) async throws -> [Finding] {
        let asked = requests.filter { request in
            request.namespace.flatMap { held[$0] }?.allows(request) != true
        }
        var types: [AccessRequest] = []
        for request in asked where !types.contains(request.ofType) { types.append(request.ofType) }
        let answers = try await concurrently(types, limit: NativeLimits.concurrency) { try await answer($0) }
        let known = Dictionary(zip(types, answers)) { first, _ in first }
        return try await concurrently(asked, limit: NativeLimits.concurrency) { request in
            switch known[request.ofType] {
            case .allowed?, nil: return .held
            case .open(let words)?: return .open(words)
            case .refused?: break
            }
            let isListed = request.namespace.map { held[$0] != nil } ?? false
            guard request.name != nil, !isListed else { return .missing(.request(request)) }
            switch try await answer(request) {
            case .allowed: return .held
            case .refused: return .missing(.request(request))
            case .open(let words): return .open(words)
            }
        }.once
    }

    // MARK: - Roles and bindings

    /// Whoever holds the rights that a role gives may make it; everybody else needs the right to escalate, or to bind.
    func missingGrants(
        _ grants: [AccessNeeds.Grant], _ held: [String: AccessRules]
    ) async throws -> [Finding] {
        let answers = try await concurrently(grants, limit: NativeLimits.concurrency) { grant -> Answer in
            if let rules = grant.namespace.flatMap({ held[$0] }), rules.allows(grant.permission) { return .allowed }
            return try await answer(grant.permission)
        }
        let refused = zip(grants, answers).filter { _, answer in
            if case .refused = answer { true } else { false }
        }.map(\.0)
        let ofCluster: AccessRules? =
            try await refused.contains { $0.namespace == nil } ? wholeRules(nil) : nil
        let findings = try await concurrently(refused, limit: NativeLimits.concurrency) { grant in
            try await judged(grant, grant.namespace.map { held[$0] } ?? ofCluster)
        }
        let open = answers.compactMap { answer -> Finding? in
            if case .open(let words) = answer { .open(words) } else { nil }
        }
        return (findings + open).once
    }

    /// - Parameter rules: all that the caller holds where the grant is to hold; nil where that is not known.
    private func judged(_ grant: AccessNeeds.Grant, _ rules: AccessRules?) async throws -> Finding {
        guard let rules, let wanted = try await rights(grant.rights) else { return try await rehearsed(grant) }
        let uncovered = PolicyRule.uncovered(wanted, by: rules.rules)
        return uncovered.isEmpty ? .held : .missing(.grant(grant, missing: uncovered))
    }

    /// Nil when nobody but the server knows them.
    private func rights(_ rights: AccessNeeds.Grant.Rights) async throws -> [PolicyRule]? {
        switch rights {
        case .rules(let rules): return rules
        case .ofRole(let type, let name, let namespace):
            do {
                let role = try await client.getIfPresent(type, name, namespace: namespace)
                return role.map { ($0["rules"]?.array ?? []).map { PolicyRule($0) } }
            } catch is KubernetesError {
                return nil
            }
        }
    }

    /// Puts the object to the server in a dry run, and takes its word.
    private func rehearsed(_ grant: AccessNeeds.Grant) async throws -> Finding {
        do {
            _ = try await client.apply(
                grant.object.value, as: grant.object.type,
                options: ApplyOptions(fieldManager: Applier.fieldManager, force: true, dryRun: true))
            return .held
        } catch let error as KubernetesError where error.code == .forbidden && !error.isMissingPermission {
            return .missing(.refused(grant, words: error.message))
        } catch let error as KubernetesError {
            // Who may not even try has another gap, or its namespace is still to come.
            return .open("\(grant.permission): \(error.words)")
        }
    }
}

extension AccessRequest {
    /// The same for every object of its type.
    fileprivate var ofType: AccessRequest {
        var type = self
        type.name = nil
        return type
    }
}

extension [AccessSurvey.Finding] {
    /// Without what is held; what is open is said once.
    fileprivate var once: [AccessSurvey.Finding] {
        var said: Set<String> = []
        return filter { finding in
            switch finding {
            case .held: false
            case .missing: true
            case .open(let words): said.insert(words).inserted
            }
        }
    }
}
