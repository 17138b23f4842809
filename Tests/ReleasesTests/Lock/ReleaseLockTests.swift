import Events
import HTTP
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// One live run for a release, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct ReleaseLockTests {
    /// Says of every process what the test wants.
    private struct Probe: RunProbing {
        var gone: Bool?
        func isGone(_ run: RunIdentity) -> Bool? { gone }
    }

    private func run(_ id: String) -> RunIdentity {
        RunIdentity(id: id, command: "groundcrew \(id)", host: "h", processID: 1)
    }

    private func lock(
        _ id: String, _ release: ReleaseName, patience: Duration = .zero, gone: Bool? = false,
        _ client: KubernetesClient, _ log: EventLog = EventLog()
    ) -> ReleaseLock {
        ReleaseLock(
            client: client, release: release, run: run(id), patience: patience, probe: Probe(gone: gone),
            progress: Progress(sink: log, phase: .operators, release: release.description))
    }

    private func lease(_ release: ReleaseName, _ client: KubernetesClient) async throws -> Value? {
        try await client.getIfPresent(.leases, "groundcrew.\(release.name)", namespace: release.namespace)
    }

    @Test func itIsHeldWhileTheWorkRunsAndGoneAfterwards() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let held = try await lock("one", release, client).with { hold in
            #expect(await hold.hasLease)
            return try await self.lease(release, client)
        }
        #expect(held?["spec"]?["holderIdentity"] == "one")
        #expect(held?["metadata"]?["annotations"]?["groundcrew/command"] == "groundcrew one")
        #expect(try await lease(release, client) == nil)
    }

    @Test func itIsGivenBackWhenTheWorkFails() async throws {
        struct Broken: Error {}
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        await #expect(throws: Broken.self) {
            try await lock("one", release, client).with { _ in throw Broken() }
        }
        #expect(try await lease(release, client) == nil)
    }

    /// One that stays behind would make a run on another machine wait until it has lapsed.
    @Test(arguments: [(500, "InternalError"), (503, "ServiceUnavailable"), (409, "Conflict")])
    func itIsGivenBackAtASecondAttempt(status: Int, reason: String) async throws {
        let transport = FaultyTransport()
        let client = try await transport.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let failures = Mutex(1)
        transport.fail { request in
            guard request.method == .delete, request.url.contains("/leases/") else { return nil }
            return failures.withLock { left in
                defer { left -= 1 }
                return left > 0 ? .failure(status, reason, "for the moment") : nil
            }
        }
        try await lock("one", release, client).with { _ in }
        #expect(failures.withLock { $0 } < 1)
        #expect(try await lease(release, client) == nil)
    }

    @Test func aSecondRunIsRefusedAndToldWhoseItIsF2() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        try await lock("one", release, client).with { _ in
            let error = await #expect(throws: ReleaseError.self) {
                try await self.lock("two", release, client).with { _ in Issue.record("both have it") }
            }
            #expect(error?.code == .locked)
            #expect(error?.message.hasPrefix("another run is at work on it: groundcrew one (process 1 on h)") == true)
            // Another release of the namespace is nobody's.
            try await self.lock("two", ReleaseName(name: "api", namespace: release.namespace), client).with { _ in }
        }
    }

    @Test func aSecondRunWaitsWhenItMay() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let log = EventLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let isHeld = AsyncStream<Void>.makeStream()
            group.addTask {
                try await self.lock("one", release, client).with { _ in
                    isHeld.continuation.finish()
                    while !log.messages.contains(where: { $0.hasPrefix("waiting for groundcrew one") }) {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
            }
            for await _ in isHeld.stream {}
            try await self.lock("two", release, patience: .seconds(60), client, log).with { hold in
                #expect(hold.run.id == "two")
            }
            try await group.waitForAll()
        }
    }

    @Test func aDeadHoldersLockIsTakenOverWithWhatItLeft() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let left = LeaseRecord.value(
            release: release.name, namespace: release.namespace, run: run("dead"),
            revision: HelmRevision(3, attempt: 7...9), former: nil, acquired: "2026-01-01T00:00:00.000000Z",
            now: "2026-01-01T00:00:00.000000Z")
        _ = try await client.create(left, as: .leases, namespace: release.namespace)
        let log = EventLog()
        try await lock("new", release, gone: true, client, log).with { hold in
            #expect(hold.interrupted == HelmRevision(3, attempt: 7...9))
            // Until the revision is recovered, a run that comes after this one has to know of it, too.
            let held = try await self.lease(release, client)
            #expect(held?["metadata"]?["annotations"]?["groundcrew/revision"] == "3")
            #expect(held?["metadata"]?["annotations"]?["groundcrew/attempt"] == "7-9")
            await hold.forgetRevision()
        }
        #expect(try await lease(release, client) == nil)
        #expect(
            log.messages == [
                "taking the lock over from groundcrew dead (process 1 on h), since 2026-01-01T00:00:00.000000Z: that "
                    + "process has ended"
            ])
    }

    /// What Helm has left under work bears no mark: only the lock tells whose it was.
    @Test func whatHelmHasLeftIsNamedInALockThatNobodyHolds() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        try await lock("one", release, client).with { hold in try await hold.note(revision: 4) }
        let left = try #require(try await lease(release, client))
        #expect(left["spec"]?["holderIdentity"] == nil)
        let noted = try #require(LeaseRecord(left).revision)
        #expect(noted.number == 4)
        #expect(noted.attempt != nil)
        // Nobody is waited for, although the process that has left it lives.
        let log = EventLog()
        try await lock("two", release, gone: false, client, log).with { hold in
            #expect(hold.interrupted == noted)
            await hold.forgetRevision()
        }
        #expect(log.messages.first?.hasSuffix(": it was given back") == true, "\(log.messages)")
        #expect(try await lease(release, client) == nil)
    }

    @Test func whoLosesTheLockHasItsProgramEndedAndIsToldWhoseItIsF2() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let isEnded = Mutex(false)
        var fast = self.lock("one", release, client)
        fast.clock = FastClock(times: 100)
        let lock = fast
        let error = await #expect(throws: ReleaseError.self) {
            try await lock.with { hold -> Void in
                try await hold.fencing("helm upgrade") { () -> Void in
                    try await self.take(release, for: "two", client)
                    while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                    isEnded.withLock { $0 = true }
                    throw CancellationError()
                }
            }
        }
        #expect(error?.code == .locked)
        #expect(error?.message.hasPrefix("this run has lost its lock to two, since ") == true, "\(error as Any)")
        #expect(isEnded.withLock { $0 })
        let holder = try await lease(release, client)?["spec"]?["holderIdentity"]
        #expect(holder == "two")
    }

    /// Whatever goes wrong because of it, another run has it: that decides how the command ends.
    @Test(arguments: [
        (ReleaseError.Code.hookFailed, "; before that: hook Job a failed"), (.locked, ""),
    ])
    func aLostLockIsWhatEndedTheRun(_ code: ReleaseError.Code, _ more: String) async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let error = await #expect(throws: ReleaseError.self) {
            try await self.lock("one", release, client).with { hold -> Void in
                try await self.take(release, for: "two", client)
                do {
                    try await hold.note(revision: 1)
                    Issue.record("the lock is not lost")
                } catch is ReleaseError {
                    let isLost = await hold.isLost
                    #expect(isLost)
                }
                throw ReleaseError(code, "hook Job a failed")
            }
        }
        #expect(error?.code == .locked)
        let acquired = try await lease(release, client)?["spec"]?["acquireTime"]?.string ?? ""
        #expect(error?.message == "this run has lost its lock to two, since \(acquired)\(more)")
    }

    private func take(_ release: ReleaseName, for other: String, _ client: KubernetesClient) async throws {
        _ = try await client.patch(
            .leases, "groundcrew.\(release.name)", namespace: release.namespace,
            with: .merge(["spec": ["holderIdentity": .string(other)], "metadata": ["annotations": .null]]))
    }

    @Test func whoLosesTheLockChangesNothingAnyMore() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let error = await #expect(throws: ReleaseError.self) {
            try await self.lock("one", release, client).with { hold in
                // Another run has taken it meanwhile, and this one has slept past its time.
                try await self.take(release, for: "two", client)
                do {
                    try await hold.note(revision: 1)
                    Issue.record("the loss is not noticed")
                } catch let error as ReleaseError {
                    #expect(error.code == .locked)
                }
                let gated = client.gated(by: hold)
                _ = try await gated.create(
                    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "late"]], as: .configMaps,
                    namespace: release.namespace)
            }
        }
        #expect(error?.code == .locked)
        let acquired = try await lease(release, client)?["spec"]?["acquireTime"]?.string ?? ""
        #expect(error?.message == "this run has lost its lock to two, since \(acquired)")
        #expect(try await client.getIfPresent(.configMaps, "late", namespace: release.namespace) == nil)
        // It is not this run's to give back.
        #expect(try await lease(release, client)?["spec"]?["holderIdentity"] == "two")
    }

    /// A run that was stopped past its lease wakes when another has taken it over, done its work and given it back.
    @Test func aLeaseThatIsGoneIsNotMadeAnewF2() async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let error = await #expect(throws: ReleaseError.self) {
            try await self.lock("one", release, client).with { hold in
                _ = try await client.delete(.leases, "groundcrew.web", namespace: release.namespace)
                try await hold.note(revision: 1)
            }
        }
        #expect(error?.code == .locked)
        #expect(error?.message == "this run has lost its lock: somebody removed its Lease")
        #expect(try await lease(release, client) == nil)
    }

    /// A change waits for a renewal, and not for ever.
    @Test func aLockThatCannotBeRenewedEndsTheRunWithTheServersWords() async throws {
        let transport = FaultyTransport()
        let client = try await transport.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let error = await #expect(throws: KubernetesError.self) {
            var lock = self.lock("one", release, client)
            lock.clock = FastClock(times: 100)
            try await lock.with { hold in
                transport.fail { request in
                    request.method == .put && request.url.contains("/leases/")
                        ? .failure(403, "Forbidden", "User tina cannot update resource leases") : nil
                }
                try await Task.sleep(for: .milliseconds(200))
                try await hold.pass()
            }
        }
        #expect(error?.code == .forbidden)
    }

    @Test func whereLeasesAreForbiddenTheRecordLocksAndThatIsSaid() async throws {
        let admin = try await Live.client()
        let namespace = try await admin.makeNamespace()
        let user = Live.unique("user")
        try await admin.grant(
            [["apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["*"]]], to: user, in: namespace)
        let log = EventLog()
        let client = try await Live.client(impersonating: user)
        try await lock("one", ReleaseName(name: "web", namespace: namespace), client, log).with { hold in
            #expect(await hold.hasLease == false)
            try await hold.pass()
        }
        #expect(log.messages.first?.hasPrefix("no Lease can be used as a lock (") == true, "\(log.messages)")
    }

    /// The record that locks is looked at again and again: who has recovered it is at work from then on.
    @Test(arguments: EitherCluster.allCases)
    func whereARecordLocksWhoeverTakesItStopsItsFormerRunF2(_ cluster: EitherCluster) async throws {
        try await NarrowCluster.with(cluster, ["secrets", "configmaps"]) { narrow in
            let clock = HandClock()
            var handled = self.lock("one", ReleaseName(name: "demo", namespace: narrow.namespace), narrow.user)
            handled.clock = clock
            let lock = handled
            let error = await #expect(throws: ReleaseError.self) {
                try await lock.with { hold -> Void in
                    var storage = ReleaseStorage(client: narrow.user)
                    storage.onStore = { await hold.stored($0) }
                    var record = StoredRelease(body: [
                        "name": "demo", "namespace": .string(narrow.namespace), "version": 1,
                        "info": ["status": "pending-install"],
                    ])
                    record.mark = RunMark(hold.run, hasLease: false)
                    // Before there is a record, there is nothing that could be lost.
                    try await hold.pass()
                    try await storage.create(&record, keeping: [], limit: 0)
                    try await hold.pass()

                    let others = ReleaseStorage(client: narrow.admin)
                    var taken = try #require(try await others.last("demo", namespace: narrow.namespace))
                    taken.set(.failed, description: "Recovered")
                    try await others.update(&taken)
                    clock.advance(by: LockLimits.look)
                    _ = try await narrow.user.gated(by: hold).create(
                        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "late"]], as: .configMaps,
                        namespace: narrow.namespace)
                }
            }
            #expect(error?.code == .locked)
            #expect(
                error?.message == "this run has lost its lock: revision 1 is failed, and no longer this run's",
                "\(error as Any)")
            let late = try await narrow.admin.getIfPresent(.configMaps, "late", namespace: narrow.namespace)
            #expect(late == nil)
        }
    }

    /// What is not under work locks nothing, such as a record whose labels somebody changes.
    @Test func aRecordThatIsDoneLocksNothing() async throws {
        try await NarrowCluster.with(.sandbox, ["secrets", "configmaps"]) { narrow in
            let lock = self.lock("one", ReleaseName(name: "demo", namespace: narrow.namespace), narrow.user)
            try await lock.with { hold in
                var storage = ReleaseStorage(client: narrow.user)
                storage.onStore = { await hold.stored($0) }
                var record = StoredRelease(body: [
                    "name": "demo", "namespace": .string(narrow.namespace), "version": 1,
                    "info": ["status": "pending-install"],
                ])
                record.mark = RunMark(hold.run, hasLease: false)
                try await storage.create(&record, keeping: [], limit: 0)
                record.set(.deployed, description: "done")
                try await storage.update(&record)
                let key = try #require(try await storage.keys(release: "demo", namespace: narrow.namespace).last)
                try await storage.delete(key)
                try await hold.pass()
            }
        }
    }
}
