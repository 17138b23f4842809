import Value

/// Discovery asks only for the groups that are needed, so a broken API of another group does no harm.
extension KubernetesClient {
    /// The type of `kind` in one version of one group.
    ///
    /// A kind that is not in the cache is looked up again, so a CRD installed meanwhile is found.
    /// - Throws: `resourceTypeNotFound` when the server serves no such version or kind.
    public func resourceType(apiVersion: String, kind: String) async throws -> ResourceType {
        let groupVersion = GroupVersion(apiVersion)
        if let known = discoveryCache.types(groupVersion)?.first(where: { $0.kind == kind }) { return known }
        if let found = try await freshTypes(groupVersion).first(where: { $0.kind == kind }) { return found }
        throw notServed("kind \(kind) is not served in \(apiVersion)", groupVersion)
    }

    /// The type by its plural, singular or short name, in the group's preferred version that has it.
    public func resourceType(group: String, resource: String) async throws -> ResourceType {
        func matches(_ type: ResourceType) -> Bool {
            type.plural == resource || type.singular == resource || type.shortNames.contains(resource)
        }
        for attempt in ["cached", "fresh"] {
            if attempt == "fresh" { discoveryCache.forget(group: group) }
            for groupVersion in try await self.group(group).groupVersions {
                if let type = try await types(in: groupVersion).first(where: matches) { return type }
            }
        }
        let name = group.isEmpty ? resource : "\(resource).\(group)"
        throw notServed("resource \(name) is not served", GroupVersion(group: group, version: ""))
    }

    public func resourceType(of reference: ObjectReference) async throws -> ResourceType {
        try await resourceType(apiVersion: reference.apiVersion, kind: reference.kind)
    }

    func resourceType(of object: Value, given type: ResourceType?) async throws -> ResourceType {
        if let type { return type }
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else {
            throw KubernetesError(.invalidRequest, "the object has no apiVersion or no kind")
        }
        return try await resourceType(apiVersion: apiVersion, kind: kind)
    }

    /// Every type of one version of one group.
    public func types(in groupVersion: GroupVersion) async throws -> [ResourceType] {
        if let known = discoveryCache.types(groupVersion) { return known }
        return try await freshTypes(groupVersion)
    }

    /// The same for a look at what is there, in which each is asked about once: none where it is not served, which is
    /// believed until `forgetDiscovery`, too.
    public func typesIfServed(in groupVersion: GroupVersion) async throws -> [ResourceType] {
        if discoveryCache.isAbsent(groupVersion) { return [] }
        do {
            return try await types(in: groupVersion)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return []
        }
    }

    /// The versions of one group, the preferred one first.
    public func group(_ name: String) async throws -> APIGroup {
        if let known = discoveryCache.group(name) { return known }
        let group: APIGroup
        if name.isEmpty {
            group = APIGroup(name: "", versions: try await coreVersions())
        } else {
            let path = "/apis/" + (try PathSegment.encoded(name, as: "API group"))
            do {
                group = DiscoveryDocument.group(in: try await rawValue(path)) ?? APIGroup(name: name, versions: [])
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                throw notServed("API group \(name) is not served", GroupVersion(group: name, version: ""))
            }
        }
        discoveryCache.store(group)
        return group
    }

    /// Every group and its versions, as the server lists them without asking the APIs behind them.
    public func groups() async throws -> [APIGroup] {
        let core = APIGroup(name: "", versions: try await coreVersions())
        let named = try await listedGroups()
        discoveryCache.store(core)
        return [core] + named
    }

    /// The same without the core group; what was listed before counts, until `forgetDiscovery`.
    public func namedGroups() async throws -> [APIGroup] {
        if let known = discoveryCache.named { return known }
        return try await listedGroups()
    }

    /// Everything the server serves; a group version that does not answer is a failure in the report, not an error.
    ///
    /// Patience is for the server: a broken API of somebody else is asked a few times.
    /// - Parameter listsAnew: false for a look at what is there, in which groups that were listed before count, until
    ///   `forgetDiscovery`.
    /// - Throws: only when the server itself does not answer.
    public func discoverAll(listsAnew: Bool = true) async throws -> DiscoveryReport {
        // Of the core group there has only ever been one version.
        let groups =
            listsAnew ? try await groups() : [APIGroup(name: "", versions: ["v1"])] + (try await namedGroups())
        let groupVersions = groups.flatMap(\.groupVersions)
        let brief = patient(for: .zero)
        var outcomes = try await discover(groupVersions.map { ($0, brief) })
        let failures = outcomes.indices.compactMap { index in outcomes[index].failure.map { (index, $0) } }
        if connection.patience > .zero, !failures.isEmpty {
            // It may have been the server that was away; then this waits for it.
            _ = try await coreVersions()
            let again = try await discover(
                failures.map { (groupVersions[$0], CallFailure($1) == .unable ? brief : self) })
            for ((index, _), outcome) in zip(failures, again) { outcomes[index] = outcome }
        }
        var report = DiscoveryReport(groupVersions: groupVersions, types: [], failures: [])
        for (groupVersion, outcome) in zip(groupVersions, outcomes) {
            switch outcome {
            case .success(let types): report.types += types
            case .failure(let error): report.failures.append((groupVersion, error))
            }
        }
        return report
    }

    /// What each group version serves, in their order, each asked by its client.
    private func discover(_ questions: [(GroupVersion, KubernetesClient)]) async throws -> [DiscoveryOutcome] {
        var outcomes: [Int: DiscoveryOutcome] = [:]
        // The connection bounds how many of them are under way.
        try await withThrowingTaskGroup(of: (Int, DiscoveryOutcome).self) { group in
            for (index, (groupVersion, client)) in questions.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await client.types(in: groupVersion)))
                    } catch let error as KubernetesError {
                        return (index, .failure(error))
                    }
                }
            }
            for try await (index, outcome) in group { outcomes[index] = outcome }
        }
        return questions.indices.compactMap { outcomes[$0] }
    }

    /// Forgets what discovery learnt of a group, or of all; call it after installing or removing CRDs.
    public func forgetDiscovery(group: String? = nil) { discoveryCache.forget(group: group) }

    private func freshTypes(_ groupVersion: GroupVersion) async throws -> [ResourceType] {
        let question = question(groupVersion.path, of: groupVersion.group)
        return try await discoveryCache.typeQuestions.once(question) {
            let types: [ResourceType]
            do {
                types = DiscoveryDocument.types(in: try await rawValue(question.path), of: groupVersion)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                discoveryCache.store(nil, for: groupVersion, age: question.age)
                throw notServed("API version \(groupVersion) is not served", groupVersion, error)
            }
            discoveryCache.store(types, for: groupVersion, age: question.age)
            return types
        }
    }

    private func listedGroups() async throws -> [APIGroup] {
        let question = question("/apis", of: nil)
        return try await discoveryCache.listQuestions.once(question) {
            let documents = try await rawValue(question.path)["groups"]?.array ?? []
            let groups = documents.compactMap(DiscoveryDocument.group(in:))
            discoveryCache.store(named: groups, age: question.age)
            return groups
        }
    }

    /// - Parameter group: nil is for the list of all.
    private func question(_ path: String, of group: String?) -> DiscoveryCache.Question {
        DiscoveryCache.Question(path: path, age: discoveryCache.age(of: group), patience: connection.patience)
    }

    private func coreVersions() async throws -> [String] {
        (try await rawValue("/api")["versions"]?.array ?? []).compactMap(\.string)
    }

    private func notServed(
        _ message: String, _ groupVersion: GroupVersion, _ underlying: KubernetesError? = nil
    ) -> KubernetesError {
        KubernetesError(
            .resourceTypeNotFound, message,
            request: underlying?.request, server: server, httpStatus: underlying?.httpStatus,
            status: underlying?.status ?? .null, underlying: underlying)
    }
}

private typealias DiscoveryOutcome = Result<[ResourceType], KubernetesError>

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
