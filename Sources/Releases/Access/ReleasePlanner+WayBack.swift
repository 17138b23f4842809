import Charts

extension ReleasePlanner {
    /// The rights that undoing a plan takes should it fail, as `ReleaseEngine.undo` will do it; none where nothing is to be
    /// thrown back.
    ///
    /// - Throws: as reading the records does.
    func wayBackNeeds(of plan: ReleasePlan) async throws -> AccessNeeds {
        guard plan.request.options.onFailure == .rollback else { return AccessNeeds() }
        switch plan.wayBack {
        case nil: return AccessNeeds()
        case .removal?: return try await removalNeeds(of: plan)
        case .revision(let revision)?:
            guard let target = try await revisionToGoBackTo(revision, plan.history) else { return AccessNeeds() }
            return try await returnNeeds(of: plan, to: target)
        }
    }

    /// All that a first install makes goes; CRDs that may not be removed stay, and are told.
    private func removalNeeds(of plan: ReleasePlan) async throws -> AccessNeeds {
        var needs = AccessNeeds()
        needs.remove(plan.objects.filter { !$0.isCRD })
        guard plan.request.options.runsHooks else { return needs }
        let hooks = try await hookObjects(of: plan.record, for: [.preDelete, .postDelete])
        needs.make(hooks.filter { !$0.isCRD }, removing: true)
        return needs
    }

    /// What the former revision has is sent anew, and what is new goes.
    private func returnNeeds(of plan: ReleasePlan, to target: StoredRelease) async throws -> AccessNeeds {
        let options = plan.request.options
        let former = try await ReleaseReader(client: client).objects(of: target).objects
        let kept = Set(former.map(\.key))
        var needs = AccessNeeds()
        needs.make(former, removing: options.recreatesImmutable)
        for object in former where plan.replaces(object) {
            needs.add(["update"], object.type, in: object.namespace, name: object.name)
        }
        needs.remove(plan.objects.filter { !$0.isCRD && !kept.contains($0.key) })
        guard options.runsHooks else { return needs }
        let hooks = try await hookObjects(of: target, for: [.preRollback, .postRollback])
        needs.make(hooks, removing: true)
        return needs
    }

    /// Read already where it is the deployed one.
    private func revisionToGoBackTo(_ revision: Int, _ history: ReleaseHistory) async throws -> StoredRelease? {
        if let deployed = history.deployed, deployed.revision == revision { return deployed }
        guard let key = history.keys.first(where: { $0.revision == revision }) else { return nil }
        return try await storage.read(key)
    }
}

extension ReleaseEngine {
    /// Whether a change of the release that fails could be thrown back: there is a revision that was deployed whole, or the
    /// change would be the first one. Where nobody can tell, it is taken to be so.
    ///
    /// - Throws: `CancellationError` only.
    public func hasWayBack(_ name: String, namespace: String) async throws -> Bool {
        let keys: [ReleaseStorage.Key]
        do {
            keys = try await storage.seenKeys(release: name, namespace: namespace).keys
        } catch let error as CancellationError {
            throw error
        } catch {
            return true
        }
        guard let last = keys.last, last.state != .uninstalled else { return true }
        return keys.lastWhole != nil
    }
}
