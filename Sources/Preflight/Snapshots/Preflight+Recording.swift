public import Events

extension Preflight {
    /// Gathers what a snapshot holds: the facts that the request's checks need for what is wanted.
    ///
    /// - Parameter all: for any work instead of the request's, as far as the cluster can tell of it; the request's subject
    ///   says which labels and CRDs are kept then.
    public func record(
        _ request: PreflightRequest, all: Bool, events: any EventSink = NoEvents()
    ) async throws -> Facts {
        let judge = Judge(checks, registry: gatherer.registry)
        var wishes = try judge.wishes(request)
        if all { wishes = wishes.joined(with: try judge.wishesForAnyWork(request)) }
        return try await gatherer.gather(wishes, for: request.subject, events: events).redacted
    }
}

extension Judge {
    /// What the selected checks may ask of a cluster whatever is wanted of it.
    func wishesForAnyWork(_ request: PreflightRequest) throws(PreflightError) -> FactWishes {
        let chosen = request.only == nil ? catalog.checks : try selected(request)
        let checks = chosen.filter { request.skip[$0.id] == nil }
        let lists = checks.flatMap(\.objects).map(\.wish).filter { $0.query.namespaces != .wanted }
        let names = Set(checks.flatMap(\.needs)).subtracting(FactName.ofWork)
        return FactWishes(names, objects: lists)
    }
}

extension FactWishes {
    func joined(with other: FactWishes) -> FactWishes {
        FactWishes(names.union(other.names), objects: objects + other.objects)
    }
}

extension FactName {
    /// What holds for the work alone for which it was gathered.
    static let ofWork: Set<FactName> = [
        .operators, .rendered, .access, .admission, .registries, .leftObjects, .modelTokens, .hubModels,
        .pullSecrets, .podSources, .podNamespaces, .claimedVolumes, .admissionSamples,
    ]
}
