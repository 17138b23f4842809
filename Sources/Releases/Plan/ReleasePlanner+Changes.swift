import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// What carrying the plan out would do, asked of the server with dry runs.
    func changes(_ plan: ReleasePlan) async throws -> ChangeSet {
        var objects: [PlannedObject] = []
        var wave = 0
        let own = Set(plan.objects.filter(\.isCRD).compactMap(\.name))
        let left = plan.crdJudgements.filter { $0.left != nil && !own.contains($0.document.name) }.map(\.document)
        let crds = (plan.crds + left).map {
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
            warnings: plan.allWarnings + objects.compactMap(\.loss))
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
        let going = Set(plan.objects.filter { !Ownership.isKept($0.value) }.map(\.key))
        let remover = Remover(
            client: client, release: record.name, namespace: record.namespace, going: going,
            cascade: plan.options.cascade)
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
            try await forecast(object, wave: wave, plan)
                .judged(by: plan.crdJudgements.first { object.isCRD && $0.document.name == object.name })
        }
    }

    private func forecast(_ object: ReleaseObject, wave: Int, _ plan: ReleasePlan) async throws -> PlannedObject {
        guard let name = object.name else { return PlannedObject(object, .create, wave: wave, after: object.value) }
        let live: Value?
        do {
            live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            // Its CRD comes with the chart.
            return PlannedObject(object, .create, wave: wave, after: object.value)
        } catch let error as KubernetesError where error.httpStatus != nil {
            return PlannedObject(object, .unknown, wave: wave, reason: error.message)
        }
        do {
            let planned = PlannedObject(
                object, try await plan.rehearse(object, live: live, client), wave: wave)
            return live != nil && plan.replaces(object) ? planned.replaced : planned
        } catch let error as KubernetesError where error.refusesContent {
            return plan.refusal(of: object, error, live: live, wave: wave)
        } catch let error as KubernetesError where error.httpStatus != nil {
            guard live != nil else {
                // Its namespace may come with the run, or what a webhook needs.
                let isExpected = error.code == .notFound || error.code == .resourceTypeNotFound
                return PlannedObject(
                    object, .create, wave: wave, reason: isExpected ? nil : "not rehearsed: \(error.message)",
                    after: object.value)
            }
            return PlannedObject(object, .unknown, wave: wave, reason: error.message)
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
            case .goes(let live):
                PlannedObject(
                    object, .remove, wave: wave, reason: remover.cascade == .orphan ? "what it owns stays" : nil,
                    before: live)
            }
        }.compactMap { $0 }
    }
}

extension PlannedObject {
    /// - Parameter answer: of a dry run.
    init(_ object: ReleaseObject, _ answer: Rehearsal.Answer, wave: Int) {
        let loss = [
            answer.leftOut.isEmpty ? nil : FieldWords.leftOut(answer.leftOut, of: object),
            FieldWords.lost(answer.lost, of: object),
        ].compactMap(\.self).joined(separator: "; ")
        guard let live = answer.live else {
            // With the server's defaults it would be hard to read.
            self.init(object, .create, wave: wave, loss: loss.isEmpty ? nil : loss, after: object.value)
            return
        }
        let isSame = live.withoutBookkeeping == answer.applied.withoutBookkeeping
        let isTouched = answer.handsOver || answer.decision.takes || answer.decision.isRefused
        self.init(
            object, isSame && !isTouched ? .unchanged : .change, wave: wave, conflicts: answer.decision.fields,
            handsOver: answer.handsOver, loss: loss.isEmpty ? nil : loss, before: live, after: answer.applied)
    }
}

extension ReleasePlan {
    /// As the run sends the object.
    func rehearsal(of object: ReleaseObject, _ client: KubernetesClient) -> Rehearsal {
        // Keys of a CRD that the server is too old for are left out, and said; its fields are taken whole or not at all.
        let choices = request.options.fieldChoices
        return Rehearsal(
            client: client, choices: object.isCRD ? FieldChoices(takesAll: choices.takesAll) : choices,
            validation: object.isCRD ? .warn : request.options.fieldValidation,
            takesOverClientSide: takesOverClientSide && !object.isCRD)
    }

    /// Whether the run removes the object and makes it anew, as it is asked to and as far as that loses nothing.
    func recreates(_ object: ReleaseObject, _ live: Value, because error: KubernetesError) -> Bool {
        request.options.recreatesImmutable && !ImmutableFields.named(in: error).isEmpty
            && Recreation.isAllowed(for: object) && !Ownership.isKept(live)
            && Ownership.otherOwner(live, release: request.name, namespace: request.namespace) == nil
    }

    fileprivate func refusal(
        of object: ReleaseObject, _ error: KubernetesError, live: Value?, wave: Int
    ) -> PlannedObject {
        let immutable = ImmutableFields.named(in: error)
        if let live, recreates(object, live, because: error) {
            return PlannedObject(
                object, .recreate, wave: wave, immutable: immutable, before: live, after: object.value)
        }
        return PlannedObject(
            object, .refused, wave: wave, reason: error.message, immutable: immutable, before: live)
    }

    /// Hooks of the run, in the order in which they run.
    fileprivate var hooks: (before: [PlannedHook], after: [PlannedHook]) {
        func hooks(_ event: HookEvent) -> [PlannedHook] {
            guard request.options.runsHooks else { return [] }
            return HookRunner.order(record.hooks, event).map { _, hook in
                PlannedHook(
                    hook: hook, event: event,
                    object: hookObjects.first { $0.type.kind == hook.kind && $0.name == hook.name })
            }
        }
        return (hooks(verb.hooksBefore), hooks(verb.hooksAfter))
    }
}

extension PlannedObject {
    /// As what is put in the place of the live object.
    fileprivate var replaced: PlannedObject {
        guard change == .change else { return self }
        var planned = self
        planned.reason = "is replaced whole, with what others have set in it"
        planned.requests = requests.map { $0.hasPrefix("PATCH ") ? "PUT \($0.dropFirst(6))" : $0 }
        return planned
    }

    /// With what is known of a CRD.
    fileprivate func judged(by judgement: CRDJudgement?) -> PlannedObject {
        guard let judgement else { return self }
        var planned = self
        planned.findings = judgement.findings
        // What others hold of a CRD leaves it as it is, and stops nothing.
        planned.conflicts.removeAll { $0.verdict == .refuse }
        if let left = judgement.left {
            (planned.change, planned.reason) = (.keep, "is left as it is: \(left)")
        } else if let refusal = judgement.refusal {
            (planned.change, planned.reason) = (.refused, refusal)
            planned.hint = [judgement].nextSteps.joined(separator: "; ")
        }
        return planned
    }
}

private struct PlannedHook {
    let hook: StoredHook
    let event: HookEvent
    /// Nil for kinds that are not served yet.
    let object: ReleaseObject?

    func planned(wave: Int) -> PlannedObject {
        var planned = PlannedObject(
            ReleaseObject(
                value: ["metadata": ["name": .string(hook.name)]],
                type: ResourceType(group: "", version: "", kind: hook.kind, plural: "", isNamespaced: false),
                path: hook.path), .hook, wave: wave, reason: event.rawValue)
        planned.object = "\(hook.kind) \(hook.name)"
        planned.before = nil
        if let object {
            let isMadeAnew = hook.deletePolicies.contains(.beforeHookCreation) && !object.isCRD
            planned.requests =
                (isMadeAnew ? PlannedObject.requests(.remove, object) : []) + PlannedObject.requests(.hook, object)
        }
        return planned
    }
}
