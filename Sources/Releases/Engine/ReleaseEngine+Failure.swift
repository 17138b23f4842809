import Charts
import Kubernetes

extension ReleaseEngine {
    /// Carries a plan out; a failure is looked at, then dealt with as the request wants.
    func carryOut(_ plan: ReleasePlan, _ run: RunContext) async throws -> ReleaseOutcome {
        await run.recorder?.begin(plan.journal(driver: executor.name), hiding: plan.secretWords)
        if let note = plan.recordNote, records.isNew(note) { run.progress.warn(note) }
        do {
            let outcome = try await executor.carryOut(plan, run)
            run.recorder?.add(result: outcome.value)
            return outcome
        } catch let error where !(error is CancellationError) {
            // Somebody else's work, or nothing begun: there is nothing to see and nothing to undo. Whoever has interrupted
            // it waits for neither.
            let own = error as? ReleaseError
            guard run.changes.isSet || own?.hasChanged == true, own?.code != .locked, !Task.isCancelled,
                await !run.hold.isLost
            else { throw error }
            var failure = own ?? ReleaseError(.applyFailed, "\(error)", release: run.release, underlying: error)
            let place = try await remember(plan, run, error)
            do {
                try await cleanUp(plan, run, &failure)
                switch plan.request.options.onFailure {
                case .fail: break
                case .hold: try await hold(plan, run, &failure)
                case .rollback: try await rollBack(plan, run, &failure)
                }
            } catch let lock as ReleaseError where lock.code == .locked {
                failure = lock.following(failure)
            }
            if let place { failure.message += "; what was seen of it is in \(place)" }
            throw failure
        }
    }

    private func rollBack(_ plan: ReleasePlan, _ run: RunContext, _ failure: inout ReleaseError) async throws {
        guard let way = plan.wayBack else { return try await hold(plan, run, &failure) }
        do {
            // Its record may go, and with it what it says.
            let ran = try await run.storage.last(plan.request.name, namespace: plan.request.namespace)
            let left = Irreversible.remarks(plan, ran: ran?.revision == plan.record.revision ? ran?.hooks ?? [] : [])
            failure.message += "; \(try await undo(plan, by: way, run))"
            if !left.isEmpty { failure.message += "; what cannot be undone: \(left.joined(separator: "; "))" }
        } catch let error as CancellationError {
            throw error
        } catch let error as ReleaseError where error.code == .locked && !Task.isCancelled {
            throw error  // Another run's work from here on.
        } catch {
            failure.message += "; and it could not be undone: \(error)"
        }
    }

    /// Leaves everything as it is, because that is asked for or because there is no way back, and says so in the record.
    private func hold(_ plan: ReleasePlan, _ run: RunContext, _ failure: inout ReleaseError) async throws {
        let request = plan.request
        let isAsked = request.options.onFailure == .hold
        let reason = isAsked ? "nothing is thrown back" : "there is no revision to go back to"
        failure.message += "; held: \(reason), and the next run goes on from here"
        if let next = Self.leaving(plan, isAsked: isAsked) {
            failure.hint = [failure.hint, next].compactMap(\.self).joined(separator: "; ")
        }
        do {
            guard var last = try await run.storage.last(request.name, namespace: request.namespace),
                last.revision == plan.record.revision, last.status == .failed
            else { return }
            last.set(.failed, description: "\(last.description); held, nothing is thrown back")
            try await run.storage.update(&last)
        } catch let error as CancellationError {
            throw error
        } catch {
            run.progress.warn("the record of revision \(plan.record.revision) does not say that it is held: \(error)")
        }
    }
}

extension ReleaseEngine {
    /// How a held release is left by hand.
    fileprivate static func leaving(_ plan: ReleasePlan, isAsked: Bool) -> String? {
        let (name, namespace) = (plan.request.name, plan.request.namespace)
        switch plan.wayBack {
        case .revision(let revision)?:
            return "to go back all the same: groundcrew release rollback \(name) \(revision) --namespace \(namespace)"
        case nil where !isAsked:
            return "to remove all of it: groundcrew release uninstall \(name) --namespace \(namespace)"
        default: return nil
        }
    }
}

extension ReleaseError {
    /// That another run is at work by now, found out while a failure was dealt with.
    fileprivate func following(_ failure: ReleaseError) -> ReleaseError {
        var error = self
        error.message += "; before that: \(failure.message)"
        error.hint = "nothing more is changed by this run; see how the other one ends, then run again"
        error.hasChanged = true
        return error
    }
}

/// What going back does not bring back; pure.
enum Irreversible {
    /// - Parameter hooks: of the failed revision, as far as they have run.
    static func remarks(_ plan: ReleasePlan, ran hooks: [StoredHook]) -> [String] {
        func names(_ objects: [ReleaseObject]) -> String { objects.map(\.title).joined(separator: ", ") }
        var remarks: [String] = []
        // What becomes of those in templates, and of all where a first install goes, the way back says itself.
        let crds = plan.wayBack == .removal ? [] : plan.crds.map(\.name).filter { !plan.leaves($0) }
        if !crds.isEmpty { remarks.append("CRDs stay as this chart has them (\(crds.joined(separator: ", ")))") }
        let ran = hooks.filter { $0.lastRun != nil && ["Job", "Pod"].contains($0.kind) }
        if !ran.isEmpty {
            let list = ran.map { "\($0.kind) \($0.name)" }.joined(separator: ", ")
            remarks.append("hooks have run, and what they did elsewhere stays (\(list))")
        }
        let jobs = plan.objects.filter { $0.type.kind == "Job" && $0.type.group == "batch" }
        if !jobs.isEmpty { remarks.append("Jobs may have run, and what they did elsewhere stays (\(names(jobs)))") }
        let claims = plan.obsolete.filter { $0.type.kind == "PersistentVolumeClaim" }
        if !claims.isEmpty { remarks.append("claims were removed, and their data may be gone (\(names(claims)))") }
        return remarks
    }
}
