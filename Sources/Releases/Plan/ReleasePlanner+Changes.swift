import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// What carrying the plan out would do, asked of the server with dry runs.
    func changes(_ plan: ReleasePlan) async throws -> ChangeSet {
        var objects: [PlannedObject] = []
        var wave = 0
        let crds = plan.crds.map {
            ReleaseObject(value: $0.value, type: .customResourceDefinitions, path: $0.path)
        }
        objects += try await forecast(crds, wave: wave, plan)
        let hooks = plan.hooks
        wave += crds.isEmpty ? 0 : 1
        for hook in hooks.before { objects.append(hook.planned(wave: wave)) }
        wave += hooks.before.isEmpty ? 0 : 1
        for part in plan.waves {
            objects += try await forecast(part, wave: wave, plan)
            wave += 1
        }
        objects += try await removals(plan.obsolete, wave: wave, plan, removesCRDs: false)
        wave += plan.obsolete.isEmpty ? 0 : 1
        for hook in hooks.after { objects.append(hook.planned(wave: wave)) }
        return ChangeSet(
            name: plan.request.name, namespace: plan.request.namespace, verb: plan.verb.name,
            fromRevision: plan.history.last?.revision, toRevision: plan.record.revision,
            chart: plan.record.chartTitle, createsNamespace: plan.createsNamespace, objects: objects,
            warnings: plan.warnings)
    }

    /// A release that is as it should be.
    func changes(_ settled: SettledRelease, warnings: [String]) -> ChangeSet {
        let record = settled.record
        let uncompared = Dictionary(settled.uncompared.map { ($0.object, $0.reason) }) { first, _ in first }
        return ChangeSet(
            name: record.name, namespace: record.namespace, verb: "none", fromRevision: record.revision,
            toRevision: nil, chart: record.chartTitle, createsNamespace: false,
            objects: settled.objects.map { object in
                let reason = uncompared[object.title]
                return PlannedObject(object, reason == nil ? .unchanged : .unknown, wave: 0, reason: reason)
            }, warnings: warnings)
    }

    func changes(_ plan: RemovalPlan) async throws -> ChangeSet {
        let record = plan.record
        let remover = Remover(client: client, release: record.name, namespace: record.namespace)
        var objects: [PlannedObject] = []
        for (wave, part) in [plan.objects.filter { !$0.isCRD }, plan.objects.filter(\.isCRD)].enumerated() {
            objects += try await removals(part, wave: wave, remover, removesCRDs: true)
        }
        return ChangeSet(
            name: record.name, namespace: record.namespace, verb: "uninstall", fromRevision: record.revision,
            toRevision: nil, chart: record.chartTitle, createsNamespace: false,
            objects: plan.hookObjects.map { PlannedObject($0, .hook, wave: 0) } + objects, warnings: [])
    }

    // MARK: - One object

    private func forecast(
        _ objects: [ReleaseObject], wave: Int, _ plan: ReleasePlan
    ) async throws -> [PlannedObject] {
        try await concurrently(objects, limit: NativeLimits.concurrency) { object in
            try await forecast(object, wave: wave, forces: plan.request.options.forcesConflicts)
        }
    }

    /// - Parameter forces: fields of other managers are taken, so that they are no conflicts.
    private func forecast(_ object: ReleaseObject, wave: Int, forces: Bool) async throws -> PlannedObject {
        guard let name = object.name else { return PlannedObject(object, .create, wave: wave, after: object.value) }
        do {
            guard let live = try await client.getIfPresent(object.type, name, namespace: object.namespace) else {
                return PlannedObject(object, .create, wave: wave, after: object.value)
            }
            let conflicts = forces ? [] : try await conflicts(of: object)
            let after = try await rehearse(object, force: true)
            let (old, new) = (live.withoutBookkeeping, after.withoutBookkeeping)
            return PlannedObject(
                object, old == new && conflicts.isEmpty ? .unchanged : .change, wave: wave, conflicts: conflicts,
                before: live, after: after)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            // Its CRD comes with the chart.
            return PlannedObject(object, .create, wave: wave, after: object.value)
        } catch let error as KubernetesError where error.code == .invalid {
            return PlannedObject(object, .refused, wave: wave, reason: error.message)
        } catch let error as KubernetesError where error.httpStatus != nil {
            return PlannedObject(object, .unknown, wave: wave, reason: error.message)
        }
    }

    private func rehearse(_ object: ReleaseObject, force: Bool) async throws -> Value {
        try await client.apply(
            object.value, as: object.type,
            options: ApplyOptions(fieldManager: Applier.fieldManager, force: force, dryRun: true))
    }

    /// Fields that the run would have to take from somebody else.
    private func conflicts(of object: ReleaseObject) async throws -> [PlannedObject.Conflict] {
        do {
            _ = try await rehearse(object, force: false)
            return []
        } catch let error as KubernetesError where error.code == .conflict && !error.fieldConflicts.isEmpty {
            // Helm's own former self hands over.
            return error.fieldConflicts.filter { $0.manager != Applier.fieldManager }
                .map { PlannedObject.Conflict(field: $0.field, manager: $0.manager) }
        }
    }

    private func removals(
        _ objects: [ReleaseObject], wave: Int, _ plan: ReleasePlan, removesCRDs: Bool
    ) async throws -> [PlannedObject] {
        let remover = Remover(client: client, release: plan.request.name, namespace: plan.request.namespace)
        return try await removals(objects, wave: wave, remover, removesCRDs: removesCRDs)
    }

    private func removals(
        _ objects: [ReleaseObject], wave: Int, _ remover: Remover, removesCRDs: Bool
    ) async throws -> [PlannedObject] {
        try await concurrently(objects, limit: NativeLimits.concurrency) { object -> PlannedObject? in
            switch try await remover.fate(of: object, removesCRDs: removesCRDs) {
            case .absent: nil
            case .stays(let reason, let live):
                PlannedObject(object, .keep, wave: wave, reason: reason, before: live)
            case .goes(let live): PlannedObject(object, .remove, wave: wave, before: live)
            }
        }.compactMap { $0 }
    }
}

extension ReleasePlan {
    /// Hooks of the run as their record holds them, in its order.
    fileprivate var hooks: (before: [PlannedHook], after: [PlannedHook]) {
        func hooks(_ event: HookEvent) -> [PlannedHook] {
            guard request.options.runsHooks else { return [] }
            return record.hooks.filter { $0.events.contains(event.rawValue) }.map {
                PlannedHook(hook: $0, event: event)
            }
        }
        return (hooks(verb.hooksBefore), hooks(verb.hooksAfter))
    }
}

private struct PlannedHook {
    let hook: StoredHook
    let event: HookEvent

    func planned(wave: Int) -> PlannedObject {
        var planned = PlannedObject(
            ReleaseObject(
                value: ["metadata": ["name": .string(hook.name)]],
                type: ResourceType(group: "", version: "", kind: hook.kind, plural: "", isNamespaced: false),
                path: hook.path), .hook, wave: wave, reason: event.rawValue)
        planned.object = "\(hook.kind) \(hook.name)"
        planned.before = nil
        return planned
    }
}
