import Kubernetes
import Value

/// Asks for all rights before anything is changed.
///
/// One review lists the caller's rules of a namespace; only what these do not show is asked for by itself.
struct AccessCheck: Sendable {
    let client: KubernetesClient
    let release: ReleaseName

    /// - Parameter goingBack: what undoing it takes, should it fail; not looked for where the caller may do everything.
    /// - Throws: `ReleaseError` with code `forbidden` that lists every right that is missing; what `goingBack` throws.
    func require(
        _ needs: AccessNeeds, goingBack: () async throws -> AccessNeeds = { AccessNeeds() }
    ) async throws {
        if try await client.review(AccessRequest(verb: "*", group: "*", resource: "*")).isAllowed { return }
        let back = try await goingBack().beyond(needs)
        let rules = try await rules(needs, back)
        let missing = try await gaps(needs, rules)
        let missingForBack = try await gaps(back, rules)
        guard missing.isEmpty, missingForBack.isEmpty else {
            throw AccessReport(gaps: missing, release: release, wayBack: missingForBack).error
        }
    }

    private func gaps(_ needs: AccessNeeds, _ rules: [String?: AccessRules]) async throws -> [AccessGap] {
        let requests = try await refused(needs.requests.filter { rules[$0.namespace]?.allows($0) != true })
        let grants = try await concurrently(needs.grants, limit: NativeLimits.concurrency) { grant in
            try await gap(grant, rules[grant.namespace] ?? AccessRules(rules: [], isIncomplete: true))
        }
        return requests.map(AccessGap.request) + grants.compactMap { $0 }
    }

    /// The caller's rules of each place that matters; nil is the whole cluster.
    private func rules(_ needs: AccessNeeds...) async throws -> [String?: AccessRules] {
        let places = Array(Set(needs.flatMap { $0.requests.map(\.namespace) + $0.grants.map(\.namespace) }))
        let found = try await concurrently(places, limit: NativeLimits.concurrency) { place in
            do {
                return try await client.reviewRules(in: place)
            } catch let error as KubernetesError where error.httpStatus != nil {
                // A server that lists no rules may still answer for each right.
                return AccessRules(rules: [], isIncomplete: true)
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(places, found))
    }

    // MARK: - Requests

    /// Those that the server refuses; types are asked for first, and names only where the type as a whole is refused.
    private func refused(_ requests: [AccessRequest]) async throws -> [AccessRequest] {
        func type(_ request: AccessRequest) -> AccessRequest {
            var type = request
            type.name = nil
            return type
        }
        let types = try await denied(Array(Set(requests.map(type))))
        return try await denied(requests.filter { types.contains(type($0)) }, known: types)
    }

    /// - Parameter known: what has been asked for before.
    private func denied(_ requests: [AccessRequest], known: [AccessRequest] = []) async throws -> [AccessRequest] {
        let known = Set(known)
        return try await concurrently(requests, limit: NativeLimits.concurrency) { request in
            if known.contains(request) { return request }
            let review = try await client.review(request)
            // A refusal of an authorizer that failed proves nothing.
            return review.isAllowed || !review.evaluationError.isEmpty ? nil : request
        }.compactMap { $0 }
    }

    // MARK: - Roles and bindings

    private func gap(_ grant: AccessNeeds.Grant, _ held: AccessRules) async throws -> AccessGap? {
        var missing: [PolicyRule]?
        if let wanted = try await rules(grant.rights) {
            let uncovered = PolicyRule.uncovered(wanted, by: held.rules)
            if uncovered.isEmpty { return nil }
            missing = held.isIncomplete ? nil : uncovered
        }
        if held.allows(grant.permission) { return nil }
        if try await denied([grant.permission]).isEmpty { return nil }
        if let missing { return .grant(grant, missing: missing) }
        return try await rehearsed(grant)
    }

    /// Nil when nobody but the server knows them.
    private func rules(_ rights: AccessNeeds.Grant.Rights) async throws -> [PolicyRule]? {
        switch rights {
        case .rules(let rules): return rules
        case .ofRole(let type, let name, let namespace):
            do {
                let role = try await client.getIfPresent(type, name, namespace: namespace)
                return role.map { ($0["rules"]?.array ?? []).map { PolicyRule($0) } }
            } catch let error as KubernetesError where error.code == .forbidden {
                return nil
            }
        }
    }

    /// Puts the object to the server in a dry run, and takes its word.
    private func rehearsed(_ grant: AccessNeeds.Grant) async throws -> AccessGap? {
        do {
            _ = try await client.apply(
                grant.object.value, as: grant.object.type,
                options: ApplyOptions(fieldManager: Applier.fieldManager, force: true, dryRun: true))
            return nil
        } catch let error as KubernetesError where error.code == .forbidden {
            return .refused(grant, words: error.message)
        } catch let error as KubernetesError where error.httpStatus != nil {
            // Such as a namespace that is still to come: whether the right is there cannot be known yet.
            return nil
        }
    }
}
