import Events
import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Testing
import Value

@testable import Releases

/// How a lock is taken and given back when somebody interrupts it, or answers do not come; on a server that a test plays.
@Suite(.timeLimit(.minutes(2)))
struct LockEndTests {
    /// Whoever holds the Lease lives.
    private struct Probe: RunProbing {
        func isGone(_ run: RunIdentity) -> Bool? { false }
    }

    /// Stores one Lease, and says that it has when it is let.
    private final class LeaseServer: HTTPTransport {
        private let lease = Mutex<Value?>(nil)
        private let sent = Mutex<[String]>([])
        /// What is answered to a method once it is carried out; nil answers as a server does.
        private let answer: @Sendable (HTTPMethod) async throws -> HTTPResponse?

        init(_ answer: @escaping @Sendable (HTTPMethod) async throws -> HTTPResponse? = { _ in nil }) {
            self.answer = answer
        }

        var stored: Value? { lease.withLock { $0 } }
        var methods: [String] { sent.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard request.url.contains("/leases") else { return Self.absence }
            sent.withLock { $0.append("\(request.method)") }
            let answer = await told(request.method)
            // What is refused is not carried out; what fails otherwise may be.
            if case .success(let refusal?) = answer, (400..<500).contains(refusal.status) { return refusal }
            switch request.method {
            case .post, .put:
                let value = try Value(json: request.body ?? [])
                    .merged(with: ["metadata": ["uid": "u-1", "resourceVersion": "7"]])
                lease.withLock { $0 = value }
            case .delete: lease.withLock { $0 = nil }
            default: break
            }
            if let answer = try answer.get() { return answer }
            switch request.method {
            case .delete: return .object(200, ["kind": "Status", "status": "Success"])
            default:
                guard let stored else { return Self.absence }
                return .object(request.method == .post ? 201 : 200, stored)
            }
        }

        private func told(_ method: HTTPMethod) async -> Result<HTTPResponse?, any Error> {
            do { return .success(try await answer(method)) } catch { return .failure(error) }
        }

        private static var absence: HTTPResponse {
            .object(
                404,
                [
                    "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404,
                    "message": "it is not there", "details": ["name": "it"],
                ])
        }
    }

    private static let release = ReleaseName(name: "web", namespace: "apps")

    private func lock(
        _ server: LeaseServer, _ log: EventLog = EventLog(), clock: any Clock<Duration> = HandClock()
    ) throws -> ReleaseLock {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: server,
            options: options)
        return ReleaseLock(
            client: client, release: Self.release,
            run: RunIdentity(id: "one", command: "groundcrew one", host: "h", processID: 1), patience: .zero,
            probe: Probe(),
            progress: Progress(sink: log, phase: .operators, release: Self.release.description), clock: clock)
    }

    private static func never(_ hold: LockHold) { Issue.record("nobody wants it any more") }

    /// Until nobody waits for an answer any more.
    private static func silence() async throws -> HTTPResponse? {
        while !Task.isCancelled { await Task.yield() }
        throw CancellationError()
    }

    private static func server(silentTo method: HTTPMethod) -> LeaseServer {
        LeaseServer { asked in
            guard asked == method else { return nil }
            return try await silence()
        }
    }

    // MARK: - Taking it

    /// A Lease that is stored although nobody waits for the answer would name a holder that lives.
    @Test func whoIsInterruptedWhileItIsTakenGivesItBack() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let isLet = AsyncStream<Void>.makeStream()
        let server = LeaseServer { method in
            guard method == .post else { return nil }
            arrived.continuation.finish()
            for await _ in isLet.stream {}
            try Task.checkCancellation()
            return nil
        }
        let lock = try self.lock(server)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Grace.scope(clock: HandClock()) { try await lock.with(Self.never) } }
            for await _ in arrived.stream {}
            group.cancelAll()
            isLet.continuation.finish()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(server.stored == nil)
        #expect(server.methods.last == "DELETE")
    }

    @Test func whetherItWasTakenIsNotWaitedForLongerThanTheGrace() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = LeaseServer { method in
            guard method == .post else { return nil }
            arrived.continuation.finish()
            return try await Self.silence()
        }
        let log = EventLog()
        let lock = try self.lock(server, log)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Grace.scope(clock: InstantClock()) { try await lock.with(Self.never) } }
            for await _ in arrived.stream {}
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        let words = ["the lock may have been taken, and cannot be looked at (", "the lock could not be given back ("]
        #expect(
            server.stored == nil || log.messages.contains { message in words.contains { message.hasPrefix($0) } },
            "\(log.messages)")
    }

    @Test func aLeaseWhoseAnswerWasLostIsNotLeftBehind() async throws {
        let server = LeaseServer { $0 == .post ? .failure(500, "InternalError", "etcd is away") : nil }
        let error = await #expect(throws: KubernetesError.self) {
            try await lock(server).with(Self.never)
        }
        #expect(error?.code == .serverError)
        #expect(server.stored == nil)
    }

    /// A refusal is certain: there is nothing to look for.
    @Test func whatWasRefusedIsNotLookedFor() async throws {
        let server = LeaseServer { $0 == .post ? .failure(422, "Invalid", "no such namespace") : nil }
        await #expect(throws: KubernetesError.self) { try await lock(server).with(Self.never) }
        #expect(server.methods == ["GET", "POST"])
    }

    // MARK: - Giving it back

    @Test func aLockThatCannotBeGivenBackIsSaidWithWhatComesNext() async throws {
        let server = LeaseServer { $0 == .delete ? .failure(403, "Forbidden", "no deleting today") : nil }
        let log = EventLog()
        let result = try await lock(server, log).with { _ in 7 }
        #expect(result == 7)
        let said = try #require(log.messages.first)
        #expect(said.hasPrefix("the lock could not be given back ("), "\(said)")
        #expect(said.contains("no deleting today"))
        #expect(
            said.hasSuffix(
                "): a run on this machine takes it when this process has ended, others when it has not been renewed for "
                    + "15 s"))
    }

    /// Work that comes to its end as it is interrupted is done.
    @Test func whatIsDoneAllTheSameIsDone() async throws {
        let lock = try self.lock(LeaseServer())
        let began = AsyncStream<Void>.makeStream()
        let result = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await Grace.scope(clock: HandClock()) {
                    try await lock.with { _ in
                        began.continuation.finish()
                        while !Task.isCancelled { await Task.yield() }
                        return 7
                    }
                }
            }
            for await _ in began.stream {}
            group.cancelAll()
            return try await group.next()
        }
        #expect(result == 7)
    }

    /// Of a release that the same command has changed before: nobody renews what it could not give back.
    @Test func aLeaseThatAnEarlierPartOfTheRunLeftLapses() async throws {
        let server = LeaseServer { $0 == .delete ? .failure(403, "Forbidden", "no deleting today") : nil }
        try await lock(server).with { _ in }
        #expect(server.stored != nil)
        let log = EventLog()
        try await lock(server, log, clock: FastClock(times: 1000)).with { _ in }
        #expect(
            log.messages.contains { $0.hasSuffix(": it has not renewed its lease for 15 s") }, "\(log.messages)")
    }

    // MARK: - Renewing

    /// From when it was asked for, others may count: what its answer took is no time that is left.
    @Test func afterALateAnswerTheNextRenewalComesSoon() async throws {
        let clock = InstantClock()
        let isLate = Mutex(true)
        let server = LeaseServer { method in
            guard method == .put,
                isLate.withLock({ late in
                    defer { late = false }
                    return late
                })
            else { return nil }
            try await clock.sleep(for: .milliseconds(5100))
            return nil
        }
        try await lock(server, clock: clock).with { _ in
            while server.methods.filter({ $0 == "PUT" }).count < 2 { await Task.yield() }
        }
        #expect(clock.sleeps.prefix(3) == [LockLimits.renewal, .milliseconds(5100), LockLimits.look])
    }

    @Test func aNoteRenewsTheLock() async throws {
        let clock = HandClock()
        let server = LeaseServer()
        try await lock(server, clock: clock).with { hold in
            clock.advance(by: .seconds(9))
            try await hold.note(revision: 1)
            clock.advance(by: .seconds(5))
            try await hold.pass()
            await hold.forgetRevision()
        }
        #expect(server.methods == ["GET", "POST", "PUT", "DELETE"])
    }

    // MARK: - Programs that pass no gate

    /// Only sleeps until the lock is uncertain end; others last until they are cancelled.
    private struct UncertainClock: Clock {
        private let base = InstantClock()
        var now: InstantClock.Instant { base.now }
        var minimumResolution: Duration { base.minimumResolution }

        func sleep(until deadline: InstantClock.Instant, tolerance: Duration?) async throws {
            if now.duration(to: deadline) == LockLimits.writing {
                return try await base.sleep(until: deadline, tolerance: nil)
            }
            while !Task.isCancelled { await Task.yield() }
            throw CancellationError()
        }
    }

    @Test func aProgramWhoseLockIsRenewedAtTheLastMomentGoesOnF2() async throws {
        let server = LeaseServer()
        let result = try await lock(server, clock: UncertainClock()).with { hold in
            try await hold.fencing("helm upgrade") {
                while server.methods.filter({ $0 == "PUT" }).count < 2, !Task.isCancelled { await Task.yield() }
                return Task.isCancelled ? 0 : 7
            }
        }
        #expect(result == 7)
    }

    @Test func aProgramIsGoneBeforeItsLockLapses() {
        #expect(LockLimits.writing + LockLimits.lastRenewal + LockLimits.stopped < LockLimits.duration)
    }

    @Test func aProgramIsNotBegunWhileTheLockIsUncertainF2() async throws {
        let clock = HandClock()
        let server = LeaseServer { method in
            guard method == .put else { return nil }
            // Somebody waits for as long as it is sensible.
            clock.advance(by: Limits.outage)
            return .failure(403, "Forbidden", "User tina cannot update resource leases")
        }
        let error = await #expect(throws: KubernetesError.self) {
            try await lock(server, clock: clock).with { hold in
                clock.advance(by: LockLimits.writing)
                try await hold.fencing("helm upgrade") { Self.never(hold) }
            }
        }
        #expect(error?.code == .forbidden)
        #expect(server.stored == nil)
    }

    @Test func aProgramWhoseLockIsNotRenewedInTimeIsEndedF2() async throws {
        let server = Self.server(silentTo: .put)
        let isEnded = Mutex(false)
        let lock = try self.lock(server, clock: InstantClock())
        let error = await #expect(throws: ReleaseError.self) {
            try await Grace.scope(clock: InstantClock()) {
                try await lock.with { hold in
                    try await hold.fencing("helm upgrade") { () -> Void in
                        while !Task.isCancelled { await Task.yield() }
                        isEnded.withLock { $0 = true }
                        throw CancellationError()
                    }
                }
            }
        }
        #expect(error?.code == .applyFailed)
        #expect(
            error?.message.hasPrefix("helm upgrade was ended, because its lock could not be renewed for 10 s") == true)
        #expect(isEnded.withLock { $0 })
    }

    @Test func aProgramThatEndsWellAsItIsEndedHasEndedWell() async throws {
        let server = Self.server(silentTo: .put)
        let lock = try self.lock(server, clock: InstantClock())
        let result = try await Grace.scope(clock: InstantClock()) {
            try await lock.with { hold in
                try await hold.fencing("helm upgrade") {
                    while !Task.isCancelled { await Task.yield() }
                    return 7
                }
            }
        }
        #expect(result == 7)
    }

    @Test func aProgramThatFailsHasFailed() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await lock(LeaseServer()).with { hold in
                try await hold.fencing("helm upgrade") { () -> Void in throw Failure() }
            }
        }
    }
}
